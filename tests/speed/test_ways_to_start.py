"""The same bytes with one process and with eight, forked or spawned."""

import shutil
from random import Random

import pytest
from speed.beginnings import begin
from speed.blogs import Blog
from speed.comparing import faults, look
from speed.edits import make

WAYS = [
    ("nasty", 1, "fork"),
    ("nasty", 8, "fork"),
    ("nasty", 1, "spawn"),
    ("nasty", 8, "spawn"),
    ("ours", 8, "spawn"),
]


@pytest.fixture(scope="module")
def blogs(builds, tmp_path_factory):
    """Give a blog with a theme, and beside it its clean build."""
    made: dict[str, Blog] = {}

    def give(theme):
        if theme not in made:
            made[theme] = Blog(folder=tmp_path_factory.mktemp("starts") / "blog", theme=theme)
            begin(made[theme], Random(31), posts=18)
            assert builds.clean(made[theme]).is_right
        return made[theme]

    return give


@pytest.mark.parametrize(("theme", "processes", "start"), WAYS)
def test_the_output_is_the_same(theme, processes, start, blogs, builds):
    blog = blogs(theme)
    blog.settings["SPEED_PROCESSES"] = processes
    blog.write_settings()
    shutil.rmtree(blog.state, ignore_errors=True)

    cold = builds.build(blog, {"SPEED_START": start})
    assert cold.is_right, cold.said
    assert not faults(look(blog.output), look(blog.clean_output), {})

    make(blog, "title", processes)
    make(blog, "template of all", processes)
    edited = builds.build(blog, {"SPEED_START": start})
    assert edited.is_right, edited.said
    assert builds.clean(blog).is_right
    assert not faults(look(blog.output), look(blog.clean_output), {})
