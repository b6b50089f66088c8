import fcntl
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from folder_trees import tree

from plugins.publishing.installing import LAID_ASIDE, MARKER, Changes
from plugins.publishing.targets.folder import FolderTarget
from plugins.publishing.targets.places import parse_place
from plugins.shared.errors import CannotWrite
from plugins.shared.site import ENGINE

NOW = datetime(2026, 11, 23, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "before", "path", "has_daemon"),
    [
        ("host:path", "host:", "path", False),
        ("host:path/", "host:", "path/", False),
        ("ana@host.example:/srv/my www", "ana@host.example:", "/srv/my www", False),
        ("[::1]:www", "[::1]:", "www", False),
        ("ana@[fe80::1%eth0]:~/www", "ana@[fe80::1%eth0]:", "~/www", False),
        ("rsync://ana@host:8730/module/a", "rsync://ana@host:8730/", "module/a", True),
        ("host::module", "host::", "module", True),
    ],
)
def test_a_place_elsewhere_is_taken_apart(text, before, path, has_daemon):
    place = parse_place(text)

    assert (place.before, place.path, place.has_daemon) == (before, path, has_daemon)
    assert place.at("releases", "") == f"{before}{path.rstrip('/')}/releases/"


@pytest.mark.parametrize(
    "text",
    [
        "folder",
        "/srv/www",
        "./odd:name",
        "folder/odd:name",
        "host:",
        "host::",
        "rsync://host",
        "rsync://host/",
        "https://example.org/x",
        "-oProxyCommand=x:y",
        "ana@-oProxyCommand=x:y",
    ],
)
def test_what_has_no_colon_before_a_slash_or_no_path_is_not_elsewhere(text):
    assert parse_place(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "--help",
        "-n",
        "",
        " ",
        "host:",
        "host::",
        "rsync://host/",
        "https://example.org",
        "-h:x",
        "ana@host",
        "~/www",
    ],
)
def test_what_is_no_place_is_refused(target, text):
    with pytest.raises(CannotWrite, match="is no place to publish to"):
        target(text)


def test_a_place_in_or_around_the_content_is_refused(target, tmp_path):
    for place in (tmp_path / "content", tmp_path / "content" / "new", tmp_path):
        with pytest.raises(CannotWrite, match="in or around"):
            target(place)
    assert target(tmp_path / "www").name == str(tmp_path / "www")


def test_no_rsync_here_is_told(target, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CannotWrite, match="rsync is needed to publish to another host"):
        target("host:content")


def test_a_file_in_the_way_is_named(built, target, tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(CannotWrite, match="cannot be made"):
        target(tmp_path / "file" / "www").send(built, now=NOW)


def test_a_folder_gets_only_changes(built, target, tmp_path):
    www = tmp_path / "new" / "www"
    assert str(target(www).compare(built)) == "5 added, 0 changed, 0 removed, 0 unchanged"
    assert not www.exists()

    assert target(www).send(built, now=NOW).startswith("moved into ")
    (built / "index.html").write_text("two")
    (built / "2026" / "lunch.html").unlink()
    kept = (www / ".htaccess").stat()
    changes = Changes(changed=("index.html",), removed=("2026/lunch.html",), same=3)
    assert target(www).compare(built) == changes
    target(www).send(built, now=NOW)

    assert tree(www) == tree(built)
    assert (www / ".htaccess").stat() == kept
    assert target(www).send(built, now=NOW).startswith("nothing has changed")


def test_a_folder_tells_what_is_live(built, target, tmp_path):
    www = target(tmp_path / "www")
    assert www.read_live("index.html") is None

    www.send(built, now=NOW)

    assert www.read_live("index.html") == b"one"
    assert www.read_live("none.html") is None
    assert www.read_live("index.html/none") is None
    assert www.read_live("2026") is None


def test_a_folder_with_other_files_is_refused(target, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("x")

    with pytest.raises(CannotWrite, match="no build made"):
        target(tmp_path / "home")

    assert (tmp_path / "home" / "letter.txt").read_text() == "x"


def test_a_folder_keeps_no_earlier_site(target, tmp_path):
    with pytest.raises(CannotWrite, match="git checkout"):
        target(tmp_path / "www").go_back()


def test_nobody_publishes_into_a_folder_at_the_same_time(built, target, tmp_path):
    www = target(tmp_path / "www")
    www.send(built, now=NOW)
    before = tree(tmp_path / "www")
    (built / "index.html").write_text("two")
    handle = os.open(tmp_path / "www", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)

    with pytest.raises(CannotWrite, match="somebody else is publishing there"):
        www.send(built, now=NOW)

    os.close(handle)
    assert tree(tmp_path / "www") == before


@pytest.mark.parametrize("moves", range(6))
def test_a_second_run_finishes_what_a_killed_one_began(built, tmp_path, moves):
    """The first one is killed, as by kill -9, before it moves the file after `moves` others."""
    www = tmp_path / "www"
    code = (
        "import os, pathlib, sys, datetime\n"
        "from plugins.publishing.targets.folder import FolderTarget\n"
        "replace, moves = pathlib.Path.replace, iter(range(int(sys.argv[3])))\n"
        "def dying(self, to):\n"
        f"    if {LAID_ASIDE!r} in self.parts: next(moves, None) is None and os._exit(9)\n"
        "    return replace(self, to)\n"
        "pathlib.Path.replace = dying\n"
        "www = FolderTarget(name='www', folder=pathlib.Path(sys.argv[2]))\n"
        "www.send(pathlib.Path(sys.argv[1]), now=datetime.datetime.now())\n"
    )
    command = [sys.executable, "-c", code, str(built), str(www), str(moves)]
    ended = subprocess.run(command, cwd=ENGINE, check=False).returncode
    assert ended == (9 if moves < 5 else 0)
    assert (www / MARKER).exists()

    FolderTarget(name="www", folder=www).send(built, now=NOW)

    assert tree(www) == tree(built)
    assert not (www / LAID_ASIDE).exists()


def test_everybody_can_read_what_is_moved_into_a_folder(built, target, tmp_path):
    """A web server is somebody else; umask 077 is usual where several people share a machine."""
    (built / "index.html").chmod(0o600)
    mask = os.umask(0o077)
    try:
        target(tmp_path / "www").send(built, now=NOW)
    finally:
        os.umask(mask)

    paths = [tmp_path / "www", *(tmp_path / "www").rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {(True, 0o755), (False, 0o644)}


def test_who_published_meanwhile_is_not_overwritten(built, target, tmp_path):
    """Two terminals, or two people: the second has not seen what the first brought."""
    mine = target(tmp_path / "www")
    assert mine.read_live("addresses.txt") is None
    mine.compare(built)
    (built / "addresses.txt").write_text("theirs")
    target(tmp_path / "www").send(built, now=NOW)
    (built / "addresses.txt").write_text("mine")

    with pytest.raises(CannotWrite, match="somebody else has published there meanwhile"):
        mine.send(built, now=NOW)

    assert (tmp_path / "www" / "addresses.txt").read_text() == "theirs"
    assert mine.read_live("addresses.txt") == b"theirs"
