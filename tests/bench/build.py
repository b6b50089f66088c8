"""How long builds take, beside Hugo's and plain Pelican's of the same posts, in one run.

    python3 tasks.py bench.build [--posts 1000] [--rounds 3] [--profile]

"Plain" is Pelican with its theme "simple" and nothing of ours; "simple" is the same with the plugin
"speed" alone; "ours" is our theme with comments and all feeds. In each round everybody has their turn, so
that a busy machine hurts all alike; the figures are medians of all rounds.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from goals import BIG, HUGE, SMALL, goals, table
from hugo import get_hugo
from machine import described
from measuring import Measurement
from profiling import profile
from running import Failed

from plugins.shared.errors import SiteError


def main() -> None:
    asked = _asked()
    # Ended from outside, it ends what it has started and removes what it has written, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    try:
        with tempfile.TemporaryDirectory(prefix="bench.") as name:
            if asked.profile:
                print("\n".join(profile(Path(name), posts=min(asked.posts))))
            else:
                measure(Path(name), asked.posts, asked.rounds, get_hugo())
    except (SiteError, Failed) as error:
        sys.exit(str(error))
    print(f"\n{described()}")


def measure(folder: Path, sizes: list[int], rounds: int, hugo: Path) -> None:
    """Measure all that these numbers of posts allow, and print it beside the goals."""
    measurement = Measurement(folder, hugo=hugo)
    measurement.warm_up()
    for posts in sizes:
        measurement.write_sites(posts)
    for number in range(rounds):
        for posts in sizes:
            measurement.measure_round(posts, number)
    tracing_posts = max((posts for posts in sizes if posts < HUGE), default=BIG)
    print("\n".join([*measurement.told_files(), "", *measurement.told_figures(), ""]))
    print(f"Medians of {rounds}, in brackets the least and the most:\n")
    print("\n".join(table(measurement.figures, tuple(goals(tracing_posts=tracing_posts)))))
    if measurement.failures:
        print("\n".join(["\nWhat failed:", *measurement.failures]))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.build")
    parser.add_argument("--posts", type=_numbers, default=[SMALL, BIG, HUGE])
    parser.add_argument("--rounds", type=_number, default=3)
    parser.add_argument("--profile", action="store_true")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return sorted({_number(part) for part in text.split(",")})


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    main()
