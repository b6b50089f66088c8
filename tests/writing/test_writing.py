import json
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from plugins.check.content import content_faults
from plugins.publishing.building import build
from plugins.shared.errors import CannotWrite
from plugins.shared.front_matter import read_front_matter
from plugins.writing.commands import write_ids
from plugins.writing.posts import write_new_post

NOW = datetime(2026, 5, 31, 9, 5, tzinfo=ZoneInfo("Europe/Berlin"))
ID = UUID("12345678-1234-4234-8234-123456789abc")


def test_a_new_post_is_a_whole_draft(site):
    path = write_new_post(" Lunch: for\nthree ", site.content, now=NOW, uuid=ID)

    assert path == site.content / "posts" / "2026-05-31-lunch-for-three.md"
    front = read_front_matter(path)
    assert front.get("title") == "Lunch: for three"
    assert front.get("date") == "2026-05-31 09:05"
    assert front.get("guid") == f"urn:uuid:{ID}"
    assert front.get("status") == "draft"
    assert content_faults(site.open()) == []


def test_a_post_that_is_there_is_never_overwritten(site):
    path = write_new_post("Lunch", site.content, now=NOW, uuid=ID)
    path.write_text("Written.")

    with pytest.raises(CannotWrite, match="is there already"):
        write_new_post("Lunch", site.content, now=NOW, uuid=ID)

    assert path.read_text() == "Written."


def test_a_post_needs_a_title(site):
    with pytest.raises(CannotWrite, match="needs a title"):
        write_new_post("  ", site.content, now=NOW, uuid=ID)


def test_ids_are_those_that_the_preview_showed(site):
    """Readers who follow a preview's feed, or Pelican's own of old, see no post twice."""
    site.write(
        "posts/2026-05-31-lunch.md", "Title: Lunch\r\nTags: a,\r\n    b\r\n\r\nWords: many\r\n"
    )
    site.write(
        "posts/2026-05-30-old.html",
        "<html><head>\n<title>Old</title>\n</head><body><p>x</p></body></html>\n",
    )
    site.post("2026-05-29-has-one", guid="urn:mine")
    site.post("2026-05-28-draft", status="draft", guid="")
    build(site.open())
    before = {
        item["title"]: item["id"]
        for item in json.loads((site.output / "feed.json").read_text())["items"]
    }

    changed, faults = write_ids(site.open())

    assert faults == []

    assert [path.name for path in changed] == [
        "2026-05-28-draft.md",
        "2026-05-30-old.html",
        "2026-05-31-lunch.md",
    ]
    lunch = site.content / "posts" / "2026-05-31-lunch.md"
    assert before["Lunch"] == "tag:ana.example,2026-05-31:/2026/05/lunch.html"
    assert lunch.read_bytes() == (
        b"Title: Lunch\r\nTags: a,\r\n    b\r\nGuid: tag:ana.example,2026-05-31:/2026/05/lunch.html\r\n"
        b"\r\nWords: many\r\n"
    )
    build(site.open())
    after = {
        item["title"]: item["id"]
        for item in json.loads((site.output / "feed.json").read_text())["items"]
    }
    assert after == before
    assert write_ids(site.open()) == ([], [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbfTitle: x\n\nw\n", b"\xef\xbb\xbfTitle: x\nGuid: ID\n\nw\n"),
        (b"Title: x\n\nw\r\nw\n", b"Title: x\nGuid: ID\n\nw\r\nw\n"),
        (b"Title: x\r\rw\r", b"Title: x\rGuid: ID\r\rw\r"),
        (b"Title: x\nGuid:\nTags: a\n\nw", b"Title: x\nGuid: ID\nTags: a\n\nw"),
        (b"---\nTitle: x\n---\nw", b"---\nTitle: x\nGuid: ID\n---\nw"),
    ],
)
def test_every_other_byte_stays(site, before, after):
    path = site.write("posts/2026-05-31-x.md", before)

    changed, faults = write_ids(site.open())

    assert (changed, faults) == ([path], [])
    assert path.read_bytes() == after.replace(b"ID", b"tag:ana.example,2026-05-31:/2026/05/x.html")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.html", "<html><head><title>X</title><body><p>no end of the head</p>"),
        ("x.rst", "X\n=\n\nwords\n"),
        ("x.md", "Title: X\nbroken\nGuid: urn:mine\n\nw\n"),
    ],
)
def test_what_cannot_be_written_safely_is_left_alone(site, name, text):
    path = site.write(f"posts/2026-05-31-{name}", text)

    changed, faults = write_ids(site.open())

    assert changed == []
    assert [fault.path for fault in faults] == [path]
    assert path.read_text() == text


def test_a_stated_id_survives_every_change(site):
    site.post("2026-05-31-lunch", guid="tag:blogger.com,1999:blog-1.post-2")
    site.post(
        "2026-05-31-lunch",
        guid="tag:blogger.com,1999:blog-1.post-2",
        title="New",
        slug="new",
        date="2020-01-01",
    )
    build(site.open())

    (item,) = json.loads((site.output / "feed.json").read_text())["items"]

    assert (item["id"], item["url"]) == (
        "tag:blogger.com,1999:blog-1.post-2",
        "https://ana.example/2020/01/new.html",
    )
