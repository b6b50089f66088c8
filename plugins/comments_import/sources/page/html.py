"""The HTML inside an element of a saved page, as the blog gave it."""

from itertools import takewhile

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from plugins.comments_import.keys import unarchived
from plugins.comments_import.sources.page.parts import CommentMarkup, classes_of
from plugins.comments_import.sources.page.saved import SavedPage

_ADDRESSES = ("href", "src", "cite", "longdesc")
_BEHIND_COMMENT = {"comment-actions", "comment-footer", "comment-replies", "item-control"}


def comment_html(mark: CommentMarkup, page: SavedPage) -> str:
    """Give a comment's words: what is in its element, without one <p> around everything."""
    if mark.body is None:
        return ""
    rest = _split_off(mark.body, mark.replies) if mark.body.name == "p" else []
    for element in (mark.body, *(node for node in rest if isinstance(node, Tag))):
        _restore(element, mark.extras, page)
    html = inner_html(_without_paragraph(mark.body)) + "".join(_html_of(node) for node in rest)
    return html.removesuffix("<p></p>").strip()


def post_html(body: Tag, extras: list[Tag], page: SavedPage) -> str:
    """Give a post's body, without the empty element that Blogger puts at its end."""
    _restore(body, extras, page)
    rest = [] if _clearing_in(body.contents[::-1]) else _stray_rest(body)
    for node in rest:
        if isinstance(node, Tag):
            _restore(node, extras, page)
    inner = _without_clearing(body)
    return (inner_html(inner).strip() + "".join(_html_of(node) for node in rest)).strip()


def _without_clearing(body: Tag) -> Tag:
    """Take the empty elements away; templates before 2006 have a <div> around them and the words."""
    nodes = [node for node in body.contents if isinstance(node, Tag) or str(node).strip()]
    first = nodes[0] if len(nodes) == 1 else None
    is_around = isinstance(first, Tag) and not first.attrs and _clearing_in(first.contents)
    inner = first if isinstance(first, Tag) and is_around else body
    ends = [_clearing_in(inner.contents[::-1])] + (
        [_clearing_in(inner.contents)] if is_around else []
    )
    for clearing in ends:
        if clearing:
            clearing.extract()
    return inner


def inner_html(element: Tag) -> str:
    """Give what is between an element's tags."""
    return element.decode_contents(formatter="minimal")


def _html_of(node: PageElement) -> str:
    if isinstance(node, Tag):
        return str(node.decode(formatter="minimal"))
    return node.output_ready("minimal") if isinstance(node, NavigableString) else ""


def _restore(body: Tag, extras: list[Tag], page: SavedPage) -> None:
    """Take out what is not of the body, and give links back the addresses they had."""
    for extra in extras:
        extra.extract()
    extras.clear()
    if not page.is_archived:
        return
    for tag in (body, *(node for node in body.descendants if isinstance(node, Tag))):
        for name in _ADDRESSES:
            if tag.get(name):
                tag[name] = unarchived(str(tag[name]))


def _split_off(body: Tag, replies: list[Tag]) -> list[PageElement]:
    """Give what follows a <p> that ended early, for a list or quotation cannot stand in one."""
    others = {id(reply) for reply in replies}

    def is_words(node: PageElement) -> bool:
        return not isinstance(node, Tag) or not (
            id(node) in others or classes_of(node) & _BEHIND_COMMENT
        )

    return list(takewhile(is_words, body.next_siblings))


def _without_paragraph(body: Tag) -> Tag:
    nodes = [node for node in body.contents if isinstance(node, Tag) or str(node).strip()]
    first = nodes[0] if len(nodes) == 1 else None
    return first if isinstance(first, Tag) and first.name == "p" else body


def _clearing_in(nodes: list[PageElement]) -> Tag | None:
    """Give the <div style='clear: both;'></div> that stands first."""
    for node in nodes:
        if isinstance(node, Tag):
            return node if _is_clearing(node) else None
        if str(node).strip():
            return None
    return None


def _is_clearing(node: Tag) -> bool:
    style = str(node.get("style") or "").replace(" ", "").lower()
    return node.name == "div" and style.startswith("clear:both") and not node.contents


def _stray_rest(body: Tag) -> list[PageElement]:
    """Give what stands between a body and its closing element: a </div> too many ended the body early."""
    rest: list[PageElement] = []
    for node in body.next_siblings:
        if isinstance(node, Tag):
            if _is_clearing(node):
                return rest
            if classes_of(node) & {"post-footer", "comments", "jump-link", "post-bottom"}:
                return []
        rest.append(node)
    return []
