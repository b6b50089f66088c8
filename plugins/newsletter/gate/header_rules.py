"""What a letter's bytes and headers must be: RFC 5322, 2369, 2919 and 8058. Pure."""

import re
from collections.abc import Iterator
from email.utils import getaddresses, parsedate_to_datetime

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.gate.model import Finding, conclude, faults
from plugins.newsletter.gate.parts import Header, Parts
from plugins.newsletter.gate.web_links import is_web, parts_of
from plugins.shared.text import count

_ONCE = ("From", "To", "Date", "Message-ID", "Subject", "Reply-To")
_LONGEST_LINE = 998
_LONGEST_SUBJECT = 150
_LONGEST_LIST_ID = 255
_ONE_CLICK = "List-Unsubscribe=One-Click"
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_WAYS_OUT = re.compile(r"<[^<>\s,]+>(?:, ?<[^<>\s,]+>)*")
_LIST_ID = re.compile(r"[^<>]*<(?P<id>[^<>]*)>")
_DOTTED = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")


def check_form(parts: Parts) -> tuple[Finding, ...]:
    """Give what is wrong with the letter as bytes."""
    return conclude(
        "form", faults("form", _form(parts)), good="it parses, and its lines are as SMTP wants them"
    )


def check_headers(parts: Parts) -> tuple[Finding, ...]:
    """Give what is wrong with the headers every letter has."""
    return conclude(
        "headers",
        faults("headers", _headers(parts)),
        good=f"{', '.join(_ONCE)}: each once, and readable",
    )


def check_list_headers(parts: Parts, *, desk: str) -> tuple[Finding, ...]:
    """Give what is wrong with the headers of a list, by which mail programs show "Unsubscribe"."""
    is_one_click = parts_of(desk).scheme == "https"
    problems = [
        *_list_forms(parts),
        *_ways_out(parts, desk=desk if is_one_click else ""),
        *_one_click(parts, is_wanted=is_one_click),
        *_list_id(parts),
    ]
    ways = "by e-mail, and by one click at the desk" if is_one_click else "by e-mail"
    return conclude(
        "list headers",
        faults("list headers", problems),
        good=f"mail programs can offer to unsubscribe, {ways}",
    )


def _form(parts: Parts) -> Iterator[str]:
    defects = [defect for part in parts.message.walk() for defect in part.defects]
    if defects:
        yield f"the message does not parse ({type(defects[0]).__name__}); a whole message (RFC 5322) is needed"
    if re.search(rb"\r(?!\n)|(?<!\r)\n", parts.raw):
        yield "a line ends in a bare CR or LF; every line must end in CRLF, or servers refuse the letter"
    if not parts.raw.endswith(b"\r\n"):
        yield "its last line has no end; it must end in CRLF"
    longest = max(map(len, re.split(rb"[\r\n]+", parts.raw)))
    if longest > _LONGEST_LINE:
        yield f"its longest line has {longest} bytes; at most {_LONGEST_LINE} may be sent (RFC 5322 2.1.1)"
    if b"\0" in parts.raw:
        yield "there is a NUL in it, which mail cannot carry"


def _headers(parts: Parts) -> Iterator[str]:
    for name in _ONCE:
        found = parts.all_of(name)
        if len(found) != 1:
            yield f"{name} is there {count(len(found), 'time')}; it is needed exactly once"
            continue
        yield from _value(found[0])
    if parts.all_of("Bcc"):
        yield "there is a Bcc, which shows a reader others' addresses; it must not be sent"
    for header in parts.headers:
        # A reader's own address may need SMTPUTF8 (RFC 6532); nothing else does.
        if not header.raw.isascii() and header.name.lower() != "to":
            yield f"{header.name} holds bytes that are not ASCII; they must be encoded (RFC 2047)"


