"""What a look at one file may hang on besides the file: settings, source, libraries."""

import importlib.util
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import TZPATH

from plugins.shared.files import is_file
from plugins.shared.remembering import digest_of, stamp_of
from plugins.shared.site import ENGINE, Site
from plugins.shared.written import Naming

# Slugs are made by the first, dates read by the second, and the third has the time zones that a system lacks.
_LIBRARIES = ("unidecode", "dateutil", "tzdata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """All that a look may know besides the file. `base` is the path of the site's own address."""

    content: str
    theme: str
    base: str
    naming: Naming

    @classmethod
    def of_site(cls, site: Site) -> Self:
        """Give that of a site."""
        return cls(
            content=str(site.content),
            theme=str(site.settings["THEME"]),
            base=urlsplit(site.settings["SITE_ADDRESS"]).path,
            naming=Naming.of_site(site),
        )


def source_of(module: str) -> str:
    """Give the digest of the source of a module's room, and of what is shared, in hexadecimal."""
    return digest_of(_sources(module.split(".")[1]) + _sources("shared")).hex()


@cache  # as this process runs it: whoever changes it meanwhile starts another one
def _sources(room: str) -> bytes:
    paths = sorted((ENGINE / "plugins" / room).rglob("*.py"))
    return b"".join(digest_of(path.read_bytes()) for path in paths)


def outside(site: Site) -> Iterator[object]:
    """Give what every look hangs on and is not ours: Python, libraries and time zones."""
    yield sys.version
    # "CET" in a date is the computer's own zone where that is called so.
    yield time.tzname, time.timezone, time.altzone
    found = (importlib.util.find_spec(name) for name in _LIBRARIES)
    places = [Path(spec.origin) for spec in found if spec and spec.origin]
    places += [Path(folder, site.settings["TIMEZONE"]) for folder in TZPATH]
    for place in places:
        yield str(place), stamp_of(place.stat()) if is_file(place) else None
