import json
from datetime import UTC, datetime

from plugins.check.feeds import feed_faults, secret_faults
from plugins.check.posts import read_posts
from plugins.publishing.building import build

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
    assert found.count("the entry urn:soon is not to be seen yet.") == 3
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
