"""How many of the newest posts fit into the feed, found out once for as long as they stay the same."""

from collections.abc import MutableMapping
from dataclasses import replace
from functools import partial
from hashlib import blake2b

from plugins.feeds import forming
from plugins.feeds.entries import entry_from
from plugins.feeds.forming import Part
from plugins.feeds.paging import PAGE, fitting
from plugins.feeds.plan import Plan, files_of

_NAME = "feeds: how many posts fit"
_LENGTH = 32


def with_count(plan: Plan, *, remembered: MutableMapping[str, bytes] | None = None) -> Plan:
    """Give the plan with `in_feed`; what is found out is kept in what is `remembered` of the last build."""
    count = len(plan.posts)
    if count > 1 and remembered is None:
        count = fitting(count, partial(_size, plan))
    elif count > 1 and remembered is not None:
        count = _remembered(plan, remembered)
    return replace(plan, in_feed=count)


def _remembered(plan: Plan, remembered: MutableMapping[str, bytes]) -> int:
    key = _key(plan)
    known = remembered.get(_NAME, b"")
    if known[:-1] == key:
        return known[-1]
    count = fitting(len(plan.posts), partial(_size, plan))
    remembered[_NAME] = key + bytes([count])
    return count


def _size(plan: Plan, count: int) -> int:
    """Give the bytes of a feed with so many posts: RSS takes a little more room than Atom, JSON less."""
    newest = tuple(plan.posts[:count])
    part = Part(posts=newest, files=files_of(plan, newest))
    return len(forming.rss(plan.shared, "rss.xml", part, style=""))


def _key(plan: Plan) -> bytes:
    """Give what tells these newest posts from others: all that their entries are made of."""
    newest = plan.posts[:PAGE]
    place = replace(plan.shared.place, clean=_told)
    told = [entry_from(post, place, has_remarks=False) for post in newest]
    given = (plan.shared.told, files_of(plan, newest), told)
    return blake2b(repr(given).encode("utf-8", "surrogatepass"), digest_size=_LENGTH).digest()


def _told(html: str, base: str) -> str:
    """Give a text that stands for a body, which takes long to clean."""
    return f"{base} {blake2b(html.encode('utf-8', 'surrogatepass')).hexdigest()}"
