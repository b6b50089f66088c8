"""An old address as a person writes it: a path, a whole address, or a query such as /?p=12."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from plugins.shared.text import clean

Query = tuple[str, str] | None

# What old blogs named a page by. Other parameters, of advertisers say, name none.
_NAMING = ("p", "page_id", "attachment_id", "cat", "tag", "author", "feed", "alt", "m", "s", "id")
# What no page was ever named by: advertisers' marks, Blogger's for telephones, a comment to jump to.
_BESIDE = re.compile(
    r"utm_\w+|fbclid|gclid|mc_[ce]id|spref|showComment|replytocom|m=[01]", re.IGNORECASE
)


def parse_old(text: str) -> tuple[str, Query]:
    """Give the decoded path from "/" on, without a slash at its end, and the parameter that counts.

    Raises ValueError with what is wanted.
    """
    written = text.strip()
    is_whole = written.startswith(("http://", "https://"))
    try:
        parts = urlsplit(written if is_whole else f"//host{written}")
    except ValueError as error:  # such as http://[::1
        raise ValueError("no address has such a host") from error
    if not is_whole and not written.startswith("/"):
        raise ValueError('write it from the slash on, such as "/2010/08/lunch.html"')
    # Old systems wrote //lunch now and then; every server takes that for /lunch.
    path = re.sub("/+", "/", _decoded(parts.path)) or "/"
    if clean(path) != path or "\n" in path or ".." in path.split("/") or "\\" in path:
        raise ValueError("it has characters or dots that no address has")
    query = _naming(parts.query)
    if key_of(path) == "/" and not query:
        raise ValueError("it is the first page, which has its own words")
    return key_of(path), query


def _decoded(path: str) -> str:
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError as error:
        raise ValueError(
            'what "%" stands for in it is not UTF-8, as in every address now'
        ) from error


def key_of(path: str) -> str:
    """Give what all ways to write a path have in common: /about, /about/ and /about/index.html are one."""
    return path.removesuffix("index.html").rstrip("/") or "/"


def _naming(query: str) -> Query:
    """Give the parameter that names a page; the first one when none is known."""
    found = [
        (name, value)
        for name, value in parse_qsl(query)
        if value and not (_BESIDE.fullmatch(name) or _BESIDE.fullmatch(f"{name}={value}"))
    ]
    known = [pair for name in _NAMING for pair in found if pair[0] == name]
    return next(iter([*known, *found]), None)
