"""The text of content/site.toml with other values in it: comments and all else stay. Pure."""

from collections.abc import Mapping
from pathlib import Path

import tomlkit

# What a site without the file begins with.
FRESH = Path(__file__).with_name("site.toml")


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Give a file's text with the `values`, by key: "name", or "newsletter.from" for one in a table.

    `text` has to be TOML.
    """
    document = tomlkit.parse(text)
    for key, value in values.items():
        table, _, name = key.rpartition(".")
        place = document
        if table:
            if table not in document:
                document[table] = tomlkit.table()
            place = document[table]
        if place.get(name) != value:
            place[name] = tomlkit.string(value)
    return tomlkit.dumps(document)
