"""Files that something was made of: looked at again, unless somebody has done so already."""

import pytest

from plugins.speed.sources import Untouched, is_same, sources_of


@pytest.mark.parametrize(
    ("path", "edited", "looks"),
    [
        ("/c/a.md", (), False),
        ("/c/a.md", ("/c/a.md",), True),
        ("/c/a.md", ("/c/b.md",), False),
        ("/c/b/../a.md", ("/c/a.md",), True),
        ("/c//a.md", ("/c/a.md",), True),
        ("/c/.git/a.md", (), True),
        ("/elsewhere/a.md", (), True),
        ("/content/a.md", (), True),
    ],
)
def test_only_what_may_have_been_edited_is_looked_at(path, edited, looks):
    source = (path, (1, 2, 3, 4), b"")  # there is no such file

    assert is_same(source, Untouched("/c/", frozenset(edited))) != looks


def test_a_file_is_the_same_until_it_is_changed(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("a")
    (source,) = sources_of([str(path)])
    assert is_same(source)

    path.write_text("b")

    assert not is_same(source)
