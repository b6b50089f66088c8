"""What was made is kept; a damaged or closed cache is none."""

import os

import pytest

from plugins.pictures.cache import Cache, key_of

NOW = 2_000_000_000.0
DAY = 86_400
KEY = key_of("recipe", b"picture")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var" / "pictures"


def only_file(folder):
    (file,) = [path for path in folder.rglob("*") if path.is_file()]
    return file


def test_what_was_put_is_there(folder):
    Cache(folder, now=NOW).put(KEY, b"made")

    assert Cache(folder, now=NOW).get(KEY) == b"made"
    assert Cache(folder, now=NOW).get(key_of("another recipe", b"picture")) is None


@pytest.mark.parametrize("damaged", [b"", b"x", b"x" * 40])
def test_what_is_damaged_is_not_there(folder, damaged):
    cache = Cache(folder, now=NOW)
    cache.put(KEY, b"made")
    only_file(folder).write_bytes(damaged)

    assert cache.get(KEY) is None


def test_a_place_where_nothing_can_be_kept_is_no_reason_to_fail(folder):
    folder.parent.mkdir()
    folder.write_text("a file where a folder should be")
    cache = Cache(folder, now=NOW)

    cache.put(KEY, b"made")

    assert cache.get(KEY) is None
    cache.sweep()


@pytest.mark.parametrize(("days", "is_kept"), [(1, True), (59, True), (61, False)])
def test_what_no_build_used_for_long_goes(folder, days, is_kept):
    cache = Cache(folder, now=NOW)
    cache.put(KEY, b"made")
    os.utime(only_file(folder), (0, NOW - days * DAY))

    cache.sweep()

    assert (cache.get(KEY) is not None) == is_kept


def test_what_is_used_stays(folder):
    cache = Cache(folder, now=NOW)
    cache.put(KEY, b"made")
    os.utime(only_file(folder), (0, NOW - 100 * DAY))

    cache.get(KEY)
    cache.sweep()

    assert cache.get(KEY) == b"made"


def test_parts_are_told_apart():
    assert key_of("r", b"ab", b"c") != key_of("r", b"a", b"bc")
