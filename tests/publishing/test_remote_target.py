import os
import shutil
import stat
import subprocess
import sys
import threading

import pytest
from folder_trees import tree

from plugins.publishing.installing import MARKER, Changes
from plugins.publishing.targets import rsync
from plugins.shared.errors import CannotWrite
from plugins.shared.site import ENGINE


def releases(www):
    return sorted(path.name for path in (www / "releases").iterdir())


def live(www):
    return www / (www / "current").readlink()


def test_the_first_publish_makes_the_folders_a_release_and_the_link(built, host, target, publish):
    www = target(f"host:{host}/")
    assert www.compare(built) == Changes(added=tuple(sorted(tree(built))))
    assert MARKER in tree(built)
    assert not host.parent.exists()

    told = publish(www)

    assert told == (
        f"release 20261123-121500; visitors see it when host:{host}/current is the root of the web server"
    )
    assert str((host / "current").readlink()) == "releases/20261123-121500"
    assert tree(host / "current") == tree(built)
    assert {path.name for path in host.iterdir()} == {MARKER, "current", "releases"}
    assert stat.S_IMODE((host / "current" / "index.html").stat().st_mode) == 0o644


def test_the_second_publish_sends_only_what_changed(built, host, target, line, publish):
    (built / "big.bin").write_bytes(os.urandom(300_000))
    sent = line()
    publish(f"host:{host}")
    assert sent() > 300_000
    first = live(host)
    before = tree(first)
    (built / "index.html").write_text("two")
    (built / "2026" / "lunch.html").unlink()
    (built / "about é.html").write_text("new")
    os.utime(built / "big.bin")  # a build writes every file anew

    sent = line()
    www = target(f"host:{host}")
    assert www.compare(built) == Changes(
        added=("about é.html",), changed=("index.html",), removed=("2026/lunch.html",), same=4
    )
    assert publish(www) == "release 20261123-131500"

    assert sent() < 5_000
    assert tree(live(host)) == tree(built)
    assert tree(first) == before
    for name in before.keys() - {"index.html", "2026/lunch.html"}:
        assert (first / name).samefile(live(host) / name)


def test_a_third_publish_with_nothing_changed_sends_nothing(built, host, target, publish):
    publish(f"host:{host}")
    (built / "index.html").touch()
    before = (host / "releases").stat()

    www = target(f"host:{host}")
    assert www.compare(built) == Changes(same=5)
    assert publish(www).startswith("nothing has changed")

    assert len(releases(host)) == 1
    assert (host / "releases").stat().st_mtime_ns == before.st_mtime_ns


def test_a_place_tells_what_is_live(host, target, publish):
    assert target(f"host:{host}").read_live("index.html") is None

    publish(f"host:{host}")

    www = target(f"host:{host}")
    assert www.read_live("2026/lunch.html") == b"one"
    assert www.read_live("none.html") is None
    assert www.read_live("none/none.html") is None
    assert www.read_live("2026") is None


@pytest.mark.parametrize("limit", [100, 1_000, 100_000, 400_000])
def test_a_cut_leaves_the_live_site_whole_and_a_second_run_finishes(
    built, host, line, limit, publish
):
    publish(f"host:{host}")
    before = tree(live(host))
    for number in range(10):
        (built / f"{number}.bin").write_bytes(os.urandom(50_000))
    line(limit)

    with pytest.raises(CannotWrite, match="what is live stays as it was"):
        publish(f"host:{host}")

    assert tree(live(host)) == before
    arrived = sum(path.stat().st_size for path in host.glob("releases/*/?.bin"))
    assert arrived > limit - 100_000
    sent = line()
    publish(f"host:{host}")
    assert tree(live(host)) == tree(built)
    assert sent() < 520_000 - arrived


