"""content/site.toml, the one file that makes a site its author's: read, checked, and its faults told.

pelicanconf.py reads it, so nothing is loaded for it but the standard library. The format is TOML
(https://toml.io/en/v1.0.0).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.shared.errors import BadSettings, Fault
from plugins.shared.files import is_file, read_text

# What each key of the file is here.
KEYS = {
    "name": "name",
    "title": "title",
    "author": "author",
    "address": "address",
    "id": "id",
    "time_zone": "time_zone",
    "language": "language",
    "license": "license",
    "newsletter.from": "sender",
    "newsletter.desk": "desk",
    "newsletter.cadence": "cadence",
    "newsletter.weekly": "weekly",
    "newsletter.monthly": "monthly",
    "newsletter.postal_address": "postal_address",
    "newsletter.list_id": "list_id",
    "desk.proxies": "proxies",
}
_TABLES = frozenset(key.partition(".")[0] for key in KEYS if "." in key)
_LISTS = frozenset({"desk.proxies"})
_MANY_LINES = frozenset({"newsletter.postal_address"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOUR = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_DAY = "(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_FORMS = {
    "address": (
        r"https?://[^\s/?#\"<>@]+(?:/[^\s?#\"<>]*[^\s?#\"<>/])?",
        'an address such as "https://example.org", without a slash at the end',
    ),
    "id": (
        r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>]+",
        'a permanent id such as "urn:uuid:…"; python3 tasks.py start makes one',
    ),
    "language": (
        r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*",
        'the short name of a language, such as "en" or "pt-BR"',
    ),
    "newsletter.from": (
        r"(?:[^<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@\",;]+@[^\s<>@\",;]+)",
        'a sender such as "Jane <jane@example.org>"',
    ),
    "newsletter.desk": (r"https?://[^\s/?#\"<>]+(?:/[^\s?#\"<>]*)?", "the address of the desk"),
    "newsletter.cadence": ("each|weekly|monthly", "each, weekly or monthly"),
    "newsletter.weekly": (rf"{_DAY} +{_HOUR}", 'a day and an hour, such as "Monday 08:00",'),
    "newsletter.monthly": (
        rf"(?:[1-9]|1\d|2[0-8]) +{_HOUR}",
        'a day from 1 to 28 and an hour, such as "1 08:00",',
    ),
    "newsletter.list_id": (
        r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+",
        'a name such as "letters.example.org"',
    ),
}
_AT_LINE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_CREATIVE_COMMONS = re.compile(r"CC (?P<kind>BY(?:-NC)?(?:-SA|-ND)?) (?P<version>[1-9]\.\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """What the file says. A key that is missing or empty is "", or what most people want."""

    name: str = ""
    title: str = ""
    author: str = ""
    address: str = ""
    id: str = ""
    time_zone: str = ""
    language: str = "en"
    license: str = ""
    sender: str = ""
    desk: str = ""
    cadence: str = "monthly"
    weekly: str = "Monday 08:00"
    monthly: str = "1 08:00"
    postal_address: str = ""
    list_id: str = ""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")


def read_site_file(path: Path) -> SiteFile:
    """Read the file; without one every key is missing, which open_site tells when it matters.

    Raises BadSettings with a sentence for each thing wrong in it.
    """
    if not is_file(path):
        return SiteFile()
    document, text = read_document(path)
    values = dict(_flat(document))
    faults = [
        Fault(path=path, line=_line_of(text, key), message=message)
        for key, value in values.items()
        if (message := fault_of(key, value))
    ]
    if faults:
        raise BadSettings("\n".join(map(str, sorted(faults))))
    found: dict[str, Any] = {
        KEYS[key]: tuple(value) if key in _LISTS else value.strip()
        for key, value in values.items()
        if value != ""
    }
    return SiteFile(**found)


def read_document(path: Path) -> tuple[Mapping[str, Any], str]:
    """Give what stands in the file, as TOML understands it, and its text.

    Raises BadSettings when it cannot be read, or is no TOML.
    """
    try:
        text = read_text(path)
        return tomllib.loads(text), text
    except OSError as error:
        message = f"it cannot be read: {error.strerror}."
        raise BadSettings(str(Fault(path=path, message=message))) from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(str(_syntax_fault(path, str(error)))) from error
    except ValueError as error:
        raise BadSettings(str(Fault(path=path, message=f"{error}."))) from error


def fault_of(key: str, value: Any) -> str:
    """Give a sentence on what is wrong with a key's value; "" when nothing is."""
    if key not in KEYS:
        return _unknown(key)
    if key in _LISTS:
        is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
        example = '["127.0.0.1", "::1"]'
        return "" if is_list else f"{key} is {_shown(value)}: a list such as {example} is needed."
    if not isinstance(value, str):
        example = f'{key.rpartition(".")[2]} = "…"'
        return f"{key} is {_shown(value)}: a text in quotes is needed, {example}."
    return _fault_of_text(key, value) if value else ""


def _fault_of_text(key: str, text: str) -> str:
    if _CONTROL.search(text) and key not in _MANY_LINES:
        return f"{key} is {text!r}: one line is needed."
    if key == "time_zone" and not is_zone(text):
        return f'{key} is "{text}": a name such as "Europe/Berlin" is needed.'
    pattern, wanted = _FORMS.get(key, (".*", ""))
    if not re.fullmatch(pattern, text.strip(), re.DOTALL):
        return f'{key} is "{text}": {wanted} is needed.'
    return ""


def is_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def license_address(name: str) -> str:
    """Give where a licence of Creative Commons can be read, by its short name; "" for any other."""
    if name == "CC0 1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = _CREATIVE_COMMONS.fullmatch(name)
    if not match:
        return ""
    return f"https://creativecommons.org/licenses/{match['kind'].lower()}/{match['version']}/"


def _flat(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give each key with its value, those of a table as "table.key"."""
    for key, value in document.items():
        if key in _TABLES and isinstance(value, dict):
            yield from ((f"{key}.{name}", inner) for name, inner in value.items())
        else:
            yield key, value


def _unknown(key: str) -> str:
    table, _dot, name = key.rpartition(".")
    for known in KEYS:
        place, _, last = known.rpartition(".")
        if last == name and place != table:
            where = f"below [{place}]" if place else "above the first [table]"
            return f'"{name}" belongs {where}.'
    near = get_close_matches(key, KEYS, n=1) or get_close_matches(name, KEYS, n=1)
    if near:
        return f'there is no key "{key}"; "{near[0]}" is meant, perhaps.'
    return f'there is no key "{key}"; there are {", ".join(KEYS)}.'


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line_of(text: str, key: str) -> int:
    """Give the line where a key stands; 0 when it is written in a way that is not looked for."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if head := re.match(r"\s*\[+\s*([\w.-]+)\s*\]", line):
            table = f"{head[1]}."
            if head[1] == key:
                return number
        elif (name := re.match(r"""\s*["']?([\w.-]+)["']?\s*=""", line)) and table + name[1] == key:
            return number
    return 0


def _syntax_fault(path: Path, said: str) -> Fault:
    where = _AT_LINE.search(said)
    reason = _AT_LINE.sub("", said)
    message = (
        f'this is no TOML ({reason}); a line is written as key = "text", with straight quotes, and '
        'with a backslash before each " and \\ inside the text.'
    )
    return Fault(path=path, line=int(where["line"] or 0) if where else 0, message=message)
