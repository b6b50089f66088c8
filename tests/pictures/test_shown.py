"""Pictures in bodies: found, and shown by a filter that nothing but the page itself counts for."""

import json

import pytest
from drawn_pictures import drawn, saved
from little_site import LittleSite

from plugins.pictures.memory import Memory, Seen
from plugins.pictures.model import Picture
from plugins.pictures.shown import paths_of, show, tags_of_pictures
from plugins.publishing.building import build

SITE = "https://ana.example/blog"
LIST = """{% for article in articles_page.object_list %}
html {{ article.content|pictured|safe|replace("\n", "") }}
post {{ article|pictured|replace("\n", "") }}
{% endfor %}
"""
DAY = 24 * 60 * 60 * 1_000_000_000


@pytest.mark.parametrize(
    ("address", "paths"),
    [
        ("../../a.jpg", ("a.jpg", "blog/a.jpg")),
        ("/blog/a%20b.jpg", ("a b.jpg", "a%20b.jpg", "blog/a b.jpg", "blog/a%20b.jpg")),
        ("https://ana.example/blog/a.jpg", ("a.jpg",)),
        ("https://x.example/a.jpg", ()),
        ("http://[::1", ()),
    ],
)
def test_an_address_says_where_a_picture_may_be(address, paths):
    assert paths_of(address, page="2026/05/lunch.html", site_address=SITE) == paths


def test_the_tags_of_pictures_are_kept_as_they_are_written():
    bodies = "<p>a <IMG src={static}/a.jpg alt='x > y'></p><script><img></script>", "no picture"

    assert tags_of_pictures(*bodies) == "<IMG src={static}/a.jpg alt='x > y'>"


def test_only_a_picture_that_is_not_known_is_asked_for():
    asked = []
    show(
        '<img src="a"><img src="b"><img src="c">',
        {"a": Picture(width=1, height=1), "b": None},
        asked.append,
        site_url="",
        has_first=True,
    )

    assert asked == ["c"]


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """A site whose lists show whole posts, in two ways."""
    site = LittleSite(tmp_path_factory.mktemp("lists"))
    site.write("images/a.png", saved(drawn(40, 30), "PNG"))
    site.write("images/b.png", saved(drawn(20, 10), "PNG"))
    site.post("2026-05-01-words")
    site.post("2026-05-02-first", body="![b]({static}/images/b.png) ![a]({static}/images/a.png)")
    site.post("2026-05-03-last", body="![a]({static}/images/a.png)")
    site.post("2026-05-04-more")
    template = site.folder / "templates" / "index.html"
    template.parent.mkdir()
    template.write_text(LIST)
    build(site.open(extra=f"THEME_TEMPLATES_OVERRIDES = [{json.dumps(str(template.parent))}]\n"))
    return site


def test_a_list_shows_whole_posts_with_their_sizes_however_they_are_given(lists):
    rows = [row for row in (lists.output / "index.html").read_text().splitlines() if row.strip()]

    html, posts = ([row[5:] for row in rows if row.startswith(kind)] for kind in ("html", "post"))
    assert html == posts
    assert [row.count("width=") for row in posts] == [0, 1, 2, 0]
    assert 'width="20" height="10"' in posts[2]


def test_the_first_picture_of_a_list_alone_is_not_put_off(lists):
    rows = [row for row in (lists.output / "index.html").read_text().splitlines() if row.strip()]

    posts = [row for row in rows if row.startswith("post")]
    assert [row.count("lazy") for row in posts] == [0, 0, 2, 0]


def test_the_first_picture_of_each_post_is_not_put_off(lists):
    pages = [(lists.output / f"2026/05/{name}.html").read_text() for name in ("first", "last")]

    assert [page.count("lazy") for page in pages] == [1, 0]


def test_what_was_seen_of_a_picture_counts_as_long_as_its_file_is_the_same(tmp_path):
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    later = file.stat().st_mtime_ns + DAY
    memory, seen = Memory(None, now=later), Seen(width=2, height=3, key="k", widths=(1,))
    memory.remember(str(file), memory.stamp_of(str(file)), seen)
    memory.remember_place(str(file), memory.stamp_of(str(file)), tells=True)

    known = Memory(memory.dump(), now=later)
    assert (known.seen(str(file)), known.tells_place(str(file))) == (seen, True)
    file.write_bytes(b"another")
    assert (known.seen(str(file)), known.tells_place(str(file))) == (None, None)


def test_a_file_that_was_just_written_is_looked_at_again(tmp_path):
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    memory = Memory(None, now=file.stat().st_mtime_ns)
    memory.remember(str(file), memory.stamp_of(str(file)), Seen(width=2, height=3))

    assert Memory(memory.dump(), now=file.stat().st_mtime_ns + DAY).seen(str(file)) is None


@pytest.mark.parametrize("damage", [b"x", b"i\x07\0\0\0"])
def test_a_damaged_memory_is_none(damage):
    assert Memory(damage, now=1).seen("a.jpg") is None


def test_the_cache_is_swept_once_a_day():
    memory = Memory(None, now=5 * DAY)

    assert [memory.is_to_be_swept(), memory.is_to_be_swept()] == [True, False]
    assert not Memory(memory.dump(), now=6 * DAY - 1).is_to_be_swept()
    assert Memory(memory.dump(), now=6 * DAY).is_to_be_swept()
