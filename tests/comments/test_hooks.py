"""What a build sets on posts and pages, read as a template reads it."""

import json

import pytest

from plugins.publishing.building import build

TALK = """=== desk:1
Author: Bo
Date: 2026-06-01T10:00:00Z

One.

=== desk:2
Author: Cy
Date: 2026-06-03
Parent: desk:1

Two.

=== desk:3
Author: Di

When?
"""
SHOWN = """{{ {
  "kind": kind, "count": content.comment_count, "last": content.last_comment_at|string,
  "newest": content.newest_comment|string, "key": content.comments_key,
  "page": content.url|desk_page, "feed": content|comments_feed, "summary": content.plain_summary,
  "said": content.conversation.count, "files": content.depends_on|list
}|tojson|safe }}"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a theme of its own tells of every content of a site, by its source's name."""
    from little_site import LittleSite  # noqa: PLC0415

    site = LittleSite(tmp_path_factory.mktemp("told"))
    site.post(
        "2026-05-01-talked-about", body="Some **words** [here]({filename}2026-05-02-silent.md)."
    )
    site.post("2026-05-02-silent", summary="Said <em>short</em>ly & well")
    site.post("2026-05-03-draft", status="draft", comments="2026-05-01-talked-about")
    site.post("2090-01-01-future")
    site.write("pages/about.md", "Title: About\n\nMe.\n")
    site.write("digests/2026-06-01-weekly.md", "Title: D\nDate: 2026-06-01\nGuid: urn:d\n\nHi\n")
    site.write("comments/2026-05-01-talked-about.txt", TALK)
    site.write("comments/about.txt", TALK.split("\n=== desk:2", maxsplit=1)[0])
    templates = site.folder / "templates"
    templates.mkdir()
    for name, kind in (("article", "article"), ("page", "page"), ("digest", "digest")):
        text = f"{{% set kind, content = '{name}', {kind} %}}"
        shown = "{{ digest.conversation is defined }}" if kind == "digest" else SHOWN
        (templates / f"{name}.html").write_text(text + shown)
    build(site.open(extra=f"THEME_TEMPLATES_OVERRIDES = [{str(templates)!r}]\n"))
    return site.output


def read(path):
    return json.loads(path.read_text())


def test_a_post_has_its_conversation_and_what_lists_ask_of_it(told):
    found = read(told / "2026/05/talked-about.html")

    assert (found["count"], found["said"], found["key"]) == (3, 3, "2026-05-01-talked-about")
    assert found["last"].startswith("2026-06-03")
    assert "'c2'" in found["newest"]
    assert found["page"] == "2026/05/talked-about.html"
    assert found["feed"] == "2026/05/talked-about.comments.xml"
    assert found["summary"] == "Some words here."


def test_a_post_without_comments_has_none_of_it(told):
    found = read(told / "2026/05/silent.html")

    assert (found["count"], found["last"], found["newest"]) == (0, "None", "None")
    assert found["summary"] == "Said shortly & well"


def test_a_post_hangs_on_the_file_of_its_comments_though_it_is_not_there(told):
    comments = told.parent / "content" / "comments"

    assert read(told / "2026/05/silent.html")["files"] == [str(comments / "2026-05-02-silent.txt")]
    assert read(told / "drafts/draft.html")["files"] == [
        str(comments / "2026-05-01-talked-about.txt")
    ]


def test_drafts_and_pages_have_theirs(told):
    draft, page = read(told / "drafts/draft.html"), read(told / "about/index.html")

    assert (draft["count"], draft["feed"]) == (3, "drafts/draft.comments.xml")
    assert (page["count"], page["feed"]) == (1, "about/index.comments.xml")
    assert page["page"] == "about/index.html"


def test_a_digest_has_none(told):
    assert (told / "digests/2026-06-01-weekly.html").read_text().strip() == "False"


def test_a_post_of_the_future_is_a_draft_with_the_feed_of_a_draft(site):
    """Pelican makes it one only after it was read; publish builds leave it out, so this one does not."""
    templates = site.folder / "templates"
    templates.mkdir()
    (templates / "article.html").write_text("{{ article|comments_feed }}")
    site.post("2090-01-01-future")
    extra = f"THEME_TEMPLATES_OVERRIDES = [{str(templates)!r}]\nWITH_FUTURE_DATES = False\n"
    build(site.open(extra=extra))

    assert (site.output / "drafts/future.html").read_text() == "drafts/future.comments.xml"
