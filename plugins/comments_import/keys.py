"""Keys: the names by which a comment's post is found, whatever source names it.

- `blogger:4711`: Blogger's number of the post, the same in all of its exports
- `wordpress:45`: the id that another system gave
- `/2010/08/lunch`: the old address without host, ending and query
- `/?p=45`: an address that consists of a query only
- `slug:lunch`: a post's slug alone, where a source knows no more
- `=2010-08-14-lunch`: a file of content/, named by a table of addresses
"""

import re
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import parse_qs, unquote, urlsplit

# https://web.archive.org/web/20110415140707im_/http://old.example/… and the same without the host.
_ARCHIVED = re.compile(r"(?:https?:)?(?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/")
_ENDING = re.compile(r"(?:/index)?\.html?$|/index\.php$|/+$", re.IGNORECASE)
_SLASHES = re.compile("/{2,}")
_NUMBERED = ("p", "page_id", "attachment_id")
_BLOGGER_ID = re.compile(r"\.(?:post|page)-?([0-9]{1,20})\Z")
_LONGEST = 1_000  # characters; no address of a post has more


def unarchived(address: str) -> str:
    """Give the address that a copy in the Internet Archive was made of; any other as it is."""
    return _ARCHIVED.sub("", address, count=1) if _ARCHIVED.match(address) else address


def address_key(address: str) -> str:
    """Give the key of a web address or path, "" when it has none.

    One page has many addresses: with http or https, on country hosts, with ?m=1 or ?utm_…, with or
    without a slash or ending. They have one key. What begins with neither "/" nor a host is none.
    """
    return _address_key(address) if len(address) <= _LONGEST else ""


@lru_cache(maxsize=16_384)  # every comment names the address of its post
def _address_key(address: str) -> str:
    key = _reduced(address)
    while key != (again := _reduced(key)):  # what was written with two endings, or escaped twice
        key = again
    return key


def _reduced(address: str) -> str:
    address = address.strip()
    while address != (inner := unarchived(address)):  # a copy of a copy
        address = inner
    try:
        parts = urlsplit(address)
    except ValueError:  # such as http://[::1
        return ""
    if not parts.netloc and not parts.path.startswith("/"):
        return ""
    path = _SLASHES.sub("/", unquote(parts.path))
    path = normalize("NFC", _ENDING.sub("", path).rstrip("/ ").lower())
    if not path:
        found = parse_qs(parts.query)
        number = next((f"?{name}={found[name][0]}" for name in _NUMBERED if name in found), "")
        return f"/{number}"
    return path


def blogger_key(id_: str) -> str:
    """Give the key of a post by Blogger's id of it, tag:blogger.com,1999:blog-1.post-2; "" for others."""
    match = _BLOGGER_ID.search(id_.strip())
    return f"blogger:{match[1]}" if match else ""


def keys_of(*found: str) -> tuple[str, ...]:
    """Give the keys that are not empty, each once."""
    return tuple(dict.fromkeys(filter(None, found)))
