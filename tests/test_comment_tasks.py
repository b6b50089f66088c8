"""Comments as their author moderates them: docs/comments.md, at the command line."""

import json
from datetime import UTC, datetime

import pytest
from little_site import run_task

from plugins.comments.model import Comment
from plugins.comments.moderation.pending import Pending, write_pending

STEM = "2026-05-31-lunch"
MAIL = """\
From: Di Example <di@work.example>
Date: Mon, 01 Jun 2026 09:00:00 +0200
Message-ID: <1@work.example>
Content-Type: text/plain; charset=utf-8

It may be shown: we met at the corner.

On 31 May 2026, Ana wrote:
> Where did you meet?

--\x20
Di, +49 30 1234567
"""


@pytest.fixture
def author(site):
    site.post(STEM, title="Lunch for three", slug="lunch", date="2026-05-31 12:00")
    site.write(f"comments/{STEM}.txt", "=== old:1\nAuthor: Cy\n\nWhere?\n")
    site.open(extra='NEWSLETTER_DESK = "https://desk.ana.example"\n')

    def type_(*words, exit_code=0):
        result = run_task(*words, "--settings", "pelicanconf_of_ana.py", cwd=site.folder)
        assert result.returncode == exit_code, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        return result.stdout + result.stderr

    return type_


def leave(site, id_="desk:7k3qabcd", **fields):
    comment = Comment(
        id=id_,
        author="Bo",
        date=datetime(2026, 6, 1, 8, tzinfo=UTC),
        parent="old:1",
        body="At the *corner*.",
    )
    values = {"post": STEM, "page": "2026/05/lunch.html", "title": "Lunch for three", **fields}
    return write_pending(
        site.content / "comments", Pending(comment=comment, address="bo@work.example", **values)
    )


def page_of(site):
    return (site.output / "2026" / "05" / "lunch.html").read_text()


def test_from_a_comment_that_waits_to_one_that_is_seen_answered_and_hidden(site, author):
    leave(site)
    listed = author("comments.pending")
    assert 'Bo, 1 June 2026, 10:00, on "Lunch for three"' in listed
    assert 'answers Cy: "Where?"' in listed
    assert "At the *corner*." in listed
    author("build")
    assert "corner" not in page_of(site)

    assert "Build and publish to show it" in author("comments.approve", "7k3qabcd")
    assert "0 comments wait" in author("comments.pending")
    author("build")
    assert "At the <em>corner</em>." in page_of(site)
    assert 'id="c7k3qabcd"' in page_of(site)
    (item,) = json.loads((site.output / "feed.json").read_text())["items"]
    assert item["_conversation"]["count"] == 2
    assert item["_conversation"]["latest"][-1]["author"] == "Bo"
    # It waited for months: for feeds and digests it is of today.
    assert item["_conversation"]["latest"][-1]["published"] > "2026-06-02"

    assert "Answered Bo" in author("comments.reply", "#c7k3qabcd", "So did we!")
    assert "Hidden: desk:7k3qabcd" in author(
        "comments.hide", "https://ana.example/2026/05/lunch.html#c7k3qabcd"
    )
    author("build")
    assert "corner" not in page_of(site)
    assert "So did we!" in page_of(site)
    assert "Approved desk:7k3qabcd" in author("comments.approve", "desk:7k3qabcd")
    for path in [*site.output.rglob("*.*"), *(site.content / "comments").glob("*.txt")]:
        assert b"bo@work.example" not in path.read_bytes()


def test_suspicious_ones_are_shown_apart(site, author):
    leave(site, why="links")

    assert "0 comments wait" in author("comments.pending")
    assert "suspicious: links" in author("comments.pending", "--hidden")
    assert "Approved" in author("comments.approve", "7k3qabcd")


def test_a_mail_is_added_once_and_without_what_is_private(site, author):
    (site.folder / "answer.eml").write_text(MAIL)
    asked = ("comments.add", STEM, "--mail", "answer.eml", "--parent", "old:1")

    assert "This was a dry run" in author(*asked, "--dry-run")
    assert "Added to content/comments" in author(*asked)
    assert "nothing was changed" in author(*asked)
    author("build")

    page = page_of(site)
    assert "we met at the corner." in page
    assert "Di Example" in page
    for private in ("di@work.example", "1234567", "Where did you meet"):
        assert private not in page


def test_what_a_person_types_wrong_ends_with_a_sentence(site, author):
    (site.folder / "empty.eml").write_text("")
    for words, said in (
        (("comments.approve", "zzzzzzzz"), "zzzzzzzz"),
        (("comments.hide", ""), "no such comment"),
        (("comments.reply", "old:1", " "), "no words"),
        (("comments.add", "2026-01-01-none", "--mail", "x.eml"), "no post or page"),
        (("comments.add", STEM, "--mail", "there-is-none.eml"), "there-is-none.eml"),
        (("comments.add", STEM, "--mail", "empty.eml"), "empty.eml"),
    ):
        assert said in author(*words, exit_code=1), words


def test_without_a_desk_the_page_asks_for_an_e_mail(site):
    site.post(STEM, slug="lunch", date="2026-05-31 12:00")
    site.open()

    run_task("build", "--settings", "pelicanconf_of_ana.py", cwd=site.folder)

    assert "mailto:ana@ana.example" in page_of(site)
    assert "<form" not in page_of(site)
