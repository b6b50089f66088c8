"""What a plugin says of files that stay as they are, and a build that is killed on its way."""

import json
import subprocess
import sys

import pytest

from plugins.publishing.building import Earlier, begun, build, turn
from plugins.publishing.installing import files_of
from plugins.shared.site import ENGINE
from plugins.speed.manifest import read_manifest, state_folder

# It keeps every page of the last build but the first, and makes none of them.
KEEPER = """
import json
from pathlib import Path
from pelican import signals
from plugins.shared.promised import awaited
def keep(pelican):
    state = Path(pelican.settings["SPEED_STATE"])
    job = json.loads((state / "job.json").read_text())
    job["damaged"] = awaited(state / "damaged.json")
    new, old = Path(pelican.output_path), Path(job["output"])
    kept = []
    for path in [path for path in new.rglob("*") if path.is_file()]:
        name = path.relative_to(new).as_posix()
        if job["known"] and name.endswith(".html") and name not in {"index.html", *job["damaged"]}:
            path.unlink()
            kept.append(name)
    done = {"kept": kept, "rendered": 1, "kept_pages": len(kept), "commit": "7"}
    (state / "done.json").write_text(json.dumps(done))
    (state / "seen.json").write_text(json.dumps(job))
def register():
    signals.finalized.connect(keep)
"""


@pytest.fixture
def kept(site):
    """A site with the plugin that keeps; give a function that builds it."""
    (site.folder / "keeper.py").write_text(KEEPER)
    site.post()
    extra = f"PLUGIN_PATHS = [{str(site.folder)!r}]\n"
    extra += "PLUGINS = [*[one for one in PLUGINS if one != 'plugins.speed'], 'keeper']\n"
    opened = site.open(extra=extra)

    def run(damaged=(), **known):
        earlier = Earlier(folder=site.folder / "var" / "state", **known)
        with turn(opened), begun(opened, {}, earlier=earlier) as building:
            building.tell(there=files_of(opened.output), damaged=set(damaged))
            return building.finish()

    return run


def test_what_is_kept_stays_and_what_is_neither_made_nor_kept_goes(site, kept):
    first = kept()
    assert "2026/05/lunch.html" in first.changes.added
    before = (site.output / "2026" / "05" / "lunch.html").stat()
    (site.output / "old.html").write_text("x")
    (site.output / "index.html").write_text("x")

    done = kept(is_known=True, damaged={"index.html", "old.html"}, commit="6")

    assert done.changes.added == ()
    assert done.changes.changed == ("index.html",)
    assert done.changes.removed == ("old.html",)
    assert done.changes.same == len(first.changes.added) - 1
    assert (site.output / "2026" / "05" / "lunch.html").stat() == before
    assert done.told["commit"] == "7"
    seen = json.loads((site.folder / "var" / "state" / "seen.json").read_text())
    assert (seen["known"], seen["commit"]) == (True, "6")
    assert seen["damaged"] == ["index.html", "old.html"]


def test_a_damaged_file_is_made_again(site, kept):
    kept()
    page = site.output / "2026" / "05" / "lunch.html"
    right = page.read_bytes()
    page.write_text("scribbled")

    kept(is_known=True, damaged={"2026/05/lunch.html"})

    assert page.read_bytes() == right


def test_modules_of_a_sites_own_plugins_are_named(site, kept):
    assert str(site.folder / "keeper.py") in kept().loaded


# A build that dies, as by kill -9, right before it puts the next file into its place.
DYING = """
import os, pathlib, sys
from plugins.shared.site import open_site
from plugins.tasks.building import build_site
replace, moves, own = pathlib.Path.replace, iter(range(int(sys.argv[2]))), os.getpid()
def dying(self, to):
    if os.getpid() == own and next(moves, None) is None: os.kill(own, 9)
    return replace(self, to)
pathlib.Path.replace = dying
build_site(open_site(settings=sys.argv[1]))
"""


def run_dying(site, moves):
    command = [sys.executable, "-c", DYING, str(site.folder / "pelicanconf_of_ana.py"), str(moves)]
    return subprocess.run(command, cwd=ENGINE, check=False, capture_output=True).returncode


def files(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("moves", [0, 1, 2, 4, 7])
def test_after_a_build_that_was_killed_the_next_is_right(site, moves):
    """Whatever had moved in by then, the manifest is that of the build before."""
    post = site.post()
    gone = site.post("2026-05-30-gone", tags="a")
    opened = site.open()
    assert run_dying(site, 1000) == 0
    known = read_manifest(state_folder(opened))
    post.write_text(post.read_text().replace("Title of", "Words on"))
    gone.unlink()

    assert run_dying(site, moves) == -9
    assert read_manifest(state_folder(opened)) == known
    assert run_dying(site, 1000) == 0

    build(site.open(output=str(site.folder / "clean")))
    site.open()
    assert files(site.output) == files(site.folder / "clean")
    assert not list(site.folder.glob(".output.*"))
