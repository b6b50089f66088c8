"""Whether the desk, where readers change and leave, can be reached before letters point to it."""

import ssl
from http import HTTPStatus

from plugins.newsletter.gate.asking import Answer, ask
from plugins.newsletter.gate.model import Finding, Level
from plugins.newsletter.gate.web_links import is_loopback, is_web, parts_of, shown_link

_SUBJECT = "desk"


def check_desk(
    desk: str, *, timeout: float, context: ssl.SSLContext | None = None
) -> tuple[Finding, ...]:
    """Give whether the desk is a safe address and answers at {desk}/health, or else at {desk}/.

    `timeout` is in seconds; `context` says which certificates are trusted. "" is a site without a desk.
    """
    if not desk:
        return (_finding(Level.GOOD, "there is none: readers write an e-mail"),)
    shown = shown_link(desk)
    if fault := _form(desk):
        return (_finding(Level.FAULT, f'NEWSLETTER_DESK is "{shown}": {fault}'),)
    answer = ask(f"{desk.rstrip('/')}/health", timeout=timeout, context=context)
    if answer.status == HTTPStatus.NOT_FOUND:
        answer = ask(f"{desk.rstrip('/')}/", timeout=timeout, context=context)
    if answer.status != HTTPStatus.OK:
        return (_finding(Level.FAULT, f"{shown}: {_wrong(answer)}"),)
    if is_loopback(parts_of(desk).hostname or ""):
        message = f"{shown} answers, but only to this machine; readers need an address of the web"
        return (_finding(Level.WARNING, message),)
    return (_finding(Level.GOOD, f"{shown} answers"),)


def _form(desk: str) -> str:
    """Give what is wrong with the desk's address, "" when nothing is."""
    parts = parts_of(desk)
    if not is_web(desk):
        return "the whole address is needed, such as https://desk.example.org"
    if parts.query or parts.fragment or "@" in parts.netloc:
        return "the address alone is needed, without ?, # or a password"
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        return "it must begin with https://, since letters carry readers' tokens there"
    return ""


def _wrong(answer: Answer) -> str:
    if answer.location:
        return (
            f"it leads on to {shown_link(answer.location)}; the click that unsubscribes follows no "
            "redirect (RFC 8058 3.1), so set NEWSLETTER_DESK to where the desk is"
        )
    if answer.status:
        return f"it answers {answer.status} where 200 is wanted; is it the desk, and is it running?"
    return f"{answer.reason}; letters would point to a desk that readers cannot reach: start it, or mend its address"


def _finding(level: Level, message: str) -> Finding:
    return Finding(subject=_SUBJECT, level=level, message=message)
