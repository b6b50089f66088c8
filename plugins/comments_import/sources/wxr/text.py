"""The texts of WordPress' posts and comments as HTML: what it would have shown.

Posts of the block editor (since 2018) are HTML with remarks such as `<!-- wp:paragraph -->` around the
blocks, older ones want paragraphs, and one post may be both: the old text then stands between blocks.
"""

import re
from html import unescape

from plugins.comments.model import Format
from plugins.comments_import.sources.wxr.shortcodes import link_to, replace_shortcodes
from plugins.comments_import.texts.html_paragraphs import add_paragraphs
from plugins.shared.text import one_line

# The attributes of a block are JSON in which "<" and ">" are escaped.
_BLOCK = re.compile(r"<!--\s*+(?P<slash>/?)wp:(?P<name>[\w/-]++)[^<>]*?(?P<single>/?)-->")
# They cut a page in two, or a post for the front page.
_CUT = re.compile(r"<!--\s*+(?:more|nextpage|noteaser)[^<>]{0,500}-->")
# WordPress shows what is to be seen at an address that has a line of its own, but for code.
_ADDRESS_ALONE = re.compile(r"^[ \t]*+(https?://[^\s<>\"]++)[ \t]*+$", re.MULTILINE)
_CODE = re.compile(r"(<pre[\s>].*?</pre>)", re.DOTALL)
# In these, too, it adds the paragraphs that are missing.
_OLD_TEXTS = frozenset({"core/freeform", "core/shortcode", "freeform", "shortcode"})
_ADDRESS_IN_BLOCK = re.compile(
    r"(<div class=\"wp-block-embed__wrapper\">)\s*+(https?://[^\s<>\"]++)\s*+(?=</div>)"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def post_html(text: str) -> str:
    """Give the body of a post or page as HTML."""
    parts: list[str] = []
    for is_block, piece in _split_blocks(_CUT.sub("", text)):
        known = replace_shortcodes(piece)
        parts.append(_of_block(known) if is_block else _of_old_text(known))
    return "\n".join(part for part in parts if part)


def comment_body(text: str) -> tuple[str, Format]:
    """Give a comment's words and how they are written.

    Without any tag they are plain text, in which WordPress keeps "&" and "<" escaped; otherwise HTML.
    """
    if _TAG.search(text):
        return add_paragraphs(text), Format.HTML
    return unescape_entities(text).strip(), Format.TEXT


def unescape_entities(text: str) -> str:
    """Give `text` with its entities as what they mean; "&copy=2" in an address is none."""
    return _ENTITY.sub(lambda match: unescape(match[0]), text)


def plain_line(html: str) -> str:
    """Give a title, a name or a label, which WordPress keeps as HTML, as one line of text."""
    return one_line(unescape_entities(_TAG.sub("", html)))


def _split_blocks(text: str) -> list[tuple[bool, str]]:
    """Cut a text into blocks, without their remarks, and what stands between them."""
    pieces: list[tuple[bool, str]] = []
    depth, done = 0, 0
    rows: list[str] = []
    for match in _BLOCK.finditer(text):
        rows.append(text[done : match.start()])
        done = match.end()
        if match["single"] or match["name"] in _OLD_TEXTS:
            continue
        if depth == 0 and not match["slash"]:
            pieces.append((False, "".join(rows)))
            rows = []
        depth = max(depth + (-1 if match["slash"] else 1), 0)
        if depth == 0:
            pieces.append((True, "".join(rows)))
            rows = []
    return [*pieces, (depth > 0, "".join([*rows, text[done:]]))]


def _of_block(html: str) -> str:
    return _ADDRESS_IN_BLOCK.sub(lambda match: match[1] + link_to(unescape(match[2])), html).strip()


def _of_old_text(html: str) -> str:
    *code, below = html.rpartition("</pre>")  # nothing below its last end is code
    parts = _CODE.split("".join(code))
    parts[-1] += below
    parts[::2] = [_link_addresses(part) for part in parts[::2]]
    return add_paragraphs("".join(parts))


def _link_addresses(html: str) -> str:
    return _ADDRESS_ALONE.sub(lambda match: link_to(unescape(match[1])), html)
