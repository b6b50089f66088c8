"""A crowd at a desk's door: many clients at once, each with readers of its own, and what it was told.

    outcome = await send_crowd(port, people, clients=50, requests=10_000)
    assert not outcome.failures

Nobody but their own client asks anything for a reader, so the last change it was told is done is what
the database has to say in the end.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from json_feeds import document, item
from little_site import LittleSite
from newsletters import SECRET
from raw_http import form, request

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.database.opening import reading
from plugins.newsletter.opening import Newsletter, open_newsletter
from plugins.newsletter.posting import plan
from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.importing import NewSubscriber
from plugins.newsletter.subscribers.model import Cadence, Consent, Status
from plugins.newsletter.tokens import make_token
from plugins.shared.site import ENGINE

BROWSER = {
    "Origin": "https://ana.example",
    "Sec_Fetch_Mode": "navigate",
    "Sec_Fetch_User": "?1",
    "Sec_Fetch_Dest": "document",
}


@dataclass
class Person:
    """A reader as their client knows them."""

    token: str
    address: str
    name: str = ""
    cadence: str = "each"
    status: str = "active"

    def save(self, name: str, cadence: str) -> None:
        self.name, self.cadence = name, cadence

    def pause(self) -> None:
        self.status = "paused" if self.status != "unsubscribed" else self.status

    def resume(self) -> None:
        self.status = "active" if self.status == "paused" else self.status

    def leave(self) -> None:
        self.status = "unsubscribed"

    def come_back(self) -> None:
        self.status = "active" if self.status == "unsubscribed" else self.status


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request, and what has changed when it is answered by 200."""

    data: bytes
    is_head: bool = False
    change: Callable[[], None] = lambda: None


@dataclass
class Outcome:
    """What the crowd was told, and how long each answer took, in seconds."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Give the seconds within which that share of the answers came."""
        return sorted(self.times)[int(len(self.times) * share)]


