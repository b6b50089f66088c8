"""Builds that have begun before anybody asked, with what the last build seemed to have left."""

import shutil
import time

import pytest

from plugins.publishing.building import build
from plugins.publishing.warm import Warm
from plugins.shared.site import open_site
from plugins.tasks.building import build_site

BUILD = ("build", "--settings", "pelicanconf_of_ana.py")


@pytest.fixture
def lasting(site):
    """A site of three posts that were written a while ago."""
    for name in ("one", "two", "three"):
        site.post(f"2026-05-31-{name}", slug=name)
    site.open()
    time.sleep(2.1)  # nobody can tell what becomes of a file that was changed just now
    return site


def files(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def edit(site, name, words):
    path = site.content / "posts" / f"2026-05-31-{name}.md"
    path.write_text(f"{path.read_text()}\n{words}\n")


def foreign_build(site):
    assert site.run(*BUILD).returncode == 0


def foreign_build_from_nothing(site):
    shutil.rmtree(site.folder / "var" / "speed")
    foreign_build(site)


@pytest.mark.parametrize(
    "meanwhile",
    [lambda _site: None, foreign_build, foreign_build_from_nothing],
    ids=["nothing", "another build", "another build from nothing"],
)
def test_what_was_foreseen_counts_only_as_far_as_it_is_so(lasting, meanwhile):
    settings = str(lasting.folder / "pelicanconf_of_ana.py")
    with Warm() as warm:
        build_site(open_site(settings=settings), pelican=warm)
        for number, name in enumerate(("one", "two", "three", "one")):
            time.sleep(0.7)  # until it has begun
            if number % 2:
                edit(lasting, "two", f"Meanwhile {number}.")
                meanwhile(lasting)
            edit(lasting, name, f"Words {number}.")
            build_site(open_site(settings=settings), pelican=warm)

    build(open_site(settings=settings, output=str(lasting.folder / "clean")))
    assert files(lasting.output) == files(lasting.folder / "clean")
    assert b"Words 3." in (lasting.output / "2026" / "05" / "one.html").read_bytes()
