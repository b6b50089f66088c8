"""What the task `start` asks for: what the site is now, and everything written in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote
from uuid import UUID

from plugins.shared.errors import BadSettings, SiteError, shown
from plugins.shared.files import Staging, is_file, read_text
from plugins.shared.front_matter import content_files
from plugins.shared.site_file import KEYS, fault_of, read_document
from plugins.starting.about import format_about
from plugins.starting.example import EXAMPLE_ID, EXAMPLE_LICENSE, read_list
from plugins.starting.leaving import ABOUT, LICENSE, Leaving, find_leaving
from plugins.starting.questions import checked
from plugins.starting.site_text import FRESH, with_values
from plugins.starting.web_addresses import is_only_here
from plugins.starting.zones import machine_zone

__all__ = [
    "Start",
    "chosen_id",
    "defaults_of",
    "has_posts",
    "machine_zone",
    "open_start",
    "told_of_values",
    "told_staying",
    "way_back",
    "write_start",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A site as it is before `start`: the text of its file, what that says, what can leave.

    `values` are by key, only those that are as they should be. A site `is_example` while it is the one
    that came with the engine.
    """

    content: Path
    text: str
    values: Mapping[str, str]
    is_example: bool
    leaving: Leaving

    @property
    def file(self) -> Path:
        """Where the answers are written."""
        return self.content / "site.toml"


def open_start(content: Path) -> Start:
    """Look at a site. Raises BadSettings when its file is no TOML."""
    file = content / "site.toml"
    document, text = read_document(file) if is_file(file) else ({}, "")
    if not isinstance(document.get("newsletter", {}), Mapping):
        raise BadSettings(
            f'{shown(file)}: "newsletter" is a table: write [newsletter] above its keys.'
        )
    written = {key: _find(document, key) for key in KEYS}
    values = {
        key: value
        for key, value in written.items()
        if isinstance(value, str) and value and not fault_of(key, value)
    }
    is_example = values.get("id") == EXAMPLE_ID
    return Start(
        content=content,
        text=text or read_text(FRESH),
        values={
            **checked(values),
            "id": values.get("id", ""),
            "license": values.get("license", ""),
        },
        is_example=is_example,
        leaving=find_leaving(content, read_list(), is_example=is_example),
    )


def defaults_of(start: Start, zone: str) -> dict[str, str]:
    """Give what is offered as an answer: what the file says, of our example the language alone.

    `zone` is this machine's, for a site that does not say.
    """
    usual = {"language": "en", "time_zone": zone}
    return usual if start.is_example else {**usual, **start.values}


def chosen_id(start: Start, given: str, uuid: UUID) -> str:
    """Give the site's permanent id: the `given` one, else what it has, else a new one. Raises SiteError."""
    if message := fault_of("id", given):
        raise SiteError(f"--{message}")
    if given.strip():
        return given.strip()
    return uuid.urn if start.is_example else start.values["id"] or uuid.urn


def write_start(
    start: Start, values: Mapping[str, str], *, is_emptied: bool, var: Path, now: datetime
) -> Path:
    """Write the `values` and, when `is_emptied`, set aside what leaves; give the folder it went to.

    All of it is done or, when something cannot be written, nothing. Raises CannotWrite.
    """
    aside = var / "set-aside" / f"{now:%Y-%m-%d-%H%M%S}"
    names = start.leaving.names if is_emptied else ()
    values = dict(values)
    if LICENSE in names and start.values["license"] == EXAMPLE_LICENSE:
        values["license"] = ""  # it was that of the words that leave
    with Staging(start.content.parent) as staging:
        staging.put(start.file, with_values(start.text, values).encode())
        for name in names:
            staging.put(aside / name, (start.content / name).read_bytes())
        if ABOUT in names:
            staging.put(start.content / ABOUT, format_about(values["author"]).encode())
        for name in names:
            if name != ABOUT:
                staging.remove(start.content / name)
        staging.commit()
    return aside


def has_posts(content: Path) -> bool:
    """Whether there is any post, a draft or not."""
    return bool(content_files(content / "posts"))


def way_back(aside: Path, content: Path) -> str:
    """Say where the example went, and how to have it back."""
    back = f"cp -R {quote(f'{shown(aside)}/.')} {quote(shown(content))}"
    return f"Set aside, not deleted: {shown(aside)}\nTo have it back: {back}"


def told_staying(start: Start) -> list[str]:
    """Say of each file of the example that stays why it does."""
    return [
        f"{shown(start.content / name)} stays: {reason}."
        for name, reason in start.leaving.staying.items()
    ]


def told_of_values(start: Start, answers: Mapping[str, str], new_id: str) -> list[str]:
    """Say what an answer means that is unusual."""
    found = []
    if is_only_here(answers["address"]):
        found.append(
            f"{answers['address']} is for trying things out: it leads nobody here but you. Run start "
            "again when you have an address."
        )
    old = start.values["id"]
    if old and not start.is_example and new_id != old:
        found.append(
            f"The id was {old}. Where feeds with that id are known already, readers will take the "
            f"site for a new one; to go back: python3 tasks.py start --id {old}"
        )
    return found


def _find(document: Mapping[str, object], key: str) -> object:
    table, _, name = key.rpartition(".")
    place = document.get(table) if table else document
    return place.get(name) if isinstance(place, Mapping) else None
