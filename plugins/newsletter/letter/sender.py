"""The sender, from the settings."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.letter.links import ascii_host
from plugins.newsletter.letter.model import Sender
from plugins.newsletter.model import Source
from plugins.shared.errors import BadSettings
from plugins.shared.safe_html import web_address
from plugins.shared.text import one_line, shorten

_LONGEST_NAME = 60
_LONGEST_TITLE = 100
_LANGUAGE = re.compile("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
# What stands between angle brackets in a header, with a token behind it.
_DESK = re.compile(r"https?://[^\s\x00-\x20\x7f-\U0010ffff?#<>\"\\]{1,400}")
_LONGEST_LIST_ID = 255  # RFC 2919, 3
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")


def sender_from(  # noqa: PLR0913 - what the settings, the site and the digest say
    settings: Mapping[str, Any],
    *,
    site: Source,
    cadence: str,
    key: str,
    page: str = "",
    is_automatic: bool = False,
) -> Sender:
    """Give the sender of the letter `key`; `is_automatic` when nobody pressed "send".

    `page` is the letter's place on the web: an address, or a path below the site; without one, "view
    in a browser" is the site. Raises BadSettings.
    """
    name, address = _author(settings)
    home = site.home or f"{settings.get('SITE_ADDRESS', '')}/"
    return Sender(
        name=shorten(name or site.author or site.title, _LONGEST_NAME),
        address=address,
        title=shorten(one_line(site.title), _LONGEST_TITLE),
        home=home,
        key=key,
        cadence=cadence,
        list_id=_list_id(settings, home),
        view_url=urljoin(home, page),
        help_url=home,
        desk=_desk(settings),
        postal_address=str(settings.get("NEWSLETTER_POSTAL_ADDRESS") or "").strip(),
        language=site.language if _LANGUAGE.fullmatch(site.language) else "en",
        is_automatic=is_automatic,
    )


def _list_id(settings: Mapping[str, Any], home: str) -> str:
    """Give the list's permanent name: programs sort letters by it, so a site that moves keeps the old one."""
    found = str(settings.get("NEWSLETTER_LIST_ID") or f"letters.{ascii_host(home)}")
    if not _LIST_ID.fullmatch(found) or len(found) > _LONGEST_LIST_ID:
        raise BadSettings(
            f'NEWSLETTER_LIST_ID is "{found}": a name such as "letters.example.org" is needed in the '
            "settings, of letters, digits, dots and hyphens."
        )
    return found


def _author(settings: Mapping[str, Any]) -> tuple[str, str]:
    found = one_line(str(settings.get("NEWSLETTER_FROM") or ""))
    name, _, bare = found.rpartition("<")
    try:
        address = parse_address(bare.removesuffix(">"))
    except ValueError as error:
        raise BadSettings(
            f'NEWSLETTER_FROM is "{found}": an address such as "Jane <jane@example.com>" is needed '
            "in the settings."
        ) from error
    if address.needs_smtputf8:
        raise BadSettings(
            f'NEWSLETTER_FROM is "{found}": what stands before the @ has to be ASCII, because few mail '
            "servers take anything else."
        )
    return name.strip().strip('"').strip(), address.wire


def _desk(settings: Mapping[str, Any]) -> str:
    desk = str(settings.get("NEWSLETTER_DESK") or "").rstrip("/")
    if desk and (not web_address(desk) or not _DESK.fullmatch(desk)):
        raise BadSettings(
            f'NEWSLETTER_DESK is "{desk}": the desk\'s address, such as "https://desk.example.org", or '
            "an empty text is needed in the settings."
        )
    return desk
