import os
import socket
import subprocess
import time

import pytest
from folder_trees import tree

from plugins.publishing.installing import Changes
from plugins.publishing.targets import rsync
from plugins.shared.errors import CannotWrite

SETTINGS = """\
port = {port}
address = 127.0.0.1
use chroot = no
{user}
pid file = {folder}/pid
log file = {folder}/log
read only = no
[www]
path = {folder}/www
munge symlinks = no
[own]
path = {folder}/own
munge symlinks = no
[spoilt]
path = {folder}/spoilt
[readonly]
path = {folder}/readonly
read only = yes
[keeps]
path = {folder}/keeps
munge symlinks = no
refuse options = delete
[secret]
path = {folder}/secret
munge symlinks = no
auth users = ana
secrets file = {folder}/secrets
"""
MODULES = ("www", "own", "spoilt", "readonly", "keeps", "secret")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(port):
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("the daemon does not answer")


@pytest.fixture(scope="module")
def daemon(tool, tmp_path_factory):
    """A daemon as the present user; give its folder and its address."""
    folder, port = tmp_path_factory.mktemp("daemon"), free_port()
    for name in MODULES:
        (folder / name).mkdir()
    user = "uid = 0\ngid = 0" if os.geteuid() == 0 else ""
    (folder / "conf").write_text(SETTINGS.format(port=port, folder=folder, user=user))
    (folder / "secrets").write_text("ana:squeamish\n")
    (folder / "secrets").chmod(0o600)
    command = [tool("rsync"), "--daemon", "--no-detach", f"--config={folder}/conf"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as running:
        wait_for(port)
        yield folder, f"rsync://127.0.0.1:{port}"
        running.terminate()


@pytest.fixture(autouse=True)
def _rsync(tool, monkeypatch):
    monkeypatch.setenv("PATH", f"{tool('rsync').parent}{os.pathsep}{os.environ['PATH']}")


def test_a_daemon_gets_releases_and_a_link(built, daemon, target, publish):
    folder, address = daemon
    place, www = f"{address}/www/of ana/blog", folder / "www" / "of ana" / "blog"
    publish(place)
    (built / "index.html").write_text("two")

    assert target(place).compare(built) == Changes(changed=("index.html",), same=4)
    publish(place)

    assert str((www / "current").readlink()) == "releases/20261123-131500"
    assert tree(www / "current") == tree(built)
    first = www / "releases" / "20261123-121500"
    assert (first / ".htaccess").samefile(www / "current" / ".htaccess")
    assert target(place).read_live("index.html") == b"two"
    assert publish(place).startswith("nothing has changed")
    target(place).go_back()
    assert (www / "current" / "index.html").read_text() == "one"


def test_a_module_itself_can_be_the_place_and_forgets_old_releases(daemon, old_releases, publish):
    folder, address = daemon
    old_releases(folder / "own")

    publish(f"{address}/own")

    kept = sorted(path.name for path in (folder / "own" / "releases").iterdir())
    assert kept == [*(f"{year}0101-000000" for year in range(2002, 2006)), "20261123-121500"]


def test_a_daemon_that_spoils_links_is_found_out(daemon, publish):
    folder, address = daemon

    for _ in range(2):
        with pytest.raises(CannotWrite, match="munge symlinks = no"):
            publish(f"{address}/spoilt")

    assert not (folder / "spoilt" / "current").is_symlink()


def test_a_daemon_that_lets_nothing_in_is_told(daemon, publish):
    with pytest.raises(CannotWrite, match="only reading is allowed there"):
        publish(f"{daemon[1]}/readonly")


def test_a_daemon_that_keeps_everything_is_told(built, daemon, target, publish):
    publish(f"{daemon[1]}/keeps")

    with pytest.raises(CannotWrite, match="refuses an option that publishing needs"):
        target(f"{daemon[1]}/keeps").compare(built)


def test_a_daemon_wants_a_password(daemon, monkeypatch, publish):
    place = daemon[1].replace("//", "//ana@") + "/secret"
    for password in (None, "wrong"):
        if password:
            monkeypatch.setenv("RSYNC_PASSWORD", password)
        with pytest.raises(CannotWrite, match="wants a name and a password"):
            publish(place)
    monkeypatch.setenv("RSYNC_PASSWORD", "squeamish")

    assert publish(place).startswith("release ")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("rsync://127.0.0.1:1/www", "the host refuses the connection"),
        ("nosuch.invalid::www", "there is no host of that name"),
        ("{daemon}/none", "no module of that name"),
    ],
)
def test_a_wrong_address_is_told(built, daemon, target, address, expected):
    with pytest.raises(CannotWrite, match=expected):
        target(address.format(daemon=daemon[1])).compare(built)


def test_a_daemon_that_falls_silent_is_left(built, target, monkeypatch):
    monkeypatch.setattr(rsync, "SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"rsync://127.0.0.1:{silent.getsockname()[1]}/www"

        with pytest.raises(CannotWrite, match="no answer for too long"):
            target(place).compare(built)
