"""Looks that remember find what looks find that read everything anew, whatever happens in between."""

import threading
import time
from dataclasses import replace

import pytest
from changing_site import ChangingSite, wait_a_tick
from little_site import LittleSite

from plugins.addresses.commands import address_faults
from plugins.check.content import content_faults
from plugins.comments.commands import comment_faults
from plugins.shared import looking
from plugins.shared.looking import Looks, read_bytes, remembered_looks
from plugins.shared.remembering import Remembered, read_memory, write_memory

LATER = 10_000_000_000  # when every file of a test is old
COMMENT = "=== a:1\nAuthor: Ana\n\nHello\n"


def fresh(site):
    return content_faults(site), comment_faults(site), address_faults(site)


def remembered(site, *, now=None):
    with remembered_looks(site, now=now) as looks:
        return content_faults(site, looks), comment_faults(site, looks), address_faults(site, looks)


def differences(site, seed, *, steps=40):
    """Give the changes after which remembered looks found something else than fresh ones.

    In every other history files are old when they are looked at, and their stamps are believed.
    """
    changing = ChangingSite(site, seed)
    is_later = bool(seed % 2)
    for number in range(steps):
        if is_later:
            wait_a_tick()
        change = changing.change()
        now = time.time_ns() + LATER if is_later else None
        if remembered(changing.opened, now=now) != fresh(changing.opened):
            yield f"{number}: {change}"


def is_ever_wrong(tmp_path):
    """Whether any of some histories shows a difference."""
    for seed in range(12):
        folder = tmp_path / str(seed)
        (folder / "content" / "posts").mkdir(parents=True)
        if any(differences(LittleSite(folder), seed)):
            return True
    return False


def opened_files(monkeypatch):
    """Give the list that every file will be in that looks open from now on."""
    paths = []
    monkeypatch.setattr(looking, "read_bytes", lambda path: paths.append(path) or read_bytes(path))
    return paths


@pytest.mark.parametrize("seed", range(8))
def test_remembered_looks_find_what_fresh_ones_find(site, seed):
    assert list(differences(site, seed)) == []


def test_the_comparison_fails_when_a_stamp_is_the_size_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(looking, "stamp_of", lambda status: (status.st_size, 0, 0, 0))

    assert is_ever_wrong(tmp_path)


