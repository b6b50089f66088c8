"""A social image: title, site and author on warm paper with an airmail edge, the mark large behind them.

1200 by 630 dots.
"""

import io
from dataclasses import dataclass
from functools import cache, lru_cache

from PIL import Image, ImageDraw

from plugins.pictures.social.letters import Script
from plugins.pictures.social.lines import break_lines, cut_lines
from plugins.pictures.social.mark import Colour, draw_mark, height_of

# Whoever changes how an image looks changes this, and all are made anew.
RECIPE = "social 2"
SIZE = (1200, 630)
PAPER: Colour = (0xFB, 0xF7, 0xF0)
INK: Colour = (0x20, 0x26, 0x3A)
SOFT: Colour = (0x58, 0x5D, 0x6E)
ACCENT: Colour = (0xA8, 0x43, 0x1C)
BLUE: Colour = (0x24, 0x5A, 0x88)
_MARK: tuple[Colour, Colour] = (INK, ACCENT)
# The airmail edge: how high, how wide a stripe, and how far from one to the next.
_EDGE, _STRIPE, _STRIDE = 20, 34, 60
# The same two on paper, as if they were printed in the faintest ink.
_FAINT: tuple[Colour, Colour] = ((0xF3, 0xEC, 0xDF), (0xF6, 0xE3, 0xD5))
_FAINT_AT, _FAINT_WIDTH = (636, 214), 660  # over the right lower corner
_MARGIN = 84
_HEAD_TOP, _HEAD_WIDTH, _HEAD_SIZE = 64, 80, 40
_FOOT, _FOOT_SIZE = 72, 38  # the author's line is that far above the lower edge
_RULE = (72, 5)
_GAP = 26
_WIDTH = SIZE[0] - 2 * _MARGIN
# (size of the letters, most lines): a short title is large, a long one still calm.
_SCALES = ((104, 2), (86, 3), (76, 3), (68, 4), (60, 4), (52, 4))
_LEADING = 1.14
_SHADES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands on an image; None for what no font can draw. Without a title the site's name is large."""

    title: Script | None
    site: Script | None
    author: Script | None


def draw_image(words: Words) -> bytes:
    """Give the image as a PNG. All of it is on the side where its headline begins."""
    headline = words.title or words.site
    is_mirrored = bool(headline and headline.is_right_to_left)
    image = _ground(is_mirrored=is_mirrored).copy()
    page = _Page(draw=ImageDraw.Draw(image), is_mirrored=is_mirrored)
    if words.title and words.site:
        _draw_site(page, words.site)
    if headline:
        _draw_headline(page, headline)
    if words.author:
        _draw_author(page, words.author)
    file = io.BytesIO()
    flat = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    flat.save(file, "PNG", compress_level=7)  # 9 takes seven times as long for a tenth less
    return file.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What is drawn on; distances are from the side where reading begins."""

    draw: ImageDraw.ImageDraw
    is_mirrored: bool

    def write(
        self, script: Script, text: str, size: int, at: tuple[int, int], colour: Colour
    ) -> None:
        x = SIZE[0] - at[0] if self.is_mirrored else at[0]
        anchor = "rs" if self.is_mirrored else "ls"
        self.draw.text((x, at[1]), text, font=script.font(size), fill=colour, anchor=anchor)


@cache
def _ground(*, is_mirrored: bool) -> Image.Image:
    """Give what all images have: the edge, the mark in its colours, and large and faint across from it."""
    image = Image.new("RGB", SIZE, PAPER)
    image.paste(_edge())
    for (x, y), width, colours in (
        (_FAINT_AT, _FAINT_WIDTH, _FAINT),
        ((_MARGIN, _HEAD_TOP), _HEAD_WIDTH, _MARK),
    ):
        draw_mark(image, (SIZE[0] - x - width if is_mirrored else x, y), width, colours)
    return image


def _edge() -> Image.Image:
    """Give the striped edge above all; drawn larger and made smaller, so that slants are smooth."""
    scale = 4
    large = Image.new("RGB", (SIZE[0] * scale, _EDGE * scale), PAPER)
    draw = ImageDraw.Draw(large)
    for number in range(SIZE[0] // _STRIDE + 2):
        left, right = (number * _STRIDE - _EDGE + add for add in (0, _STRIPE))
        corners = ((left + _EDGE, 0), (right + _EDGE, 0), (right, _EDGE), (left, _EDGE))
        draw.polygon([(x * scale, y * scale) for x, y in corners], fill=(ACCENT, BLUE)[number % 2])
    return large.resize((SIZE[0], _EDGE), Image.Resampling.BOX)


@cache
def _palette() -> Image.Image:
    """Give the colours there are: each ink, and its shades against what it is printed on."""
    pairs = [(PAPER, one) for one in (*_FAINT, INK, SOFT, ACCENT, BLUE)]
    pairs += [(ground, one) for ground in _FAINT for one in (INK, SOFT)]
    colours = [
        tuple(round(a + (b - a) * step / _SHADES) for a, b in zip(first, second, strict=True))
        for first, second in pairs
        for step in range(_SHADES + 1)
    ]
    found = list(dict.fromkeys(colours))[:256]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in found for part in colour])
    return palette


def _draw_site(page: _Page, site: Script) -> None:
    left = _MARGIN + _HEAD_WIDTH + _GAP
    measure = site.font(_HEAD_SIZE).getlength
    line = cut_lines(site.text, measure, width=SIZE[0] - _MARGIN - left, most=1)[0]
    # Lower-case letters have their middle at that of the mark.
    y = _HEAD_TOP + height_of(_HEAD_WIDTH) // 2 + _HEAD_SIZE // 3
    page.write(site, line, _HEAD_SIZE, (left, y), INK)


def _draw_headline(page: _Page, headline: Script) -> None:
    size, lines = _fitted(headline)
    leading = size * _LEADING
    top = _HEAD_TOP + height_of(_HEAD_WIDTH)
    bottom = SIZE[1] - _FOOT - _FOOT_SIZE - _RULE[1]
    y = top + (bottom - top - leading * len(lines)) / 2 + leading * 0.74
    for line in lines:
        page.write(headline, line, size, (_MARGIN, round(y)), INK)
        y += leading


def _fitted(headline: Script) -> tuple[int, tuple[str, ...]]:
    """Give the largest letters that hold it, and its lines."""
    for size, most in _SCALES:
        measure = lru_cache(headline.font(size).getlength)  # balanced lines ask for the same again
        lines = break_lines(headline.text, measure, width=_WIDTH, most=most)
        if lines:
            return size, lines
    return size, cut_lines(headline.text, measure, width=_WIDTH, most=most)


def _draw_author(page: _Page, author: Script) -> None:
    y = SIZE[1] - _FOOT
    above = y - _FOOT_SIZE - _GAP
    rule = SIZE[0] - _MARGIN - _RULE[0] if page.is_mirrored else _MARGIN
    page.draw.rectangle((rule, above, rule + _RULE[0] - 1, above + _RULE[1] - 1), fill=ACCENT)
    line = cut_lines(author.text, author.font(_FOOT_SIZE).getlength, width=_WIDTH, most=1)[0]
    page.write(author, line, _FOOT_SIZE, (_MARGIN, y), SOFT)