def test_the_link_is_never_missing(host, target, publish):
    www = target(f"host:{host}")
    publish(www)
    publish(www, "two")
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append((host / "current" / "index.html").read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for release in releases(host) * 10:
        www._flip(release, before="")  # noqa: SLF001 - what go_back and send have in common
    stop.set()
    reader.join()

    assert set(seen) == {"one", "two"}
    assert len(seen) > 1000


def test_the_link_is_replaced_by_renaming_a_new_one_over_it(built, host, far_shell, tool, publish):
    publish(f"host:{host}")
    (built / "index.html").write_text("two")
    trace = f'"{tool("strace")}" -f -s 200 -e trace=%file -o "{host.parent}/trace.$$"'
    far_shell(f'exec {trace} sh -c "$*"\n')

    publish(f"host:{host}")

    lines = [
        line
        for file in host.parent.glob("trace.*")
        for line in file.read_text().splitlines()
        if '"current"' in line
    ]
    assert any("rename" in line and '".current' in line for line in lines)
    assert not any("unlink" in line for line in lines)


def test_five_releases_are_kept(host, old_releases, publish):
    old_releases(host)

    for number in range(3):
        publish(f"host:{host}", str(number))

    assert releases(host)[:2] == ["20040101-000000", "20050101-000000"]
    assert len(releases(host)) == 5
    assert (host / "current" / "index.html").read_text() == "2"


def test_old_releases_that_cannot_go_stop_nothing(host, far_shell, old_releases, publish):
    old_releases(host)
    far_shell('case "$*" in *--server*--delete*/releases/) exit 5;; esac\n')

    told = publish(f"host:{host}")

    assert "old releases could not be removed" in told
    assert (host / "current" / "index.html").read_text() == "one"


def test_going_back_leads_to_what_was_live_before(host, target, publish):
    place = f"host:{host}"

    def shown():
        return (host / "current" / "index.html").read_text()

    publish(place, "one")
    with pytest.raises(CannotWrite, match="no earlier site"):
        target(place).go_back()
    publish(place, "two")
    publish(place, "bad")
    assert target(place).go_back() == "release 20261123-131500 again"
    assert shown() == "two"
    publish(place, "four")
    target(place).go_back()
    assert shown() == "two"
    target(place).go_back()
    assert shown() == "one"
    publish(place, "four")
    assert shown() == "four"


def test_other_peoples_files_are_refused(built, host, target, publish):
    host.mkdir(parents=True)
    (host / "letter.txt").write_text("x")

    for deed in (
        lambda: target(f"host:{host}").compare(built),
        lambda: publish(f"host:{host}"),
        lambda: target(f"host:{host}").go_back(),
    ):
        with pytest.raises(CannotWrite, match="no build made"):
            deed()

    assert tree(host) == {"letter.txt": b"x"}


def test_a_site_that_lay_in_the_folder_itself_stays_until_the_server_follows(built, host, publish):
    shutil.copytree(built, host)
    (host / MARKER).write_text("x")

    told = publish(f"host:{host}")

    assert "is the root of the web server" in told
    assert (host / "index.html").read_text() == "one"
    assert tree(live(host)) == tree(built)


def test_who_publishes_meanwhile_is_not_undone(built, host, target, publish):
    publish(f"host:{host}")
    (built / "index.html").write_text("mine")
    mine = target(f"host:{host}")
    mine.compare(built)
    publish(f"host:{host}", "theirs")

    with pytest.raises(CannotWrite, match="somebody else has published there meanwhile"):
        publish(mine)

    assert (host / "current" / "index.html").read_text() == "theirs"


@pytest.fixture
def rrsync(tool, tmp_path):
    """The script that restricts a key to a folder, with the rsync that is here."""
    program, found = tool("rsync"), tool("rrsync", package="rsync")
    script = (
        found.parent.parent / "usr" / "bin" / "rrsync"
    )  # where it was unpacked, else the machine's
    copy = tmp_path / "rrsync"
    copy.write_text(
        (script if script.exists() else found)
        .read_text()
        .replace("'/usr/bin/rsync'", repr(str(program)))
    )
    return copy


def test_a_key_restricted_by_rrsync_will_do(built, host, far_shell, rrsync, publish):
    host.mkdir(parents=True)  # rrsync itself makes none
    far_shell(f'export SSH_ORIGINAL_COMMAND="$*"\nexec python3 "{rrsync}" "{host.parent}"\n')

    for text in ("one", "two"):
        publish("host:/www", text)

    assert tree(live(host)) == tree(built)
    first, second = (host / "releases" / name / ".htaccess" for name in releases(host))
    assert first.samefile(second)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "ssh: connect to host h port 22: Connection refused",
            "the host refuses the connection",
        ),
        (
            "ssh: Could not resolve hostname h: Name or service not known",
            "no host of that name",
        ),
        ("ana@h: Permission denied (publickey,password).", "lets nobody in"),
        ("Host key verification failed.", "compare its fingerprint"),
        ("ssh: connect to host h port 22: Connection timed out", "no answer for too long"),
        ("ssh: connect to host h port 22: No route to host", "no way leads to the host"),
        ("bash: line 1: rsync: command not found", "could not be started there"),
        ("sh: 1: rsync: not found", "could not be started there"),
        ("rsync: on remote machine: --mkpath: unknown option", "too old"),
        ('rsync: write failed on "x": No space left on device (28)', "no space left"),
        ('rsync: [Receiver] mkdir "/srv" failed: Permission denied (13)', "may not be written"),
        ("protocol version mismatch -- is your shell clean?", "let it be silent"),
        ("what nobody has foreseen", "rsync could not do it"),
    ],
)
def test_what_stops_it_is_told_in_a_sentence(host, far_shell, said, expected, publish):
    far_shell(f"echo '{said}' >&2; exit 12\n")

    with pytest.raises(CannotWrite) as error:
        publish(f"host:{host}")

    told = str(error.value)
    assert expected in told
    assert "what is live stays as it was" in told
    assert "rsync said: " in told
    assert said in told or "foreseen" in said
    assert "\n" not in told


