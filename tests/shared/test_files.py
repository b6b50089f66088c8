import pytest

from plugins.shared.errors import CannotWrite
from plugins.shared.files import read_text, write_all, write_file


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "new" / "x.txt"
    write_file(path, b"one")
    write_file(path, b"two")

    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644


def test_when_one_file_fails_all_are_as_they_were(tmp_path):
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "blocked").write_bytes(b"a file where a folder is needed")
    files = {
        tmp_path / "old": b"changed",
        tmp_path / "new": b"new",
        tmp_path / "blocked" / "x": b"x",
    }

    with pytest.raises(CannotWrite):
        write_all(files)

    assert (tmp_path / "old").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "old"]


def test_text_keeps_its_line_ends_and_loses_its_mark(tmp_path):
    path = tmp_path / "x"
    path.write_bytes("\ufeffa\r\nb".encode())

    assert read_text(path) == "a\r\nb"
