"""How large a drawing is, as its <svg> tells."""

import re

from lxml import etree

from plugins.pictures.model import Picture

_LENGTH = re.compile(r"\s*(?P<number>[0-9]{1,6}(?:\.[0-9]{1,6})?)(?P<unit>px|pt|pc|mm|cm|in)?\s*")
_PIXELS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}  # fmt: skip
_BOX = 4


def measure_svg(data: bytes) -> Picture | None:
    """Give the size of an SVG by its width and height, or its viewBox; None when it has none, or is none.

    https://www.w3.org/TR/SVG2/coords.html#SizingSVGInCSS
    """
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        parser.feed(data[:100_000])
        root = next((element for _event, element in parser.read_events()), None)
    except etree.XMLSyntaxError:
        return None
    if root is None or etree.QName(root).localname != "svg":
        return None
    box = _box(root.get("viewBox", ""))
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    if box and not (width and height):
        ratio = box[1] / box[0]
        width = width or (height / ratio if height else box[0])
        height = width * ratio
    if not width or not height:
        return None
    return Picture(width=max(1, round(width)), height=max(1, round(height)))


def _pixels(text: str | None) -> float:
    """Give a length in pixels; 0 for one that hangs on what is around it."""
    match = _LENGTH.fullmatch(text or "")
    return float(match["number"]) * _PIXELS[match["unit"]] if match else 0.0


def _box(text: str) -> tuple[float, float] | None:
    parts = text.replace(",", " ").split()
    try:
        width, height = (float(part) for part in parts[2:_BOX])
    except ValueError:
        return None
    is_real = 0 < width < float("inf") and 0 < height < float("inf")
    return (width, height) if is_real and len(parts) == _BOX else None
