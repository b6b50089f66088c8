"""The file of an imported post: its name, its address, its lines, its safe body."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from html import escape
from itertools import chain, count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from plugins.comments.model import Format
from plugins.comments_import.keys import address_key, unarchived
from plugins.comments_import.markdown_text import paragraphs_to_markdown
from plugins.comments_import.model import ImportedPost, Kind
from plugins.shared.dates import format_utc
from plugins.shared.text import make_slug, one_line, shorten, words_of

_KEPT = re.compile(r"(?:/(?!\.)[A-Za-z0-9._~-]{1,150}){1,8}(?:\.html?|/|(?<![^/]\.[A-Za-z0-9]{4})(?<!\.[A-Za-z0-9]{3})(?<!\.[A-Za-z0-9]{2}))")  # fmt: skip
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,100}")
_ATTRIBUTE = re.compile(r'\b(?P<name>[a-z]+)="(?P<value>[^"]*&quot;[^"]*)"')
_LINKS = frozenset({"href", "src", "cite", "poster", "srcset"})
_LONGEST_TITLE = 300
_SOON = timedelta(minutes=1)
# For what has no date: nobody sees a draft, and the author finds it at the end.
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a new post's file and its page go; `url` and `save_as` are "" where the site's pattern rules.

    `address` is where its page will be, `name` the part of it that comes from its own words.
    """

    path: Path
    address: str = ""
    name: str = ""
    slug: str = ""
    url: str = ""
    save_as: str = ""
    redirect_from: tuple[str, ...] = ()


