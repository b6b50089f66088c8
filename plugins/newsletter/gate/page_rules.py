"""What a letter's HTML must be: whole, small, and calling nobody but the site, for its pictures. Pure."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, Tag

from plugins.newsletter.gate.model import Finding, Level, conclude, faults
from plugins.newsletter.gate.parts import Parts, is_hidden
from plugins.newsletter.gate.web_links import is_loopback, is_web, parts_of, place_of
from plugins.shared.text import count

_KILOBYTE = 1000
_WARNED_AT = 80 * _KILOBYTE
_LARGEST = 95 * _KILOBYTE  # Gmail cuts near 102 KB, and with the end goes the way out
_ACTIVE = [
    "applet",
    "audio",
    "base",
    "button",
    "canvas",
    "embed",
    "form",
    "frame",
    "frameset",
    "iframe",
    "input",
    "link",
    "math",
    "object",
    "script",
    "select",
    "svg",
    "textarea",
    "video",
]
_FETCHING = re.compile(r"url\s*\(|@import|@font-face|image-set\s*\(|expression\s*\(", re.IGNORECASE)
_FETCHED_BY_COMMENT = re.compile(r"\b(?:src|background|href)\s*=|url\s*\(", re.IGNORECASE)
_TINY = re.compile(
    r"(?:^|[\s;])(?:max-)?(?:width|height)\s*:\s*0*[01](?:\.\d+)?(?:px)?\s*(?:;|$)", re.IGNORECASE
)
_TINY_NUMBER = re.compile(r"\s*0*[01](?:\.\d+)?(?:px)?\s*", re.IGNORECASE)
_SHOWN_BY_FEW = re.compile(r"\.(?:svgz?|webp|avif|jxl|heic)$", re.IGNORECASE)


def check_size(parts: Parts) -> tuple[Finding, ...]:
    """Give whether the HTML is small enough to be shown whole."""
    size = len(parts.html.encode())
    shown = f"the HTML has {size / _KILOBYTE:.0f} KB"
    if size > _LARGEST:
        message = f"{shown}; Gmail cuts letters near 102 KB, so at most {_LARGEST // _KILOBYTE} KB are sent: shorten the introduction, or name fewer posts"
        return (Finding(subject="size", level=Level.FAULT, message=message),)
    if size > _WARNED_AT:
        message = f"{shown}; {_LARGEST // _KILOBYTE} KB are the most, shorten it before it grows"
        return (Finding(subject="size", level=Level.WARNING, message=message),)
    return (Finding(subject="size", level=Level.GOOD, message=shown),)


def check_page(parts: Parts) -> tuple[Finding, ...]:
    """Give what is missing in the page, and what in it would run, ask or call somebody."""
    problems = [
        *_structure(parts.page),
        *_active(parts.page),
        *_styles(parts.page),
        *_remarks(parts.page),
    ]
    return conclude(
        "page",
        faults("page", problems),
        good="it has a language, a title and one heading; nothing in it runs, and nothing but pictures is fetched",
    )


def check_pictures(parts: Parts, *, site: str) -> tuple[Finding, ...]:
    """Give what is wrong with the pictures: each is the site's own, described, and the same for everybody."""
    pictures = parts.page.find_all(["img", "source"])
    wrong = [message for tag in pictures for message in _picture(tag, parts, site)]
    odd = [
        url for tag in pictures for url in _sources(tag) if _SHOWN_BY_FEW.search(parts_of(url).path)
    ]
    warnings = [
        Finding(
            subject="pictures",
            level=Level.WARNING,
            message=f"{parts.shown(url)} is of a kind that Gmail or Outlook does not show; JPEG and PNG are shown everywhere",
        )
        for url in dict.fromkeys(odd)
    ]
    seen = f"{count(len(pictures), 'picture')}, of the site's own" if pictures else "there are none"
    return conclude("pictures", [*faults("pictures", wrong), *warnings], good=seen)


def _structure(page: BeautifulSoup) -> Iterator[str]:
    if not page.html or not str(page.html.get("lang", "")).strip():
        yield "<html> has no lang; a voice that reads the letter out needs it"
    if not page.title or not page.title.get_text(strip=True):
        yield "there is no <title>, or it is empty; it is the name of the letter in a browser"
    headings = len(page.find_all("h1"))
    if headings != 1:
        yield f"there are {headings} <h1>; exactly one is needed, the letter's own"


