import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.check.feeds import feed_faults, lost_faults, secret_faults
from plugins.check.published import read_published
from plugins.publishing.building import build
from plugins.shared.errors import BadFeed
from plugins.shared.written import read_posts

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_built_site_has_no_fault(site):
    site.post()
    site.post("2026-05-30-draft", status="draft")
    opened = site.open("publishconf")
    build(opened)

    assert feed_faults(site.output) == []
    assert secret_faults(site.output, read_posts(opened), NOW) == []


def test_a_feed_that_is_not_well_formed_is_named(tmp_path):
    (tmp_path / "atom.xml").write_text("<feed><entry></feed>")
    (tmp_path / "feed.json").write_text("{")

    assert [fault.path.name for fault in feed_faults(tmp_path)] == ["atom.xml", "feed.json"]


def test_an_id_twice_is_named(tmp_path):
    (tmp_path / "rss.xml").write_text(
        "<rss><channel><item><guid>a</guid></item><item><guid>a</guid></item></channel></rss>"
    )

    (fault,) = feed_faults(tmp_path)

    assert fault.message == "two entries have the id a."


def test_whatever_is_not_to_be_seen_is_found(site):
    """A preview's output stands for a publish build that went wrong."""
    site.post("2026-05-30-draft", status="draft", guid="urn:draft")
    site.post("2026-07-01-soon", guid="urn:soon")
    opened = site.open()
    build(opened)

    found = [fault.message for fault in secret_faults(site.output, read_posts(opened), NOW)]

    assert "a draft is among the pages." in found
    assert "2026-07-01-soon.md is not to be seen yet." in found
    assert found.count("the entry urn:soon is not to be seen yet.") == 4  # in its category, too
    assert "the entry urn:soon is dated in the future." in found


def test_a_draft_that_slipped_into_a_feed_is_found(site):
    site.post("2026-05-30-draft", status="draft", guid="urn:draft")
    opened = site.open("publishconf")
    build(opened)
    feed = json.loads((site.output / "feed.json").read_text())
    feed["items"] = [{"id": "urn:draft", "date_published": "2026-05-30T00:00:00Z"}]
    (site.output / "feed.json").write_text(json.dumps(feed))

    (fault,) = secret_faults(site.output, read_posts(opened), NOW)

    assert fault.message == "the entry urn:draft is not to be seen yet."


@pytest.fixture
def published(site):
    """A site of two posts, as it was published, and the same site built with one of them lost."""
    site.post("2026-05-30-kept", guid="urn:kept")
    site.post("2026-05-31-lost", guid="urn:lost")
    build(site.open("publishconf"))
    feeds = {
        name: (site.output / name).read_bytes() for name in ("atom.xml", "rss.xml", "feed.json")
    }
    (site.content / "posts" / "2026-05-31-lost.md").unlink()
    build(site.open("publishconf"))
    return feeds


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml", "feed.json"])
def test_a_lost_id_is_found_whatever_the_format(site, published, name):
    (fault,) = lost_faults(site.output, published[name], Path(name), site.content / "withdrawn.txt")

    assert "the id urn:lost is in no feed any more" in fault.message


def test_a_post_may_be_withdrawn_on_purpose(site, published):
    listed = site.write("withdrawn.txt", "urn:other\n urn:lost \n")

    assert lost_faults(site.output, published["atom.xml"], Path("atom.xml"), listed) == []


def test_a_renamed_post_on_another_host_is_not_lost(site, published):
    site.post("2020-01-01-new-name", guid="urn:lost", title="New", slug="other")
    build(site.open("publishconf", extra="SITE_ADDRESS = 'https://moved.example'\n"))

    assert lost_faults(site.output, published["atom.xml"], Path("atom.xml"), Path("none")) == []


@pytest.mark.parametrize(
    "data", [b"<html>", b"", b"{}", b"[1]", b"<feed xmlns='http://www.w3.org/2005/Atom'/>"]
)
def test_what_is_no_feed_compares_with_nothing(tmp_path, data):
    with pytest.raises(BadFeed):
        lost_faults(tmp_path, data, Path("old.xml"), Path("none"))


def test_the_published_feed_is_read_from_file_or_web(tmp_path):
    (tmp_path / "old.xml").write_bytes(b"<feed/>")

    assert read_published(str(tmp_path / "old.xml")) == b"<feed/>"
    for place in (str(tmp_path / "none.xml"), "http://127.0.0.1:9/atom.xml", "http://[::1"):
        with pytest.raises(BadFeed, match="could not be read"):
            read_published(place)
