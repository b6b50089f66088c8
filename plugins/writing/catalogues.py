"""The catalogues of words in theme/languages/: found in templates and code, and brought up to date."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po, write_po

from plugins.shared.files import write_file
from plugins.shared.languages import CATALOGUES
from plugins.shared.site import ENGINE

_TEMPLATES = ENGINE / "theme" / "templates"
_PLUGINS = ENGINE / "plugins"
_JINJA = "jinja2.ext:babel_extract"
_KINDS = [("**.html", _JINJA), ("**.txt", _JINJA)]
_CALLS_IN_TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2)}
# `say` and `counted` stand for these two; where no catalogue is, they mean something else.
_CALLS_IN_CODE = {"gettext": None, "ngettext": (1, 2), "say": None, "counted": (1, 2)}
_HAS_A_CATALOGUE = ("gettext", "Words")
# As in plugins/shared/languages.py and wherever an environment is made.
_LIKE_THE_ENVIRONMENT = {"trim_blocks": "true", "lstrip_blocks": "true", "trimmed": "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What became of a catalogue: how many messages it has, and how many of them want words."""

    path: Path
    messages: int
    missing: int


def find_words() -> Catalog:
    """Give every message of templates and code, in English, in their order."""
    found = Catalog(charset="utf-8")
    words = extract_from_dir(
        _TEMPLATES, _KINDS, {"**": _LIKE_THE_ENVIRONMENT}, keywords=_CALLS_IN_TEMPLATES
    )
    for _name, _line, message, _comments, context in words:
        found.add(message, context=context)
    for path in sorted(_PLUGINS.rglob("*.py")):
        for message, context in _words_of_code(path):
            found.add(message, context=context)
    return found


def _words_of_code(path: Path) -> Iterator[tuple[Any, str | None]]:
    code = path.read_bytes()
    if any(name.encode() in code for name in _HAS_A_CATALOGUE):
        for _line, message, _comments, context in extract(
            "python", BytesIO(code), keywords=_CALLS_IN_CODE
        ):
            yield message, context


def update_catalogues(folder: Path = CATALOGUES) -> list[Updated]:
    """Bring each catalogue up to date: what is new in it is empty, what is used no more goes.

    Raises CannotWrite.
    """
    return [_update(path) for path in sorted(folder.glob("*.po"))]


def _update(path: Path) -> Updated:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    catalogue.update(find_words(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = BytesIO()
    write_po(written, catalogue, width=0, no_location=True, omit_header=True)
    write_file(path, _head(catalogue).encode() + written.getvalue())
    messages = [message for message in catalogue if message.id]
    missing = sum(not _is_said(message) for message in messages)
    return Updated(path=path, messages=len(messages), missing=missing)


def _head(catalogue: Catalog) -> str:
    """Give the head of a catalogue without Babel's dates: the same words make the same file."""
    lines = (
        f"Language: {catalogue.locale_identifier}",
        f"Plural-Forms: {catalogue.plural_forms}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    quoted = "".join(f'"{line}\\n"\n' for line in lines)
    return f'msgid ""\nmsgstr ""\n{quoted}\n'


def _is_said(message: Message) -> bool:
    said = message.string
    return bool(said and (isinstance(said, str) or all(said)))
