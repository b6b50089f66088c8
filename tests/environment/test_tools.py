import subprocess

import pytest

from plugins.environment.tools import get_tool
from plugins.shared.errors import SiteError


def test_a_program_of_the_machine_is_taken_as_it_is(tmp_path):
    assert get_tool("sh", tools=tmp_path).name == "sh"
    assert list(tmp_path.iterdir()) == []


def test_a_program_is_unpacked_without_being_installed(tmp_path, tool):
    """GNU hello is small, and nobody has it."""
    program = tool("hello", tmp_path / "to ols")

    said = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    assert said == "Hello, world!\n"
    assert get_tool("hello", tools=tmp_path / "to ols") == program


def test_what_cannot_be_had_is_named(tmp_path):
    with pytest.raises(SiteError, match="no-such-program-anywhere"):
        get_tool("no-such-program-anywhere", tools=tmp_path)
