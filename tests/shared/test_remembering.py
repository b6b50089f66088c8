"""A memory is what was written, or empty."""

import marshal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.remembering import (
    SETTLING,
    Remembered,
    digest_of,
    is_young,
    read_memory,
    write_memory,
)

KEY = b"settings"
SOMETHING = Remembered(
    stamps={"a": (1, 2, 3, 4)},
    young={"a": b"digest"},
    tables={"look": {"a": (None, True, "ö\udcff", (1, b"x"))}},
)


@pytest.fixture
def place(tmp_path):
    path = tmp_path / "var" / "looks"
    write_memory(path, KEY, SOMETHING)
    return path


def test_what_was_written_is_read(place):
    assert read_memory(place, KEY) == SOMETHING


def test_what_hangs_on_other_things_is_nothing(place):
    assert read_memory(place, b"other settings") == Remembered()


def test_a_missing_memory_and_a_folder_are_empty(tmp_path):
    assert read_memory(tmp_path / "none", KEY) == Remembered()
    assert read_memory(tmp_path, KEY) == Remembered()


def test_a_memory_cut_off_anywhere_is_empty(place):
    data = place.read_bytes()
    for end in range(0, len(data), 3):
        place.write_bytes(data[:end])

        assert read_memory(place, KEY) == Remembered()


def test_a_memory_with_one_wrong_bit_is_empty(place):
    data = place.read_bytes()
    for number in range(0, len(data), 3):
        place.write_bytes(data[:number] + bytes([data[number] ^ 1]) + data[number + 1 :])

        assert read_memory(place, KEY) == Remembered()


@given(st.binary(max_size=200))
def test_whatever_lies_there_is_no_error(tmp_path_factory, data):
    place = tmp_path_factory.getbasetemp() / "whatever"
    place.write_bytes(data)

    assert read_memory(place, KEY) == Remembered()


def test_what_has_a_digest_and_is_of_another_form_is_empty(place):
    head = place.read_bytes()[: -len(marshal.dumps(0))]
    head = head[: head.index(b"\n") + 1] + digest_of(KEY)
    for rest in (b"", b"?", marshal.dumps((1, 2)), marshal.dumps(None)):
        place.write_bytes(head + digest_of(rest) + rest)

        assert read_memory(place, KEY) == Remembered()


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "file").write_text("x")

    write_memory(tmp_path / "file" / "looks", KEY, SOMETHING)

    assert read_memory(tmp_path / "file" / "looks", KEY) == Remembered()


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ((1, 0, 0, 1), False),
        ((1, 10 * SETTLING, 0, 1), True),
        ((1, 0, 9 * SETTLING + 1, 1), True),
        ((1, 9 * SETTLING, 9 * SETTLING, 1), False),
        ((1, 99 * SETTLING, 0, 1), True),
    ],
    ids=str,
)
def test_a_file_is_young_for_two_seconds_and_in_the_future(stamp, expected):
    assert is_young(stamp, 10 * SETTLING) is expected
