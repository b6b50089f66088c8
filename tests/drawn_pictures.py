"""Pictures of every kind, drawn by Pillow on the spot; the same at every call."""

import io
import random

from PIL import Image

PLACE = {1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 1.0)}


def drawn(width=900, height=600, *, mode="RGB"):
    """Give a picture with soft colours and some grain, as photos have."""
    grains = random.Random(0).randbytes(30 * 20 * 3)
    return (
        Image.frombytes("RGB", (30, 20), grains).resize((width, height), Image.Resampling.BICUBIC)
    ).convert(mode)


def saved(image, kind="JPEG", **options):
    """Give the bytes of a picture's file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(*, orientation=1, place=None):
    """Give what a camera says: how it was held, who took the picture and, maybe, where."""
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x013B] = "Ana"
    if place:
        found.get_ifd(0x8825).update(place)
    return found


def told(data):
    """Give what a file tells of its place, and the rest of its Exif."""
    with Image.open(io.BytesIO(data)) as image:
        found = image.getexif()
        return found.get_ifd(0x8825), {key: found[key] for key in (0x0112, 0x013B) if key in found}
