"""Where the newsletter's secret is kept: the environment, else a file beside the database."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from plugins.newsletter.tokens import Secrets, parse_secrets
from plugins.shared.errors import BadSettings, shown

NAME = "newsletter.secret"


def get_secrets(folder: Path, environ: Mapping[str, str], *, may_make: bool = True) -> Secrets:
    """Give the keys of NEWSLETTER_SECRET, else of the file in `folder`, which is made when it `may_make` one.

    Raises BadSettings, also when the secret of a database is missing: with another, the hashes of those who
    left would say nothing, and a list could bring them back.
    """
    if text := environ.get("NEWSLETTER_SECRET", ""):
        return _parse(text, "NEWSLETTER_SECRET")
    path = folder / NAME
    try:
        return _parse(path.read_text(encoding="utf-8"), shown(path))
    except FileNotFoundError as error:
        if may_make:
            return _parse(_make(path), shown(path))
        raise BadSettings(
            f"{shown(path)}: the secret that belongs to the database is missing, and NEWSLETTER_SECRET is not "
            "set. Put it back; if it is lost for good, write a new one there, of 16 characters at least: then "
            "links in old letters no longer work, and who was forgotten can come back by a list."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{shown(path)}: the secret cannot be read ({error}).") from error


def _parse(text: str, where: str) -> Secrets:
    try:
        return parse_secrets(text)
    except ValueError as error:
        raise BadSettings(f"{where}: {error}.") from error


def _make(path: Path) -> str:
    text = f"{secrets.token_hex(24)}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{NAME}.")  # for its owner's eyes
        with os.fdopen(handle, "w") as file:
            file.write(text)
        try:
            os.link(name, path)  # whole or not at all, and never over another task's
        finally:
            Path(name).unlink()
    except FileExistsError:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSettings(f"{shown(path)}: {error.strerror}; the secret is kept there.") from error
    return text
