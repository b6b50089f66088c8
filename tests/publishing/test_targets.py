import os
import stat

import pytest

from plugins.publishing.installing import MARKER
from plugins.publishing.targets import is_remote, refuse_bad_target, send
from plugins.shared.errors import CannotWrite


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "built site"
    (folder / "2026").mkdir(parents=True)
    (folder / "index.html").write_text("one")
    (folder / "2026" / "lunch.html").write_text("one")
    return folder


@pytest.fixture
def remote(tmp_path, monkeypatch, tool):
    """A host for rsync: `ssh` is a script that runs the remote command here."""
    monkeypatch.setenv("PATH", f"{tool('rsync').parent}{os.pathsep}{os.environ['PATH']}")
    shell = tmp_path / "ssh"
    shell.write_text('#!/bin/sh\n[ "$1" = "-l" ] && shift 2\nshift\nexec "$@"\n')
    shell.chmod(shell.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("RSYNC_RSH", str(shell))
    return tmp_path / "www"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("host:path", True),
        ("ana@host.example:/srv/www", True),
        ("[::1]:www", True),
        ("rsync://host/module", True),
        ("folder", False),
        ("/srv/www", False),
        ("./odd:name", False),
        ("folder/odd:name", False),
    ],
)
def test_a_colon_before_any_slash_means_another_host(target, expected):
    assert is_remote(target) == expected


@pytest.mark.parametrize("target", ["--help", "-n", "", " "])
def test_an_option_is_no_place(target):
    with pytest.raises(CannotWrite, match="is no place to publish to"):
        refuse_bad_target(target, [])


def test_a_place_in_or_around_the_content_is_refused(tmp_path):
    for target in (tmp_path / "content", tmp_path / "content" / "new", tmp_path):
        with pytest.raises(CannotWrite, match="in or around"):
            refuse_bad_target(str(target), [tmp_path / "content"])
    refuse_bad_target(str(tmp_path / "www"), [tmp_path / "content"])
    refuse_bad_target("host:content", [tmp_path / "content"])


def test_a_file_in_the_way_is_named(built, tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(CannotWrite, match="cannot be made"):
        send(built, str(tmp_path / "file" / "www"), is_dry_run=False)


def test_a_folder_gets_only_changes(built, tmp_path):
    target = tmp_path / "new" / "www"
    assert send(built, str(target), is_dry_run=True) == "3 added, 0 changed, 0 removed, 0 unchanged"
    assert not target.exists()

    assert (
        send(built, str(target), is_dry_run=False) == "3 added, 0 changed, 0 removed, 0 unchanged"
    )
    (built / "index.html").write_text("two")
    (built / "2026" / "lunch.html").unlink()

    assert (
        send(built, str(target), is_dry_run=False) == "0 added, 1 changed, 1 removed, 1 unchanged"
    )
    assert (target / "index.html").read_text() == "two"
    assert sorted(path.name for path in target.rglob("*")) == [MARKER, "index.html"]


def test_a_folder_with_other_files_is_refused(built, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("x")

    with pytest.raises(CannotWrite, match="no build made"):
        send(built, str(tmp_path / "home"), is_dry_run=False)

    assert (tmp_path / "home" / "letter.txt").read_text() == "x"


def test_another_host_gets_only_changes(built, remote):
    target = f"host:{remote}"
    assert send(built, target, is_dry_run=True) == "3 added, 0 changed, 0 removed"
    assert not remote.exists()

    assert send(built, target, is_dry_run=False) == "3 added, 0 changed, 0 removed"
    (built / "index.html").write_text("two")
    (built / "2026" / "lunch.html").unlink()
    (built / "about.html").write_text("new")

    assert send(built, target, is_dry_run=False) == "1 added, 1 changed, 1 removed"
    assert (remote / "index.html").read_text() == "two"
    assert sorted(path.name for path in remote.rglob("*.html")) == ["about.html", "index.html"]
    assert send(built, target, is_dry_run=False) == "0 added, 0 changed, 0 removed"


def test_another_hosts_other_files_are_refused(built, remote):
    remote.mkdir()
    (remote / "letter.txt").write_text("x")

    with pytest.raises(CannotWrite, match="no build made"):
        send(built, f"host:{remote}", is_dry_run=False)

    assert [path.name for path in remote.iterdir()] == ["letter.txt"]


def test_a_host_that_refuses_is_named(built, remote, monkeypatch):
    monkeypatch.setenv("RSYNC_RSH", "false")

    with pytest.raises(CannotWrite, match="rsync could not do it"):
        send(built, f"host:{remote}", is_dry_run=False)
