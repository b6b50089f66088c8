"""What lies below a folder, as Pelican's own way to look for it finds it."""

import pytest

from plugins.shared.front_matter import content_files
from plugins.shared.listing import walk


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "posts"
    for name in (
        "b.md",
        "a/z.md",
        "a/y/x.html",
        "a.md",
        "a-b.md",
        ".hidden.md",
        "c.txt",
        "B.markdown",
    ):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (place / "folder.md").mkdir()
    (place / "link.md").symlink_to("b.md")
    (place / "nowhere.md").symlink_to("none")
    (place / "round.md").symlink_to("round.md")
    (place / "linked").symlink_to("a")
    return place


def test_it_is_what_rglob_finds_in_the_order_of_paths(folder):
    assert [entry.path for entry in walk(folder)] == [str(one) for one in sorted(folder.rglob("*"))]


def test_what_is_no_folder_holds_nothing(folder):
    assert list(walk(folder / "none")) == []
    assert list(walk(folder / "a.md")) == []


def test_content_files_are_files_with_their_endings_and_not_hidden(folder):
    found = [path.relative_to(folder).as_posix() for path in content_files(folder)]

    assert found == ["B.markdown", "a/y/x.html", "a/z.md", "a-b.md", "a.md", "b.md", "link.md"]
