import io

import pytest

from plugins.comments_import.files.export_file import ExportFile, file_on_disk
from plugins.comments_import.model import ImportedComment
from plugins.comments_import.sources import comment_system, recognise
from plugins.shared.dates import Precision


def comment_file(text, name="comments/lunch/4.md"):
    return ExportFile(name=name, open=lambda: io.BytesIO(text.encode()))


def comment_in(text, name="comments/lunch/4.md"):
    (item,) = comment_system.read(comment_file(text, name))
    assert isinstance(item, ImportedComment)
    return item.comment


def test_a_reply_names_the_id_of_its_parent():
    parent = comment_in("date: 2014-03-21\nauthor: Ana\n\nx", "comments/lunch/Old one.md")

    for replyto in ("old-onemd", "Old one.md", "old-one"):
        reply = comment_in(f"date: 2014-03-22\nauthor: Bo\nreplyto: {replyto}\n\ny")
        assert reply.parent == parent.id


def test_ids_of_two_articles_never_meet():
    """Article "a" with b-4.md and article "a-b" with 4.md hold two comments."""
    text = "date: 2014-03-21\nauthor: Ana\n\nx"

    assert comment_in(text, "comments/a/b-4.md").id != comment_in(text, "comments/a-b/4.md").id


@pytest.mark.parametrize(
    ("written", "precision"),
    [
        ("2014-3-21 15:02", Precision.MINUTE),
        ("2014-3-21 15:2", Precision.MINUTE),
        ("2014-03-21", Precision.DAY),
        ("21.03.2014", Precision.DAY),
        ("2014-03-21T15:02:09.123Z", Precision.SECOND),
        ("2014-03-21 15:02+01:00", Precision.MINUTE),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(written, precision):
    found = comment_in(f"date: {written}\nauthor: Ana\n\nx")

    assert found.precision is precision
    assert found.date is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Title: x\nDate: 2014-03-21\nAuthor: Ana\n\nA post.", "4.md"),
        ("date: 2014-03-21\n\nNo author.", "4.md"),
        ("author: Ana\n\nNo date.", "4.md"),
        ("date: 2014-03-21\nauthor: Ana\n\nNot for Pelican.", "4.txt"),
        ("=== a:1\nAuthor: Ana\nDate: 2014-03-21\n\nOurs.", "4.md"),
        ("A title\n#######\n:date: 2014-03-21\n:author: Ana\n\nA post.", "4.rst"),
        ("<title>x</title><meta name=date content=1><meta name=author content=x>", "4.html"),
        ("", "4.md"),
    ],
)
def test_a_post_is_no_comment(text, name):
    assert recognise(comment_file(text, name)) is None


def test_a_file_named_alone_knows_its_article(tmp_path):
    place = tmp_path / "lunch" / "4.md"
    place.parent.mkdir()
    place.write_text("date: 2014-03-21\nauthor: Ana\n\nx")

    (item,) = comment_system.read(file_on_disk(place))

    assert (item.post, item.comment.id) == (("slug:lunch",), "comment-system:lunch.4md")
