import pytest

from plugins.publishing.installing import MARKER, Changes, compare, install
from plugins.shared.errors import CannotWrite


def tree(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_only_what_changed_is_moved_in(tmp_path):
    old = tmp_path / "old"
    install(tree(tmp_path / "one", same="1", changed="1", a__gone="1"), old)
    before = (old / "same").stat().st_mtime_ns

    changes = install(tree(tmp_path / "two", same="1", changed="2", b__new="1"), old)

    assert changes == Changes(added=("b/new",), changed=("changed",), removed=("a/gone",), same=2)
    assert (old / "same").stat().st_mtime_ns == before
    assert names(old) == [MARKER, "b/new", "changed", "same"]
    assert not (old / "a").exists()


def test_a_file_may_become_a_folder_and_back(tmp_path):
    old = tmp_path / "old"
    install(tree(tmp_path / "one", about="1", x__y="1"), old)
    install(tree(tmp_path / "two", about__index="2", x="2"), old)

    assert names(old) == [MARKER, "about/index", "x"]


@pytest.mark.parametrize("name", ["precious.txt", ".hidden"])
def test_a_folder_with_other_files_is_refused(tmp_path, name):
    old = tree(tmp_path / "old", **{name: "precious"})

    with pytest.raises(CannotWrite, match="holds files that no build made"):
        install(tree(tmp_path / "new", index="x"), old)

    assert names(old) == [name]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "old").write_text("x")

    with pytest.raises(CannotWrite, match="is a file"):
        install(tree(tmp_path / "new", index="x"), tmp_path / "old")


def test_a_look_changes_nothing(tmp_path):
    old = tree(tmp_path / "old", gone="1")

    assert compare(tree(tmp_path / "new", new="1"), old) == Changes(
        added=("new",), removed=("gone",)
    )
    assert names(old) == ["gone"]


def test_empty_folders_go_unless_it_is_known_that_there_are_none(tmp_path):
    install(tree(tmp_path / "one", page="1", a__gone="1"), tmp_path / "site")
    (tmp_path / "site" / "empty").mkdir()

    install(tree(tmp_path / "two", page="1", a__gone="1"), tmp_path / "site", is_tidy=True)
    assert (tmp_path / "site" / "empty").is_dir()
    install(tree(tmp_path / "three", page="1"), tmp_path / "site", is_tidy=True)
    assert not (tmp_path / "site" / "a").exists()
    assert not (tmp_path / "site" / "empty").exists()


def test_new_folders_move_as_a_whole_what_pages_refer_to_first(tmp_path):
    """Whoever looks meanwhile finds the pictures of a page that is there, in whichever folder they are."""
    old = tree(tmp_path / "old", **{MARKER: "", "2025__page.html": "1"})
    new = tree(tmp_path / "new", **{"2025__05__a.html": "1", "2026__b.html": "1", "x__c.html": "1"})
    tree(new, **{"x__d.png": "1", "images__e__f.png": "1"})
    (new / "images" / "empty").mkdir()
    made = {name: (new / name).stat().st_ino for name in ("2025/05", "2026", "images", "x")}

    install(new, old, kept={"2025/page.html"}, is_tidy=True)

    assert [name for name in made if (old / name).stat().st_ino != made[name]] == ["x"]
    assert names(old) == [
        *(MARKER, "2025/05/a.html", "2025/page.html", "2026/b.html", "images/e/f.png"),
        *("x/c.html", "x/d.png"),
    ]
    assert not (old / "images" / "empty").exists()
