"""The site's mark, two arcs that hold each other, drawn smoothly at any size: theme/static/mark.svg."""

from math import cos, radians, sin

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]

# In the units of the drawing: (centre, from and to in degrees, clockwise from three o'clock).
_ARCS = (((14.0, 14.0), 49.0, 270.0), ((26.0, 14.0), 229.0, 450.0))
_RADIUS, _STROKE = 11.0, 5.0
_LEFT = _TOP = 14.0 - _RADIUS - _STROKE / 2  # where its strokes begin
_HEIGHT = 2 * _RADIUS + _STROKE
_WIDTH = _HEIGHT + 26.0 - 14.0
_FINER = 4  # each dot is made of 16


def height_of(width: int) -> int:
    """Give how high a mark of that width is."""
    return round(width * _HEIGHT / _WIDTH)


def draw_mark(
    image: Image.Image, at: tuple[int, int], width: int, colours: tuple[Colour, Colour]
) -> None:
    """Draw the mark `width` dots wide, its left upper corner at `at`; it may go beyond the image."""
    fine = (width * _FINER, height_of(width) * _FINER)
    for (centre, start, end), colour in zip(_ARCS, colours, strict=True):
        mask = Image.new("L", fine)
        _draw_arc(ImageDraw.Draw(mask), centre, start, end, scale=fine[0] / _WIDTH)
        image.paste(colour, at, mask.reduce(_FINER))


def _draw_arc(
    draw: ImageDraw.ImageDraw,
    centre: tuple[float, float],
    start: float,
    end: float,
    *,
    scale: float,
) -> None:
    """Draw an arc as a chain of discs, which gives it round ends; Pillow's own has none."""
    disc = _STROKE / 2 * scale
    steps = max(200, round(disc * 12))
    for step in range(steps + 1):
        angle = radians(start + (end - start) * step / steps)
        x = (centre[0] - _LEFT + _RADIUS * cos(angle)) * scale
        y = (centre[1] - _TOP + _RADIUS * sin(angle)) * scale
        draw.ellipse((x - disc, y - disc, x + disc, y + disc), fill=255)
