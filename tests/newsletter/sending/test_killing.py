"""kill -9 at any moment of 2,000 letters: nobody gets two, and nobody is lost without trace.

That the same harness catches senders that do it wrongly is in test_toy_sender.py.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest
from json_feeds import document, item
from little_site import LittleSite
from newsletter.sending.killing import (
    SLOW_ANSWERS,
    Kill,
    Moment,
    Window,
    choose_moments,
    count_windows,
    find_wrongs,
    kill_often,
)
from smtp_server import SmtpServer, smtp_server

from plugins.shared.site import ENGINE

READERS = tuple(f"reader{number}@bo.example" for number in range(2_000))
KILLS = 20
CONNECTIONS = 4
# Before anything is sent: while the program starts, looks at the feed, and lets the readers stand fast.
EARLY = tuple(Moment(what="started", delay=seconds) for seconds in (0.7, 1.1, 1.5))
SUMS = re.compile(
    r"(?P<candidates>\d+) candidates = (?P<submitted>\d+) submitted \+ (?P<failed>\d+) failed "
    r"\+ (?P<skipped>\d+) skipped \+ (?P<deferred>\d+) deferred \+ (?P<uncertain>\d+) uncertain "
    r"\+ (?P<queued>\d+) queued"
)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """A little site's newsletter, and the server its letters go to."""

    site: LittleSite
    server: SmtpServer

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a task as a person does; what it prints goes to a file."""
        settings = ("--settings", "pelicanconf_of_ana.py")
        command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), *arguments]
        url = f"{self.server.url}?rate=0&connections={CONNECTIONS}"
        with (self.site.folder / "printed").open("w") as printed:
            return subprocess.Popen(
                [*command, *settings],
                cwd=self.site.folder,
                env={**os.environ, "SMTP_URL": url},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def run(self, *arguments: str) -> tuple[int, str]:
        """Give a task's exit code, and what it printed."""
        code = self.start(*arguments).wait(300)
        return code, self.printed

    @property
    def printed(self) -> str:
        """What the last task printed."""
        return (self.site.folder / "printed").read_text()

    def send(self) -> subprocess.Popen[str]:
        return self.start("digest.send", "--feed", "feed.json")

    def copy(self, folder: Path) -> "Sender":
        """Give the same newsletter in another place."""
        shutil.copytree(self.site.folder, folder)
        return Sender(site=LittleSite(folder), server=self.server)


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """What is left after many kills and one whole run."""

    sender: Sender
    kills: tuple[Kill, ...]
    code: int
    printed: str
    listed: str

    @property
    def uncertain(self) -> list[str]:
        return re.findall(r"reader\d+@bo\.example", self.listed)

    @property
    def sums(self) -> dict[str, int]:
        (match,) = SUMS.finditer(self.printed)
        return {name: int(number) for name, number in match.groupdict().items()}


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory):
    with smtp_server(SLOW_ANSWERS) as server:
        sender = Sender(site=LittleSite(tmp_path_factory.mktemp("ana")), server=server)
        begin(sender)
        moments = (*EARLY, *choose_moments(5, kills=KILLS, letters=len(READERS)))
        try:
            kills = kill_often(sender.send, server, moments, letters=len(READERS))
        except AssertionError as error:
            raise AssertionError(sender.printed) from error
        code, printed = sender.run("digest.send", "--feed", "feed.json")
        _code, listed = sender.run("digest.uncertain")
        yield Aftermath(sender=sender, kills=kills, code=code, printed=printed, listed=listed)


def begin(sender):
    """Let the newsletter begin, with all its readers, and then publish a post."""
    sender.site.content.mkdir()
    sender.site.open(extra='NEWSLETTER_CADENCE = "each"\n')
    feed, readers = sender.site.folder / "feed.json", sender.site.folder / "readers.csv"
    old = item(1, date_published="2020-05-01T12:00:00Z")
    feed.write_bytes(document(old))
    readers.write_text("\n".join(("Email", *READERS)))
    for arguments in (
        ("digest.send", "--feed", "feed.json"),
        ("subscribers.import", "readers.csv", "--consent", "They said yes at the farewell party."),
    ):
        code, printed = sender.run(*arguments)
        assert code == 0, printed
    new = item(2, date_published=datetime.now(UTC).isoformat())
    feed.write_bytes(document(new, old))


def test_nobody_gets_two_letters_and_nobody_is_lost_without_trace(aftermath):
    server = aftermath.sender.server

    wrongs = find_wrongs(aftermath.kills, server, readers=READERS, uncertain=aftermath.uncertain)

    assert wrongs == []
    assert server.violations == []


def test_kills_fell_before_the_dot_before_the_answer_and_after_it(aftermath):
    windows = count_windows(aftermath.kills)

    print({window.value: number for window, number in windows.items()})
    assert len(aftermath.kills) == KILLS + len(EARLY)
    assert min(windows[window] for window in Window if window is not Window.IDLE) > 0, windows


def test_at_most_one_letter_a_connection_and_kill_is_uncertain(aftermath):
    uncertain = set(aftermath.uncertain)

    assert uncertain
    for kill in aftermath.kills:
        assert len(kill.windows) <= CONNECTIONS
        assert len(kill.on_their_way & uncertain) <= len(kill.windows)


def test_the_sums_add_up_and_the_exit_code_says_that_something_is_left(aftermath):
    sums = aftermath.sums

    assert aftermath.code == 3, aftermath.printed
    assert sums.pop("candidates") == sum(sums.values()) == len(READERS)
    assert sums["uncertain"] == len(aftermath.uncertain) == len(set(aftermath.uncertain))
    assert sums["submitted"] == len(READERS) - len(aftermath.uncertain)


def test_uncertain_letters_taken_for_submitted_leave_nothing_to_do(aftermath, tmp_path):
    sender = aftermath.sender.copy(tmp_path / "a copy")
    before = len(sender.server.letters)

    assert sender.run("digest.uncertain", "--mark-submitted")[0] == 0
    code, printed = sender.run("digest.send", "--feed", "feed.json")

    assert code == 0, printed
    assert len(sender.server.letters) == before


def test_uncertain_letters_go_again_when_the_author_says_so_and_they_are_the_same(
    aftermath, tmp_path
):
    sender = aftermath.sender.copy(tmp_path / "a copy")
    before = sender.server.letters.copy()

    assert sender.run("digest.uncertain", "--resend")[0] == 0
    code, printed = sender.run("digest.send", "--feed", "feed.json")

    again = sender.server.letters[len(before) :]
    assert code == 0, printed
    assert Counter(one.recipient for one in again) == Counter(aftermath.uncertain)
    first = {one.recipient: one.data for one in before}
    assert [one.data for one in again if one.data != first.get(one.recipient, one.data)] == []


def test_every_letter_has_a_message_id_of_its_own(aftermath):
    parser = BytesHeaderParser()
    received = {one.recipient: one.data for one in aftermath.sender.server.letters}

    ids = {parser.parsebytes(data)["Message-ID"] for data in received.values()}
    assert len(ids) == len(received)
