"""A blog that is edited and built again and again: what is in its files, and its settings."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from speed.themes import copy_theme, head_of

from plugins.shared.site import ENGINE

SPEED = ENGINE / "plugins" / "speed" / "__init__.py"
_OURS_IS_FOR = """
SITENAME = "A Test"
SITESUBTITLE = "Of everything"
AUTHOR = "Ana Example"
SITE_ADDRESS = "https://ana.example"
SITE_ID = "urn:uuid:11111111-1111-4111-8111-111111111111"
TIMEZONE = "Europe/Berlin"
DEFAULT_LANG = "en"
"""


@dataclass
class Document:
    """A post, a page or a digest: what stands above its body, and its body."""

    meta: dict[str, str]
    body: str

    def __str__(self) -> str:
        """Give the text of its file."""
        head = "".join(f"{name.capitalize()}: {value}\n" for name, value in self.meta.items())
        return f"{head}\n{self.body}\n"


@dataclass
class Blog:
    """A blog in a folder of its own. Whoever edits it may change everything in it."""

    folder: Path
    theme: str
    processes: int = 1
    is_for_publishing: bool = False
    is_own_last: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)  # of the settings file, after the settings
    documents: dict[str, Document] = field(default_factory=dict)
    due: datetime | None = None  # when a scheduled post comes out
    number: int = 0

    @property
    def content(self) -> Path:
        """Where its words are."""
        return self.folder / "content"

    @property
    def output(self) -> Path:
        """What its author looks at."""
        return self.folder / "output"

    @property
    def clean_output(self) -> Path:
        """What a clean build gives."""
        return self.folder / "clean"

    @property
    def state(self) -> Path:
        """What builds keep for later ones."""
        return self.folder / "var" / "speed"

    @property
    def settings_file(self) -> Path:
        """The author's settings."""
        return self.folder / "settings_of_ana.py"

    @property
    def plugin(self) -> Path:
        """The plugin that its author wrote."""
        return self.folder / "plugins_of_ana" / "own.py"

    @property
    def is_ours(self) -> bool:
        """Whether it is built with our theme and all our plugins."""
        return self.theme == "ours"

    def next(self) -> int:
        """Give a number that was not given before."""
        self.number += 1
        return self.number

    def begin(self) -> None:
        """Write the theme, the plugin of its own and the settings."""
        self.content.mkdir(parents=True)
        copy_theme(self.theme, self.folder)
        self.write_settings()

    def paths(self, folder: str) -> list[str]:
        """Give the names of all documents of one kind, in their order."""
        return sorted(path for path in self.documents if path.startswith(f"{folder}/"))

    def put(self, path: str, document: Document) -> None:
        """Write a document."""
        self.documents[path] = document
        self.write(path, str(document))

    def drop(self, path: str) -> Document:
        """Remove a document."""
        (self.content / path).unlink()
        return self.documents.pop(path)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file below the content."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def write_settings(self) -> None:
        """Write the settings file as the settings are now."""
        self.settings_file.write_text(self._settings_text())

    def write_clean_settings(self) -> Path:
        """Write the same settings without plugins.speed; give the file."""
        path = self.folder / "clean_settings.py"
        text = self.settings_file.read_text()
        path.write_text(f'{text}\nPLUGINS = [one for one in PLUGINS if one != "plugins.speed"]\n')
        return path

    def _settings_text(self) -> str:
        base = "publishconf" if self.is_for_publishing else "pelicanconf"
        head = head_of(self.theme, base=base, engine=ENGINE) + _OURS_IS_FOR
        places = {
            "PATH": str(self.content),
            "THEME": str(self.folder / "theme"),
            "THEME_TEMPLATES_OVERRIDES": [str(self.folder / "overrides")],
            "PLUGIN_PATHS": [str(self.plugin.parent)],
            "SPEED_PROCESSES": self.processes,
        }
        given = "".join(f"{name} = {value!r}\n" for name, value in (places | self.settings).items())
        plugins = (["own"] if self.is_own_last else []), ([] if self.is_own_last else ["own"])
        speed = ["plugins.speed"] if SPEED.is_file() else []
        rest = (
            'PLUGINS = [one for one in PLUGINS if one != "plugins.speed"]'
            f" + {plugins[1] + speed + plugins[0]!r}\n"
        )
        if self.is_for_publishing and self.is_ours:
            rest += "SITEURL = SITE_ADDRESS\n"
        own = f"import sys\nsys.path.insert(0, {str(self.plugin.parent)!r})\nimport own\n"
        filters = "JINJA_FILTERS = {**JINJA_FILTERS, **own.FILTERS}\n"
        return "".join([head, given, own, filters, rest, *(f"{one}\n" for one in self.lines)])
