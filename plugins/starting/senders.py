"""Who writes the letters: a name and an e-mail address. Pure."""

import re

from email_validator import EmailNotValidError, validate_email

from plugins.shared.text import one_line

_BARE = re.compile(r"(?P<name>.*?)[\s<]*(?P<address>[^\s<>]+@[^\s<>]+)>?\s*")
# In a header, a name with one of these stands in quotes (RFC 5322, 3.2.3).
_SPECIAL = re.compile(r"[()\[\]:;@,.]")
_LONGEST_NAME = 60


def parse_sender(text: str, *, author: str) -> str:
    """Give `Jane <jane@example.org>`; without a name of its own, an address gets the author's.

    Nobody is asked whether mail reaches the address. Raises ValueError with a sentence.
    """
    typed = one_line(text)
    match = _BARE.fullmatch(typed)
    if not match:
        raise ValueError(f'"{typed}" has no e-mail address in it, such as jane@example.org')
    address = _address(match["address"])
    name = _name(match["name"]) or _name(author)
    return f"{name} <{address}>" if name else address


def _address(bare: str) -> str:
    try:
        checked = validate_email(
            bare, check_deliverability=False, strict=True, test_environment=True
        )
    except EmailNotValidError as error:
        raise ValueError(f'"{bare}" is no e-mail address: {str(error).rstrip(".")}') from error
    if not checked.local_part.isascii():
        raise ValueError(
            f'"{bare}" has letters before the @ that few mail servers take; only a–z, digits and '
            "signs such as . and - go everywhere"
        )
    return checked.normalized


def _name(text: str) -> str:
    """Give a name as a header and a page both can carry it."""
    plain = " ".join(re.sub(r"[<>\"\\]", " ", one_line(text)).split())[:_LONGEST_NAME].strip()
    return f'"{plain}"' if _SPECIAL.search(plain) else plain
