"""What is kept in files is believed only when every byte of it is as it was written, for the same key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.speed.blobs import Blobs, Damaged
from plugins.speed.sealed import read_sealed, write_sealed

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda some: (
        st.lists(some, max_size=3)
        | st.lists(some, max_size=3).map(tuple)
        | st.dictionaries(st.text(), some, max_size=3)
    ),
    max_leaves=6,
)
VALUE = {"a.md": (1, "Umlaut ä", b"\0", None)}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A file that was written, and may be written over."""
    path = tmp_path_factory.mktemp("sealed") / "deep" / "pages-1"
    write_sealed(path, "key", VALUE)
    return path


@pytest.fixture
def whole(file):
    """Its bytes."""
    write_sealed(file, "key", VALUE)
    return file.read_bytes()


@settings(max_examples=40)
@given(value=VALUES)
def test_what_is_written_is_read(file, value):
    write_sealed(file, "key", value)

    found = read_sealed(file, "key")
    assert found == value
    assert repr(found) == repr(value)


@pytest.mark.parametrize("bit", [0x01, 0x80])
def test_with_any_byte_changed_it_is_nothing(file, whole, bit):
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        assert read_sealed(file, "key") is None


def test_cut_anywhere_it_is_nothing(file, whole):
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert read_sealed(file, "key") is None


@pytest.mark.parametrize("more", [b"\0", b"x" * 100])
def test_with_something_behind_it_is_nothing(file, whole, more):
    file.write_bytes(whole + more)

    assert read_sealed(file, "key") is None


@pytest.mark.parametrize("key", ["", "kez", "key ", "key" * 100])
def test_for_another_key_it_is_nothing(file, whole, key):
    assert whole
    assert read_sealed(file, key) is None


def test_no_file_and_a_folder_are_nothing(tmp_path):
    assert read_sealed(tmp_path / "none", "key") is None
    assert read_sealed(tmp_path, "key") is None


def test_a_value_that_cannot_be_written_leaves_the_old_file(file, whole):
    with pytest.raises(ValueError, match="unmarshallable"):
        write_sealed(file, "key", object())

    assert file.read_bytes() == whole
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@settings(max_examples=25)
@given(pieces=st.lists(st.binary(max_size=50), max_size=6))
def test_pieces_come_back_as_they_were_added(tmp_path_factory, pieces):
    path = tmp_path_factory.mktemp("blobs") / "large-0"
    blobs = Blobs(path)
    places = [blobs.add(piece) for piece in pieces]
    again = Blobs(path, blobs.length)

    assert [again.read(place, length) for _name, place, length in places] == pieces
    assert {name for name, _place, _length in places} <= {"large-0"}
    blobs.close()
    again.close()


def test_a_piece_with_any_byte_changed_or_missing_is_damaged(tmp_path):
    path = tmp_path / "large-0"
    blobs = Blobs(path)
    blobs.add(b"first")
    _name, place, length = blobs.add(b"second")
    whole = path.read_bytes()

    for at in range(place, len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Damaged):
            blobs.read(place, length)
        path.write_bytes(whole[:at])
        with pytest.raises(Damaged):
            blobs.read(place, length)
    blobs.close()


def test_what_no_build_has_agreed_on_goes_when_the_file_is_opened(tmp_path):
    path = tmp_path / "large-0"
    blobs = Blobs(path)
    first = blobs.add(b"first")
    agreed = blobs.length
    blobs.add(b"second")
    blobs.close()

    again = Blobs(path, agreed)
    third = again.add(b"third")

    assert path.stat().st_size == again.length
    assert again.read(*first[1:]) == b"first"
    assert again.read(*third[1:]) == b"third"
    again.close()
