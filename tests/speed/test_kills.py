"""A build that is killed, hindered, doubled or broken: the next one is right, and output/ was never half a site."""

import os
import shutil
import subprocess
import sys
import time
from random import Random

import pytest
from speed import comparing
from speed.beginnings import begin
from speed.blogs import Blog
from speed.builds import Forge
from speed.edits import make

from plugins.shared.site import ENGINE

KILLS = int(os.environ.get("SPEED_KILLS", "7"))


@pytest.fixture
def blog(request, builds, tmp_path):
    """A blog that was built, with a theme that is hard to follow, or the one that is asked for."""
    theme = getattr(request, "param", "nasty")
    made = Blog(folder=tmp_path / "blog", theme=theme, processes=2)
    begin(made, Random(11), posts=12)
    made.settings["NASTY_PARTS"] = ()
    made.write_settings()
    assert builds.build(made).is_right
    return made


def assert_right(blog, builds):
    """Build in both ways, and compare."""
    got, clean = builds.build(blog), builds.clean(blog)
    assert got.is_right, got.said
    assert clean.is_right, clean.said
    new = comparing.look(blog.output)
    wrong = comparing.faults(new, comparing.look(blog.clean_output), {})
    assert wrong == []


@pytest.mark.parametrize("blog", ["ours", "nasty"], indirect=True)
def test_after_builds_that_were_killed_the_next_is_right(blog, builds):
    rng = Random(3)
    started = time.monotonic()
    builds.build(blog)
    takes = time.monotonic() - started
    for number in range(KILLS):
        make(blog, rng.choice(["title", "template of all", "new post on top", "category"]), number)
        builds.kill(blog, rng.random() * takes * 1.5)
        if number % 3 == 2:
            assert_right(blog, builds)
    assert_right(blog, builds)
    assert not list(blog.folder.glob(".output.*")), "what killed builds left is removed"


def test_a_kill_while_the_first_build_runs(blog, builds):
    shutil.rmtree(blog.state, ignore_errors=True)
    shutil.rmtree(blog.output)
    builds.kill(blog, 0.15)

    assert_right(blog, builds)


def test_two_builds_at_once_end_well(blog, builds):
    other = Forge("plugins.speed.hooks")
    make(blog, "title", 1)
    make(blog, "template of all", 2)
    given = {"settings": str(blog.settings_file)}

    builds.start(blog)
    other.start("incremental", blog.folder, **given)
    ended = [builds.end(), other.end()]
    other.close()

    # One may say that another is at it; neither may break.
    assert all(one.is_right or one.is_told for one in ended), [one.said for one in ended]
    assert any(one.is_right for one in ended)
    assert_right(blog, builds)


def test_an_edit_while_a_build_runs_is_in_the_next(blog, builds):
    rng = Random(9)
    for number in range(2):
        make(blog, "template of all", number)
        builds.start(blog)
        for _ in range(6):
            make(blog, rng.choice(["text", "title", "page text"]), rng.randrange(1 << 30))
            time.sleep(0.05)
        builds.end()

        assert_right(blog, builds)


BREAKING = {
    "a template": ("theme/templates/base.html", "{% if %}"),
    "a template while it renders": ("theme/templates/base.html", "{{ 1 // 0 }}"),
    "a plugin": ("plugins_of_ana/own.py", "\n\ndef mark(generator):\n    raise ValueError(1)\n"),
    "a plugin's grammar": ("plugins_of_ana/own.py", "\ndef broken(:\n"),
    "the settings": ("settings_of_ana.py", "\nTHEME = no_such_name\n"),
}


@pytest.mark.parametrize("broken", sorted(BREAKING))
def test_a_build_that_fails_leaves_the_output_as_it_was(broken, builds, plain_blog):
    blog, (name, text) = plain_blog, BREAKING[broken]
    path, before = blog.folder / name, comparing.look(plain_blog.output)
    right = path.read_text()
    make(blog, "title", 4)

    path.write_text(right + text)
    ended = builds.build(blog)
    path.write_text(right)

    assert ended.is_told, ended.said
    assert comparing.look(blog.output) == before
    assert_right(blog, builds)


@pytest.fixture(scope="module")
def plain_blog(builds, tmp_path_factory):
    """A blog with Pelican's simple theme, built once."""
    blog = Blog(folder=tmp_path_factory.mktemp("plain") / "blog", theme="simple", processes=2)
    begin(blog, Random(12), posts=10)
    assert builds.build(blog).is_right
    return blog


def test_nothing_is_lost_by_the_command_line(builds, plain_blog):
    """What the forks of a warm process build is what a person's command builds, whatever Python's hashes."""
    blog = plain_blog
    for number, hashes in enumerate(("1", "77")):
        make(blog, "new post on top", number)
        command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), "build"]
        command += ["--settings", str(blog.settings_file)]
        told = {**os.environ, "PYTHONHASHSEED": hashes}
        ended = subprocess.run(
            command, cwd=blog.folder, env=told, capture_output=True, text=True, check=False
        )
        clean = builds.clean(blog)

        assert ended.returncode == 0, ended.stderr
        assert clean.is_right
        new = comparing.look(blog.output)
        wrong = comparing.faults(new, comparing.look(blog.clean_output), {})
        assert wrong == []
