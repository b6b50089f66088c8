"""The site a command works on: its content, its settings, and where its results go."""

import re
import runpy
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.shared.errors import BadSettings, SiteError, shown
from plugins.shared.files import is_file
from plugins.shared.safe_html import web_address

ENGINE = Path(__file__).resolve().parents[2]
_SITE_FILE = ENGINE / "content" / "site.toml"
# And the key of content/site.toml that each is made of.
_NEEDED = {
    "SITENAME": "name",
    "SITE_ADDRESS": "address",
    "SITE_ID": "id",
    "TIMEZONE": "time_zone",
    "PATH": "",
    "AUTHOR": "author",
}


# What Pelican has a value for, but the tasks look at the settings file alone.
_ASKED_FOR = (
    "ARTICLE_PATHS",
    "ARTICLE_SAVE_AS",
    "COMMENTS_PATH",
    "DIRECT_TEMPLATES",
    "DRAFT_PAGE_SAVE_AS",
    "DRAFT_SAVE_AS",
    "FILENAME_METADATA",
    "PAGE_PATHS",
    "PAGE_SAVE_AS",
    "THEME",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site's folders and its settings, as Python left them after running the settings file."""

    content: Path
    output: Path
    settings_file: Path
    settings: Mapping[str, Any]

    @property
    def var(self) -> Path:
        """Where previews and caches go; never in git."""
        return self.content.parent / "var"

    @property
    def zone(self) -> ZoneInfo:
        """The author's time zone."""
        return ZoneInfo(self.settings["TIMEZONE"])

    @property
    def is_for_publishing(self) -> bool:
        """Whether a build with these settings is for the world, so that a fault has to stop it."""
        return bool(self.settings.get("FOR_PUBLISHING"))


def open_site(
    *,
    content: str = "",
    output: str = "",
    settings: str = "pelicanconf.py",
    may_be_new: bool = False,
) -> Site:
    """Give the site that the options of a command name.

    `settings` is looked for in the current folder, then beside tasks.py. Without `content` it is what
    the settings call PATH; without `output` it is the folder `output` beside the content. The content's
    folder has to be there, unless the site `may_be_new`.
    Raises BadSettings.
    """
    file = next((path for path in (Path(settings), ENGINE / settings) if path.is_file()), None)
    if not file:
        raise BadSettings(f"{settings}: there is no such settings file.")
    found = _run(file.resolve())
    _refuse_bad_settings(found, file)
    folder = Path(content or file.resolve().parent / found["PATH"]).resolve()
    if not folder.is_dir() and not may_be_new:
        raise BadSettings(
            f"{shown(folder)}: there is no such folder; --content names one with posts/ in it."
        )
    site = Site(
        content=folder,
        output=Path(output).resolve() if output else folder.parent / "output",
        settings_file=file.resolve(),
        settings=found,
    )
    _refuse_overlap(site)
    return site


def _run(file: Path) -> dict[str, Any]:
    # A settings file elsewhere begins with "from pelicanconf import *".
    if str(ENGINE) not in sys.path:
        sys.path.insert(0, str(ENGINE))
    try:
        return {name: value for name, value in runpy.run_path(str(file)).items() if name.isupper()}
    except SystemExit as error:
        raise BadSettings(f"{shown(file)}: it ends the program; take out the exit.") from error
    except SyntaxError as error:
        raise BadSettings(
            f"{shown(file)}: line {error.lineno}: this is no valid Python: {error.msg}."
        ) from error
    except SiteError:  # it says what is wrong already
        raise
    except Exception as error:
        raise BadSettings(
            f"{shown(file)}: running it failed: {type(error).__name__}: {error}."
        ) from error


def _refuse_bad_settings(found: Mapping[str, Any], file: Path) -> None:
    missing = [name for name in _ASKED_FOR if name not in found]
    if missing and "SITENAME" in found and "SITE_ADDRESS" in found:
        raise BadSettings(
            f"{shown(file)}: {missing[0]} is not set; a settings file elsewhere starts with: "
            "from pelicanconf import *"
        )
    for name, key in _NEEDED.items():
        if found.get(name) == "" and key and file.resolve().parent == ENGINE:
            what = f'"{key}" is missing' if is_file(_SITE_FILE) else "there is no such file"
            raise BadSettings(f"{shown(_SITE_FILE)}: {what}; python3 tasks.py start writes it.")
        if not found.get(name) or not isinstance(found[name], str):
            raise BadSettings(
                f"{shown(file)}: {name} is {found.get(name)!r}: a text in quotes is needed; "
                "a settings file elsewhere starts with: from pelicanconf import *"
            )
    address = found["SITE_ADDRESS"]
    if not web_address(address) or address.endswith("/") or re.search(r"[\s?#\"<>]", address):
        raise BadSettings(
            f'{shown(file)}: SITE_ADDRESS is "{address}": an address such as "https://example.org" '
            "is needed, without a slash at the end."
        )
    if found.get("FOR_PUBLISHING") and found.get("SITEURL") != address:
        raise BadSettings(
            f'{shown(file)}: SITEURL is "{found.get("SITEURL")}", but SITE_ADDRESS is "{address}"; '
            "write SITEURL = SITE_ADDRESS below it."
        )
    try:
        ZoneInfo(found["TIMEZONE"])
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSettings(
            f'{shown(file)}: TIMEZONE is "{found["TIMEZONE"]}": a name such as "Europe/Berlin" is needed.'
        ) from error


def _refuse_overlap(site: Site) -> None:
    output, content = site.output, site.content
    if output == content or output in content.parents or content in output.parents:
        raise BadSettings(
            f"{shown(output)}: the output cannot lie in the content or around it; "
            "name another folder with --output."
        )
