from datetime import UTC, datetime
from pathlib import Path

import old_blog
import pytest
from little_site import LittleSite
from old_blog import Post, Remark

from plugins.comments_import.commands import Options, import_files
from plugins.comments_import.files.intake import Limits
from plugins.comments_import.old_posts import Reading, is_export, read_old_posts
from plugins.shared.errors import BadExport
from plugins.shared.written import read_posts

EXPORTS = Path(__file__).parent / "exports"
READING = Reading(zone=UTC, now=datetime(2026, 11, 23, tzinfo=UTC), limits=Limits())


def read(*names):
    return read_old_posts([EXPORTS / name for name in names], READING)


def write(path, text):
    path.write_text(text)
    return path


def test_a_backup_tells_addresses_labels_and_the_places_of_comments(tmp_path):
    posts = [Post(id=1, labels=("Old friends",))]
    remarks = [Remark(id=11, post=1), Remark(id=12, post=1, is_deleted=True)]
    path = write(tmp_path / "blog.xml", old_blog.backup(posts, remarks))

    (post,) = read_old_posts([path], READING).posts

    assert (post.system, post.number) == ("blogger", "1")
    assert post.address == "http://old.blogspot.com/2010/08/lunch.html"
    assert post.labels == ("Old friends",)
    assert [comment.fragments for comment in post.comments] == [("c11",)]
    assert post.comments[0].date.microsecond == 123_000


def test_two_exports_of_one_blog_give_each_address_and_comment_once(tmp_path):
    posts, remarks = [Post(id=1)], [Remark(id=11, post=1)]
    paths = [
        write(tmp_path / "blog.xml", old_blog.backup(posts, remarks)),
        write(tmp_path / "feed.atom", old_blog.takeout(posts, [*remarks, Remark(id=12, post=1)])),
    ]

    (post,) = read_old_posts(paths, READING).posts

    assert [comment.fragments for comment in post.comments] == [("c11",), ("c12",)]


def test_drafts_trash_and_the_future_had_no_address():
    names = ("blogger-takeout-drafts-and-trash.atom", "wordpress-statuses.xml")

    for name in names:
        found = read(name)
        shown = [post.date <= READING.now for post in found.posts]
        assert all(shown)
        assert found.drafts > 0
    early = Reading(zone=UTC, now=datetime(2000, 1, 1, tzinfo=UTC), limits=Limits())
    assert read_old_posts([EXPORTS / "wordpress-texts.xml"], early).posts == ()


def test_what_was_spam_or_waited_is_no_comment_of_the_page():
    posts = read("wordpress-comment-states.xml").posts

    fragments = [name for post in posts for one in post.comments for name in one.fragments]

    assert fragments == ["comment-1", "comment-8", "comment-9"]


def test_a_wordpress_post_tells_its_number():
    numbers = {post.number for post in read("wordpress-texts.xml").posts}

    assert {"1", "2"} <= numbers


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("disqus-threads-and-replies.xml", "does not say where any post was"),
        ("movabletype-export.txt", "a list of the old blog's addresses, or its sitemap"),
        ("not-wordpress-but-its-feed.xml", "there is no export in it"),
        ("nothing.xml", "no such file"),
    ],
)
def test_what_has_no_posts_is_refused_with_a_sentence(name, sentence):
    with pytest.raises(BadExport, match=sentence):
        read(name)


def test_an_export_is_told_from_a_list(tmp_path):
    assert is_export(EXPORTS / "wordpress-texts.xml", READING)
    assert not is_export(write(tmp_path / "old.txt", "http://old.example/a.html\n"), READING)


def test_an_imported_wordpress_post_keeps_its_number_as_an_old_address(tmp_path):
    """Its guid may tell another one: that of the blog it was once moved from."""
    data = (EXPORTS / "wordpress-texts.xml").read_text().replace("?p=1</guid>", "?p=77</guid>")
    site = LittleSite(tmp_path)
    (site.content / "posts").mkdir(parents=True)

    import_files([write(tmp_path / "blog.xml", data)], site.open(), Options())

    stated = {
        one.front.get("guid"): one.front.get("redirect_from") for one in read_posts(site.open())
    }
    assert stated["https://blog.example/?p=77"] == "/?p=1"
    assert stated["https://blog.example/?p=2"] == "/?p=2"


def test_a_number_of_two_blogs_leads_to_one_post_only(tmp_path):
    data = (EXPORTS / "wordpress-texts.xml").read_text()
    other = data.replace("blog.example", "other.example").replace("2019", "2018")
    site = LittleSite(tmp_path)
    (site.content / "posts").mkdir(parents=True)
    exports = [write(tmp_path / "a.xml", data), write(tmp_path / "b.xml", other)]

    import_files(exports, site.open(), Options())

    stated = [one.front.get("redirect_from") for one in read_posts(site.open())]
    assert len([value for value in stated if "/?p=1" in value.split(", ")]) == 1
