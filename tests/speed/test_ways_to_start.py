"""The same bytes with one process and with eight, forked or spawned."""

from random import Random

import pytest
from speed.beginnings import begin
from speed.blogs import Blog
from speed.comparing import faults, look
from speed.edits import make


@pytest.fixture(scope="module", params=["ours", "nasty"])
def blog(request, builds, tmp_path_factory):
    """A blog, and beside it its clean build."""
    made = Blog(folder=tmp_path_factory.mktemp("starts") / "blog", theme=request.param)
    begin(made, Random(31), posts=24)
    assert builds.clean(made).is_right
    return made


@pytest.mark.parametrize("start", ["fork", "spawn"])
@pytest.mark.parametrize("processes", [1, 8])
def test_the_output_is_the_same(start, processes, blog, builds):
    blog.settings["SPEED_PROCESSES"] = processes
    blog.write_settings()
    for _cold_or_edited in range(2):
        ended = builds.build(blog, {"SPEED_START": start})

        assert ended.is_right, ended.said
        assert builds.clean(blog).is_right
        assert not faults(look(blog.output), look(blog.clean_output), {})
        make(blog, "title", processes)
        make(blog, "template of all", processes)
