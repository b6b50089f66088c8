"""When a site that nobody touches becomes another one: the next moment at which something in it is due."""

from itertools import chain

from plugins.shared.dates import parse_time
from plugins.shared.front_matter import FrontMatter
from plugins.shared.looking import Ground, Looks
from plugins.shared.site import Site
from plugins.shared.written import Written


def next_moment(site: Site, looks: Looks, *, now: float) -> int | None:
    """Give when the first post, page or digest that has a date after `now` is due; None without any.

    Both are in seconds since 1970, what is given without the fraction: so it may have passed just now.
    Previews show posts and pages of the future as they are.
    """
    found = [looks.fronts("digests", _moment_of_digest)]
    if not site.settings.get("WITH_FUTURE_DATES", True):
        found += [looks.posts(_moment, lines_only=True), looks.pages(_moment, lines_only=True)]
    times = (time for _path, time in chain.from_iterable(found))
    return min((time for time in times if time is not None and time > now - 1), default=None)


def _moment(one: Written, _ground: Ground) -> int | None:
    return int(one.date.timestamp()) if one.date else None


def _moment_of_digest(front: FrontMatter, ground: Ground) -> int | None:
    try:
        return int(parse_time(front.get("date"), ground.naming.zone).timestamp())
    except ValueError:
        return None
