import io

import pytest

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.sources import pelican_import, recognise

TAG = "http://schemas.google.com/blogger/2008/kind#comment"


def article(text, name="post-6241726169650840815.md"):
    return ExportFile(name=name, open=lambda: io.BytesIO(text.encode()))


def test_the_number_is_bloggers_own():
    """A backup of the same blog has the comment by this id, with all that was lost here."""
    for name in ("post-6241726169650840815.md", "renamed.md"):
        text = (
            f"Title: Hi\nDate: 2015-07-13 02:39\nTags: {TAG}\nSlug: post-6241726169650840815\n\nHi"
        )

        (item,) = pelican_import.read(article(text, name))

        assert (item.comment.id, item.comment.author) == (
            "blogger:6241726169650840815",
            "Anonymous",
        )
        assert item.post == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Title: Hi\nDate: 2015-07-13\nSlug: post-12\n\nHi", "post-12.md"),
        ("Title: Hi\nDate: 2015-07-13\nStatus: draft\n\nHi", "post-6241726169650840815.md"),
        ("Title: Planned\nDate: 2015-07-13\n\nAnother text.", "post-6241726169650840815.md"),
        ("Hi, this is post-6241726169650840815", "post-6241726169650840815.md"),
        (f"Title: About\nDate: 2015-07-13\n\nOn {TAG}", "about.md"),
        (f"Tags: {TAG}", "post-6241726169650840815.txt"),
    ],
)
def test_other_articles_are_left_alone(text, name):
    assert recognise(article(text, name)) is None


def test_a_comment_without_blogger_number_is_kept_under_one_of_its_own():
    text = f"Title: Hi\nDate: 2015-07-13 02:39\nAuthor: Bo\nTags: {TAG}\nSlug: hi\n\nHi"

    (first,), (again,) = (
        list(pelican_import.read(article(text, name))) for name in ("a.md", "b.md")
    )

    assert first.comment.id == again.comment.id
    assert first.comment.id.startswith("pelican-import:")
