"""How long a body is: in words, and in minutes of somebody's time."""

from math import ceil

from plugins.reading.body import Body
from plugins.shared.patterns import late_pattern

WORDS_A_MINUTE = 230
# Chinese, Japanese, Thai, Lao, Burmese and Khmer are written without spaces between words; Korean has them.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_CHARACTERS_A_MINUTE = 500
_SECONDS_A_PICTURE = 5
# Code is looked at more than it is read.
_SHARE_OF_CODE = 0.5
_WORD = late_pattern(r"\w\S*")  # no punctuation, of which no space tells the characters
_CHARACTER = late_pattern(f"[{UNSPACED}]")
# What typesetting makes of ASCII; with nothing else in them, texts are read in half the time.
_SIGNS = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("…", "."), ("\xa0", " "))  # fmt: skip


def with_plain_signs(text: str) -> str:
    """Give `text` with ASCII's quotes, dashes and spaces, by which its words stay what they are."""
    if not text.isascii():
        for sign, plain in _SIGNS:
            text = text.replace(sign, plain)
    return text


def count_words(text: str) -> int:
    """Give how many words plain `text` has; where there are no spaces, as many as take the same time."""
    known = with_plain_signs(text)
    if known.isascii():
        return len(known.split())
    spaced, characters = _CHARACTER.subn(" ", known)
    words = len(_WORD.findall(spaced) if characters else spaced.split())
    return words + round(characters * WORDS_A_MINUTE / _CHARACTERS_A_MINUTE)


def minutes_of(body: Body, words: int) -> int:
    """Give the minutes that reading a body takes whose words are so many; at least one."""
    known = words + count_words(body.code) * _SHARE_OF_CODE
    return max(1, ceil(known / WORDS_A_MINUTE + body.pictures * _SECONDS_A_PICTURE / 60 - 0.5))