def test_a_disk_that_is_full_is_told(built, host, far_shell, publish):
    publish(f"host:{host}")
    before = tree(live(host))
    (built / "big.bin").write_bytes(os.urandom(500_000))
    far_shell("ulimit -f 100\n")

    with pytest.raises(CannotWrite, match="no space left there; what is live stays as it was"):
        publish(f"host:{host}")

    assert tree(live(host)) == before


def test_a_host_that_falls_silent_is_left(host, far_shell, monkeypatch, publish):
    monkeypatch.setattr(rsync, "SECONDS", 1)
    far_shell("exec sleep 20\n")

    with pytest.raises(CannotWrite, match="no answer for too long"):
        publish(f"host:{host}")


@pytest.mark.parametrize(("standard_input", "may_ask"), [("/dev/null", False), ("/dev/tty", True)])
def test_only_who_sits_at_a_terminal_is_asked(host, tmp_path, monkeypatch, standard_input, may_ask):
    """The terminal is there both times; ssh asks at it, whatever its standard input is."""
    monkeypatch.delenv("RSYNC_RSH")
    ssh = tmp_path / "ssh"
    ssh.write_text(
        f'#!/bin/sh\necho "$@" >"{tmp_path}/told"\n(: </dev/tty) && touch "{tmp_path}/asked"\nexit 255\n'
    )
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    look = (
        "from plugins.publishing.targets.rsync import Rsync as R; R(name='', has_daemon=False).find"
    )
    code = f"{look}('host:{host}')"
    at_terminal = "import pty, sys; pty.spawn(sys.argv[1:])"
    command = f'"{sys.executable}" -c "{code}" <{standard_input}'

    subprocess.run(
        [sys.executable, "-c", at_terminal, "sh", "-c", command],
        cwd=ENGINE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=30,
    )

    assert (tmp_path / "asked").exists() == may_ask
    assert ("BatchMode=yes" in (tmp_path / "told").read_text()) != may_ask


@pytest.mark.parametrize("is_there", [True, False])
def test_everybody_can_read_what_was_sent_to_a_host_that_says_otherwise(
    built, host, far_shell, publish, is_there
):
    far_shell("umask 077\n")
    if is_there:
        host.mkdir(parents=True, mode=0o750)
    (built / "index.html").chmod(0o600)

    publish(f"host:{host}")

    paths = [host / "releases", live(host), *live(host).rglob("*")]
    assert len(paths) > len(tree(built))
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {(True, 0o755), (False, 0o644)}
    assert stat.S_IMODE(host.stat().st_mode) == (0o750 if is_there else 0o755)


@pytest.mark.parametrize("is_watched", [True, False])
def test_who_watches_a_long_transfer_sees_how_far_it_is(built, host, is_watched):
    (built / "big.bin").write_bytes(os.urandom(300_000))
    code = (
        "from plugins.publishing.targets.rsync import Rsync as R; "
        f"R(name='', has_daemon=False).send('-r', '{built}/', 'host:{host.parent}')"
    )
    host.parent.mkdir()
    command = [sys.executable, "-c", code]
    at_terminal = [sys.executable, "-c", "import pty, sys; pty.spawn(sys.argv[1:])"]

    ended = subprocess.run(
        [*at_terminal * is_watched, *command],
        cwd=ENGINE,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=30,
    )

    assert (host.parent / "big.bin").exists()
    assert ("100%" in ended.stdout.decode()) == is_watched
    assert is_watched or not ended.stdout