def test_the_comparison_fails_when_files_that_changed_just_now_are_believed(tmp_path, monkeypatch):
    """On a disk whose clock knows whole seconds."""
    monkeypatch.setattr(looking, "is_young", lambda _stamp, _now: False)
    second = 1_000_000_000
    monkeypatch.setattr(
        looking, "stamp_of", lambda status: (status.st_size, status.st_mtime_ns // second, 0, 0)
    )

    assert is_ever_wrong(tmp_path)


def test_on_a_disk_whose_clock_knows_whole_seconds_nothing_is_missed(site, monkeypatch):
    second = 1_000_000_000
    monkeypatch.setattr(
        looking,
        "stamp_of",
        lambda one: (one.st_size, one.st_mtime_ns, one.st_ctime_ns // second * second, 0),
    )

    assert list(differences(site, 0)) == []


def test_the_comparison_fails_when_settings_are_not_in_the_key(tmp_path, monkeypatch):
    monkeypatch.setattr(looking, "read_memory", lambda path, _key: read_memory(path, b""))
    monkeypatch.setattr(
        looking, "write_memory", lambda path, _key, new: write_memory(path, b"", new)
    )

    assert is_ever_wrong(tmp_path)


def test_what_hangs_on_other_files_is_asked_anew(site, monkeypatch):
    site.post(body="[a]({static}/images/p.png)", comments="words")
    site.write(
        "digests/d.md", "Title: T\nDate: 2026-06-01\nCadence: weekly\nGuid: d\nPosts: urn:x\n"
    )
    opened, now = site.open(), time.time_ns() + LATER
    assert [len(found) for found in remembered(opened, now=now)] == [2, 1, 0]
    site.write("images/p.png", "x")
    other = site.post("2026-06-01-other", guid="urn:x")
    words = site.write("comments/words.txt", COMMENT)
    opens = opened_files(monkeypatch)

    assert remembered(opened, now=now) == ([], [], [])
    assert sorted(opens) == sorted([str(other), str(words)])


def test_files_that_stayed_as_they_were_are_not_opened(site, monkeypatch):
    site.post()
    site.write("comments/2026-05-31-lunch.txt", COMMENT)
    site.write("redirects.txt", "/old /new/\n")
    opened, now = site.open(), time.time_ns() + LATER
    remembered(opened, now=now)
    opens = opened_files(monkeypatch)

    remembered(opened, now=now)

    assert opens == []


def test_one_new_file_is_all_that_is_opened(site, monkeypatch):
    site.post()
    opened, now = site.open(), time.time_ns() + LATER
    remembered(opened, now=now)
    new = site.post("2026-06-01-new")
    opens = opened_files(monkeypatch)

    remembered(opened, now=now)

    assert opens == [str(new)]


def test_everything_is_read_once_for_all_looks(site, monkeypatch):
    site.post()
    site.write("pages/about.md", "Title: About\n\nMe.\n")
    site.write("comments/about.txt", COMMENT)
    opens = opened_files(monkeypatch)

    remembered(site.open())

    assert sorted(opens) == sorted(set(opens))
    assert len(opens) == 3


def test_publishing_and_previews_do_not_make_one_another_forget(site, monkeypatch):
    site.post(guid="")
    now = time.time_ns() + LATER
    bases = ["pelicanconf", "publishconf"]
    wanted = [remembered(site.open(base), now=now) for base in bases]
    opens = opened_files(monkeypatch)

    assert [remembered(site.open(base), now=now) for base in bases] == wanted
    assert opens == []
    assert "there is no permanent id" in wanted[1][0][0].message
    assert wanted[0] == ([], [], [])


def test_what_looks_found_that_were_not_asked_again_is_kept(site, monkeypatch):
    site.post()
    opened, now = site.open(), time.time_ns() + LATER
    remembered(opened, now=now)
    with remembered_looks(opened, now=now) as looks:
        content_faults(opened, looks)
    opens = opened_files(monkeypatch)

    assert remembered(opened, now=now) == ([], [], [])
    assert opens == []


def test_files_that_are_gone_are_forgotten(site):
    site.post()
    gone = site.post("2026-06-01-gone")
    opened = site.open()
    looks = Looks(opened)
    content_faults(opened, looks)
    gone.unlink()
    again = Looks(opened, looks.remembered())
    content_faults(opened, again)

    known = again.remembered()

    assert str(gone) in looks.remembered().stamps
    assert str(gone) not in known.stamps
    assert all(str(gone) not in table for table in known.tables.values())


def test_a_file_that_somebody_writes_meanwhile_is_not_remembered(site):
    path = site.post()
    opened = site.open()
    looks = Looks(opened)
    address_faults(opened, looks)
    path.write_text(path.read_text().replace("Words", "Swords"))
    content_faults(opened, looks)

    assert str(path) not in looks.remembered().stamps


def test_another_source_finds_anew(site, monkeypatch):
    site.post()
    opened = site.open()
    looks = Looks(opened)
    content_faults(opened, looks)
    before = looks.remembered()
    monkeypatch.setattr(looking, "source_of", lambda _module: "other")
    again = Looks(opened, before)
    address_faults(opened, again)

    assert again.remembered().tables.keys().isdisjoint(before.tables)


def test_a_site_that_may_not_be_written_is_looked_at_all_the_same(site):
    site.post(title="")
    (site.folder / "var").write_text("no folder")

    assert remembered(site.open()) == fresh(site.open())


def test_looks_at_once_do_not_hinder_one_another(site):
    for number in range(30):
        site.post(f"2026-05-31-{number}", title="")
    opened = site.open()
    wanted = fresh(opened)
    found = []
    threads = [threading.Thread(target=lambda: found.append(remembered(opened))) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [wanted] * 6
    assert [one.name for one in (site.folder / "var" / "speed").iterdir()] == ["looks"]


def test_what_is_remembered_of_another_folder_is_not_believed(site):
    site.post(title="")
    opened = site.open()
    remembered(opened)
    moved = site.folder.with_name("moved")
    site.folder.rename(moved)
    there = replace(opened, content=moved / "content", output=moved / "output")

    assert remembered(there) == fresh(there)
    assert remembered(there)[0][0].path.is_relative_to(moved)


def test_nothing_is_remembered_at_first(site):
    assert Looks(site.open()).remembered() == Remembered()
