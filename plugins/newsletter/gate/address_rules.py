"""Where a letter's links lead: to every post in both parts, to the way out, and nowhere with a token. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from plugins.newsletter.gate.model import Finding, Level, conclude, faults
from plugins.newsletter.gate.parts import Parts, is_hidden, visible_strings
from plugins.newsletter.gate.web_links import (
    is_personal,
    is_web,
    links_in_text,
    parts_of,
    place_of,
    without_fragment,
)
from plugins.shared.text import count

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_ADDRESS = re.compile(r"""(?:https?://|mailto:)[^\s<>"]+""", re.IGNORECASE)


def check_addresses(parts: Parts, *, site: str, desk: str) -> tuple[Finding, ...]:
    """Give what is wrong with where the links lead, and which of them one part lacks.

    A post is named in a heading of the first two ranks; its link must be in the text too.
    """
    hrefs = [str(tag.get("href", "")).strip() for tag in parts.page.find_all(["a", "area"])]
    heads = {
        without_fragment(str(tag["href"]))
        for heading in parts.page.find_all(["h1", "h2"])
        for tag in heading.find_all("a", href=True)
    }
    lost = [url for url in _only_in_html(parts, hrefs, site) if not is_personal(url, desk)]
    wrong = [
        *(message for href in hrefs for message in _address(href, parts)),
        *(_telling(href) for href in hrefs if _tells_others(href, parts, desk)),
        *(
            f"{parts.shown(url)} is a post's link in the HTML and not in the text; both must lead to every post"
            for url in lost
            if url in heads
        ),
    ]
    warnings = [
        *(_one_sided(url, parts, "HTML", "text") for url in lost if url not in heads),
        *(
            _one_sided(url, parts, "text", "HTML")
            for url in _only_in_text(parts, hrefs)
            if not is_personal(url, desk)
        ),
    ]
    links = count(len(set(filter(is_web, hrefs))), "link")
    return conclude(
        "addresses",
        [*faults("addresses", wrong), *dict.fromkeys(warnings)],
        good=f"{links} in the HTML, and the site's are in the text too",
    )


def check_way_out(parts: Parts, *, desk: str) -> tuple[Finding, ...]:
    """Give whether a reader sees in both parts how to unsubscribe."""
    message = "there is no link to unsubscribe that a reader can see; every letter must have one"
    has_way_out = {
        "the HTML": any(
            _is_way_out(str(tag.get("href", "")).strip(), parts, desk) and tag.get_text(strip=True)
            for tag in parts.page.find_all("a")
            if not is_hidden(tag)
        ),
        "the text": any(_is_way_out(url, parts, desk) for url in _ADDRESS.findall(parts.text))
        or _says_whom_to_write(parts),
    }
    return conclude(
        "unsubscribing",
        faults(
            "unsubscribing",
            (f"in {part} {message}" for part, has in has_way_out.items() if not has),
        ),
        good="the way out can be seen in both parts",
    )


def _address(href: str, parts: Parts) -> Iterator[str]:
    if not href:
        return  # a name to jump to, no link
    if href.startswith("#"):
        if len(href) > 1 and not _has_place(parts, unquote(href[1:])):
            yield f"a link leads to {parts.shown(href)}, which is not in the letter"
        return
    found = parts_of(href)
    if found.scheme not in _SCHEMES:
        kind = f'"{found.scheme}:"' if found.scheme else "no full address"
        yield f"a link has {kind} ({parts.shown(href)}); in a letter it leads nowhere, https://… is needed"
    if found.scheme in {"http", "https"} and (not is_web(href) or "@" in found.netloc):
        yield f"{parts.shown(href)} has no host, or a password in it; write the address as readers may have it"


def _has_place(parts: Parts, name: str) -> bool:
    return bool(parts.page.find(id=name) or parts.page.find("a", attrs={"name": name}))


def _tells_others(href: str, parts: Parts, desk: str) -> bool:
    return is_web(href) and not is_personal(href, desk) and parts.tells_who(href)


def _telling(href: str) -> str:
    return f"a link to {parts_of(href).hostname} holds the reader's own address or token, which only the desk may see"


def _one_sided(url: str, parts: Parts, there: str, not_there: str) -> Finding:
    message = f"{parts.shown(url)} stands in the {there} and not in the {not_there}; both should lead to the same"
    return Finding(subject="addresses", level=Level.WARNING, message=message)


def _only_in_html(parts: Parts, hrefs: list[str], site: str) -> list[str]:
    """Give the links to pages of the site, its first aside, that the text lacks."""
    known = {without_fragment(url) for url in links_in_text(parts.text)}
    home = site.rstrip("/")
    pages = dict.fromkeys(without_fragment(href) for href in hrefs if is_web(href))
    ours = (url for url in pages if place_of(url) == place_of(site) and url.rstrip("/") != home)
    return [url for url in ours if url not in known]


def _only_in_text(parts: Parts, hrefs: list[str]) -> Iterator[str]:
    """Give the links of the text that the HTML has neither as a link nor as words."""
    strings = visible_strings(parts.page)
    words = {without_fragment(url) for string in strings for url in links_in_text(string)}
    known = words | {without_fragment(href) for href in hrefs}
    return (url for url in links_in_text(parts.text) if without_fragment(url) not in known)


def _is_way_out(url: str, parts: Parts, desk: str) -> bool:
    """Whether an address is one of List-Unsubscribe, or leads the same way."""
    if url in parts.ways_out:
        return True
    found = parts_of(url)
    if found.scheme == "mailto":
        is_asked = "unsubscribe" in found.query.lower()
        return is_asked and unquote(found.path) in _mail_addresses(parts)
    path = f"{parts_of(desk).path.rstrip('/')}/u/"
    return is_personal(url, desk) and found.path.startswith(path)


def _says_whom_to_write(parts: Parts) -> bool:
    has_address = any(address in parts.text for address in _mail_addresses(parts))
    return has_address and "unsubscribe" in parts.text.lower()


def _mail_addresses(parts: Parts) -> set[str]:
    ways = map(parts_of, parts.ways_out)
    return {unquote(way.path) for way in ways if way.scheme == "mailto" and way.path}
