import subprocess
from pathlib import Path

import pytest

from plugins.check.repository import trace_faults, tracked_files

HOME = Path("/home/ana")


@pytest.fixture
def repository(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("ignored.txt\n")
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        "index-url = https://pypi." + "org/simple",
        "https://files.python" + "hosted.org/x",
        "see /home/" + "ana/site",
        "see /home/" + "bo/site",
        "/ro" + "ot/x",
        "cd /Users/" + "ana/x",
    ],
)
def test_a_trace_of_a_machine_is_named_with_its_line(repository, line):
    (repository / "notes.md").write_text(f"fine\n{line}\n")

    (fault,) = trace_faults(repository, HOME)

    assert (fault.path.name, fault.line) == ("notes.md", 2)


def test_the_checkouts_own_path_is_a_trace(repository):
    (repository / "notes.md").write_text(f"cd {repository}\n")

    assert len(trace_faults(repository, HOME)) == 1


@pytest.mark.parametrize(
    "line", ["https://example.org/home/page", "/usr/bin/env", "see /home/", "/roots/x", "pypi"]
)
def test_what_is_no_trace_is_left_alone(repository, line):
    (repository / "notes.md").write_text(line)

    assert trace_faults(repository, HOME) == []


def test_ignored_files_are_not_looked_at(repository):
    (repository / "ignored.txt").write_text("/home/" + "ana/x")

    assert [path.name for path in tracked_files(repository)] == [".gitignore"]
