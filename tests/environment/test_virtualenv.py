import subprocess
import sys
from pathlib import Path

import pytest

from plugins.environment import virtualenv
from plugins.shared.site import ENGINE

HASHLESS = "six==1.17.0\n"


@pytest.fixture
def project(tmp_path):
    """A project whose lock asks for nothing, so that setting up needs no network."""
    folder = tmp_path / "a project"
    folder.mkdir()
    (folder / "requirements.lock").write_text("# nothing\n")
    return folder


def test_it_is_made_once_and_again_when_the_lock_changes(project, capsys):
    home, lock = project / ".venv", project / "requirements.lock"
    virtualenv.make(home, lock)
    assert (home / "bin" / "python").exists()
    assert "Setting up" in capsys.readouterr().err
    (home / "mark").write_text("x")

    virtualenv.make(home, lock)
    assert (home / "mark").exists()
    assert capsys.readouterr().err == ""

    lock.write_text("# nothing else\n")
    virtualenv.make(home, lock)
    assert not (home / "mark").exists()


def test_a_setup_that_was_cut_off_is_done_again(project):
    """The stamp is written last."""
    home, lock = project / ".venv", project / "requirements.lock"
    home.mkdir()
    (home / "half").write_text("x")

    assert not virtualenv.is_current(home, lock)
    virtualenv.make(home, lock)

    assert virtualenv.is_current(home, lock)
    assert not (home / "half").exists()


def test_a_failed_installation_is_told_with_what_pip_said(project):
    home, lock = project / ".venv", project / "requirements.lock"
    lock.write_text(HASHLESS)  # refused: every line needs its hash

    with pytest.raises(virtualenv.CannotSetUp, match=r"(?s)this was said:.*hash"):
        virtualenv.make(home, lock)

    assert not virtualenv.is_current(home, lock)


def test_two_at_once_wait_for_each_other(project):
    code = (
        "from pathlib import Path; from plugins.environment import virtualenv as v;"
        f"home = Path({str(project / '.venv')!r});"
        f"v.make(home, Path({str(project / 'requirements.lock')!r}))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=ENGINE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in running]

    assert [process.returncode for process in running] == [0, 0]
    assert sum("Setting up" in text for text in said) == 1


def test_both_locks_are_pinned_hashed_and_name_no_host():
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ENGINE / name).read_text()
        lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert lines
        assert all("==" in line and line.endswith("\\") for line in lines)
        assert text.count("--hash=sha256:") >= len(lines)
        assert "://" not in text


def test_an_old_python_gets_a_sentence():
    """tasks.py has to be readable for any Python that a machine has."""
    text = (ENGINE / "tasks.py").read_text()
    before_anything = text.split("try:")[0]

    assert "from plugins" not in before_anything
    code = before_anything.replace("(3, 11)", "(99, 0)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed; this is 3.")


def test_without_venv_a_sentence_says_what_to_install(project, monkeypatch):
    monkeypatch.setattr(
        virtualenv.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name
    )

    with pytest.raises(virtualenv.CannotSetUp, match="apt install python3-venv"):
        virtualenv.make(project / ".venv", project / "requirements.lock")

    assert not Path(project / ".venv").exists()
