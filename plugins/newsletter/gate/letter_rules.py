"""What a letter must be before it may go out, looked at in its bytes as they would be sent. Pure."""

import re
from collections.abc import Iterable, Iterator

from bs4.element import NavigableString

from plugins.newsletter.gate.address_rules import check_addresses, check_way_out
from plugins.newsletter.gate.header_rules import check_form, check_headers, check_list_headers
from plugins.newsletter.gate.model import Finding, Level, conclude, faults
from plugins.newsletter.gate.page_rules import check_page, check_pictures, check_size
from plugins.newsletter.gate.parts import (
    Parts,
    all_strings,
    content_of,
    is_hidden,
    take_apart,
    visible_strings,
)
from plugins.shared.text import comparable

_KINDS = ("text/plain", "text/html")
_LONGEST_PREHEADER = 200
# What fills the rest of the inbox's line behind the preheader.
_FILLING = re.compile("[\u034f\u200b-\u200d\u2060\u00a0\u00ad\ufeff\\s]+")
# Those of Jinja, Handlebars and Liquid, and Mailchimp's, which people who come from there may write.
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|%\}|\*\|[A-Z_:]+\|\*")
# A name between two characters of private use, as letters are compiled with.
_SLOT = re.compile("([\ue000-\uf8ff\U000f0000-\U0010fffd])[a-z_]+\\1")
_CODE = frozenset({"code", "pre", "kbd", "samp"})


def check_letter(
    message: bytes, *, site: str, desk: str, postal: str = "", slots: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Give what is wrong with a letter, and a good finding for each rule that it keeps.

    `site` is SITE_ADDRESS, `desk` the desk's address or ""; `postal` is the author's postal address
    where one is set; `slots` are further texts that must have been replaced for the reader. The
    letter is as it goes over the wire, but for the dots that SMTP doubles.
    """
    parts = take_apart(message)
    return (
        *check_form(parts),
        *check_headers(parts),
        *check_list_headers(parts, desk=desk),
        *check_parts(parts),
        *check_size(parts),
        *check_page(parts),
        *check_pictures(parts, site=site),
        *check_addresses(parts, site=site, desk=desk),
        *check_way_out(parts, desk=desk),
        check_preheader(parts),
        *check_postal(parts, postal=postal),
        *check_slots(parts, slots=slots),
    )


def check_parts(parts: Parts) -> tuple[Finding, ...]:
    """Give whether the letter is a text and an HTML of the same, both with words in them."""
    return conclude("parts", faults("parts", _parts(parts)), good="a text, and the same as HTML")


def check_preheader(parts: Parts) -> Finding:
    """Give whether the page begins with the hidden line that inboxes show behind the subject."""
    first = next(all_strings(parts.page), None)
    if first is None or not is_hidden(first):
        message = "the page does not begin with a hidden line for the inbox; without it, inboxes show the letter's top"
        return Finding(subject="preheader", level=Level.FAULT, message=message)
    words = _FILLING.sub(" ", first).strip()
    if not words:
        message = "the line that inboxes show behind the subject is empty; write a few words of introduction"
        return Finding(subject="preheader", level=Level.WARNING, message=message)
    if len(words) > _LONGEST_PREHEADER:
        message = f"the line that inboxes show behind the subject has {len(words)} characters; they show about 100"
        return Finding(subject="preheader", level=Level.WARNING, message=message)
    message = "inboxes have words to show behind the subject"
    return Finding(subject="preheader", level=Level.GOOD, message=message)


def check_postal(parts: Parts, *, postal: str) -> tuple[Finding, ...]:
    """Give whether the postal address is in both parts; without one, only that some senders need it."""
    subject = "postal address"
    if not postal.strip():
        message = "there is none; the law of some countries (CAN-SPAM in the USA) wants one in commercial letters, a post-office box will do"
        return (Finding(subject=subject, level=Level.WARNING, message=message),)
    texts = {"the HTML": " ".join(visible_strings(parts.page)), "the text": parts.text}
    missing = (
        f"it is set, and not in {part}; this is a fault of the letter's template"
        for part, text in texts.items()
        if comparable(postal, is_html=False) not in comparable(text, is_html=False)
    )
    return conclude(subject, faults(subject, missing), good="it is in both parts")


def check_slots(parts: Parts, *, slots: Iterable[str]) -> tuple[Finding, ...]:
    """Give what was to be replaced for the reader and was not, and what may be meant to be."""
    raw = parts.raw.decode(errors="replace")
    texts = (raw, *(header.decoded for header in parts.headers), parts.text, parts.html)
    is_left = any(
        _SLOT.search(text) or any(slot in text for slot in slots if slot) for text in texts
    )
    unfilled = "something to be filled in for each reader was not; this is a fault of the letter's template"
    problems = [
        *faults("slots", (unfilled,) if is_left else ()),
        *(_doubtful(where, found) for where, found in _placeholders(parts)),
    ]
    return conclude("slots", problems, good="everything was filled in")


def _doubtful(where: str, found: str) -> Finding:
    """Only a warning: our templates leave none, and a post may be about them."""
    message = f'{where} holds "{found}", as the templates of other newsletters do; nobody fills it in here, so look whether it is meant'
    return Finding(subject="slots", level=Level.WARNING, message=message)


def _parts(parts: Parts) -> Iterator[str]:
    kind = parts.message.get_content_type()
    if kind != "multipart/alternative" or parts.kinds != _KINDS:
        found = ", ".join(parts.kinds) or "nothing"
        yield f"it is {kind} of {found}; multipart/alternative of {' and '.join(_KINDS)} is needed, in this order"
    for part in parts.message.walk():
        name, charset = part.get_content_type(), part.get_content_charset()
        if name not in _KINDS:
            continue
        if charset != "utf-8":
            yield f"{name} says it is {charset or 'of no charset'}; utf-8 is needed"
        try:
            content_of(part, errors="strict")
        except UnicodeError:
            yield f"{name} holds bytes that are no UTF-8"
    if not parts.text.strip():
        yield "the text is empty; many read nothing else"
    if parts.is_too_deep:
        yield "in the HTML tags lie hundreds deep in others, which mail programs do not show; mend the post it comes from"
    elif not any(visible_strings(parts.page)):
        yield "the HTML shows no words"


def _placeholders(parts: Parts) -> Iterator[tuple[str, str]]:
    """Give what looks like a template's; code may hold it, and then so may the text."""
    strings = [*all_strings(parts.page)]
    places = (
        *((header.name, header.decoded) for header in parts.headers),
        *(("the HTML", string) for string in strings if not _is_code(string)),
        *(
            (f"an attribute of <{tag.name}>", str(value))
            for tag in parts.page.find_all(name=True)
            for value in tag.attrs.values()
        ),
    )
    first = {
        where: found[0] for where, text in places[::-1] if (found := _PLACEHOLDER.search(text))
    }
    yield from sorted(first.items())
    code = "".join(string for string in strings if _is_code(string))
    in_text = _PLACEHOLDER.findall(parts.text)
    too_many = (sign for sign in in_text if in_text.count(sign) > code.count(sign))
    if sign := next(too_many, ""):
        yield "the text", sign


def _is_code(string: NavigableString) -> bool:
    return any(tag.name in _CODE for tag in string.parents)