class Places:
    """The names and addresses of a site, given out once each."""

    def __init__(
        self,
        content: Path,
        *,
        zone: tzinfo,
        settings: Mapping[str, Any],
        stems: Collection[str],
        addresses: Collection[str],
    ) -> None:
        """Take note of what is taken: `stems` of files, `addresses` of pages."""
        self._content, self._zone, self._settings = content, zone, settings
        self._stems = {stem.lower() for stem in stems}
        direct = settings["DIRECT_TEMPLATES"]
        self._addresses = {address.lower() for address in addresses} | {
            str(settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html")).lower() for name in direct
        }
        patterns = [settings[f"{name}_SAVE_AS"] for name in ("TAG", "CATEGORY", "DRAFT")]
        self._reserved = {"theme", "images", "digests", *(p.split("/")[0] for p in patterns if p)}

    def place(self, post: ImportedPost, addresses: tuple[str, ...]) -> Place:
        """Give a free name and address, the old one where that can be."""
        slug = _slug_of(post)
        kept = "" if post.status == "draft" else self._keep(next(iter(addresses), ""))
        name, stem = self._free_stem(post, slug, is_kept=bool(kept))
        old = [_path_of(address) for address in addresses[1 if kept else 0 :]]
        folder = "pages" if post.kind is Kind.PAGE else "posts"
        ending = "md" if post.format is Format.TEXT else "html"
        return Place(
            path=self._content / folder / f"{stem}.{ending}",
            address=kept or self._natural(post, name),
            name=name,
            slug=stem if post.kind is Kind.PAGE else "",
            url=kept.removesuffix("index.html"),
            save_as=kept,
            redirect_from=tuple(dict.fromkeys(path for path in old if path not in {"", "/"})),
        )

    def _keep(self, address: str) -> str:
        """Give where an old address is saved; "" when it is taken or no static host can have it."""
        path = urlsplit(unarchived(address.strip()))
        if path.query and not address_key(address).startswith("/"):
            return ""
        plain = path.path
        if not _KEPT.fullmatch(plain) or plain.split("/")[1] in self._reserved:
            return ""
        save_as = plain[1:] if plain.endswith((".html", ".htm")) else f"{plain.strip('/')}/index.html"  # fmt: skip
        if save_as.lower() in self._addresses:
            return ""
        self._addresses.add(save_as.lower())
        return save_as

    def _free_stem(self, post: ImportedPost, slug: str, *, is_kept: bool) -> tuple[str, str]:
        number = 1
        while True:
            tried = slug if number == 1 else f"{slug}-{number}"
            stem = tried if post.kind is Kind.PAGE else f"{self._day(post):%Y-%m-%d}-{tried}"
            address = "" if is_kept else self._natural(post, tried).lower()
            if stem.lower() not in self._stems and address not in self._addresses:
                self._stems.add(stem.lower())
                self._addresses |= {address} - {""}
                return tried, stem
            number += 1

    def _natural(self, post: ImportedPost, slug: str) -> str:
        kind = "PAGE" if post.kind is Kind.PAGE else "ARTICLE"
        if post.status == "draft":
            kind = "DRAFT_PAGE" if post.kind is Kind.PAGE else "DRAFT"
        try:
            return str(self._settings[f"{kind}_SAVE_AS"]).format(slug=slug, date=self._day(post))
        except (KeyError, IndexError):  # a pattern of the author's own, with {category} in it, say
            return ""

    def _day(self, post: ImportedPost) -> datetime:
        date = post.date or _NO_DATE
        return date if post.is_day_only else date.astimezone(self._zone)


def _slug_of(post: ImportedPost) -> str:
    """Give the last part of its old address when that is a name, else one made of its title."""
    last = address_key(post.address).rpartition("/")[2]
    if _SLUG.fullmatch(last) and not last.isdigit():
        return last.strip("-_") or "post"
    return make_slug(post.title or words_of(post.body[:2_000]))


def _path_of(address: str) -> str:
    """Give an address from its path on, so that it can stand in a comma-separated line."""
    parts = urlsplit(unarchived(address.strip()))
    query = f"?{parts.query}" if parts.query else ""
    path = (
        f"/{parts.path.lstrip('/')}{query}"  # of "//" at its beginning a browser would make a host
    )
    return one_line(path.replace(",", "%2C").replace(" ", "%20"))


def made_ids(post: ImportedPost) -> tuple[str, ...]:
    """Give the ids made of all that is known of a post, and of what mostly tells it from others."""
    date = (post.date or _NO_DATE).date().isoformat()
    short = post.address or (f"{date} {post.title}" if post.date and post.title else "")
    seeds = (f"{post.keys} {date} {post.title} {post.body}", short)
    return tuple(uuid5(NAMESPACE_URL, seed).urn for seed in seeds if seed)


def permanent_id(post: ImportedPost, taken: Collection[str]) -> str:
    """Give the export's id, else one made of the old address, else of date and title.

    One that another post has is none: a post that was copied in WordPress has the id of the first.
    """
    whole, *short = made_ids(post)
    tries = (post.guid, *short, whole)
    more = (uuid5(NAMESPACE_URL, f"{whole} {number}").urn for number in count())
    return next(one for one in chain(tries, more) if one and one not in taken)


def format_post(post: ImportedPost, place: Place, *, guid: str, source: str) -> str:
    """Give the file of a new post; its body is safe already, and Markdown where it was plain text."""
    fields = [(name, one_line(value)) for name, value in _fields(post, place, guid, source)]
    rows = [(name, value) for name, value in fields if value]
    if post.format is Format.TEXT:
        head = "\n".join(f"{name}: {value}" for name, value in rows)
        return f"{head}\n\n{post.body}\n"
    (_title, title), *others = rows
    metas = (f'<meta name="{name.lower()}" content="{escape(value)}">' for name, value in others)
    head = "\n".join([f"<title>{escape(title, quote=False)}</title>", *metas])
    return f"<html>\n<head>\n{head}\n</head>\n<body>\n{post.body}\n</body>\n</html>\n"


def _fields(post: ImportedPost, place: Place, guid: str, source: str) -> list[tuple[str, str]]:
    date = post.date or _NO_DATE
    is_changed = post.updated and post.date and post.updated - post.date > _SOON
    status = "draft" if not post.date and not post.status else post.status
    return [
        ("Title", title_of(post)),
        ("Date", date.date().isoformat() if post.is_day_only else format_utc(date)),
        ("Modified", format_utc(post.updated) if post.updated and is_changed else ""),
        ("Author", post.author),
        ("Tags", ", ".join(_tags(post.labels))),
        ("Status", status),
        ("Guid", guid),
        ("Slug", place.slug),
        ("Url", place.url),
        ("Save_as", place.save_as),
        ("Redirect_from", ", ".join(place.redirect_from)),
        ("Imported_from", source),
    ]


def title_of(post: ImportedPost) -> str:
    """Give its title, else its first words."""
    text = post.title or shorten(words_of(post.body[:2_000]), 60)
    return shorten(one_line(text), _LONGEST_TITLE) or "Untitled"


def _tags(labels: tuple[str, ...]) -> list[str]:
    """Give the labels that can be tags, each once; a comma would part one in two."""
    plain = (one_line(re.sub(r"[,;]", " ", label)) for label in labels)
    named = {make_slug(tag): tag for tag in reversed(list(plain)) if re.search(r"[^\W_]", tag)}
    return list(reversed(named.values()))


def text_body(body: str) -> str:
    """Give plain text as the Markdown that shows just that text."""
    unix = body.replace("\r\n", "\n").replace("\r", "\n")
    parts = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", unix) if part.strip()]
    return paragraphs_to_markdown(parts)


def readable_by_pelican(html: str) -> str:
    """Give safe HTML in which no attribute holds both kinds of quotes.

    Pelican's HTML reader writes a value that holds a double quote between single ones, and does not
    escape those: the value would end early, and its rest become attributes.
    """
    return _ATTRIBUTE.sub(_without_double, html) if "&quot;" in html else html


def _without_double(match: re.Match[str]) -> str:
    if not re.search(r"'|&#0*39;|&#x0*27;|&apos;", match["value"], re.IGNORECASE):
        return match[0]
    mark = "%22" if match["name"] in _LINKS else "”"
    return f'{match["name"]}="{match["value"].replace("&quot;", mark)}"'
