"""What builds keep for later ones is never trusted when it is damaged, foreign or old, and stays small."""

import shutil
from pathlib import Path
from random import Random

import pytest
from speed.beginnings import begin
from speed.blogs import SPEED, Blog
from speed.comparing import faults, look
from speed.edits import make

pytestmark = pytest.mark.skipif(not SPEED.is_file(), reason="there is no plugins.speed")
MANY_EDITS = 40
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


def assert_right(blog: Blog, builds) -> None:
    """Edit a little, build in both ways, and compare."""
    make(blog, "title", 7)
    ended, clean = builds.build(blog), builds.clean(blog)
    assert ended.is_right, ended.said
    assert "Traceback" not in ended.said
    assert clean.is_right
    assert not faults(look(blog.output), look(blog.clean_output), {})


def _flipped(data: bytes, at: float) -> bytes:
    place = min(int(len(data) * at), len(data) - 1)
    return data[:place] + bytes([data[place] ^ 0x41]) + data[place + 1 :] if data else b"?"


DAMAGES = {
    "emptied": lambda _data: b"",
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at its end": lambda data: data[:-1],
    "a byte more": lambda data: data + b"\0",
    "written twice": lambda data: data + data,
    "a byte changed at its beginning": lambda data: _flipped(data, 0.0),
    "a byte changed early": lambda data: _flipped(data, 0.1),
    "a byte changed in the middle": lambda data: _flipped(data, 0.5),
    "a byte changed late": lambda data: _flipped(data, 0.9),
    "a byte changed at its end": lambda data: _flipped(data, 1.0),
    "nonsense": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_what_is_damaged_is_not_trusted(damage, blog, builds):
    for path in kept(blog):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))

    assert_right(blog, builds)


def test_each_damaged_file_by_itself(blog, builds):
    """The others are whole, and might be believed to fit."""
    for name in [path.name for path in kept(blog)]:
        for path in kept(blog):
            if path.name == name:
                path.write_bytes(_flipped(path.read_bytes(), 0.6))

        assert_right(blog, builds)


def test_a_missing_file(blog, builds):
    for name in [path.name for path in kept(blog)]:
        for path in kept(blog):
            if path.name == name:
                path.unlink()

        assert_right(blog, builds)


def test_an_older_file_among_newer_ones(blog, builds, tmp_path):
    """As a restored backup or a killed build may leave it."""
    shutil.copytree(blog.state, tmp_path / "older")
    for number in range(2):
        make(blog, "title", 30 + number)
        assert builds.build(blog).is_right
    for path in sorted((tmp_path / "older").rglob("*")):
        if path.is_file() and path.name != _REPORT:
            shutil.copy2(path, blog.state / path.relative_to(tmp_path / "older"))

            assert_right(blog, builds)


def test_another_sites_files(blog, other, builds):
    """As if both had one name."""
    theirs = {path.name: path for path in kept(other)}
    for path in kept(blog):
        if path.name in theirs:
            shutil.copy2(theirs[path.name], path)

    assert_right(blog, builds)


def test_another_sites_output(blog, other, builds):
    shutil.rmtree(blog.output)
    shutil.copytree(other.output, blog.output)

    assert_right(blog, builds)


def test_a_folder_where_a_file_should_be(blog, builds):
    for path in kept(blog):
        path.unlink()
        path.mkdir()

    assert_right(blog, builds)
    shutil.rmtree(blog.state)


def test_nothing_can_be_kept(blog, builds):
    """A full disk or a folder of somebody else's: it is a file here, since root may write anywhere."""
    shutil.rmtree(blog.state)
    blog.state.write_text("in the way")

    assert_right(blog, builds)
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
