"""The process that is kept warm for builds."""

import contextlib
import threading
import time

import pytest

from plugins.publishing.building import Earlier, begun, turn
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


def build(site, warm, extra=TELLING):
    opened = site.open(extra=extra)
    (site.folder / "told").unlink(missing_ok=True)
    earlier = Earlier(folder=site.folder / "var" / "state")
    with turn(opened), begun(opened, {}, earlier=earlier, start=warm.start) as building:
        building.finish()
    return (site.folder / "told").read_text()


@pytest.fixture
def warm():
    with Warm(lambda: "the same code") as made:
        yield made


def test_one_process_makes_all_builds_and_has_loaded_what_they_need(site, warm):
    site.post()
    first = build(site, warm)
    site.post("2026-06-01-dinner")
    second = build(site, warm)

    assert "true, false, 0" in first
    assert second == first.replace("true, false, 0", "true, true, 0")
    assert "Title of 2026-06-01-dinner" in (site.output / "index.html").read_text()


def test_new_code_gets_a_new_process(site):
    site.post()
    codes = iter(["one", "two"])
    with Warm(lambda: next(codes)) as warm:
        first, second = build(site, warm), build(site, warm)

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
    warm = Warm(lambda: "")

    def run():
        with contextlib.suppress(BadContent), begun(opened, {}, start=warm.start) as building:
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
