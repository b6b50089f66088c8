"""What was last published: the one module of this room that may ask the network."""

import urllib.request
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path

from plugins.shared.errors import BadFeed

_SECONDS = 20
_LARGEST = 32 * 1024 * 1024


def read_if_there(address: str) -> bytes | None:
    """Give the file at an http(s) address; None when a server says that there is none. Raises BadFeed."""
    try:
        return read_published(address)
    except BadFeed as error:
        if getattr(error.__cause__, "code", None) in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return None
        raise


def read_published(place: str) -> bytes:
    """Give the feed at `place`, a file or an http(s) address. Raises BadFeed."""
    try:
        if not place.lower().startswith(("http://", "https://")):
            return Path(place).read_bytes()
        with urllib.request.urlopen(place, timeout=_SECONDS) as answer:  # noqa: S310 - http(s) only
            return bytes(answer.read(_LARGEST))
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise BadFeed(f"{place}: it could not be read ({reason}); is the address right?") from error
