"""The author's time zone: as it is typed, and as this machine has it."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import available_timezones

from plugins.shared.site_file import is_zone

_UTC = "UTC"


def parse_zone(text: str) -> str:
    """Give the name of a time zone: "europe/berlin" is Europe/Berlin.

    Raises ValueError with a sentence, which names those that are meant, perhaps.
    """
    typed = " ".join(text.split()).replace(" ", "_")
    known = sorted(available_timezones())
    for name in known:
        if name.lower() == typed.lower():
            return name
    # Nobody who types "GMT+2" means Etc/GMT+2, which is two hours behind.
    near = _near(typed.lower(), [name for name in known if not re.search(r"\d", name)])
    meant = f"; {' or '.join(near)} is meant, perhaps" if near else ', such as "Europe/Berlin"'
    raise ValueError(f'"{text.strip()}" is no time zone{meant}')


def _near(typed: str, known: list[str]) -> list[str]:
    cities: dict[str, list[str]] = {}
    for name in known:
        cities.setdefault(name.rpartition("/")[2].lower(), []).append(name)
    for city in (typed, typed.rpartition("/")[2]):
        if city in cities:
            # Asia/Calcutta rather than an old name without a part of the world.
            return sorted(cities[city], key=lambda name: ("/" not in name, name))[:2]
    found = get_close_matches(typed, [name.lower() for name in known], n=1, cutoff=0.75)
    if found:
        return [name for name in known if name.lower() == found[0]]
    return [cities[city][0] for city in get_close_matches(typed, cities, n=1, cutoff=0.7)]


def machine_zone(environ: Mapping[str, str], etc: Path = Path("/etc")) -> str:
    """Give the zone this machine is set to, UTC when it does not say. `etc` is the folder of its settings."""
    for name in (environ.get("TZ", "").lstrip(":"), _linked(etc), _written(etc)):
        if "/" in name and not name.startswith("Etc/") and is_zone(name):
            return name
    return _UTC


def _linked(etc: Path) -> str:
    """Give what localtime(5) says: a link into the folder of all zones."""
    try:
        return str((etc / "localtime").readlink()).partition("zoneinfo/")[2]
    except OSError:
        return ""


def _written(etc: Path) -> str:
    """Give what Debian writes."""
    try:
        return (etc / "timezone").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
