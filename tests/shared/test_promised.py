"""What one process tells another later."""

import json
import os
import subprocess
import sys
import time

import pytest

from plugins.shared.promised import awaited, promised
from plugins.shared.site import ENGINE

ASKING = """
import json, sys
from pathlib import Path
from plugins.shared.promised import awaited
print("asks", flush=True)
print(json.dumps(awaited(Path(sys.argv[1]))))
"""
PROMISING = """
import os, sys, time
from pathlib import Path
from plugins.shared.promised import promised
with promised(Path(sys.argv[1])):
    print("promises", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    """Start another process that asks or promises, as soon as it does so."""
    started = []

    def start(code):
        command = [sys.executable, "-c", code, str(tmp_path / "told")]
        process = subprocess.Popen(command, cwd=ENGINE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def is_waiting(process):
    time.sleep(0.2)
    return process.poll() is None


def test_who_asks_waits_until_it_is_told(tmp_path, other):
    with promised(tmp_path / "told") as tell:
        asking = other(ASKING)
        assert is_waiting(asking)
        tell(["a", "b"])
        assert json.loads(asking.stdout.read()) == ["a", "b"]

    assert awaited(tmp_path / "told") == ["a", "b"]


def test_what_is_never_told_is_no_answer(tmp_path, other):
    with promised(tmp_path / "told"):
        asking = other(ASKING)
        assert is_waiting(asking)

    assert asking.wait(timeout=30) == 1
    with pytest.raises(ValueError, match="Expecting value"):
        awaited(tmp_path / "told")


def test_who_promised_and_was_killed_is_not_waited_for(other):
    promising = other(PROMISING)
    asking = other(ASKING)
    assert is_waiting(asking)

    promising.kill()

    assert asking.wait(timeout=30) == 1


def test_a_child_that_was_forked_meanwhile_can_ask_and_holds_nobody_up(tmp_path):
    with promised(tmp_path / "told") as tell:
        child = os.fork()
        if not child:
            os._exit(awaited(tmp_path / "told") != 7)
        tell(7)

        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_nobody_promised_is_no_answer(tmp_path):
    with pytest.raises(FileNotFoundError):
        awaited(tmp_path / "told")