def _active(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all(_ACTIVE):
        yield f"there is a <{tag.name}>, which mail programs remove or distrust; take it out of the post or the template"
    for tag in page.find_all("meta", attrs={"http-equiv": re.compile("refresh", re.IGNORECASE)}):
        yield f"<{tag.name} http-equiv=refresh> leads the reader away; take it out"
    for tag in page.find_all(_calls_somebody):
        names = ", ".join(sorted(name for name in tag.attrs if _is_active(name)))
        yield f"<{tag.name}> has the attribute {names}, which runs or fetches something; take it out"


def _calls_somebody(tag: Tag) -> bool:
    return any(_is_active(name) for name in tag.attrs)


def _is_active(attribute: str) -> bool:
    return attribute.startswith("on") or attribute in {
        "background",
        "ping",
        "poster",
        "lowsrc",
        "dynsrc",
    }


def _styles(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all("style"):
        if _FETCHING.search(_unescaped(tag.decode_contents())):
            yield "a <style> fetches something (url(), @import or @font-face); only pictures are fetched"
    for tag in page.find_all(style=True):
        if _FETCHING.search(_unescaped(str(tag["style"]))):
            yield f"the style of a <{tag.name}> fetches something, a background perhaps; only pictures are fetched"


def _unescaped(css: str) -> str:
    r"""Give CSS with its comments gone and its escapes read: "u\72l(" fetches as "url(" does."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(
        r"\\([0-9a-fA-F]{1,6})\s?|\\(.)",
        lambda match: match[2] or chr(min(int(match[1], 16), 0x10FFFF)),
        plain,
    )


def _remarks(page: BeautifulSoup) -> Iterator[str]:
    for comment in page.find_all(string=lambda string: isinstance(string, Comment)):
        if "[if" in comment and _FETCHED_BY_COMMENT.search(comment):
            yield "a comment for Outlook (<!--[if …]>) fetches or links something; it may hold only the layout"


def _picture(tag: Tag, parts: Parts, site: str) -> Iterator[str]:
    sources = _sources(tag)
    if not sources:
        yield f"a <{tag.name}> has no address; take it out"
    for url in dict.fromkeys(sources):
        yield from _source(url, parts, site)
        if parts.tells_who(url):
            yield "a picture's address holds the reader's own address or token: it would tell who has opened the letter"
    if tag.name == "img" and "alt" not in tag.attrs:
        yield f'{parts.shown("".join(sources[:1]))} has no alt; describe the picture, or give it alt="" when it is decoration'
    if _is_tiny(tag) or is_hidden(tag):
        yield f"{parts.shown(''.join(sources[:1]))} is a picture that nobody can see, as those that count readers are; take it out"


def _sources(tag: Tag) -> tuple[str, ...]:
    """Give every address a picture may be fetched from."""
    found = [str(tag.get("src", "")).strip()]
    candidates = re.split(r",\s+|,$", str(tag.get("srcset", "")))
    found += [candidate.split()[0] for candidate in candidates if candidate.strip()]
    return tuple(url for url in found if url)


def _source(url: str, parts: Parts, site: str) -> Iterator[str]:
    found = parts_of(url)
    if not is_web(url):
        kind = f'"{found.scheme}:"' if found.scheme else "no full address"
        yield f"a picture has {kind} ({parts.shown(url)}); readers' programs need https://… at the site"
        return
    if found.scheme != "https" and not is_loopback(found.hostname or ""):
        yield f"{parts.shown(url)} is fetched without encryption; https is needed"
    if place_of(url) != place_of(site):
        yield f"{parts.shown(url)} is fetched from a stranger, who would see who reads; keep the picture in content/images"


def _is_tiny(tag: Tag) -> bool:
    numbers = (str(tag.get(name, "")) for name in ("width", "height"))
    return any(map(_TINY_NUMBER.fullmatch, numbers)) or bool(
        _TINY.search(str(tag.get("style", "")))
    )
