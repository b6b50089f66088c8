"""Whether the links of a letter answer, asked over the net before anybody else follows them."""

import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from queue import Empty, SimpleQueue
from time import monotonic

from plugins.newsletter.gate.asking import Answer, ask
from plugins.newsletter.gate.model import Finding, Level
from plugins.newsletter.gate.parts import take_apart
from plugins.newsletter.gate.web_links import (
    is_personal,
    is_web,
    links_in_text,
    parts_of,
    place_of,
    shown_link,
    without_fragment,
)
from plugins.shared.text import count

_SUBJECT = "link"
_REDIRECTS = 10
_ROUNDS_IN_ALL = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """Where asking for an address ended, and what was answered there."""

    url: str
    answer: Answer


def links_of(message: bytes) -> tuple[str, ...]:
    """Give the http(s) links and pictures of both parts, each once and without its fragment.

    The reader's own are left out: those of List-Unsubscribe, and whatever holds their token or address.
    """
    parts = take_apart(message)
    tags = parts.page.find_all(["a", "area", "img"])
    found = [str(tag.get("href") or tag.get("src") or "") for tag in tags]
    links = dict.fromkeys(
        without_fragment(url) for url in (*found, *links_in_text(parts.text)) if is_web(url)
    )
    own = {without_fragment(way) for way in parts.ways_out}
    return tuple(url for url in links if url not in own and not parts.tells_who(url))


def check_links(  # noqa: PLR0913 - whose links, how long, how many at once, and what a caller may see
    urls: Iterable[str],
    *,
    site: str,
    desk: str,
    timeout: float,
    total: float = 0,
    connections: int = 8,
    context: ssl.SSLContext | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Finding, ...]:
    """Give a finding for each link that does not simply answer, and one that counts those that do.

    A link of the site itself that fails is a fault, one of others a warning. A reader's page at the
    desk ({desk}/u/…, /p/…, /c/…) is never asked for, not by a redirect either. `timeout` is for one
    question, `total` for everything, in seconds (0 is twelve times `timeout`); what was not asked in
    time is unknown. `progress` is told how many of how many are done. The order is that of `urls`.
    """
    wanted = [url for url in _each_once(urls) if not is_personal(url, desk)]
    visits = _visit_all(
        wanted,
        lambda url: _visit(url, desk=desk, timeout=timeout, context=context),
        until=monotonic() + (total or _ROUNDS_IN_ALL * timeout),
        connections=connections,
        progress=progress or (lambda _done, _of: None),
    )
    findings = [_judge(url, visits.get(url), site=site) for url in wanted]
    good = Counter(finding is None for finding in findings)[True]
    told = tuple(finding for finding in findings if finding)
    if told and not good:
        return told
    message = f"{count(good, 'link')} of {len(wanted)} answered"
    return (Finding(subject="links", level=Level.GOOD, message=message), *told)


def _each_once(urls: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(without_fragment(url) for url in urls if is_web(url))


def _visit_all(
    urls: list[str],
    visit: Callable[[str], _Visit],
    *,
    until: float,
    connections: int,
    progress: Callable[[int, int], None],
) -> dict[str, _Visit]:
    """Give what came of each visit that ended in time.

    The threads are daemons: a name server that is silent can hold one beyond every limit.
    """
    waiting: SimpleQueue[str] = SimpleQueue()
    ended: SimpleQueue[tuple[str, _Visit]] = SimpleQueue()
    for url in urls:
        waiting.put(url)

    def work() -> None:
        while monotonic() < until:
            try:
                url = waiting.get_nowait()
            except Empty:
                return
            ended.put((url, visit(url)))

    for _ in range(min(connections, len(urls))):
        threading.Thread(target=work, daemon=True).start()
    visits: dict[str, _Visit] = {}
    while len(visits) < len(urls):
        try:
            url, found = ended.get(timeout=max(until - monotonic(), 0.001))
        except Empty:
            break
        visits[url] = found
        progress(len(visits), len(urls))
    return visits


def _visit(url: str, *, desk: str, timeout: float, context: ssl.SSLContext | None) -> _Visit:
    """Ask for an address and follow where it leads; a server that dislikes HEAD is asked by GET."""
    for _ in range(_REDIRECTS):
        answer = ask(url, method="HEAD", timeout=timeout, context=context)
        if _is_refusal(answer):
            answer = ask(url, method="GET", timeout=timeout, context=context)
        there = without_fragment(answer.location)
        if not is_web(there):
            return _Visit(url=url, answer=answer)
        if is_personal(there, desk):
            reason = "it leads to one reader's page at the desk, which was not asked for"
            return _Visit(url=url, answer=Answer(reason=reason))
        url = there
    return _Visit(url=url, answer=Answer(reason=f"it leads on more than {_REDIRECTS} times"))


def _is_refusal(answer: Answer) -> bool:
    """Whether HEAD may be what is disliked: some answer it by 403, 404, 405 or 501, or break off."""
    is_error = answer.status >= HTTPStatus.BAD_REQUEST
    return answer.is_broken or (is_error and answer.status != HTTPStatus.TOO_MANY_REQUESTS)


def _judge(url: str, visit: _Visit | None, *, site: str) -> Finding | None:
    """Give what is to be said of a link, None when it simply answers."""
    shown, is_ours = shown_link(url), place_of(url) == place_of(site)
    if visit is None:
        message = f"{shown}: there was no time left to ask for it; look at it yourself"
        return Finding(subject=_SUBJECT, level=Level.UNKNOWN, message=message)
    answer = visit.answer
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        is_busy = answer.status == HTTPStatus.TOO_MANY_REQUESTS
        level = Level.FAULT if is_ours and not is_busy else Level.WARNING
        return Finding(subject=_SUBJECT, level=level, message=_told(shown, answer, is_ours=is_ours))
    if place_of(visit.url)[0] != place_of(url)[0]:
        message = f"{shown} leads on to {parts_of(visit.url).hostname}; link to where it ends, if that is what you mean"
        return Finding(subject=_SUBJECT, level=Level.WARNING, message=message)
    return None


def _told(shown: str, answer: Answer, *, is_ours: bool) -> str:
    what = f"its server answers {_status(answer.status)}" if answer.status else answer.reason
    if is_ours:
        return f"{shown}: {what}; readers must find it there: publish the site, or mend the link"
    return f"{shown}: {what}; look at it in a browser, some servers only turn programs away"


def _status(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)
