"""Who wrote a comment, told from the line above or below it.

    <a href="PROFILE">Ana</a> said...        Anonymous said...        Comment by Ana on <a>DATE</a>
    At <a>DATE</a>, Ana said…                Ana hat gesagt...        By Ana, at <a>DATE</a>

The name's link is the last one with a text: the first may be the picture's.
"""

import re

from bs4 import Tag
from bs4.element import NavigableString

from plugins.comments_import.sources.page.dates import parse_shown
from plugins.comments_import.sources.page.parts import COMMENT_LINK, CommentMarkup, classes_of
from plugins.shared.text import one_line

_LENGTH = 200
_NOT_NAMES = {"avatar-image-container", "comment-avatar", "comment-icon", "item-control", "icon"}
# Blogger's word for "said" in the languages it spoke; with or without dots behind it.
_SAID = re.compile(
    r"\s*\b(?:said|says|wrote|dijo|a dit|hat gesagt|sagte|meinte|disse|ha detto|zei|pisze|napisał\(a\)|sa|sagde|sier|"
    r"kirjoitti|sanoi|řekl\(a\)|írta|dedi ki|комментирует|пишет)\s*(?:\.{2,3}|…|:)?$"
    r"|\s*(?:さんは書きました|さんのコメント|提到|说|說|님의 말)\s*(?:\.{2,3}|…|:)?$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:comment(?:ed)?|posted|written|publicado|escrito|kommentar|commentaire)\s+)?"
    r"(?:by|por|von|par|da|door)\s+",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[\s,|@–—-]*(?:\s(?:on|at|am|um|le|à|el|il|op|em|às))?[\s,|@–—:-]*$", re.IGNORECASE
)
_DATE_BEHIND = re.compile(
    r"\s(?:on|at|am|um|le|à|el|il|op|em|@|[-–—|])\s+(\S.{5,60})$", re.IGNORECASE
)
_ONLY_AT = re.compile(r"(?:at|on|am|um|le|à|el|il|op|em|às|@)?\W*", re.IGNORECASE)
_MAIL = re.compile(r"(\S+)@\S+\.\w+")


def find_author(comment: CommentMarkup) -> tuple[str, str]:
    """Give the name, "" when there is none, and the address it links to, as it stands there."""
    if comment.byline is None:
        return clean_name(comment.avatar_title), ""
    before, links, behind = _parts_of(comment.byline)
    if links:
        return clean_name(links[-1].get_text()), str(links[-1].get("href") or "")
    text = one_line(behind if _ONLY_AT.fullmatch(one_line(before)) and behind else before)
    shown = one_line(comment.avatar_title)
    if shown and text.startswith(shown):  # whatever "said" is in the blog's language
        return clean_name(shown), ""
    return clean_name(name_in(text)), ""


def name_in(text: str) -> str:
    """Give the name in a line without links."""
    text = _BEFORE.sub("", text.strip().lstrip(",|-–— "))
    without = _SAID.sub("", text)
    if without != text:
        return without.strip()
    found = _DATE_BEHIND.search(text)
    if found and parse_shown(found[1], is_day_first=True).day:
        text = text[: found.start()]
    return re.sub(r"\s*(?:\.{3}|…)$", "", _BEHIND.sub("", text)).strip()


def clean_name(name: str) -> str:
    """Give a name as one short line; of an e-mail address only what stands before the "@"."""
    line = one_line(name)
    match = _MAIL.fullmatch(line)
    return (match[1] if match else line)[:_LENGTH].strip()


def _parts_of(byline: Tag) -> tuple[str, list[Tag], str]:
    """Give the text before the comment's own link, the other links with a text, and the text behind."""
    texts = ["", ""]
    links: list[Tag] = []
    is_behind = 0
    skipped: set[int] = set()
    for node in byline.descendants:
        if id(node.parent) in skipped:
            skipped.add(id(node))
        elif isinstance(node, Tag):
            is_own = bool(COMMENT_LINK.search(str(node.get("href") or "")))
            if is_own or node.name == "script" or classes_of(node) & _NOT_NAMES:
                skipped.add(id(node))
                is_behind |= is_own
            elif node.name == "a" and node.get("href") and node.get_text(strip=True):
                links.append(node)
        elif type(node) is NavigableString:
            texts[is_behind] += str(node)
    return texts[0], links, texts[1]
