"""The places of pictures in Markdown, outside of what it shows as code."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from plugins.comments_import.pictures.addresses import clean_address
from plugins.comments_import.pictures.places import Place

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)[^`\n]+\1(?!`)")
_TARGET = r"\s*+(?P<target><[^<>\n]*+>|[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)"
_MARKDOWN = re.compile(rf"(?P<image>!\[(?:[^\[\]\\]|\\.)*+)?\]\({_TARGET}", re.DOTALL)
_MARKDOWN_END = re.compile(r"""\s*+(?:"[^"\n]*+"|'[^'\n]*+')?+\s*+\)""")
_DEFINITION = re.compile(rf"^ {{0,3}}\[(?P<name>[^\]\n]++)\]:{_TARGET}", re.MULTILINE)
_REFERENCE = re.compile(r"!\[(?P<text>[^\[\]]*+)\](?:\[(?P<name>[^\[\]\n]*+)\])?+(?!\()")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def without_code(text: str) -> str:
    """Blank out what Markdown shows as code, so that every other place stays where it is."""
    lines, fence = [], ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        is_edge = bool(match and (not fence or match[1].startswith(fence)))
        lines.append(" " * len(line) if fence or is_edge else line)
        if is_edge and match:
            fence = "" if fence else match[1]
    return _CODE.sub(lambda match: " " * len(match[0]), "\n".join(lines))


def markdown_places(text: str) -> Iterator[Place]:
    """Give the pictures, links and link definitions of a Markdown text."""
    for match in _MARKDOWN.finditer(text):
        before = text[match.start() - 1] if match.start() else ""
        # [![a small one](thumbnail)](large)
        for place in _target_of(
            match, is_link=not match["image"], holds_picture=before in {")", ">"}
        ):
            end = _MARKDOWN_END.match(text, match.end())
            yield replace(place, tag=(match.start(), end.end()) if end else None)
    shown = {(match["name"] or match["text"]).casefold() for match in _REFERENCE.finditer(text)}
    for match in _DEFINITION.finditer(text):
        yield from _target_of(match, is_link=True, holds_picture=match["name"].casefold() in shown)


def _target_of(match: re.Match[str], *, is_link: bool, holds_picture: bool) -> Iterator[Place]:
    written = match["target"].removeprefix("<").removesuffix(">")
    address = clean_address(unescape(_ESCAPED.sub(r"\1", written)))
    if address:
        yield Place(
            start=match.start("target"),
            end=match.end("target"),
            address=address,
            is_link=is_link,
            holds_picture=holds_picture,
        )
