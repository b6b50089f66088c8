"""The site with one of everything, built as for the world, once for all processes of a run."""

from pathlib import Path

import pytest
from full_site import write_full_site

from plugins.environment.virtualenv import alone
from plugins.publishing.building import build
from plugins.shared.site import open_site

POST = "2026/06/the-long-lunch.html"


@pytest.fixture(scope="session")
def full_site(tmp_path_factory):
    """The folder of the site: in English, with a desk."""
    return built_once(tmp_path_factory, "full")


@pytest.fixture(scope="session")
def hebrew_site(tmp_path_factory):
    """The same from right to left, and without a desk: readers write letters."""
    return built_once(tmp_path_factory, "hebrew", language="he", desk="")


def built_once(factory: pytest.TempPathFactory, name: str, **options: str) -> Path:
    """Give the folder of a built site; whichever process comes first builds it, the others wait."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = shared / f"site {name}"
    with alone(shared / f"{name}.lock"):
        if not (folder / "built").exists():
            write_full_site(folder, **options)
            build(open_site(settings=str(folder / "publishconf_of_ana.py")))
            (folder / "built").touch()
    return folder / "output"
