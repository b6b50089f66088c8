"""What the places to publish to are tried with: a little built site, and hosts that are this machine."""

import os
import sys
from datetime import UTC, datetime, timedelta

import pytest
import relay

from plugins.publishing.installing import MARKER
from plugins.publishing.targets import open_target

# As ssh does, it gives the command to a shell.
SHELL = """#!/bin/sh
[ "$1" = "-l" ] && shift 2
shift
{before}exec sh -c "$*"
"""


@pytest.fixture
def built(tmp_path):
    """A built site, with a hidden file and with names that are not easy."""
    folder = tmp_path / "built site"
    (folder / "2026").mkdir(parents=True)
    (folder / "index.html").write_text("one")
    (folder / "2026" / "lunch.html").write_text("one")
    (folder / "2026" / "söte #1 [x] 'y'.txt").write_text("one")
    (folder / ".htaccess").write_text("one")
    return folder


@pytest.fixture
def publish(built, target):
    """Publish the built site, each time an hour later; give what was told."""
    hours = iter(range(1000))

    def send(place, text=""):
        if text:
            (built / "index.html").write_text(text)
        opened = target(place) if isinstance(place, str) else place
        now = datetime(2026, 11, 23, 12, 15, tzinfo=UTC) + timedelta(hours=next(hours))
        return opened.send(built, now=now)

    return send


@pytest.fixture
def old_releases():
    """Make a place that has five releases from years ago, none of them live."""

    def make(www):
        for year in range(2001, 2006):
            release = www / "releases" / f"{year}0101-000000"
            release.mkdir(parents=True)
            (release / MARKER).write_text("")
        (www / MARKER).write_text("")

    return make


@pytest.fixture
def target(tmp_path):
    """Open a target as `publish` does."""

    def open_(text, repository=tmp_path, address="https://blog.example.org"):
        return open_target(
            str(text), keep_out=[tmp_path / "content"], repository=repository, address=address
        )

    return open_


@pytest.fixture
def far_shell(tmp_path, monkeypatch):
    """Let rsync reach other hosts by a script that runs the far command on this machine.

    `before` are the script's lines before it does so.
    """

    def write(before=""):
        shell = tmp_path / "far shell" / "ssh"
        shell.parent.mkdir(exist_ok=True)
        shell.write_text(SHELL.format(before=before))
        shell.chmod(0o755)
        monkeypatch.setenv("RSYNC_RSH", f"'{shell}'")

    return write


@pytest.fixture
def line(tmp_path, far_shell):
    """A line to the host that counts; `line(limit)` cuts it after so many bytes of a release.

    What it gives tells how many bytes have been sent since.
    """

    def connect(limit=0):
        counted = tmp_path / "counted"
        counted.write_text("")
        command = f'exec "{sys.executable}" -S "{relay.__file__}" "{counted}"'
        far_shell(
            f'case "$*" in *link-dest*) {command} {limit} "$*";; *) {command} 0 "$*";; esac\n'
        )
        return lambda: sum(map(int, counted.read_text().split()))

    return connect


@pytest.fixture
def host(tmp_path, monkeypatch, tool, far_shell):
    """A host for rsync; give the folder there that is published to."""
    monkeypatch.setenv("PATH", f"{tool('rsync').parent}{os.pathsep}{os.environ['PATH']}")
    far_shell()
    return tmp_path / "far away" / "www"
