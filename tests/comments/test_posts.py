from datetime import UTC, datetime

import pytest

from plugins.comments.posts import NoSuchPost, find_post, get_post


def test_a_post_is_found_by_its_stem_alone(site):
    path = site.post("2026-05-31-lunch", title="Lunch", comments="old")
    opened = site.open()

    found = find_post(opened, "2026-05-31-lunch")

    assert (found.path, found.stem, found.title) == (path, "2026-05-31-lunch", "Lunch")
    assert found.comments == opened.content / "comments" / "old.txt"
    assert found.is_published


@pytest.mark.parametrize(
    ("status", "is_published"),
    [("", True), ("published", True), ("hidden", True), ("draft", False), ("skip", False)],
)
def test_hidden_posts_are_published_and_drafts_are_not(site, status, is_published):
    site.post(status=status)

    assert find_post(site.open(), "2026-05-31-lunch").is_published is is_published


def test_a_post_of_tomorrow_is_not_published_today(site):
    site.post()
    opened = site.open()

    assert not find_post(
        opened, "2026-05-31-lunch", now=datetime(2026, 5, 30, tzinfo=UTC)
    ).is_published
    assert find_post(opened, "2026-05-31-lunch", now=datetime(2026, 5, 31, tzinfo=UTC)).is_published


@pytest.mark.parametrize(
    "stem",
    ["", ".", "..", "../posts/2026-05-31-lunch", "/etc/passwd", "a\x00b", "x" * 10_000, "_pending", "2026-05-31-lunch.md",
     "*", "2026-05-31-LUNCH", "\ud800", "lunch\n"],
)  # fmt: skip
def test_a_hostile_stem_finds_nothing(site, stem):
    site.post()

    assert find_post(site.open(), stem) is None


def test_pages_and_posts_in_folders_are_found(site):
    site.write("pages/about.md", "Title: About\n\nMe.\n")
    site.write(
        "posts/2026/2026-05-01-x.html",
        "<html><head><title>X &amp; y</title></head><body>x</body></html>",
    )
    opened = site.open()

    assert find_post(opened, "about").title == "About"
    assert find_post(opened, "2026-05-01-x").title == "X & y"


@pytest.mark.parametrize(
    "named",
    [
        "2026-05-31-lunch",
        "2026-05-31-lunch.md",
        "content/posts/2026-05-31-lunch.md",
        "https://ana.example/2026/05/lunch.html",
        "https://ana.example/2026/05/lunch.html#comments",
        "http://127.0.0.1:8000/2026/05/lunch.html",
        "2026/05/lunch.html",
        "/2026/05/lunch.html",
    ],
)
def test_a_person_names_a_post_as_they_like(site, named):
    site.post()

    assert get_post(site.open(), named).stem == "2026-05-31-lunch"


@pytest.mark.parametrize(
    "named", ["about", "https://ana.example/about/", "https://ana.example/about/index.html"]
)
def test_a_page_has_the_address_of_a_folder(site, named):
    site.write("pages/about.md", "Title: About\n\nMe.\n")

    assert get_post(site.open(), named).stem == "about"


@pytest.mark.parametrize(
    "named", ["", "none", "https://ana.example/", "http://[::1", "a\x00b", "x" * 10_000]
)
def test_a_post_that_is_not_there_is_said_so(site, named):
    site.post()

    with pytest.raises(NoSuchPost, match="no post or page is called so"):
        get_post(site.open(), named)
