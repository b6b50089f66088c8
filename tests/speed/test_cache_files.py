"""What builds keep for later ones is never trusted when it is damaged, foreign or old, and stays small."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from speed.beginnings import begin
from speed.blogs import SPEED, Blog
from speed.comparing import Seen, faults, look
from speed.edits import make

pytestmark = pytest.mark.skipif(not SPEED.is_file(), reason="there is no plugins.speed")
MANY_EDITS = 15
_REPORT = "report.json"


def built(folder: Path, builds, *, seed: int, theme: str = "simple") -> Blog:
    """Give a blog that was built twice, so that everything that can be kept is kept."""
    blog = Blog(folder=folder, theme=theme, processes=1)
    begin(blog, Random(seed), posts=10)
    assert builds.build(blog).is_right
    make(blog, "text", 1)
    assert builds.build(blog).is_right
    return blog


@pytest.fixture(scope="module")
def blog(builds, tmp_path_factory):
    """A blog that was built."""
    return built(tmp_path_factory.mktemp("cache") / "blog", builds, seed=21)


@pytest.fixture(scope="module")
def other(builds, tmp_path_factory):
    """Another site, built as well."""
    return built(tmp_path_factory.mktemp("other") / "blog", builds, seed=22)


def kept(blog: Blog) -> list[Path]:
    """Give the files that builds keep; at least one, else nothing here would be tried."""
    found = sorted(path for path in blog.state.rglob("*") if path.is_file())
    assert found
    return [path for path in found if path.name != _REPORT]


def parts(blog: Blog) -> list[list[Path]]:
    """Give the kept files one by one, but those of compiled templates, of which there are many, together."""
    alone = [[path] for path in kept(blog) if path.parent.name != "templates"]
    return [*alone, [path for path in kept(blog) if path.parent.name == "templates"]]


def one_by_one(blog: Blog) -> Iterator[list[Path]]:
    """Give part after part, as they are when it is their turn: a build may put several into one."""
    for number in range(50):
        now = parts(blog)
        if number >= len(now):
            return
        yield now[number]


@pytest.fixture(scope="module")
def assert_right(builds):
    """Edit a little, build, and compare with a clean build of the same words, of which there is one."""
    cleans: dict[tuple[str, ...], dict[str, Seen]] = {}

    def give(blog: Blog) -> None:
        retitle(blog)
        ended = builds.build(blog)
        assert ended.is_right, ended.said
        assert "Traceback" not in ended.said
        words = tuple(map(str, blog.documents.values()))
        if words not in cleans:
            assert builds.clean(blog).is_right
            cleans[words] = look(blog.clean_output)
        assert not faults(look(blog.output), cleans[words], {})

    return give


def retitle(blog: Blog) -> None:
    """Give a post the other of two titles."""
    path = blog.paths("posts")[-1]
    document = blog.documents[path]
    document.meta["title"] = "Rain" if document.meta["title"] == "Lunch" else "Lunch"
    blog.put(path, document)


def _flipped(data: bytes, at: float) -> bytes:
    place = min(int(len(data) * at), len(data) - 1)
    return data[:place] + bytes([data[place] ^ 0x41]) + data[place + 1 :] if data else b"?"


DAMAGES = {
    "emptied": lambda _data: b"",
    "cut in the middle": lambda data: data[: len(data) // 2],
    "a byte more": lambda data: data + b"\0",
    "written twice": lambda data: data + data,
    "a byte changed at its beginning": lambda data: _flipped(data, 0.0),
    "a byte changed in the middle": lambda data: _flipped(data, 0.5),
    "a byte changed at its end": lambda data: _flipped(data, 1.0),
    "nonsense": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_what_is_damaged_is_not_trusted(damage, blog, assert_right):
    for path in kept(blog):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))

    assert_right(blog)


def test_each_damaged_file_by_itself(blog, assert_right):
    """The others are whole, and might be believed to fit."""
    for part in one_by_one(blog):
        for path in part:
            path.write_bytes(_flipped(path.read_bytes(), 0.6))

        assert_right(blog)


def test_a_missing_file(blog, assert_right):
    for part in one_by_one(blog):
        for path in part:
            path.unlink()

        assert_right(blog)


def test_an_older_file_among_newer_ones(blog, builds, assert_right, tmp_path):
    """As a restored backup or a killed build may leave it."""
    shutil.copytree(blog.state, tmp_path / "older")
    older = [[path.relative_to(blog.state) for path in part] for part in parts(blog)]
    for number in range(2):
        make(blog, "title", 30 + number)
        assert builds.build(blog).is_right
    for part in older:
        for path in part:
            shutil.copy2(tmp_path / "older" / path, blog.state / path)

        assert_right(blog)


def test_another_sites_files(blog, other, assert_right):
    """As if both had one name."""
    theirs = {path.name: path for path in kept(other)}
    for path in kept(blog):
        if path.name in theirs:
            shutil.copy2(theirs[path.name], path)

    assert_right(blog)


def test_another_sites_output(blog, other, assert_right):
    shutil.rmtree(blog.output)
    shutil.copytree(other.output, blog.output)

    assert_right(blog)


def test_a_folder_where_a_file_should_be(blog, assert_right):
    for path in kept(blog):
        path.unlink()
        path.mkdir()

    assert_right(blog)
    shutil.rmtree(blog.state)


def test_nothing_can_be_kept(blog, assert_right):
    """A full disk or a folder of somebody else's: it is a file here, since root may write anywhere."""
    shutil.rmtree(blog.state, ignore_errors=True)  # the test before this one may have removed it
    blog.state.write_text("in the way")

    assert_right(blog)
    if blog.state.is_file():
        blog.state.unlink()


def test_what_is_kept_stays_small(builds, tmp_path):
    blog = built(tmp_path / "blog", builds, seed=23)
    rng = Random(1)
    for _ in range(MANY_EDITS):
        kind = rng.choice(["text", "title", "new tag", "category", "template of all", "summary"])
        make(blog, kind, rng.randrange(1 << 30))
        assert builds.build(blog).is_right
    after = _size(blog)

    shutil.rmtree(blog.state)
    assert builds.build(blog).is_right

    assert after <= 4 * _size(blog)


def _size(blog: Blog) -> int:
    return sum(path.stat().st_size for path in kept(blog))
