"""HTML in which each picture tells its size and has smaller ones beside it. Pure."""

from collections.abc import Callable, Mapping
from html import escape

from plugins.pictures.model import COLUMN, Picture
from plugins.pictures.tags import Tag, find_pictures

_LARGEST = 20_000  # in pixels; a width beyond is a slip


def add_sizes(
    html: str, find: Callable[[str], Picture | None], *, site_url: str, has_first: bool
) -> str:
    """Give `html` with attributes put into each <img>, and <picture> around it where there are sizes.

    All else stays byte for byte. `find` gives the picture at an address as the page has it, None when it
    is not the site's own; `site_url` leads from the page to the site. The page's first picture is among
    them when `has_first`: it is what readers wait for, so it is not put off.
    """
    parts = []
    position = 0
    for tag in find_pictures(html):
        parts += [html[position : tag.start], _shown(html, tag, find, site_url, is_first=has_first)]
        position = tag.end
        has_first = False
    return "".join([*parts, html[position:]])


def _shown(
    html: str,
    tag: Tag,
    find: Callable[[str], Picture | None],
    site_url: str,
    *,
    is_first: bool,
) -> str:
    given = tag.attributes
    picture = find(given.get("src", "")) if "src" in given else None
    wanted = {
        **(_measures(picture, given) if picture else {}),
        **({} if is_first else {"loading": "lazy"}),
        **({"decoding": "async"} if picture else {}),
    }
    added = "".join(f' {name}="{value}"' for name, value in wanted.items() if name not in given)
    name_end = tag.start + len("<img")
    image = f"{html[tag.start : name_end]}{added}{html[name_end : tag.end]}"
    if not picture or not picture.sizes or tag.is_alone or given.keys() & {"srcset", "ismap"}:
        return image
    return f"<picture>{_source(picture, given, site_url)}{image}</picture>"


def _measures(picture: Picture, given: Mapping[str, str]) -> dict[str, int]:
    """Give the width and height in the proportion the picture has; what is given in words stays alone."""
    if "width" not in given and "height" not in given:
        return {"width": picture.width, "height": picture.height}
    if width := _number(given.get("width", "")):
        return {"height": max(1, round(width * picture.height / picture.width))}
    if height := _number(given.get("height", "")):
        return {"width": max(1, round(height * picture.width / picture.height))}
    return {}


def _source(picture: Picture, given: Mapping[str, str], site_url: str) -> str:
    files = ", ".join(f"{site_url}/{one.path} {one.width}w" for one in picture.sizes)
    given_width = _measures(picture, given).get("width") or _number(given.get("width", ""))
    shown = min(given_width or picture.width, COLUMN)
    # Of a phone as wide as the column or less, the picture takes all of the width.
    sizes = f"(max-width: {shown + 48}px) 100vw, {shown}px"
    return f'<source type="image/webp" srcset="{escape(files)}" sizes="{sizes}">'


def _number(text: str) -> int:
    """Give a width or height in pixels; 0 when it is none."""
    digits = text.strip().lower().removesuffix("px").strip()
    known = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LARGEST))
    return min(int(digits), _LARGEST) if known else 0
