"""Made-up words, bodies and pictures, all of a random number generator that is given."""

import struct
import zlib
from random import Random

WORDS = [
    "lunch",
    "desk",
    "letter",
    "coffee",
    "office",
    "window",
    "phone",
    "rain",
    "weather",
    "list",
    "kitchen",
    "friend",
    "colleague",
    "train",
    "umbrella",
    "chair",
    "note",
    "Monday",
    "Sunday",
    "stairs",
    "garden",
    "soup",
    "toaster",
    "lamp",
    "ring",
    "meeting",
    "poll",
    "river",
]
TAGS = ("coffee", "Coffee", "old friends", "moving", "lunch", "Äpfel", "c++", "phones")
CATEGORIES = ("Notes", "Getting together", "Work & wait")
AUTHORS = ("Ana Example", "Ben Sample", "Zoë")


def some_words(rng: Random, few: int, many: int) -> str:
    """Give between `few` and `many` words."""
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(few, many)))


def title(rng: Random) -> str:
    """Give a title, now and then with what has to be escaped."""
    return f"{some_words(rng, 1, 4).capitalize()}{rng.choice(['', '', '', ' & more', ' <b>', '?'])}"


def body(rng: Random, links: str = "") -> str:
    """Give two or three paragraphs, some of them with code, a list or emphasis."""
    parts = [some_words(rng, 5, 25) + "." for _ in range(rng.randint(1, 2))]
    more = (
        f"    def {rng.choice(WORDS)}():\n        return {rng.randint(0, 99)}",
        f"* {some_words(rng, 1, 3)}\n* {some_words(rng, 1, 3)}",
        f'A *{rng.choice(WORDS)}* and a **{rng.choice(WORDS)}** -- "so".',
        "## " + some_words(rng, 1, 3),
    )
    if rng.random() < 0.4:
        parts.append(rng.choice(more))
    return "\n\n".join([*parts, *([links] if links else [])])


def picture(rng: Random) -> bytes:
    """Give a PNG of one colour, up to 3 pixels wide and high."""
    width, height = rng.randint(1, 3), rng.randint(1, 3)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    row = bytes([0, *[rng.randint(0, 255)] * width])
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(row * height)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    size, check = struct.pack(">I", len(data)), struct.pack(">I", zlib.crc32(kind + data))
    return size + kind + data + check
