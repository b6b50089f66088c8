import os
import time
from pathlib import Path

import pytest

from plugins.speed.stamps import (
    CONTENT_TICK,
    NOTHING,
    clock,
    differing,
    reader,
    same,
    stamp_of,
    stamps_in,
    take,
)


@pytest.fixture
def folder(tmp_path):
    """A folder whose files were changed an hour ago."""
    for name in ("a.md", "images/b.png", "images/deep/c.png"):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"words of {name}")
        an_hour_ago = time.time() - 3600
        os.utime(path, (an_hour_ago, an_hour_ago))
    return tmp_path / "content"


def taken(folder, now=None):
    return take(stamps_in(folder), reader(folder), now=now or clock(), tick=CONTENT_TICK)


def changed(folder, before):
    now = stamps_in(folder)
    names = differing(before, now, reader(folder))
    assert same(before, now, reader(folder)) == (not names)
    return names


def test_files_are_named_from_the_folder_on(folder):
    found = stamps_in(folder, prefix="x/")

    assert set(found) == {"x/a.md", "x/images/b.png", "x/images/deep/c.png"}
    assert found["x/a.md"] == stamp_of(folder / "a.md")
    assert found["x/a.md"][0] == len("words of a.md")


def test_a_folder_that_is_not_there_is_empty(tmp_path):
    assert stamps_in(tmp_path / "none") == {}
    assert stamp_of(tmp_path / "none") == NOTHING


def test_nothing_changes_by_itself(folder):
    assert changed(folder, taken(folder)) == set()


def replace(path):
    other = path.with_name("other")
    other.write_text(path.read_text())
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


def write_with_its_old_time(path):
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.write_text("x" * path.stat().st_size)
    os.utime(path, ns=times)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_text("longer than it was before"),
        lambda path: path.write_text("x" * path.stat().st_size),
        Path.unlink,
        lambda path: path.rename(path.with_name("d.png")),
        lambda path: path.with_name("new.png").write_text(""),
        os.utime,
        replace,
        write_with_its_old_time,
    ],
    ids=["longer", "as long", "gone", "renamed", "new", "touched", "replaced", "time set back"],
)
def test_a_change_is_seen(folder, change):
    before = taken(folder)

    change(folder / "images" / "b.png")

    assert changed(folder, before) & {"images/b.png", "images/new.png"}


def test_a_second_change_in_the_same_tick_is_seen(folder):
    """Its stamp is that of the first one, as where the clock of files ticks every other second."""
    path = folder / "a.md"
    path.write_text("one")
    of = stamps_in(folder)
    before = take(of, reader(folder), now=clock(), tick=CONTENT_TICK)
    path.write_text("two")

    assert set(before.hashes) == {"a.md"}
    assert differing(before, of, reader(folder)) == {"a.md"}
    assert not same(before, of, reader(folder))


def test_what_was_changed_long_ago_is_not_read(folder):
    def nobody(name):
        raise AssertionError(name)

    of = stamps_in(folder)
    before = take(of, nobody, now=clock(), tick=CONTENT_TICK)

    assert same(before, stamps_in(folder), nobody)


def test_links_are_followed_and_lead_into_no_circle(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "d.png").write_text("x")
    (folder / "linked").symlink_to(elsewhere)
    (folder / "again").symlink_to(folder)
    (folder / "broken").symlink_to(tmp_path / "none")
    (folder / "round").symlink_to(folder / "round")

    names = set(stamps_in(folder))

    assert {"linked/d.png", "linked/", "again/", "a.md"} <= names
    assert not [name for name in names if name.startswith("again/again/again")]
    assert set(stamps_in(folder, follows_links=False)) == {
        "a.md",
        "images/b.png",
        "images/deep/c.png",
    }


def test_a_link_that_leads_elsewhere_now_is_seen(folder, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (folder / "first").symlink_to(tmp_path / "one")
    (folder / "second").symlink_to(tmp_path / "one")
    before = taken(folder)

    (folder / "second").unlink()
    (folder / "second").symlink_to(tmp_path / "two")

    assert changed(folder, before) == {"second/"}


def test_folders_may_be_left_out(folder):
    assert set(stamps_in(folder, leave_out=("deep",))) == {"a.md", "images/b.png"}


def test_names_need_not_be_text(folder):
    name = os.fsdecode(b"s\xf6te.md")
    (folder / name).write_text("x")

    assert name in stamps_in(folder)
