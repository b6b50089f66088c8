"""Stamps in forms: when the desk wrote a form, in words that only the desk can write. Pure.

Somebody who fills in a form takes some seconds, and does it within the day.
"""

import hmac
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from plugins.newsletter.tokens import Secrets

_OLDEST = timedelta(hours=24)
# The milliseconds since 1970, and 16 bytes of an HMAC-SHA256 (RFC 2104).
_STAMP = re.compile(r"([0-9a-f]{1,12})-([0-9a-f]{32})")


class Stamp(StrEnum):
    """What a stamp says: EARLY is sooner than a person can type, OLD more than a day ago."""

    GOOD = "good"
    EARLY = "early"
    OLD = "old"
    BAD = "bad"


def make_stamp(secrets: Secrets, purpose: str, now: datetime) -> str:
    """Give the stamp of a form that is written `now`: letters, digits and a hyphen."""
    made = f"{int(now.timestamp() * 1000):x}"
    return f"{made}-{_mac(secrets.keys[0], purpose, made)}"


def look_at_stamp(
    secrets: Secrets, purpose: str, text: str, now: datetime, at_least: timedelta
) -> Stamp:
    """Give what a form's stamp says when it comes back `now`. One of a later time is EARLY, too."""
    found = _STAMP.fullmatch(text)
    if not found or not any(
        hmac.compare_digest(_mac(key, purpose, found[1]), found[2]) for key in secrets.keys
    ):
        return Stamp.BAD
    age = now - datetime.fromtimestamp(int(found[1], 16) / 1000, tz=UTC)
    if age < at_least:
        return Stamp.EARLY
    return Stamp.OLD if age > _OLDEST else Stamp.GOOD


def _mac(key: bytes, purpose: str, made: str) -> str:
    return hmac.digest(key, f"stamp\0{purpose}\0{made}".encode(), "sha256")[:16].hex()
