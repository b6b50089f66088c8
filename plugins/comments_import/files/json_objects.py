"""The objects in a JSON text, one at a time: a damaged or cut off one never takes the others along."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DECODER = json.JSONDecoder()
_BETWEEN = re.compile(r"[\s,]*+")


@dataclass(frozen=True, slots=True)
class Found:
    """An object; `value` is None when it cannot be read, `is_cut` when the text ended within it.

    `start` and `end` are its place in the text.
    """

    value: dict[str, Any] | None
    start: int
    end: int
    is_cut: bool = False


def objects(text: str, start: int, *, begin: re.Pattern[str]) -> Iterator[Found]:
    """Give the objects from `start` on, up to the "]" of the array they stand in or the text's end.

    `begin` is how each of them begins: where one is damaged the reading goes on at the next such place.
    """
    while start < len(text):
        between = _BETWEEN.match(text, start)
        start = between.end() if between else start
        if start == len(text) or text[start] == "]":
            return
        value, end = _decode(text, start)
        if value is None:
            yield from _objects_in_ruins(text, start, begin)
            return
        # It may be a number where an object should be.
        yield Found(value if isinstance(value, dict) else None, start, end)
        start = end


def _objects_in_ruins(text: str, start: int, begin: re.Pattern[str]) -> Iterator[Found]:
    """Give what can be read from a damaged object on: nobody knows any more what a "]" closes.

    Each piece up to the next beginning is looked at alone. (That the parser counts the lines above each
    fault would take quadratic time otherwise.)
    """
    is_whole = text[-100:].rstrip().endswith(("]", "}"))
    while start < len(text):
        following = begin.search(text, start + 1)
        end = following.start() if following else len(text)
        value = _decode(text[start:end], 0)[0]
        is_object = isinstance(value, dict)
        is_cut = not (is_object or following or is_whole)
        yield Found(value if is_object else None, start, end, is_cut=is_cut)
        start = end


def _decode(text: str, start: int) -> tuple[Any, int]:
    """Give the value that begins at `start` and its end; None and where it fails when it is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        return None, error.pos
    except (ValueError, RecursionError):  # a number of 5,000 digits; nested too deeply
        return None, start + 1


def string_after(text: str, key: str, start: int, end: int) -> str:
    """Give the first string called `key` in that part of the text, "" when there is none."""
    match = re.compile(rf'"{key}"\s*:\s*(?=")').search(text, start, end)
    value = _decode(text, match.end())[0] if match else ""
    return value if isinstance(value, str) else ""
