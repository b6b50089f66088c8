"""The process that is kept warm for builds."""

import contextlib
import os
import signal
import threading
import time
from functools import partial

import pytest

from plugins.publishing.building import Earlier, begun, likely_order, turn
from plugins.publishing.installing import files_of
from plugins.publishing.warm import Warm
from plugins.shared.errors import BadContent

# Each build tells which process has made it from which, and what that had loaded.
TELLING = """
import json, os, sys
from pathlib import Path
told = [os.getppid(), "pelican" in sys.modules, "feedgen" in sys.modules, sys.flags.hash_randomization]
with open(Path(__file__).with_name("told"), "a") as file:
    file.write(json.dumps(told) + "\\n")
"""


def build(site, warm, extra=TELLING, frame=None, code="the same code"):
    opened = site.open(extra=extra)
    (site.folder / "told").unlink(missing_ok=True)
    earlier = Earlier(folder=site.folder / "var" / "state")
    start = partial(warm.start, frame=lambda: frame, code=code)
    with turn(opened), begun(opened, {}, earlier=earlier, start=start) as building:
        building.tell(there=files_of(opened.output), damaged=set())
        building.finish()
    return read(site.folder / "told")


def read(file):
    return file.read_text() if file.exists() else ""


def wait_for(condition):
    for _attempt in range(30):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it does not come")


@pytest.fixture
def warm():
    with Warm() as made:
        yield made


def test_one_process_makes_all_builds_and_has_loaded_what_they_need(site, warm):
    site.post()
    first = build(site, warm)
    site.post("2026-06-01-dinner")
    second = build(site, warm)

    assert "true, false, 0" in first
    assert second == first.replace("true, false, 0", "true, true, 0")
    assert "Title of 2026-06-01-dinner" in (site.output / "index.html").read_text()


def test_with_the_same_frame_pelican_has_begun_before_it_is_asked(site, warm):
    """It has read the settings, and no content."""
    site.post()
    build(site, warm, frame="same")
    wait_for(lambda: read(site.folder / "told").count("\n") == 2)
    site.post("2026-06-01-dinner")

    build(site, warm, extra=TELLING + "SITENAME = 'Not read'\n", frame="same")

    page = (site.output / "index.html").read_text()
    assert "Title of 2026-06-01-dinner" in page
    assert "Not read" not in page


# Many listen for the first generator, and tell that they have heard of it.
LISTENERS = """
from functools import partial
from pathlib import Path
from pelican import signals
def hear(generator, number):
    with open(Path(__file__).with_name("heard"), "a") as file:
        file.write(f"{number}\\n")
ALL = [partial(hear, number=number) for number in range(300)]
def register():
    for one in ALL: signals.generator_init.connect(one)
"""


def test_who_has_begun_lets_no_plugin_hear_of_content(site, warm):
    site.post()
    (site.folder / "listeners.py").write_text(LISTENERS)
    extra = f"{TELLING}PLUGIN_PATHS = [{str(site.folder)!r}]\nPLUGINS = [*PLUGINS, 'listeners']\n"
    heard = site.folder / "heard"
    build(site, warm, extra=extra, frame="same")
    at_once = read(heard)
    wait_for(lambda: read(site.folder / "told").count("\n") == 2)
    time.sleep(1)  # until it waits

    assert at_once
    assert read(heard) == at_once


def test_it_can_begin_before_the_first_build(site, warm):
    site.post()
    opened = site.open(extra=TELLING)
    (site.folder / "told").unlink()
    order = likely_order(opened, {}, Earlier(folder=site.folder / "var" / "state"))
    warm.get_ready(order, frame=lambda: "same", code="the same code")
    wait_for(lambda: read(site.folder / "told"))

    build(site, warm, extra=TELLING + "SITENAME = 'Not read'\n", frame="same")

    page = (site.output / "index.html").read_text()
    assert "Title of" in page
    assert "Not read" not in page


def test_with_another_frame_it_begins_again(site, warm):
    site.post()
    build(site, warm, frame="one")

    build(site, warm, extra=TELLING + "SITENAME = 'Read'\n", frame="two")

    assert "Read" in (site.output / "index.html").read_text()


def test_what_has_begun_and_died_is_replaced(site, warm):
    site.post()
    pids = site.folder / "pids"
    noting = f"{TELLING}with open({str(pids)!r}, 'a') as file: file.write(f'{{os.getpid()}}\\n')\n"
    build(site, warm, extra=noting, frame="same")
    wait_for(lambda: read(pids).count("\n") == 3)  # this process, Pelican, and Pelican once more
    os.kill(int(read(pids).split()[-1]), signal.SIGKILL)
    time.sleep(0.3)  # until it is dead

    assert build(site, warm, extra=noting, frame="same")


def test_new_code_gets_a_new_process(site):
    site.post()
    with Warm() as warm:
        first, second = (build(site, warm, code=code) for code in ("one", "two"))

    assert first != second
    assert "true, false, 0" in second


def test_a_process_that_died_is_replaced(site, warm):
    site.post()
    first = build(site, warm)
    warm.end()

    assert build(site, warm) != first


def test_a_build_that_fails_says_why_and_the_next_one_goes_on(site, warm):
    post = site.post(template="nope")
    with pytest.raises(BadContent, match="unable to load nope"):
        build(site, warm)
    post.write_text(post.read_text().replace("Template: nope\n", ""))

    assert build(site, warm)


def test_closing_ends_a_build_in_its_midst(site):
    opened = site.open()
    opened.settings_file.write_text(
        f"open({str(site.folder / 'begun')!r}, 'w').close()\nimport time\ntime.sleep(60)\n"
    )
    warm = Warm()
    start = partial(warm.start, frame=lambda: None, code="")

    def run():
        with contextlib.suppress(BadContent), begun(opened, {}, start=start) as building:
            building.finish()

    building = threading.Thread(target=run)
    building.start()
    while not (site.folder / "begun").exists():
        time.sleep(0.05)
    warm.close()
    building.join(timeout=30)

    assert not building.is_alive()
    assert warm.is_closed
    assert not list(site.folder.glob(".output.*"))
