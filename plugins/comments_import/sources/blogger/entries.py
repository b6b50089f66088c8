"""Blogger's entries as texts, in whatever form they came, and how its ids and links are read.

The backup of 2008, the live feeds (Atom and JSON) and Takeout's feed of 2018 differ in where a thing
stands, not in what it is; comments have the same numbers in all of them.
"""

import re
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import lru_cache

from plugins.comments.model import Format
from plugins.comments_import.keys import address_key, blogger_key, keys_of
from plugins.shared.text import words_of

# \d would take the digits of every script.
_NUMBER = re.compile(r"\.(?:post|page)-?([0-9]{1,20})\Z")
_ANCHOR = re.compile(r"#c([0-9]{1,20})\Z")
_PARENT = re.compile(r"/comments/default/([0-9]{1,20})(?![0-9])")
_POST = re.compile(r"/posts/default/([0-9]{1,20})(?![0-9])")
_LONGEST = 1_000  # characters of addresses that are remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class BloggerEntry:
    """An entry's fields as texts, "" when it lacks one.

    `kind` is post, page or comment; `status` live, draft, pending, spam, trash or deleted; `post_keys` name
    the post of a comment and `parent` the number of the comment it answers. `zone` is that of times
    without one.
    """

    id: str
    kind: str
    status: str = "live"
    title: str = ""
    content: str = ""
    format: Format = Format.HTML
    published: str = ""
    updated: str = ""
    author: str = ""
    author_url: str = ""
    labels: tuple[str, ...] = ()
    address: str = ""
    enclosures: tuple[str, ...] = ()
    parent: str = ""
    post_keys: tuple[str, ...] = ()
    zone: tzinfo = UTC

    @property
    def number(self) -> str:
        """Blogger's number of it: the last digits of its id, else of a comment's address."""
        match = _NUMBER.search(self.id) or _ANCHOR.search(self.address)
        return match[1] if match else ""


def parent_number(address: str) -> str:
    """Give the number of the comment that a link of rel "related" leads to."""
    match = _PARENT.search(address)
    return match[1] if match else ""


def post_keys(*, ref: str, href: str, source: str, address: str) -> tuple[str, ...]:
    """Give the keys of a comment's post: from <thr:in-reply-to>, else from its own address."""
    is_usual = len(ref) + len(href) + len(source) <= _LONGEST
    found = (_named_keys if is_usual else _named_keys.__wrapped__)(ref, href, source)
    return found if href else keys_of(*found, address_key(address))


@lru_cache(maxsize=16_384)  # every comment of a post says the same
def _named_keys(ref: str, href: str, source: str) -> tuple[str, ...]:
    key = blogger_key(ref)
    match = None if key else _POST.search(source)
    return keys_of(f"blogger:{match[1]}" if match else key, address_key(href))


def plain_title(text: str, type_: str) -> str:
    """Give a title's text; one of type "html" has tags and entities."""
    return words_of(text) if type_ in {"html", "xhtml"} else text
