"""The newsletter as its author runs it: docs/send.md, from a list of addresses to who left for good."""

import email
import os
import pty
import re
import select
import subprocess
import sys
from datetime import datetime
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from json_feeds import document, item
from little_site import SETTINGS
from smtp_conversation import Fault
from smtp_server import smtp_server
from web_server import serving

from plugins.shared.site import ENGINE

BERLIN = ZoneInfo("Europe/Berlin")
ANA, BO, CY = "ana@work.example", "bo@work.example", "cy@work.example"


class Author:
    """Somebody at a terminal, with a live site and a mail server."""

    def __init__(self, site, address, server):
        self.site, self.server = site, server
        site.output.mkdir(exist_ok=True)
        self.settings = site.folder / "mine.py"
        text = SETTINGS.format(base="publishconf") + f'SITE_ADDRESS = "{address}"\n'
        self.settings.write_text(f"{text}SITEURL = SITE_ADDRESS\n")

    def type(self, *words, exit_code=0):
        environ = {**os.environ, "SMTP_URL": f"{self.server.url}?rate=0"}
        command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), *words]
        result = subprocess.run(
            [*command, "--settings", str(self.settings)],
            cwd=self.site.folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert result.returncode == exit_code, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        return result.stdout + result.stderr

    def letters(self, address):
        return [
            email.message_from_bytes(letter.data, policy=default)
            for letter in self.server.letters
            if letter.recipient == address
        ]


@pytest.fixture
def author(site):
    with serving(site.output) as address, smtp_server() as server:
        yield Author(site, address, server)
        assert server.violations == []


def text_of(message):
    return message.get_body(("plain",)).get_content()


def test_from_a_list_of_old_colleagues_to_who_left_for_good(author):
    site = author.site
    today = datetime.now(BERLIN)
    site.post("2026-05-31-lunch", date="2026-05-31 12:00", body="Words of old.")
    author.type("build")
    (site.folder / "list.txt").write_text(f"{ANA}\nBo <{BO}>\n{CY}\nnobody@\n")

    # They are invited, and some say yes.
    assert "1 with faults" in author.type("subscribers.import", "list.txt")
    assert "3 submitted" in author.type("subscribers.invite")
    assert "Nothing to send" in author.type("subscribers.invite")
    token = re.search(r"confirm%20(\w{26})", text_of(author.letters(ANA)[0]))[1]
    author.type("subscribers.confirm", f"confirm {token}")
    author.type("subscribers.confirm", BO)
    assert "The newsletter begins: 1 post" in author.type("digest.send")

    # A post is published, and a digest written, looked at and tried.
    site.post("news", date=f"{today:%Y-%m-%d %H:%M}", body="Words of new.", slug="news")
    author.type("build")
    assert "It names 1 post" in author.type("digest.draft")
    (file,) = (site.content / "digests").glob("*.md")
    assert file.name == f"{today:%Y-%m-%d}-monthly.md"
    assert "is a draft" in author.type("digest.send")
    text = re.sub(r"Status: draft\n", "", file.read_text())
    file.write_text(re.sub(r"Write a few lines.*", "Dear colleagues.", text))
    author.type("build")
    author.type("subscribers.note", BO, "How is the new job?")
    author.type("digest.preview", "--for", BO)
    preview = (site.folder / "var" / "preview" / "digest.txt").read_text()
    assert "Hello Bo," in preview
    assert "How is the new job?" in preview
    assert "Nothing stands in the way" in author.type("digest.check")
    author.type("digest.test", "--to", "me@ana.example")
    assert "2 queued" in author.type("digest.send", "--dry-run")
    assert [len(author.letters(who)) for who in (ANA, BO, CY, "me@ana.example")] == [1, 1, 1, 1]

    # It is sent, once.
    assert "2 candidates = 2 submitted" in author.type("digest.send")
    assert "Nothing to send" in author.type("digest.send")
    assert [len(author.letters(who)) for who in (ANA, BO, CY)] == [2, 2, 1]
    ana, bo = (text_of(author.letters(who)[1]) for who in (ANA, BO))
    assert "Words of new." in ana
    assert "Dear colleagues." in ana or "Dear colleagues." in ana
    assert "Words of old." not in ana
    assert "new job" in bo
    assert "new job" not in ana

    # One leaves, by the mail their mail program wrote, and is never written to again.
    way_out = author.letters(ANA)[1]["List-Unsubscribe"]
    subject = re.search(r"subject=(unsubscribe)%20(\w+)", way_out)
    author.type("subscribers.unsubscribe", f"{subject[1]} {subject[2]}")
    author.type("subscribers.change", BO, "--cadence", "each")
    site.post(
        "more", date=f"{datetime.now(BERLIN):%Y-%m-%d %H:%M}", body="More words.", slug="more"
    )
    author.type("build")
    assert "1 candidate = 1 submitted" in author.type("digest.send", "--due")
    assert [len(author.letters(who)) for who in (ANA, BO, CY)] == [2, 3, 1]
    status = author.type("digest.status")
    assert "1 invited, 1 active, 1 unsubscribed" in status
    assert "No letter is uncertain." in author.type("digest.uncertain")


def test_what_a_person_types_wrong_ends_with_a_sentence(author):
    for words, said in (
        (["subscribers.add", "nobody"], "no e-mail address"),
        (["subscribers.add", ANA, "--cadence", "daily"], "each, weekly or monthly"),
        (["subscribers.import", "there-is-none.csv"], "there-is-none.csv"),
        (["subscribers.unsubscribe", ANA], "not on the list"),
        (["subscribers.pause", ANA, "--until", "soon"], "write it like 2027-01-15"),
        (["subscribers.list", "--status", "friends"], "there are invited"),
        (["digest.draft", "--cadence", "daily"], "each, weekly or monthly"),
        (["digest.draft", "--date", "soon"], "write it like 2026-11-01"),
        (["digest.draft", "--newest", "many"], "a number is needed"),
        (["digest.uncertain", "--resend", "--mark-submitted"], "one of them"),
        (["digest.send", "--feed", "there-is-none.json"], "there-is-none.json"),
        (["digest.test", "--to", "nobody"], "no e-mail address"),
        (["digest.preview", "--for", ANA], "not on the list"),
    ):
        assert said in author.type(*words, exit_code=1), words


def test_what_is_left_to_do_ends_with_exit_code_3(author, tmp_path):
    feed = tmp_path / "feed.json"
    address = author.settings.read_text().split('SITE_ADDRESS = "')[2].split('"')[0]
    feed.write_bytes(document(home_page_url=f"{address}/"))
    author.type("subscribers.add", ANA, "--cadence", "each", "--consent", "yes")
    author.type("digest.send", "--feed", str(feed))
    now = datetime.now(BERLIN).isoformat()
    feed.write_bytes(document(item(1, date_published=now), home_page_url=f"{address}/"))

    with smtp_server([Fault(at="RCPT", code=450, text="4.2.1 later")]) as server:
        usual, author.server = author.server, server
        said = author.type("digest.send", "--feed", str(feed), exit_code=3)
        author.server = usual

    assert "1 candidate = 0 submitted + 0 failed + 0 skipped + 1 deferred" in said
    assert "1 letter left to do" in said
    assert ANA not in said  # a timer's words go into logs


def test_no_secret_and_no_address_is_written_where_the_site_is(author):
    author.site.post()
    author.type("subscribers.add", ANA, "--name", "Anabel", "--consent", "yes")
    author.type("build")

    for path in author.site.output.rglob("*"):
        if path.is_file():
            assert b"Anabel" not in path.read_bytes()
            assert ANA.encode() not in path.read_bytes()
    for name in ("newsletter.sqlite", "newsletter.secret"):
        assert (author.site.folder / "var" / name).stat().st_mode & 0o077 == 0


def at_a_terminal(author, *words, answer):
    """Run a task at a terminal, and answer each question; give what stood there."""
    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), *words]
    with subprocess.Popen(
        [*command, "--settings", str(author.settings)],
        cwd=author.site.folder,
        env={**os.environ, "SMTP_URL": f"{author.server.url}?rate=0", "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown, answered = b"", 0
        while select.select([mine], [], [], 60)[0]:
            try:
                shown += os.read(mine, 4096)
            except OSError:  # the other end is closed
                break
            if shown.count(b"[y/N]") > answered:
                answered += 1
                os.write(mine, f"{answer}\n".encode())
        process.kill()
    os.close(mine)
    return shown.decode()


def test_at_a_terminal_it_asks_before_it_sends(author, tmp_path):
    feed = tmp_path / "feed.json"
    address = author.settings.read_text().split('SITE_ADDRESS = "')[2].split('"')[0]
    feed.write_bytes(document(home_page_url=f"{address}/"))
    author.type("subscribers.add", ANA, "--cadence", "each", "--consent", "yes")
    author.type("digest.send", "--feed", str(feed))
    now = datetime.now(BERLIN).isoformat()
    feed.write_bytes(document(item(1, date_published=now), home_page_url=f"{address}/"))

    refused = at_a_terminal(author, "digest.send", "--feed", str(feed), answer="n")
    assert "each-1: send 1 letter now? [y/N]" in refused
    assert author.letters(ANA) == []

    sent = at_a_terminal(author, "digest.send", "--feed", str(feed), answer="y")
    assert "1 candidate = 1 submitted" in sent
    assert len(author.letters(ANA)) == 1
