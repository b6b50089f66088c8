"""A post's HTML, already safe and absolute, made fit for mail programs. Pure.

They show no films, no srcset and no folded details; Outlook takes a picture's width from its attribute
alone; and the post's headings stand below its title, which is a heading of the letter.
"""

import re
from html import escape

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from plugins.shared.languages import IN_ENGLISH, Words
from plugins.shared.text import one_line, shorten, words_of

WIDEST = 568
_SMALLEST_PICTURE = 3
# Hardly a mail program shows one: https://www.caniemail.com/features/image-svg/
_DRAWING = re.compile(r"\.svgz?(?:[?#]|$)", re.IGNORECASE)
_DEEPEST_HEADING = 6
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_EVERYWHERE = frozenset({"dir", "lang"})
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_MEDIA = ("video", "audio")


def fit_content(html: str, *, below: int = 2, catalogue: Words = IN_ENGLISH) -> str:
    """Give the HTML for a letter, its headings below those of level `below`."""
    return str(_fitted(html, below, catalogue))


def fit_blocks(html: str, *, below: int = 2, catalogue: Words = IN_ENGLISH) -> tuple[str, ...]:
    """Give the same as the paragraphs, lists and whatever else stands side by side in it."""
    return tuple(map(_html_of, _fitted(html, below, catalogue).contents))


def has_picture(html: str, address: str) -> bool:
    """Whether the picture at `address` is among those of the HTML that fit_content gave."""
    return bool(address) and f'src="{escape(address, quote=False)}"' in html


def _fitted(html: str, below: int, catalogue: Words) -> BeautifulSoup:
    soup = BeautifulSoup(html, "html.parser")
    for media in soup.find_all(list(_MEDIA)):
        _link_media(media, catalogue)
    for tag in soup.find_all(["source", "track", "picture", "details"]):
        tag.unwrap()
    for summary in soup.find_all("summary"):
        summary.name = "div"
    for picture in soup.find_all("img"):
        _fit_picture(picture)
    for link in soup.find_all("a"):
        _drop_way_back(link)
    for tag in soup.find_all(True):  # noqa: FBT003 - bs4's word for every tag
        _drop_attributes(tag)
    for table in soup.find_all("table"):
        table.wrap(soup.new_tag("div", attrs={"class": "wide"}))
    _order_headings(soup, below)
    return soup


def _html_of(block: PageElement) -> str:
    return escape(block, quote=False) if isinstance(block, NavigableString) else str(block)


def beginning_of(blocks: tuple[str, ...], length: int) -> str:
    """Give the first whole blocks, at most `length` characters of them; some words at least."""
    found = ""
    for block in blocks:
        if len(found) + len(block) > length:
            break
        found += block
    if found.strip():
        return found
    first = next((block for block in blocks if block.strip()), "")
    # "&amp;" is five characters.
    return f"<p>{escape(shorten(words_of(first), length // 6), quote=False)}</p>" if first else ""


def _link_media(media: Tag, catalogue: Words) -> None:
    """Put a link to a film or a recording in its place."""
    source = media.find("source")
    address = media.get("src") or (source.get("src") if isinstance(source, Tag) else "")
    link = Tag(name="a", attrs={"href": str(address)}) if address else Tag(name="span")
    is_film = media.name == "video"
    say = catalogue.gettext
    link.string = say("Watch the film") if is_film else say("Listen to the recording")
    if media.find_parent("a"):
        link.name, link.attrs = "span", {}
    media.replace_with(link)


def _fit_picture(picture: Tag) -> None:
    width, height = (_pixels(picture.get(name)) for name in ("width", "height"))
    # Counting pixels that an old blog's posts have brought along.
    if not picture.get("src") or 0 < min(width or WIDEST, height or WIDEST) < _SMALLEST_PICTURE:
        picture.decompose()
        return
    if _DRAWING.search(str(picture["src"])):
        _describe(picture)
        return
    for name in ("width", "height"):
        del picture[name]
    picture["alt"] = picture.get("alt") or ""
    if width:
        shown = min(width, WIDEST)
        picture["width"] = str(shown)
        if height:
            picture["height"] = str(max(1, round(height * shown / width)))


def _describe(drawing: Tag) -> None:
    """Let the words for those who cannot see a drawing stand for it; one that only decorates goes."""
    words = one_line(str(drawing.get("alt") or ""))
    if not words:
        drawing.decompose()
        return
    drawing.name, drawing.attrs = "em", {}
    drawing.string = words


def _pixels(found: object) -> int:
    text = str(found or "").removesuffix("px")
    return int(text) if text.isascii() and text.isdigit() else 0


def _drop_attributes(tag: Tag) -> None:
    """Take out what mail programs have no use for: every byte counts."""
    kept = _EVERYWHERE | _ATTRIBUTES.get(tag.name, set())
    for name in tag.attrs.keys() - kept:
        del tag[name]


def _drop_way_back(link: Tag) -> None:
    """Take out the arrow from a footnote back to its place: it would leave the letter."""
    if one_line(link.get_text()).rstrip("\ufe0e") == "↩":
        link.decompose()


def _order_headings(soup: BeautifulSoup, below: int) -> None:
    """Let the headings begin under the level `below`, and none be more than one deeper than the last."""
    around: list[int] = []
    for heading in soup.find_all(_HEADINGS):
        level = int(heading.name[1])
        while around and around[-1] >= level:
            around.pop()
        around.append(level)
        heading.name = f"h{min(below + len(around), _DEEPEST_HEADING)}"
