"""DKIM (RFC 6376): the domain's keys, as far as they lie under names that many use."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugins.newsletter.gate.dmarc import read_tags
from plugins.newsletter.gate.model import Finding, Level
from plugins.newsletter.gate.names import Names

# Keys cannot be listed; these are the names that mail services and manuals give them.
_USUAL = """
default selector1 selector2 google k1 k2 k3 s1 s2 s1024 s2048 mail dkim dkim1 smtp email key1
fm1 fm2 fm3 resend mx pm mta mailo mailjet brevo1 brevo2 sib zoho zmail mxvault mandrill cm smtpapi
protonmail protonmail2 protonmail3 sig1 everlytickey1 krs pic gm1 MBO0001
"""
USUAL_SELECTORS = tuple(_USUAL.split())
_LEAST_BITS = 1024  # RFC 8301 3.2: receivers do not look at shorter ones
_WANTED_BITS = 2048
_INTEGER = 0x02
_SEQUENCE = 0x30
_BIT_STRING = 0x03


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """A published key: `bits` is 0 when it is no key that can be read; "" as kind when it was revoked."""

    selector: str
    kind: str
    bits: int
    is_trial: bool


def check_dkim(
    domain: str, *, names: Names, selectors: Iterable[str] = USUAL_SELECTORS
) -> tuple[Finding, ...]:
    """Give what is to be said of each key found under the usual names. Raises Silent."""
    keys = tuple(_find_all(domain, names, selectors))
    if not any(key.kind for key in keys):
        message = (
            f"no key of {domain} was found under the usual names, which may be because yours is called otherwise; "
            "look at a test letter you got: Authentication-Results should say dkim=pass, and DKIM-Signature "
            f"have d={domain} (its s= is the key's name)"
        )
        return (_finding(Level.WARNING, message),)
    is_only_weak = all(key.bits < _LEAST_BITS for key in keys if key.kind == "rsa")
    return tuple(
        _judge(key, domain, level=Level.FAULT if is_only_weak else Level.WARNING)
        for key in keys
        if key.kind
    )


def key_bits(data: bytes) -> int:
    """Give the length of an RSA key's modulus in bits; 0 when `data` is none.

    Both forms in use are read: SubjectPublicKeyInfo, and the bare RSAPublicKey within it (RFC 8017 A.1.1).
    """
    fields = [*_elements(_inside(data, _SEQUENCE))]
    if [tag for tag, _value in fields[:2]] == [_SEQUENCE, _BIT_STRING]:
        return key_bits(fields[1][1][1:])  # its first byte counts unused bits
    if [tag for tag, _value in fields] == [_INTEGER, _INTEGER]:
        return int.from_bytes(fields[0][1], "big").bit_length()
    return 0


def _find_all(domain: str, names: Names, selectors: Iterable[str]) -> Iterator[_Key]:
    """Give each key once: one record may answer for every name there is."""
    seen: set[str] = set()
    for selector in selectors:
        for text in names.texts(f"{selector}._domainkey.{domain}"):
            key = _parse(selector, text)
            if key and text not in seen:
                seen.add(text)
                yield key


def _parse(selector: str, text: str) -> _Key | None:
    """Give the key in a TXT record, None when the record is something else."""
    tags = read_tags(text)
    if "p" not in tags or tags.get("v", "DKIM1") != "DKIM1":
        return None
    data = _decoded(tags["p"])
    kind = tags.get("k", "rsa").lower()
    return _Key(
        selector=selector,
        kind=kind if tags["p"] else "",
        bits=key_bits(data) if kind == "rsa" else len(data) * 8,
        is_trial="y" in tags.get("t", "").lower().split(":"),
    )


def _judge(key: _Key, domain: str, *, level: Level) -> Finding:
    name = f"the key {key.selector} of {domain}"
    if key.kind == "ed25519":
        message = f"{name} is Ed25519, which Gmail, Yahoo and Microsoft do not check reliably; have an RSA key of {_WANTED_BITS} bits beside it"
        return _finding(Level.GOOD if level is Level.WARNING else Level.WARNING, message)
    if not key.bits:
        return _finding(level, f"{name} cannot be read; publish it anew, whole (p=…)")
    if key.bits < _LEAST_BITS:
        message = f"{name} has {key.bits} bits; receivers refuse less than {_LEAST_BITS}, make one of {_WANTED_BITS}"
        return _finding(level, message)
    if key.bits < _WANTED_BITS:
        message = f"{name} has {key.bits} bits; it works, and {_WANTED_BITS} are wanted today"
        return _finding(Level.WARNING, message)
    if key.is_trial:
        message = f"{name} is marked as a trial (t=y), so receivers may pass it over; take that out"
        return _finding(Level.WARNING, message)
    return _finding(Level.GOOD, f"{name} has {key.bits} bits")


def _finding(level: Level, message: str) -> Finding:
    return Finding(subject="DKIM", level=level, message=message)


def _decoded(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        return b""


def _inside(data: bytes, tag: int) -> bytes:
    first = next(_elements(data), (0, b""))
    return first[1] if first[0] == tag else b""


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give tag and content of each element of DER (X.690), up to the first that is not whole."""
    at = 0
    while at + 2 <= len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            return
        yield tag, data[at : at + length]
        at += length
