"""Comments as a page shows them: safe HTML bodies, times in words, replies in lists."""

import html
import re
from collections import deque
from collections.abc import Collection
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from plugins.comments.model import Comment, Format, anchors, feed_id, fragments
from plugins.comments.shown import Conversation, ShownComment
from plugins.comments.threads import Thread, walk, walk_threads
from plugins.shared.dates import format_precise, format_utc
from plugins.shared.locales import ENGLISH, moment_in
from plugins.shared.safe_html import clean_comment
from plugins.shared.text import clean, one_line

if TYPE_CHECKING:
    from markdown import Markdown

_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
# Deeper replies stand in the list of the last level: a phone is 320 pixels wide.
DEEPEST = 4
# Python-Markdown takes a minute for 20,000 opening brackets; nobody's comment needs as many.
LONGEST_MARKDOWN = 4_000
# To make one takes longer than to read a comment with it; the desk's threads take one each.
_SPARE: deque["Markdown"] = deque(maxlen=4)
# Where comments come in under whatever name somebody types.
_OPEN_DOORS = ("desk:", "mail:")


def show_conversation(
    threads: tuple[Thread, ...],
    *,
    post_id: str,
    zone: tzinfo,
    language: str = ENGLISH,
    authors: Collection[str] = (),
) -> Conversation:
    """Give the conversation under the post with the permanent id `post_id`, times in `zone`.

    They are written as the language writes them; `authors` are the names of who wrote the post, or the
    site.
    """
    comments = walk(threads)
    names = frozenset(filter(None, map(_folded, authors)))
    places = fragments(comments)
    more = anchors(comments, places)
    ids = {comment.id: feed_id(post_id, comment) for comment in comments}
    above = {
        reply.comment.id: thread.comment.id
        for thread in walk_threads(threads)
        for reply in thread.replies
    }
    leaves = {}
    for comment in comments:
        answered = above.get(comment.id, "")
        leaves[comment.id] = _show(
            comment,
            id=ids[comment.id],
            fragment=places[comment.id],
            answers=places.get(answered, ""),
            answers_id=ids.get(answered, ""),
            anchors=more[comment.id],
            when=_when(comment, zone, language),
            is_author=_is_author(comment, names),
        )
    seen = [comment for comment in comments if comment.is_shown]
    newest = sorted(seen, key=lambda one: one.appeared.timestamp() if one.appeared else 0)[-3:]
    return Conversation.of(
        tuple([_with_replies(thread, leaves, depth=1) for thread in threads]),
        newest=tuple([places[comment.id] for comment in newest]),
    )


def safe_body(body: str, format_: Format) -> Markup:
    """Give a comment's body as HTML in which nothing can act."""
    if format_ is Format.HTML:
        return Markup(clean_comment(body))  # noqa: S704 - this is the cleaning
    if format_ is Format.MARKDOWN and len(body) <= LONGEST_MARKDOWN:
        return Markup(clean_comment(_from_markdown(clean(body))))  # noqa: S704
    known = clean(body)
    if "://" not in known:  # then there is nothing to clean, and cleaning would change nothing
        return Markup(_paragraphs(known))  # noqa: S704
    return Markup(clean_comment(_paragraphs(known)))  # noqa: S704


def _from_markdown(text: str) -> str:
    from markdown import Markdown  # noqa: PLC0415 - few comments need it, and it takes long to load

    try:
        reader = _SPARE.pop()
    except IndexError:
        reader = Markdown()
    found = str(reader.reset().convert(text))
    _SPARE.append(reader)  # not after an exception: who knows what it remembers
    return found


def _paragraphs(text: str) -> str:
    """Give plain text as HTML: paragraphs at empty lines, breaks at line ends, web addresses linked."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    parts = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", unix) if part.strip()]
    return "\n".join(f"<p>{_lines(part)}</p>" for part in parts)


def _lines(text: str) -> str:
    done, rows = 0, []
    for match in _ADDRESS.finditer(text):
        address = _escaped(match[0])
        rows += [_escaped(text[done : match.start()]), f'<a href="{address}">{address}</a>']
        done = match.end()
    rows.append(_escaped(text[done:]))
    return "".join(rows).replace("\n", "<br>\n")


def _escaped(text: str) -> str:
    """Escape text as HTML is written (https://html.spec.whatwg.org/#escapingString)."""
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


def _show(comment: Comment, **known: Any) -> ShownComment:
    """Give the comment with what is `known` of its place among the others."""
    if not comment.is_shown:
        return ShownComment(is_placeholder=True, **known)
    written = format_precise(comment.date, comment.precision) if comment.date else ""
    return ShownComment(
        key=comment.id,
        author=comment.author,
        url=comment.url,
        when_iso=written,
        appeared_iso=format_utc(comment.approved) if comment.approved else written,
        body=safe_body(comment.body, comment.format),
        kind=comment.kind,
        **known,
    )


def _when(comment: Comment, zone: tzinfo, language: str) -> str:
    if not comment.is_shown or not comment.date:
        return ""
    return moment_in(language, comment.date, comment.precision, zone)


def _is_author(comment: Comment, names: frozenset[str]) -> bool:
    """Whether one of these wrote it; a name alone proves nothing where anybody may type any."""
    is_proven = comment.is_shown and not comment.id.startswith(_OPEN_DOORS)
    return is_proven and _folded(comment.author) in names


def _folded(name: str) -> str:
    return one_line(name).casefold()


def _with_replies(thread: Thread, leaves: dict[str, ShownComment], *, depth: int) -> ShownComment:
    """Hang the replies under their comment; below the deepest level they stand one after the other."""
    leaf = leaves[thread.comment.id]
    if not thread.replies:
        return leaf
    if depth < DEEPEST:
        replies = tuple(_with_replies(reply, leaves, depth=depth + 1) for reply in thread.replies)
    else:
        replies = tuple(leaves[comment.id] for comment in walk(thread.replies))
    size = sum(reply.size + (not reply.is_placeholder) for reply in replies)
    return leaf._replace(replies=replies, size=size)
