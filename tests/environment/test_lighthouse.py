from pathlib import Path

import pytest

from plugins.environment.lighthouse import get_lighthouse
from plugins.shared.errors import SiteError

# Instead of fetching it makes the file that npm would leave, and notes that it was called.
NPM = """#!/bin/sh
echo called >> "$2/calls"
{deed}
"""
INSTALLING = (
    'mkdir -p "$2/node_modules/.bin" && echo "#!/bin/sh" > "$2/node_modules/.bin/lighthouse"'
)


@pytest.fixture
def programs(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/sbin")

    def write(deed: str) -> Path:
        for name, text in (("npm", NPM.format(deed=deed)), ("node", "#!/bin/sh\n")):
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        return tmp_path / "Anas söte"

    return write


def test_without_node_one_reads_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SiteError, match=r"needs node and npm.*apt install nodejs npm"):
        get_lighthouse(tools=tmp_path / "tools")


def test_it_is_fetched_once_and_said_so(programs, capsys):
    tools = programs(INSTALLING)

    first, second = get_lighthouse(tools=tools), get_lighthouse(tools=tools)

    assert first == second == tools / "lighthouse/node_modules/.bin/lighthouse"
    assert (tools / "lighthouse" / "calls").read_text() == "called\n"
    assert capsys.readouterr().err.count("Fetching Lighthouse 12 by npm") == 1


@pytest.mark.parametrize(
    ("deed", "words"), [("echo no route >&2; exit 1", "no route"), ("true", "is there a network?")]
)
def test_when_npm_cannot_one_reads_why(programs, deed, words):
    with pytest.raises(SiteError, match=r"npm could not fetch lighthouse@12") as caught:
        get_lighthouse(tools=programs(deed))

    assert words in str(caught.value)
