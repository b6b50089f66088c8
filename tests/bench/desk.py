"""How evenly the desk answers a crowd while a digest is being sent from the same database, in one run.

    python3 tasks.py bench.desk

The desk, the sending and the mail server are processes of their own. Nothing may get lost: the last
change each reader was told is done is what the database says in the end.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from crowds import Crowded, Outcome, prepare_crowd, send_crowd

CLIENTS = 50
REQUESTS = 10_000
QUIET_REQUESTS = 2_000
REST = 0.5
READERS = 3_000
GOAL = 20
# So slow is the mail server with each letter that the sending outlasts the crowd.
SLOWNESS = 0.05


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "mail.log"
        with mail_server(log) as url:
            crowded = prepare_crowd(
                folder / "site", readers=READERS, smtp_url=f"{url}?rate=0&connections=2"
            )
            with crowded.desk(), crowded.task("digest.send") as sending:
                before = letters_in(log)
                outcomes = [
                    measure(crowded, requests=REQUESTS, rest=0),
                    measure(crowded, requests=QUIET_REQUESTS, rest=REST),
                ]
                meanwhile = letters_in(log) - before
                is_still_sending = sending.poll() is None
                said, _nothing = sending.communicate()
            lost = crowded.lost_updates()
            crowded.newsletter.engine.dispose()
    during = "during all of it" if is_still_sending else "during a part of it"
    print(f"meanwhile {meanwhile} letters were sent, {during}; lost updates: {len(lost)}")
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    if failures or lost or sending.returncode or not meanwhile:
        sys.exit("\n".join([*failures[:5], *lost[:5], said]))


def measure(crowded: Crowded, *, requests: int, rest: float) -> Outcome:
    """Send a crowd, print how it was answered, and give that."""
    began = time.perf_counter()
    crowd = send_crowd(crowded.port, crowded.people, clients=CLIENTS, requests=requests, rest=rest)
    outcome = asyncio.run(crowd)
    tell(outcome, time.perf_counter() - began, rest)
    return outcome


def tell(outcome: Outcome, seconds: float, rest: float) -> None:
    middle, slow = median(outcome.times), outcome.percentile(0.99)
    numbers = ", ".join(
        f"{number} × {status}" for status, number in sorted(outcome.statuses.items())
    )
    number = len(outcome.times)
    manner = f"resting {rest} s between two" if rest else "one after the other without a rest"
    print(
        f"{number} requests of {CLIENTS} clients, {manner}, in {seconds:.1f} s ({number / seconds:.0f}/s): "
        f"{numbers}; errors: {len(outcome.failures)}"
    )
    print(
        f"  p50 {middle * 1000:.1f} ms, p99 {slow * 1000:.1f} ms, which is {slow / middle:.1f} times as long "
        f"(at most {GOAL} is wanted); the slowest took {max(outcome.times) * 1000:.0f} ms"
    )


@contextmanager
def mail_server(log: Path) -> Iterator[str]:
    """Give the URL of a mail server that takes its time."""
    program = Path(__file__).parent.parent / "smtp_server.py"
    faults = json.dumps([{"at": "dot", "delay": SLOWNESS}])
    command = [sys.executable, str(program), "--log", str(log), "--faults", faults]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def letters_in(log: Path) -> int:
    """Give how many letters the mail server has taken so far."""
    events = [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")]
    return sum(event["what"] == "dot" for event in events)


if __name__ == "__main__":
    main()
