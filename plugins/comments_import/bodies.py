"""The bodies of imported posts: their pictures taken, their links led to where posts are now, made safe."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlsplit

from markdown import Markdown

from plugins.comments.model import Format
from plugins.comments_import.keys import address_key, keys_of, unarchived
from plugins.comments_import.model import Change, ImportedPost
from plugins.comments_import.pictures.missing import merge_missing
from plugins.comments_import.pictures.taking import PictureShelf, picture_bytes, take_pictures
from plugins.comments_import.post_files import readable_by_pelican, text_body
from plugins.comments_import.report import Row
from plugins.shared.imported_html import clean_imported
from plugins.shared.text import clean

_LINK = re.compile(r'(?<=\shref=")(?:https?:/)?/[^"]+')
_BLOGSPOT = re.compile(r"\.blogspot\.(?:com?\.)?[a-z]{2,3}$")
_WHOLE = 3  # slashes in /2010/08/lunch
_NETWORK = "only on the network"
_NOWHERE = "of an unknown place"


class Bodies:
    """Prepares bodies, one after the other; remembers which pictures only the network has."""

    def __init__(self, shelf: PictureShelf, content: Path, *, hosts: Iterable[str]) -> None:
        """`hosts` are those that the blog had: links to them may be links to its own posts."""
        self._shelf, self._content = shelf, content
        self._hosts = {plain_host(host) for host in hosts}
        self._find: Callable[[Iterable[str]], str] = lambda _keys: ""
        self._missing: set[str] = set()
        self._written: set[str] = set()

    def set_links(self, find: Callable[[Iterable[str]], str]) -> None:
        """Say where an old address leads now: `find` gives Pelican's link for its keys, "" for none."""
        self._find = find

    def prepare(
        self, post: ImportedPost, *, page: str, images: Row, is_new: bool
    ) -> tuple[str, list[tuple[Path, bytes]]]:
        """Give the body as it is written, "" for one that stands, and the pictures that are not there yet."""
        if post.format is Format.TEXT:
            return text_body(clean(post.body)), []
        html = Markdown().convert(post.body) if post.format is Format.MARKDOWN else post.body
        taken = take_pictures(clean(html), self._shelf, page=page, base=post.address)
        files = []
        images.found += len(set(taken.names.values()) | set(taken.missing) | set(taken.lost))
        for name in dict.fromkeys(taken.names.values()):
            path = self._content / "images" / "imported" / name
            if name in self._written or path.exists() or not is_new:
                images.already_there += 1
                continue
            self._written.add(name)
            images.added += 1
            files.append((path, picture_bytes(taken.pictures[name])))
        images.skipped[_NETWORK] += len(taken.missing)
        images.skipped[_NOWHERE] += len(taken.lost)
        images.skipped += {}  # without the zeros
        self._missing |= set(taken.missing) if is_new else set()
        if not is_new:
            return "", []  # what stands is never written again
        body = readable_by_pelican(self._relink(clean_imported(taken.html)))
        return body.strip(), files

    def missing(self) -> Iterator[Change]:
        """Give missing-images.txt, when there is something new for it."""
        path = self._content / "missing-images.txt"
        before = path.read_text() if path.is_file() else ""
        after = merge_missing(before, self._missing) if self._missing else before
        if after != before:
            yield Change(path, after.encode())

    def _relink(self, html: str) -> str:
        return _LINK.sub(self._new_address, html)

    def _new_address(self, match: re.Match[str]) -> str:
        address = unescape(unarchived(match[0]))
        try:
            parts = urlsplit(address)
        except ValueError:
            return match[0]
        key = address_key(address)
        # Takeout does not say where the blog was; then a post's whole path tells.
        is_own = plain_host(parts.netloc) in self._hosts if self._hosts else key.count("/") >= _WHOLE  # fmt: skip
        if parts.netloc and not is_own:
            return match[0]
        found = self._find(keys_of(key))
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return escape(found + fragment) if found else match[0]


def plain_host(host: str) -> str:
    """Give a host as its blog is known: without www, and without Blogger's countries."""
    plain = host.lower().removeprefix("www.").partition(":")[0]
    return _BLOGSPOT.sub(".blogspot", plain)


def hosts_of(addresses: Iterable[str]) -> set[str]:
    """Give the hosts in some addresses."""
    found: Mapping[str, None] = {}
    hosts = dict(found)
    for address in addresses:
        try:
            host = urlsplit(unarchived(address)).netloc
        except ValueError:
            continue
        if host:
            hosts[host] = None
    return set(hosts)