def _value(header: Header) -> Iterator[str]:
    name, value = header.name.lower(), header.value
    if name in {"from", "to", "reply-to"}:
        yield from _one_address(header)
    if name == "date" and not _is_date(value):
        yield f'Date is "{value}"; a date with its zone is needed (RFC 5322 3.3)'
    if name == "message-id" and not _MESSAGE_ID.fullmatch(value):
        yield "Message-ID has not the form <something@a.domain>"
    if name == "subject":
        yield from _subject(header.decoded)


def _one_address(header: Header) -> Iterator[str]:
    found = getaddresses([header.value])
    if len(found) != 1:
        yield f"{header.name} holds {len(found)} addresses; exactly one is needed"
        return
    try:
        parse_address(found[0][1])
    except ValueError:  # its sentence would show the address
        yield f"{header.name} holds no address that mail can be sent to"


def _is_date(value: str) -> bool:
    try:
        return parsedate_to_datetime(value).tzinfo is not None
    except ValueError:
        return False


def _subject(subject: str) -> Iterator[str]:
    if not subject.strip():
        yield "the subject is empty; give the digest a Title"
    if len(subject) > _LONGEST_SUBJECT:
        yield f"the subject has {len(subject)} characters; inboxes show some 60, and more than {_LONGEST_SUBJECT} is refused here: shorten the Title"
    if not subject.isprintable():
        yield "the subject holds a line's end or another control character; take it out of the Title"


def _list_forms(parts: Parts) -> Iterator[str]:
    for header in parts.headers:
        if not header.name.lower().startswith("list-"):
            continue
        if b"=?" in header.raw:
            yield f"{header.name} is encoded (=?…); mail programs then do not see it, it must be plain ASCII"
        if header.is_folded:
            yield f"{header.name} is folded; it must stand on one line"


def _ways_out(parts: Parts, *, desk: str) -> Iterator[str]:
    found = parts.all_of("List-Unsubscribe")
    if len(found) != 1:
        yield f"List-Unsubscribe is there {count(len(found), 'time')}; it is needed exactly once"
        return
    if not _WAYS_OUT.fullmatch(found[0].value):
        yield "List-Unsubscribe has not the form <address>, <address> (RFC 2369)"
    if not any(_is_mailto(way) for way in parts.ways_out):
        yield "List-Unsubscribe has no mailto:, the way out that always works"
    web = [way for way in parts.ways_out if is_web(way)]
    if not desk and web:
        yield "List-Unsubscribe names a web address, but there is no desk with https that would answer (NEWSLETTER_DESK)"
    if desk and (len(web) != 1 or not web[0].startswith(f"{desk.rstrip('/')}/")):
        yield "List-Unsubscribe must have exactly one https address, at the desk (RFC 8058 3.1)"


def _is_mailto(way: str) -> bool:
    parts = parts_of(way)
    return parts.scheme == "mailto" and "@" in parts.path


def _one_click(parts: Parts, *, is_wanted: bool) -> Iterator[str]:
    found = [
        header.raw.partition(b":")[2].strip() for header in parts.all_of("List-Unsubscribe-Post")
    ]
    if is_wanted and found != [_ONE_CLICK.encode()]:
        yield f"List-Unsubscribe-Post must be there once, as {_ONE_CLICK} and nothing else (RFC 8058)"
    if not is_wanted and found:
        yield "List-Unsubscribe-Post is there without a desk with https, which alone could take the click"


def _list_id(parts: Parts) -> Iterator[str]:
    found = parts.all_of("List-Id")
    if len(found) != 1:
        yield f"List-Id is there {count(len(found), 'time')}; it is needed exactly once"
        return
    match = _LIST_ID.fullmatch(found[0].value)
    if not match or not _DOTTED.fullmatch(match["id"]):
        yield "List-Id has not the form Name <list.example.org>, without an @ (RFC 2919)"
    if len(found[0].value) > _LONGEST_LIST_ID:
        yield f"List-Id has more than {_LONGEST_LIST_ID} characters; shorten the site's name"
