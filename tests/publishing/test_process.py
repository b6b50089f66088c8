"""Pelican in a process of its own, forked and spawned, told of and ended."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.publishing.process import Order, Spawned, can_fork
from plugins.shared.site import ENGINE

SETTINGS = "PATH = 'content'\nTIMEZONE = 'UTC'\nTHEME = 'simple'\nFEED_ALL_ATOM = None\n"
SETTINGS += (
    "CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None\n"
)
# What a process that has done nothing yet does, in which alone forking is safe.
FORKING = """
import json, os, sys
from plugins.publishing.process import Forked, Order, can_fork
assert can_fork(os.environ)
run = Forked(Order(arguments=json.loads(sys.argv[1]), environment=dict(os.environ), loaded=sys.argv[2]))
{then}
"""


# The same, loaded before it is known what it will be asked.
EARLY = """
import json, os, sys
from contextlib import closing
from plugins.publishing.early import Early
from plugins.publishing.process import Order
with closing(Early()) as early:
    early.begin()
    early.begin()
    {then}
"""
ASKED = """order = Order(arguments=json.loads(sys.argv[1]), environment=dict(os.environ), loaded=sys.argv[2])
    print(json.dumps(early.start(order).wait()))"""


@pytest.fixture
def plain(tmp_path):
    """A plain site of one post."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "post.md").write_text("Title: Lunch\nDate: 2026-05-31\n\nWords.\n")
    (tmp_path / "conf.py").write_text(SETTINGS)
    return tmp_path


def arguments(folder):
    settings = ["--settings", str(folder / "conf.py"), "--output", str(folder / "output")]
    return [str(folder / "content"), *settings, "--log-handler", "plain"]


def spawn(folder):
    loaded = str(folder / "loaded.json")
    order = Order(arguments=arguments(folder), environment=dict(os.environ), loaded=loaded)
    return Spawned(order)


def in_fresh_process(folder, then, code=FORKING):
    command = [sys.executable, "-c", code.format(then=then)]
    command += [json.dumps(arguments(folder)), str(folder / "loaded.json")]
    environment = {**os.environ, "PYTHONPATH": str(ENGINE)}
    return subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True)


def fork(folder):
    class Run:
        def wait(self):
            running = in_fresh_process(folder, "print(json.dumps(run.wait()))")
            told, _ = running.communicate(timeout=60)
            return tuple(json.loads(told))

    return Run()


def fork_early(folder):
    class Run:
        def wait(self):
            told, _ = in_fresh_process(folder, ASKED, code=EARLY).communicate(timeout=60)
            return tuple(json.loads(told))

    return Run()


@pytest.fixture(params=[fork, fork_early, spawn], ids=["forked", "forked early", "spawned"])
def start(request):
    """Start Pelican in one of both ways."""
    return request.param


def test_a_site_is_built_and_nothing_is_said(plain, start):
    assert start(plain).wait() == (0, "")

    assert "Words." in (plain / "output" / "lunch.html").read_text()


def test_what_pelican_says_is_given_however_much_it_is(plain, start):
    for number in range(1000):
        (plain / "content" / f"{number}.md").write_text("No title here\n" + "x" * 100)

    code, log = start(plain).wait()

    assert code == 0
    assert log.count("999.md") == 1
    assert len(log) > 2**16


def test_a_failure_is_told_with_its_code(plain, start):
    (plain / "conf.py").write_text(SETTINGS + "THEME = 'none'\n")

    code, log = start(plain).wait()

    assert code == 1
    assert "Could not find the theme" in log


def test_a_plugin_that_ends_the_process_is_no_success(plain, start):
    (plain / "conf.py").write_text(SETTINGS + "import os\nos.kill(os.getpid(), 9)\n")

    assert start(plain).wait()[0] == -9


def test_modules_that_no_library_has_are_named(plain, start):
    (plain / "own.py").write_text("")
    (plain / "words").mkdir()
    (plain / "words" / "__init__.py").write_text("")
    (plain / "conf.py").write_text(
        f"import sys; sys.path.insert(0, {str(plain)!r}); import own, words\n{SETTINGS}"
    )

    start(plain).wait()

    loaded = json.loads((plain / "loaded.json").read_text())
    assert {str(plain / "own.py"), f"{plain}/words/"} <= set(loaded["files"])
    assert "pelican.generators" in loaded["modules"]
    assert not [name for name in loaded["files"] if "pelican" in Path(name).name]


def test_forking_is_only_for_a_process_that_does_nothing_else():
    """This one has Pelican, a log, and threads."""
    assert not can_fork({})
    assert not can_fork({"SPEED_START": "spawn"})


def test_what_is_loaded_before_anybody_will_ask_is_not_pelican():
    code = "import sys; from plugins.publishing.early import _GROUND, _load; _load(_GROUND)"
    show = "print(*[name for name in sys.modules if name.partition('.')[0] == 'pelican'])"

    told = subprocess.run(
        [sys.executable, "-c", f"{code}; {show}"], cwd=ENGINE, capture_output=True, check=True
    )

    assert told.stdout.strip() == b""


def test_plugins_that_will_be_needed_are_loaded_before_the_order_comes(plain):
    then = f'early.expect(["plugins.languages", "plugins.none", "nobodys", None])\n    {ASKED}'

    told, _ = in_fresh_process(plain, then, code=EARLY).communicate(timeout=60)

    assert json.loads(told)[0] == 0
    assert "plugins.languages.hooks" in json.loads((plain / "loaded.json").read_text())["modules"]


def test_pelican_that_is_loaded_and_not_asked_is_ended(plain):
    running = in_fresh_process(plain, "print(early._child._pid)", code=EARLY)

    told, _ = running.communicate(timeout=60)

    with pytest.raises(ProcessLookupError):
        os.kill(int(told), 0)


def test_pelican_that_waits_ends_with_whom_it_waits_for(plain):
    running = in_fresh_process(
        plain, "print(early._child._pid, flush=True); os._exit(0)", code=EARLY
    )

    told, _ = running.communicate(timeout=60)

    assert wait_for(lambda: is_gone(int(told)))


ENDLESS = """
import os, time
if os.fork() == 0: open({!r}, "w").write(str(os.getpid()))
time.sleep(60)
"""


def wait_for(condition):
    for _attempt in range(300):
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_gone(pid):
    """Whether a process has ended; on Linux it may still be there until somebody has asked how."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return True
    except FileNotFoundError:
        return Path("/proc/self/stat").exists()  # it went meanwhile; else there is no such folder
    return stat.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("then", ["run.wait()", "run.end()"])
def test_nothing_outlives_who_started_it(plain, then):
    """Neither Pelican nor a worker of its own: killed as by kill -9, or ended as by Ctrl-C."""
    worker = plain / "worker"
    (plain / "conf.py").write_text(ENDLESS.format(str(worker)) + SETTINGS)
    waiting = f"import time\nwhile not os.path.exists({str(worker)!r}): time.sleep(0.05)\n{then}"
    running = in_fresh_process(plain, waiting)
    assert wait_for(lambda: worker.exists() and worker.read_text())
    if then == "run.wait()":
        running.kill()

    assert running.wait(timeout=30) in {0, -9}
    assert wait_for(lambda: is_gone(int(worker.read_text())))
    running.stdout.close()


def test_what_was_spawned_can_be_ended(plain):
    (plain / "conf.py").write_text("import time\ntime.sleep(60)\n")
    run = spawn(plain)

    run.end()

    assert run.wait()[0] == -9
