"""Tokens that stand for a subscriber in links and mails, and keyed hashes of addresses. Pure.

A token is 26 letters and digits, so that it can stand in an address or a subject: the key's id, the
subscriber's number, and 11 bytes of an HMAC-SHA256 (RFC 2104). It never expires. One that confirms
stands for a sign-up instead, and its key says so. Keys are rotated by putting a new one in front: tokens
and hashes made with the others stay good.
"""

import base64
import binascii
import hashlib
import hmac
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from plugins.newsletter.addresses import Address

_FORM = struct.Struct(">BI")
_MAC_BYTES = 11
_SUBSCRIBER, _SIGNUP = b"token", b"signup"
_TOKEN = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The keys, the one in use first. Never shown: repr() leaves them out."""

    keys: tuple[bytes, ...]

    def __repr__(self) -> str:
        """Give how many there are."""
        return f"Secrets({len(self.keys)})"


def parse_secrets(text: str) -> Secrets:
    """Give the keys of `text`, which white space or commas divide. Raises ValueError without any."""
    words = [word for word in re.split(r"[\s,]+", text) if word]
    if not words or any(len(word) < 16 for word in words):  # noqa: PLR2004 - said in the sentence
        raise ValueError("a secret of at least 16 characters is needed")
    return Secrets(keys=tuple(word.encode() for word in words))


def make_token(secrets: Secrets, subscriber_id: int) -> str:
    """Give the token of a subscriber."""
    return _token(secrets.keys[0], subscriber_id, _SUBSCRIBER)


def find_subscriber(secrets: Secrets, text: str) -> int | None:
    """Give the subscriber whose token stands in `text`, such as a mail's subject; None without a good one."""
    return _find(secrets, text, _SUBSCRIBER)


def make_confirm_token(secrets: Secrets, signup_id: int) -> str:
    """Give the token that confirms a sign-up."""
    return _token(secrets.keys[0], signup_id, _SIGNUP)


def find_signup(secrets: Secrets, text: str) -> int | None:
    """Give the sign-up whose token stands in `text`; None without a good one."""
    return _find(secrets, text, _SIGNUP)


def _find(secrets: Secrets, text: str, purpose: bytes) -> int | None:
    for found in _TOKEN.findall(text.lower()):
        try:
            raw = base64.b32decode(found.upper() + "======")
        except binascii.Error:
            continue
        _key_id, number = _FORM.unpack(raw[: _FORM.size])
        if any(hmac.compare_digest(_token(key, number, purpose), found) for key in secrets.keys):
            return int(number)
    return None


def _token(key: bytes, number: int, purpose: bytes) -> str:
    head = _FORM.pack(hashlib.sha256(key).digest()[0], number)
    raw = head + _mac(key, purpose, head)[:_MAC_BYTES]
    return base64.b32encode(raw).decode().lower().rstrip("=")


def message_id(secrets: Secrets, digest_key: str, subscriber_id: int, domain: str) -> str:
    """Give the Message-ID of a letter (RFC 5322, 3.6.4): always the same, so that a second copy is known as one."""
    mac = _mac(secrets.keys[-1], b"message", f"{digest_key}\0{subscriber_id}".encode())
    name = re.sub(r"[^A-Za-z0-9-]+", "-", digest_key)[:60]
    return f"<{name}.{mac[:15].hex()}@{domain}>"


def hashes_of(secrets: Secrets, address: Address) -> tuple[str, ...]:
    """Give the keyed hashes of an address, one for each key, the one in use first."""
    return tuple(_mac(key, b"address", address.key.encode()).hex()[:40] for key in secrets.keys)


def any_of(found: Sequence[str], known: set[str]) -> bool:
    """Whether one of the hashes is known."""
    return any(one in known for one in found)


def _mac(key: bytes, purpose: bytes, value: bytes) -> bytes:
    return hmac.digest(key, purpose + b"\0" + value, "sha256")