async def send_crowd(
    port: int, people: list[Person], *, clients: int, requests: int, rest: float = 0
) -> Outcome:
    """Let so many clients send so many random requests together, each one after the other.

    They rest for so many seconds on average before each.
    """
    outcome = Outcome()
    shares = [people[number::clients] for number in range(clients)]
    await asyncio.gather(
        *(
            _Client(port, share, Random(number), outcome).work(requests // clients, rest)
            for number, share in enumerate(shares)
        )
    )
    return outcome


class _Client:
    def __init__(self, port: int, people: list[Person], source: Random, outcome: Outcome) -> None:
        self._port = port
        self._people = people
        self._source = source
        self._outcome = outcome
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def work(self, requests: int, rest: float) -> None:
        for _ in range(requests):
            await asyncio.sleep(rest * 2 * self._source.random())
            asked = choose_request(self._source, self._source.choice(self._people))
            began = time.perf_counter()
            try:
                status = await self._ask(asked)
            except (OSError, EOFError, ValueError) as error:
                self._outcome.failures.append(repr(error))
                await self._hang_up()
                continue
            self._outcome.times.append(time.perf_counter() - began)
            self._outcome.statuses[status] += 1
            if status == 200:
                asked.change()
            if status >= 500:
                self._outcome.failures.append(f"{status}: {asked.data[:60]!r}")
            if self._source.random() < 0.2:
                await self._hang_up()
        await self._hang_up()

    async def _ask(self, asked: Ask) -> int:
        if not self._line:
            self._line = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._line
        writer.write(asked.data)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        status = int(head.split(" ", 2)[1])
        size = int(head.partition("content-length: ")[2].partition("\r")[0] or 0)
        if not asked.is_head:
            await reader.readexactly(size)
        if "connection: close" in head:
            await self._hang_up()
        return status

    async def _hang_up(self) -> None:
        if self._line:
            self._line[1].close()
            self._line = None


def choose_request(source: Random, one: Person) -> Ask:
    """Give something a reader, a mail program, a robot or a stranger may ask."""
    name = f"Name {source.randrange(10**9)}"
    cadence = source.choice(["each", "weekly", "monthly"])
    length = source.choice(["month", "quarter", "ever"])
    own, out = f"/p/{one.token}", f"/u/{one.token}"
    click = b'--f\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--f--\r\n'
    saved = {"do": "save", "name": name, "cadence": cadence}
    comment = {"post": "2026-05-31-lunch", "name": name, "text": "Words.", "do": "send"}
    new = urlencode({"address": f"new{source.randrange(10**9)}@work.example"})
    asks = {
        lambda: Ask(data=_posted(own, saved), change=lambda: one.save(name, cadence)): 24,
        lambda: Ask(data=_posted(own, {"do": "pause", "for": length}), change=one.pause): 8,
        lambda: Ask(data=_posted(own, {"do": "resume"}), change=one.resume): 8,
        lambda: Ask(data=_posted(out, {"List-Unsubscribe": "One-Click"}), change=one.leave): 4,
        lambda: Ask(
            data=form(out, click, Content_Type="multipart/form-data; boundary=f"), change=one.leave
        ): 2,
        lambda: Ask(data=_posted(out, {"confirm": "yes"}), change=one.leave): 3,
        lambda: Ask(data=_posted(out, {"undo": "yes"}), change=one.come_back): 8,
        lambda: Ask(data=request("GET", own)): 10,
        lambda: Ask(data=request("GET", out)): 10,
        lambda: Ask(data=request("HEAD", out), is_head=True): 3,
        lambda: Ask(data=request("GET", "/")): 3,
        lambda: Ask(data=request("GET", "/health")): 3,
        lambda: Ask(data=form("/subscribe", new, **BROWSER)): 5,
        lambda: Ask(data=request("GET", "/comment?post=2026-05-31-lunch")): 3,
        lambda: Ask(data=_posted("/comment", comment)): 2,
        lambda: Ask(data=_posted(f"/p/{'a' * 26}", saved)): 2,
        lambda: Ask(data=_posted(f"/u/{one.token[:-1]}0", {"confirm": "yes"})): 2,
        lambda: Ask(data=request("GET", f"/nowhere/{name.replace(' ', '')}")): 2,
    }
    (chosen,) = source.choices([*asks], weights=[*asks.values()])
    return chosen()


def _posted(path: str, fields: Mapping[str, str]) -> bytes:
    return form(path, urlencode(fields))


@dataclass(frozen=True, kw_only=True)
class Crowded:
    """A site with readers and a new post for them, whose desk listens at a port of its own."""

    site: LittleSite
    newsletter: Newsletter
    people: list[Person]
    port: int
    smtp_url: str

    @property
    def feed(self) -> str:
        return str(self.site.folder / "feed.json")

    def task(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a task as a person does; what it says of faults goes to a file."""
        command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), *arguments]
        told = {**os.environ, "SMTP_URL": self.smtp_url, "NEWSLETTER_SECRET": SECRET}
        with (self.site.folder / f"{arguments[0]}.log").open("w") as log:
            return subprocess.Popen(
                [*command, "--feed", self.feed, "--settings", "publishconf_of_ana.py"],
                cwd=self.site.folder,
                env=told,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    @contextmanager
    def desk(self) -> Iterator[None]:
        """Run the desk, and see to it that it ends in an orderly way."""
        with self.task("desk", "--port", str(self.port)) as process:
            try:
                ready = process.stdout.readline()
                assert "The desk:" in ready, (self.site.folder / "desk.log").read_text()
                yield
            finally:
                process.terminate()
                process.communicate(timeout=20)
        assert process.returncode == 0

    def lost_updates(self) -> list[str]:
        """Give every reader of whom the database says something else than their client was told."""
        found = []
        with reading(self.newsletter.engine) as connection:
            for one in self.people:
                kept = store.find(connection, parse_address(one.address))
                said = (one.name, one.cadence, one.status)
                if not kept or (kept.name, str(kept.cadence), str(kept.status)) != said:
                    found.append(f"{said} was told, and this is kept: {kept}")
        return found


def prepare_crowd(folder: Path, *, readers: int, smtp_url: str) -> Crowded:
    """Make such a site; its newsletter has begun before its new post."""
    site = LittleSite(folder)
    (site.content / "posts").mkdir(parents=True)
    site.post(date="2026-05-31")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    extra = f'NEWSLETTER_CADENCE = "each"\nNEWSLETTER_DESK = "http://127.0.0.1:{port}"\n'
    newsletter = open_newsletter(
        site.open("publishconf", extra=extra),
        clock=lambda: datetime.now(UTC),
        environ={"NEWSLETTER_SECRET": SECRET},
    )
    now = newsletter.now
    feed = folder / "feed.json"
    old = item(1, date_published="2020-05-01T12:00:00Z")
    feed.write_bytes(document(old))
    plan(newsletter, feed=str(feed), is_timer=False)
    addresses = [f"reader{number}@work.example" for number in range(readers)]
    with newsletter.engine.begin() as connection:
        store.insert(connection, [_reader(address, now) for address in addresses])
        found = [store.find(connection, parse_address(address)) for address in addresses]
    people = [
        Person(token=make_token(newsletter.secrets, one.id), address=address)
        for one, address in zip(found, addresses, strict=True)
    ]
    feed.write_bytes(document(item(2, date_published=newsletter.now.isoformat()), old))
    return Crowded(site=site, newsletter=newsletter, people=people, port=port, smtp_url=smtp_url)


def _reader(address: str, now: datetime) -> NewSubscriber:
    return NewSubscriber(
        address=parse_address(address),
        status=Status.ACTIVE,
        cadence=Cadence.EACH,
        created=now,
        confirmed=now,
        consent=Consent(at=now, how="form", words="Yes"),
    )
