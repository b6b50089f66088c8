import subprocess
import sys

import pytest

from plugins.newsletter.sending.lock import alone
from plugins.shared.errors import BadDatabase, CannotSend
from plugins.shared.site import ENGINE

HOLDER = """
import sys
from pathlib import Path
from plugins.newsletter.sending.lock import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def database(tmp_path):
    return tmp_path / "newsletter.sqlite"


@pytest.fixture
def holder(database):
    """Another process that holds the lock until it is told to end, or killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(database)],
        cwd=ENGINE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_one_sender_after_the_other(database):
    for _ in range(2):
        with alone(database):
            assert database.with_name("newsletter.sqlite.sending").exists()


def test_a_second_sender_is_told_so(database, holder):
    with pytest.raises(CannotSend, match="Somebody is sending already"), alone(database):
        pytest.fail("two at once")
    assert holder.poll() is None


def test_a_second_sender_of_the_same_process_too(database):
    with alone(database), pytest.raises(CannotSend), alone(database):
        pytest.fail("two at once")


def test_a_sender_that_was_killed_holds_nothing(database, holder):
    holder.kill()
    holder.wait()

    with alone(database):
        pass


def test_another_database_is_another_matter(holder, tmp_path):
    with alone(tmp_path / "another.sqlite"):
        assert holder.poll() is None


def test_an_error_within_lets_go(database):
    with pytest.raises(ZeroDivisionError), alone(database):
        _ = 1 / 0
    with alone(database):
        pass


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with (
        pytest.raises(BadDatabase, match="has to be writable"),
        alone(tmp_path / "no" / "x.sqlite"),
    ):
        pass
