import subprocess
import sys
from datetime import timedelta

import pytest
from newsletters import Blog
from smtp_conversation import Fault
from smtp_server import smtp_server

from plugins.newsletter import overview, posting
from plugins.newsletter.database.opening import database_path
from plugins.newsletter.sending.lock import alone
from plugins.newsletter.subscribers import joining
from plugins.newsletter.subscribers.model import Cadence
from plugins.shared.errors import BadSettings, BadSubscriber, CannotSend
from plugins.shared.site import ENGINE

ANA, BO = "ana@work.example", "bo@work.example"


@pytest.fixture
def blog(site):
    """One in which the letter to Ana is uncertain, and the one to Bo is not."""
    found = Blog(site)
    found.publish(1)
    newsletter = found.open()
    posting.plan(newsletter, feed=found.feed, is_timer=False)
    for who in (ANA, BO):
        joining.add(newsletter, who, cadence=Cadence.EACH, consent="yes")
    newsletter.engine.dispose()
    found.now += timedelta(hours=1)
    found.publish(2)
    with smtp_server([Fault(at="dot", drops=True, recipient=ANA)]) as server:
        send(found, server)
    return found


def send(blog, server):
    newsletter = blog.open(SMTP_URL=f"{server.url}?rate=0")
    sent = posting.send(
        newsletter, feed=blog.feed, is_timer=False, say=print, watch=lambda *_: lambda: None
    )
    newsletter.engine.dispose()
    return sent


def test_an_uncertain_letter_is_listed_and_never_sent_by_itself(blog):
    with smtp_server() as server:
        sent = send(blog, server)
    newsletter = blog.open()
    listed = overview.list_uncertain(newsletter)
    newsletter.engine.dispose()

    assert server.letters == []
    assert sent.left == 1
    assert f"each-2 (Post 2): {ANA}: no answer after the letter" in listed
    assert BO not in listed


def test_what_the_author_takes_for_submitted_is_done(blog):
    newsletter = blog.open()
    assert "1 letter taken for submitted" in overview.resolve_uncertain(newsletter, is_resend=False)
    assert overview.list_uncertain(newsletter) == "No letter is uncertain."
    newsletter.engine.dispose()
    with smtp_server() as server:
        assert send(blog, server).left == 0
    assert server.letters == []


def test_what_is_sent_once_more_is_the_very_same_letter(blog, site):
    del site
    newsletter = blog.open()
    overview.resolve_uncertain(newsletter, is_resend=True, only=ANA)
    newsletter.engine.dispose()
    blog.now += timedelta(minutes=5)
    with smtp_server([Fault(at="dot", drops=True, times=1)]) as server:
        send(blog, server)
        newsletter = blog.open()
        overview.resolve_uncertain(newsletter, is_resend=True)
        newsletter.engine.dispose()
        blog.now += timedelta(minutes=5)
        assert send(blog, server).left == 0

    first, second = server.letters
    assert first.recipients == second.recipients == (ANA,)
    assert first.data == second.data


def test_a_letter_sent_once_more_after_a_later_one_repeats_no_later_post(blog):
    with smtp_server() as server:
        blog.publish(3)
        send(blog, server)
        newsletter = blog.open()
        overview.resolve_uncertain(newsletter, is_resend=True)
        newsletter.engine.dispose()
        assert send(blog, server).left == 0
        blog.publish(4)
        assert send(blog, server).left == 0

    to_ana = [letter.data for letter in server.letters if letter.recipients == (ANA,)]
    found = [[n for n in (2, 3, 4) if f"Words of {n}.".encode() in data] for data in to_ana]
    assert found == [[3], [2], [4]]


def test_nobody_else_s_letter_is_resolved(blog):
    newsletter = blog.open()
    with pytest.raises(BadSubscriber, match="No letter to"):
        overview.resolve_uncertain(newsletter, is_resend=True, only=BO)
    newsletter.engine.dispose()


def test_nothing_is_resolved_while_somebody_sends(blog):
    newsletter = blog.open()
    with alone(newsletter.path):
        code = (
            "import sys; from pathlib import Path; from plugins.newsletter.sending.lock import alone\n"
            "with alone(Path(sys.argv[1])): pass"
        )
        command = [sys.executable, "-c", code, str(newsletter.path)]
        result = subprocess.run(command, cwd=ENGINE, capture_output=True, text=True, check=False)
    newsletter.engine.dispose()

    assert CannotSend.__name__ in result.stderr
    assert "Somebody is sending already" in result.stderr


def test_the_overview_tells_who_reads_what_is_due_and_what_became_of_it(blog):
    newsletter = blog.open()
    joining.add(newsletter, "cy@work.example")
    told = overview.status(newsletter)
    newsletter.engine.dispose()

    assert told.splitlines()[:3] == [
        "Subscribers: 1 invited, 2 active (active: 2 each).",
        "The next weekly letter is due on 9 November 2026, 08:00.",
        "The next monthly letter is due on 1 December 2026, 08:00.",
    ]
    assert "2 candidates = 1 submitted + 0 failed + 0 skipped + 0 deferred + 1 uncertain" in told


@pytest.mark.parametrize(
    "url",
    ["postgresql://x/y", "sqlite://", "sqlite:///:memory:", "newsletter.sqlite", "mysql:///a"],
)
def test_only_a_file_is_a_database(url, tmp_path):
    with pytest.raises(BadSettings, match="sqlite:///"):
        database_path(url, folder=tmp_path)
