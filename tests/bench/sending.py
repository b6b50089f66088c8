"""How fast letters go out, beside Postfix's smtp-source and a plain smtplib loop, in one run.

    python3 tasks.py bench.send

All three hand letters of one size to Debian's smtp-sink on the loopback, over as many connections. Ours
writes its ledger, twice a letter. Freezing and memory are measured at 100,000 subscribers.
"""

import json
import os
import resource
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from statistics import median

from corpus import WORDS
from json_feeds import document, item
from little_site import LittleSite

from plugins.environment.tools import get_tool
from plugins.newsletter.database.opening import reading
from plugins.newsletter.database.tables import subscriber
from plugins.newsletter.dispatch import freeze_digest, run_digest, tally_of
from plugins.newsletter.ledger.digests import templates_of
from plugins.newsletter.opening import Newsletter, open_newsletter
from plugins.newsletter.posting import plan
from plugins.newsletter.sending.relay import parse_relay

LETTERS = 6_000
NAIVE_LETTERS = 1_000
MANY = 100_000
ROUNDS = 3
SENDER = "ana@ana.example"
# So many paragraphs give a letter of 30 KB: its words stand in it twice, as text and as HTML.
PARAGRAPHS = 20


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sink() as port:
        folder = Path(name)
        for connections in (4, 10):
            compare(folder, port, connections)
        many = run_ours(folder / "many", port, 4, MANY)
    print(
        f"{MANY} subscribers: frozen in {many['freezing']:.2f} s, sent in {many['sending']:.1f} s, which is "
        f"{many['freezing'] / many['sending']:.4f} of it (at most 0.1 is wanted); "
        f"memory at most {many['memory']:.0f} MB (under 200)"
    )


def compare(folder: Path, port: int, connections: int) -> None:
    """Print the medians of some rounds, in each of which all three have their turn."""
    speeds: dict[str, list[float]] = {"smtp-source": [], "ours": [], "smtplib": []}
    for number in range(ROUNDS):
        ours = run_ours(folder / f"{connections} {number}", port, connections, LETTERS)
        speeds["ours"].append(LETTERS / ours["sending"])
        speeds["smtp-source"].append(LETTERS / time_source(port, connections, ours["bytes"]))
        speeds["smtplib"].append(NAIVE_LETTERS / time_naive(port, connections, ours["bytes"]))
    source, mine, naive = (median(speeds[name]) for name in ("smtp-source", "ours", "smtplib"))
    print(
        f"{connections} connections, letters of {ours['bytes'] / 1000:.1f} KB, a second: smtp-source "
        f"{source:.0f}, ours with its ledger {mine:.0f}, smtplib with an EmailMessage a reader {naive:.0f}"
    )
    print(
        f"  ours is {mine / source:.2f} of smtp-source (at least 0.25 is wanted), and {mine / naive:.1f} "
        "times the smtplib loop (at least 6)"
    )


@contextmanager
def sink() -> Iterator[int]:
    """Give the port of a running smtp-sink."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    as_root = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = postfix("smtp-sink", *as_root, f"127.0.0.1:{port}", "128")
    with subprocess.Popen(command) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    sys.exit("smtp-sink did not start")


def postfix(program: str, *arguments: str) -> list[str]:
    """Give the command of one of Postfix's programs."""
    return [str(get_tool(program, "postfix")), *arguments]


def time_source(port: int, connections: int, size: int) -> float:
    """Give the seconds of Postfix's own sender, which reuses its connections (-d)."""
    options = ["-d", "-s", str(connections), "-m", str(LETTERS), "-l", str(size)]
    command = postfix("smtp-source", *options, f"127.0.0.1:{port}")
    started = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def time_naive(port: int, connections: int, size: int) -> float:
    """Give the seconds of a loop as one writes it first: a message built for each reader."""

    def work() -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for number in range(NAIVE_LETTERS // connections):
                smtp.send_message(plain_message(number, size))

    threads = [threading.Thread(target=work) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


def plain_message(number: int, size: int) -> EmailMessage:
    """Give a message with a text and an HTML part, of about as many bytes as ours."""
    words = "".join(f"<p>{' '.join(WORDS[:90])} ü</p>\n" for _ in range(size // 1_300))
    message = EmailMessage()
    message["From"] = SENDER
    message["To"] = f"r{number}@bo.example"
    message["Subject"] = "Grüße"
    message["List-Unsubscribe"] = f"<mailto:ana@ana.example?subject={number}>"
    message.set_content(words, cte="quoted-printable")
    message.add_alternative(words, subtype="html", cte="quoted-printable")
    return message


def run_ours(folder: Path, port: int, connections: int, subscribers: int) -> dict[str, float]:
    """Freeze and send in a process of its own; give seconds, MB and bytes."""
    arguments = [str(folder), str(port), str(connections), str(subscribers)]
    ended = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(ended.stdout)


def measure_ours(folder: Path, url: str, subscribers: int) -> dict[str, float]:
    newsletter = prepare(folder, subscribers)
    look, found = plan(newsletter, feed=str(folder / "feed.json"), is_timer=False)
    (owed,) = found.owed
    started = time.perf_counter()
    frozen = freeze_digest(newsletter, owed, look, is_timer=False)
    freezing = time.perf_counter() - started
    started = time.perf_counter()
    stopped = run_digest(newsletter, frozen, relay=parse_relay(url), sender=SENDER)
    sending = time.perf_counter() - started
    tally = tally_of(newsletter, frozen)
    assert not stopped, stopped
    assert (tally.candidates, tally.left) == (subscribers, 0), tally
    with reading(newsletter.engine) as connection:
        (letter,) = templates_of(connection, frozen.id).values()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "freezing": freezing,
        "sending": sending,
        "memory": used / (1024 if sys.platform != "darwin" else 1024**2),
        "bytes": len(letter),
    }


def prepare(folder: Path, subscribers: int) -> Newsletter:
    """Give a newsletter that has begun, with so many readers and one new post."""
    site = LittleSite(folder)
    site.content.mkdir(parents=True)
    newsletter = open_newsletter(
        site.open(extra='NEWSLETTER_CADENCE = "each"\n'),
        clock=lambda: datetime.now(UTC),
        environ={},
    )
    feed = folder / "feed.json"
    now = newsletter.now
    old = item(1, date_published="2020-05-01T12:00:00Z")
    feed.write_bytes(document(old))
    plan(newsletter, feed=str(feed), is_timer=False)
    with newsletter.engine.begin() as connection:
        for first in range(0, subscribers, 1_000):
            rows = [_row(number, now) for number in range(first, min(first + 1_000, subscribers))]
            connection.execute(subscriber.insert(), rows)
    words = "".join(
        f"<p>{' '.join(WORDS[number : number + 90])}</p>" for number in range(PARAGRAPHS)
    )
    feed.write_bytes(document(item(2, date_published=now.isoformat(), content_html=words), old))
    return newsletter


def _row(number: int, now: datetime) -> dict[str, object]:
    address = f"r{number}@bo.example"
    return {
        "key": address,
        "shown": address,
        "wire": address,
        "name": f"Reader {number}",
        "status": "active",
        "cadence": "each",
        "mark": 1,
        "created": now,
        "confirmed": now,
        "consent_at": now,
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        place, port_, connections_, number_ = sys.argv[1:]
        url_ = f"smtp://127.0.0.1:{port_}?rate=0&connections={connections_}"
        print(json.dumps(measure_ours(Path(place), url_, int(number_))))
    else:
        main()
