"""Letters to draw with: which font has those of a text, and in which direction they run."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from PIL import ImageFont, features

_OWN = ("social.ttf", "social.otf")
_NONE = "\U0010ffff"  # no character, so every font shows what it shows of one it lacks
_ASKED_SIZE = 24
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SIGNS = frozenset({"Sk", "So"})  # emoji, and the colours of hands
_VARIANTS = range(0xFE00, 0xFE10)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_DIRECTED = _RIGHT_TO_LEFT | {"L"}
# Letters that join, stack or change places, from Hebrew's marks to Khmer: without raqm they come out wrong.
_NEED_SHAPING = (range(0x0590, 0x0900), range(0x0900, 0x1200), range(0x1780, 0x1800))


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A font's file, what is drawn with it, and whether that runs from right to left."""

    path: str
    text: str
    is_right_to_left: bool

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        """Give the font at a size in dots."""
        return _font(self.path, size)


def find_script(text: str, fonts: tuple[str, ...]) -> Script | None:
    """Give how to draw `text` with the first of the fonts that has all its letters; None when none has.

    Signs that are no letters, such as emoji, are left out where a font has none of them.
    """
    whole = " ".join(unicodedata.normalize("NFC", text).split())
    is_shaped = any(ord(letter) in known for letter in whole for known in _NEED_SHAPING)
    if is_shaped and not features.check("raqm"):
        return None
    for path in fonts:
        kept = "".join(one for one in whole if _is_kept(one, path, is_shaped=is_shaped))
        kept = " ".join(kept.split())
        if any(map(str.isalnum, kept)) and all(_has(path, one) for one in kept):
            return Script(path=path, text=kept, is_right_to_left=runs_right_to_left(whole))
    return None


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (https://www.unicode.org/reports/tr9/#P2)."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in _DIRECTED), "L") in _RIGHT_TO_LEFT


def _is_kept(letter: str, path: str, *, is_shaped: bool) -> bool:
    """Whether a letter stays: signs go when the font lacks them, what joins letters where none join."""
    kind = unicodedata.category(letter)
    if ord(letter) in _VARIANTS:
        return False
    if kind in _UNSEEN:
        return is_shaped and kind == "Cf"
    return kind not in _SIGNS or _has(path, letter)


def fonts_of(weight: str, content: Path) -> tuple[str, ...]:
    """Give the font that comes along, "Semibold" or "Regular", and the author's own where there is one."""
    name = f"SourceSerifPro-{weight}.ttf"
    ours = str(resources.files("font_source_serif_pro") / "files" / name)
    return (ours, *(str(content / one) for one in _OWN if _is_font(str(content / one))))


def _is_font(path: str) -> bool:
    try:
        _font(path, _ASKED_SIZE)
    except (OSError, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@lru_cache(maxsize=4096)
def _has(path: str, letter: str) -> bool:
    """Whether a font has a letter: it shows another thing than for none."""
    if letter.isspace() or unicodedata.category(letter) == "Cf":
        return True
    font = _font(path, _ASKED_SIZE)
    shown, missing = font.getmask(letter), font.getmask(_NONE)
    return (shown.size, bytes(shown)) != (missing.size, bytes(missing))
