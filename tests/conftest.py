"""What tests share: little sites made on the spot, and a browser. No test reads content/."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from little_site import LittleSite
from playwright.sync_api import Browser, sync_playwright

from plugins.environment.browser import find_browser
from plugins.environment.tools import TOOLS, get_tool
from plugins.shared.errors import SiteError

# What lands is decided by the same examples for everybody; a run at home looks for new ones, and
# HYPOTHESIS_PROFILE=thorough for many.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("home", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=3_000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if "CI" in os.environ else "home")
)


# They take longest: begun last, they would keep one core busy while all others wait.
LONGEST = (
    "newsletter/test_histories.py",
    "newsletter/sending/test_killing.py",
    "speed/test_random_histories.py",
    "test_newsletter_tasks.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests that take longest begin first."""
    items.sort(key=lambda item: not str(item.path).endswith(LONGEST))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a person write the expected results anew, and read the difference."""
    parser.addoption("--update-golden", action="store_true", help="write *.expected anew")


@pytest.fixture
def site(tmp_path: Path) -> LittleSite:
    """An empty little site."""
    folder = tmp_path / "Anas söte"
    (folder / "content" / "posts").mkdir(parents=True)
    return LittleSite(folder)


@pytest.fixture(scope="session")
def tool() -> Callable[..., Path]:
    """Give a program of Debian's; where it cannot be had the test is skipped, and fails in CI."""

    def get(name: str, tools: Path = TOOLS, package: str = "") -> Path:
        try:
            return get_tool(name, package, tools=tools)
        except SiteError as error:
            if os.environ.get("EVERY_TOOL_IS_NEEDED"):
                raise
            pytest.skip(str(error))

    return get


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; the task `test` sees to it that there is one."""
    place = find_browser()
    assert place, "no Chromium was found: run the tests by python3 tasks.py test"
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=place, args=options)
        yield running
        running.close()
