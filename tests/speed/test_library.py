"""Posts that were read once are not read again as long as their files are as they were; else they are."""

import logging
import marshal
import os
from pathlib import Path

import pytest
from pelican import signals
from pelican.contents import Article
from pelican.log import LimitFilter
from speed.reading_posts import (
    attributes_of,
    generator_for,
    read_posts,
    settings_for,
    write_post,
)

from plugins.shared.errors import BadContent
from plugins.speed.library import Library, Row
from plugins.speed.packing import Packed
from plugins.speed.reading import Reader
from plugins.speed.watched import key_of

KEY = "key"
LONG = "word " * 300
NAMES = ["title", "date", "tags", "category", "authors", "metadata", "content", "summary", "url"]


@pytest.fixture(autouse=True)
def _nothing_was_said(monkeypatch):
    monkeypatch.setattr(LimitFilter, "_raised_messages", set())


@pytest.fixture
def posts(tmp_path):
    """A folder of five posts."""
    folder = tmp_path / "content"
    folder.mkdir()
    for number in range(5):
        write_post(folder, f"p{number}", tags="sea, summer", body=f"Words {number}. {LONG}")
    return folder


@pytest.fixture
def settings(posts):
    return settings_for(posts)


class Reads:
    """The files that Pelican reads while this is watched."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def __enter__(self):
        signals.content_object_init.connect(self.note)
        return self

    def __exit__(self, *_why: object) -> None:
        signals.content_object_init.disconnect(self.note)

    def note(self, content) -> None:
        self.paths.append(Path(content.source_path).name)


class Builds:
    """Builds one after another, each with the library that the one before has left."""

    def __init__(self, folder: Path, settings) -> None:
        self.folder, self.settings, self.number = folder, settings, 0

    def read(self, key: str = KEY, **options):
        """Read all posts; give them and the names of the files that were read."""
        self.library = Library(self.folder, key, str(self.number or ""))
        with Reads() as reads:
            found = read_posts(self.settings, self.library, **options)
            told = {slug: attributes_of(post, NAMES) for slug, post in found.items()}
        self.number += 1
        self.library.save(str(self.number))
        return told, sorted(reads.paths)


@pytest.fixture
def builds(tmp_path, settings):
    return Builds(tmp_path / "state", settings)


def as_pelican(settings):
    """Give the posts as Pelican alone has them."""
    return {slug: attributes_of(post, NAMES) for slug, post in read_posts(settings).items()}


@pytest.mark.parametrize("processes", [1, 2])
def test_what_was_read_is_not_read_again(builds, posts, settings, processes):
    for number in range(5, 30):  # so many that they are shared out
        write_post(posts, f"p{number}")

    first, _some = builds.read(processes=processes)
    second, again = builds.read(processes=processes)

    assert first == second == as_pelican(settings)
    assert again == []


def test_only_the_post_that_changed_is_read(builds, posts, settings):
    builds.read()
    write_post(posts, "p3", body="New words.")

    found, read = builds.read()

    assert read == ["p3.md"]
    assert found == as_pelican(settings)


def test_posts_come_and_go(builds, posts, settings):
    builds.read()
    (posts / "p0.md").unlink()
    write_post(posts, "new")

    found, read = builds.read()

    assert read == ["new.md"]
    assert found == as_pelican(settings)
    assert not builds.library.find("Article:p0.md")


@pytest.mark.parametrize("was_there", [True, False])
def test_a_post_is_read_when_another_file_it_was_made_of_changed(builds, posts, was_there):
    beside = posts / "p1.comments"
    if was_there:
        beside.write_text("one")

    def name_beside(content):
        if content.source_path.endswith("p1.md"):
            content.depends_on = (str(beside),)

    with signals.content_object_init.connected_to(name_beside):
        os.utime(beside, (1, 1)) if was_there else None
        builds.read()
        assert set(builds.read()[1]) <= {
            "p1.md"
        }  # it is, when the other file has just been changed
        beside.write_text("two")
        assert set(builds.read()[1]) == {"p1.md"}
        assert builds.read()[0]["p1"]


def test_with_another_key_all_are_read(builds):
    builds.read()

    assert len(builds.read(key="another")[1]) == 5


@pytest.mark.parametrize("name", ["contents-1", "large-*"])
@pytest.mark.parametrize("way", ["gone", "empty", "cut", "changed", "all changed"])
def test_damaged_files_are_never_believed(builds, settings, name, way):
    first, _all = builds.read()
    (path,) = builds.folder.glob(name)
    data = path.read_bytes()
    middle = len(data) // 2
    left = {
        "empty": b"",
        "cut": data[:-1],
        "changed": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "all changed": bytes(one ^ 1 for one in data),
    }
    path.unlink() if way == "gone" else path.write_bytes(left[way])

    found, read = builds.read()
    assert found == first == as_pelican(settings)
    assert read
    assert builds.read()[0] == first


def test_what_a_build_that_came_to_no_end_has_left_is_removed(builds):
    builds.read()
    (builds.folder / "large-9-9").write_bytes(b"half")
    (large,) = builds.folder.glob("large-0")
    size = large.stat().st_size
    with large.open("ab") as file:
        file.write(b"half")

    builds.read()

    assert not (builds.folder / "large-9-9").exists()
    assert large.stat().st_size == size


def test_the_library_does_not_grow_for_ever(builds, posts):
    builds.read()
    first = sum(path.stat().st_size for path in builds.folder.glob("large-*"))

    for number in range(12):
        write_post(posts, "p0", body=f"{number} {LONG * 20}")
        builds.read()

    kept = sum(path.stat().st_size for path in builds.folder.glob("large-*"))
    assert kept < first + 64 * 1024 + 3 * len(LONG) * 20 * 2
    assert builds.read()[1] == []


def test_a_post_that_goes_while_its_damaged_part_is_made_anew_is_told(builds, posts, settings):
    builds.read()
    (large,) = builds.folder.glob("large-*")
    large.write_bytes(bytes(large.stat().st_size))
    library = Library(builds.folder, KEY, "1")
    reader = Reader(generator_for(settings), library, Article, processes=1, is_trusted=True)
    assert library.find("Article:p1.md")
    found = reader.get_cached_data("p1.md")

    (posts / "p1.md").unlink()

    with pytest.raises(BadContent, match=r"p1\.md cannot be read any more"):
        found._content  # noqa: B018, SLF001 - asking for it is enough


def test_a_damaged_piece_stops_no_tidying(builds, posts, settings):
    builds.read()
    (large,) = builds.folder.glob("large-0")
    large.write_bytes(bytes(one ^ 1 for one in large.read_bytes()))
    for number in range(12):
        write_post(posts, "p0", body=f"{number} {LONG * 20}")
        builds.read()

    assert builds.read()[0] == as_pelican(settings)


def test_a_post_is_known_by_the_same_name_among_facts(builds, settings):
    builds.read()
    write_post(Path(settings["PATH"]), "p2", body="New words.")
    library = Library(builds.folder, KEY, "1")

    posts = read_posts(settings, library)

    assert [library.is_from_before(key_of(posts[slug])) for slug in ("p1", "p2")] == [True, False]


@pytest.mark.parametrize("processes", [1, 2])
def test_what_was_said_of_a_post_is_said_in_each_build(builds, posts, caplog, processes):
    write_post(posts, "p1", tags="sea", body="![](p.png)")
    for number in range(5, 30):
        write_post(posts, f"p{number}")

    def complain(content):
        if content.slug in {"p2", "p20"}:
            logging.getLogger("pelican.plugin").warning("what is %s?", content.slug)

    with signals.content_object_init.connected_to(complain):
        said = []
        for _build in range(3):
            LimitFilter._raised_messages.clear()  # noqa: SLF001 - as in a process of its own
            LimitFilter._group_count.clear()  # noqa: SLF001
            caplog.clear()
            builds.read(processes=processes)
            said.append(sorted(record.getMessage() for record in caplog.records))

    assert "what is p2?" in said[0]
    assert "what is p20?" in said[0]
    assert said[1] == said[0]
    assert said[2] == said[0]


def test_a_tag_that_has_no_address_is_told_of_in_each_build(builds, posts, caplog):
    write_post(posts, "p1", tags="☃")
    said = []
    for _build in range(2):
        LimitFilter._raised_messages.clear()  # noqa: SLF001
        caplog.clear()
        builds.read()
        said.append([record.getMessage() for record in caplog.records])

    assert said[0] == said[1] == ['Unable to generate valid slug for Tag "☃".']


@pytest.mark.parametrize("wrong", ["", "no date here", "Title: a\nDate: neverday\n\nWords"])
def test_a_post_that_cannot_be_read_is_told_of_in_each_build(builds, posts, settings, wrong):
    (posts / "wrong.md").write_text(wrong)

    for _build in range(2):
        assert builds.read()[0] == as_pelican(settings)


def test_a_post_that_cannot_be_kept_is_read_in_each_build(builds, settings):
    def hold(content):
        if content.slug == "p1":
            content.work = lambda: 1

    with signals.content_object_init.connected_to(hold):
        builds.read()
        found, read = builds.read()
        assert found == as_pelican(settings)

    assert set(read) == {"p1.md"}


def test_a_post_that_goes_round_in_itself_is_no_reason_to_stop(builds, settings):
    def go_round(content):
        content.deep = deep = []
        for _level in range(5_000):
            deep.append([])
            deep = deep[0]

    with signals.content_object_init.connected_to(go_round):
        builds.read()

    assert as_pelican(settings)


def packed_elsewhere(library: Library, packed: Packed) -> Row:
    """Pack something away in a forked process."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        row = library.pack_away(packed, (), ())
        os.write(writing, marshal.dumps(tuple(row)))
        os._exit(0)
    os.wait()
    data = os.read(reading, 60_000)
    os.close(reading)
    os.close(writing)
    return Row._make(marshal.loads(data))


def test_processes_with_the_numbers_of_earlier_ones_write_over_nothing(tmp_path, monkeypatch):
    """In a container each build has the same numbers as the last, and so have its processes."""
    here, real = os.getpid(), os.getpid
    monkeypatch.setattr(os, "getpid", lambda: 7 if real() == here else 8)
    empty = Packed("", (), b"", (), "", (), (), (), False, ("", ""), b"")  # noqa: FBT003
    told = {}

    for build in range(3):
        library = Library(tmp_path, KEY, str(build or ""))
        for name in told:
            library.find(name)
        for name in (f"{build} here", f"{build} elsewhere"):
            packed = empty._replace(large=name.encode() * 50)
            is_here = name.endswith("here") and "else" not in name
            row = (
                library.pack_away(packed, (), ()) if is_here else packed_elsewhere(library, packed)
            )
            library.add(name, row)
            told[name] = packed.large
        library.save(str(build + 1))

    library = Library(tmp_path, KEY, "3")
    assert {name: library.read(library.find(name).as_packed().large) for name in told} == told
