"""The places of pictures in HTML and Markdown."""

import re
from collections.abc import Iterator
from dataclasses import replace

from plugins.comments.model import Format
from plugins.comments_import.pictures.addresses import clean_address
from plugins.comments_import.pictures.markdown_places import markdown_places, without_code
from plugins.comments_import.pictures.places import Edit, Place
from plugins.comments_import.texts.html_tags import Attribute, Tag, tags

# Where scripts that load pictures late keep the true address.
_LATE = ("data-src", "data-lazy-src", "data-original")
# These name the same picture in other sizes. Pelican leads no link in them to its file
# (Content._update_content), so they go when the picture moves.
_SIZES = ("srcset", "sizes", "data-srcset", "data-lazy-srcset", *_LATE)
_PIXEL = re.compile(r"[01](?:px)?", re.IGNORECASE)
_PIXEL_STYLE = re.compile(r"(?<![\w-])(width|height)\s*:\s*[01](?:px)?\s*(?:;|!|$)", re.IGNORECASE)


def find_places(text: str, format_: Format) -> list[Place]:
    """Give the places of a text that may hold the address of a picture; plain text has none."""
    if format_ is Format.TEXT:
        return []
    if format_ is Format.HTML:
        return sorted(html_places(text), key=lambda place: place.start)
    shown = without_code(text)
    found = [*html_places(shown), *markdown_places(shown)]
    return sorted(found, key=lambda place: place.start)


def html_places(text: str) -> Iterator[Place]:
    """Give the pictures of an HTML text, and its links, that may lead to one."""
    link: Place | None = None
    sources: list[Edit] | None = None  # of the <picture> that is open
    for tag in tags(text):
        if tag.name == "a":
            if link:
                yield link
            link = None if tag.is_end else _place_of(tag, "href", text)
        elif tag.name in {"picture", "source"}:
            sources = _sources_after(tag, sources)
        elif tag.name == "img" and not tag.is_end:
            yield from _image_of(tag, text, sources or [])
            link = link and replace(link, holds_picture=True)
        elif tag.name == "video" and (poster := _place_of(tag, "poster", text)):
            yield poster
    if link:
        yield link


def _sources_after(tag: Tag, sources: list[Edit] | None) -> list[Edit] | None:
    if tag.name == "picture":
        return None if tag.is_end else []
    if sources is not None:
        sources.append(Edit(start=tag.start, end=tag.end))
    return sources


def _image_of(tag: Tag, text: str, sources: list[Edit]) -> Iterator[Place]:
    # Scripts are gone when a post moves: what they would have loaded becomes the picture itself.
    late = next((name for name in _LATE if tag.get(name).strip()), "")
    others = _candidates(tag.get("srcset") or tag.get("data-srcset"))
    source = clean_address(tag.get("src"))
    is_true = source and not (late and source.startswith("data:"))
    address = source if is_true else clean_address(tag.get(late)) or next(iter(others), "")
    where = next((name for name in ("src", *_SIZES) if name in tag.attributes), "")
    place = _place_of(tag, where, text)
    if not place or not address:
        return
    gone = [
        Edit(start=found.gap, end=found.end)
        for name in _SIZES
        if (found := tag.attributes.get(name)) and found.start != place.start
    ]
    yield replace(
        place,
        name="src",
        address=address,
        others=tuple(others),
        is_pixel=_is_pixel(tag),
        also=(*sources, *gone, *place.also),
    )


def _place_of(tag: Tag, name: str, text: str) -> Place | None:
    found = tag.attributes.get(name)
    if not found:
        return None
    return Place(
        start=found.start,
        end=found.end,
        name=name,
        quote=found.quote or '"',
        address=clean_address(found.value),
        is_link=tag.name == "a",
        tag=(tag.start, tag.end),
        also=tuple(_closing_signs(tag, found, text)),
    )


def _closing_signs(tag: Tag, last: Attribute, text: str) -> Iterator[Edit]:
    """Escape each ">" in the attributes before `last`: Pelican takes it for the end of the tag."""
    for found in tag.attributes.values():
        if found.start < last.start:
            for match in re.finditer(">", text[found.value_start : found.value_end]):
                place = found.value_start + match.start()
                yield Edit(start=place, end=place + 1, text="&gt;")


def _is_pixel(tag: Tag) -> bool:
    sizes = [tag.get("width").strip(), tag.get("height").strip()]
    styled = {name.lower() for name in _PIXEL_STYLE.findall(tag.get("style"))}
    return all(_PIXEL.fullmatch(size) for size in sizes) or styled == {"width", "height"}


def _candidates(srcset: str) -> list[str]:
    """Give the addresses of a srcset (https://html.spec.whatwg.org/#srcset-attributes), largest first."""
    found: dict[str, float] = {}
    address = ""
    for token in srcset.split():
        if not address:
            address = token.rstrip(",")
            found.setdefault(clean_address(address), 1.0)
            address = "" if token.endswith(",") else address
            continue
        size, comma, rest = token.partition(",")
        if number := re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)[wx]", size):
            found[clean_address(address)] = float(number[1])
        if comma:  # as in "a.jpg 1x,b.jpg 2x"
            address = rest
            if rest:
                found.setdefault(clean_address(rest), 1.0)
    return sorted(filter(None, found), key=lambda one: -found[one])
