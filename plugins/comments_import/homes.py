"""Which posts are the same post: those of several exports, and those that content/ has already; pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from plugins.comments_import.keys import address_key, blogger_key, keys_of
from plugins.comments_import.model import ImportedPost, Kind
from plugins.comments_import.post_files import made_ids
from plugins.shared.dates import is_day_only, parse_time
from plugins.shared.text import one_line
from plugins.shared.written import Written

# A day is over as late as 12 hours after UTC's, and begins as early as 14 hours before it.
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)
_MINUTE = timedelta(minutes=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_QUOTES = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True, slots=True)
class PostArrival:
    """A post that an export brings; `export` is that one's number, `source` and `file` name it."""

    post: ImportedPost
    export: int
    source: str = ""
    file: str = ""


@dataclass(kw_only=True)
class Home:
    """A post that content/ has, or will have, with all that exports know of it."""

    kind: Kind = Kind.POST
    there: Written | None = None
    arrivals: list[PostArrival] = field(default_factory=list)

    @cached_property
    def best(self) -> PostArrival:
        """What the most trusted source says; of its exports, the latest, and the one with most words."""
        first = self.arrivals[0]
        return max(
            (one for one in self.arrivals if one.source == first.source),
            key=lambda one: (one.post.updated or _LONG_AGO, len(one.post.body)),
        )

    @cached_property
    def post(self) -> ImportedPost:
        """What the most trusted source says, completed by the others."""
        all_ = [self.best.post, *(arrival.post for arrival in self.arrivals)]
        first = all_[0]
        dated = sorted((one for one in all_ if one.date), key=lambda one: one.is_day_only)
        return replace(
            first,
            date=dated[0].date if dated else None,
            is_day_only=bool(dated) and dated[0].is_day_only,
            author=next((one.author for one in all_ if one.author), ""),
            labels=next((one.labels for one in all_ if one.labels), ()),
            address=next((one.address for one in all_ if one.address), ""),
            guid=next((one.guid for one in all_ if one.guid), ""),
        )

    @property
    def is_public(self) -> bool:
        """Whether readers find it, now or on its day."""
        if self.there:
            return self.there.status in {"published", "hidden"}
        return bool(self.post.date) and self.post.status != "draft"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where exports say that it was, each address once."""
        found = {address_key(a.post.address): a.post.address for a in reversed(self.arrivals)}
        first = address_key(self.post.address)
        rest = (found[key] for key in sorted(found) if key not in {first, ""})
        return (*((self.post.address,) if first else ()), *rest)


class Homes:
    """All posts and pages, found by any of their keys."""

    def __init__(self) -> None:
        """Begin with none."""
        self.all: list[Home] = []
        self._by_key: dict[str, Home] = {}
        self._by_title: dict[str, list[tuple[Home, datetime, bool]]] = defaultdict(list)

    def find(self, keys: Iterable[str]) -> Home | None:
        """Give the home that one of `keys` names, the first that does."""
        return next((self._by_key[key] for key in keys if key in self._by_key), None)

    def add_standing(self, written: Written, kind: Kind) -> None:
        """Add a post or page that content/ has."""
        home = Home(kind=kind, there=written)
        self.all.append(home)
        front = written.front
        self.name(home, _keys_of_standing(written))
        day = front.get("date") or front.path.stem[: len("2010-08-14")]
        if is_day_only(day):
            self._remember(home, front.get("title"), parse_time(day), is_day=True)
        elif written.date:
            self._remember(home, front.get("title"), written.date, is_day=False)

    def add(self, arrival: PostArrival) -> None:
        """Add a post that an export brings, to the home it has or to one of its own."""
        post = arrival.post
        home = self._home_of(arrival)
        if not home:
            home = Home(kind=post.kind)
            self.all.append(home)
        home.arrivals.append(arrival)
        self.name(home, (f"id:{post.guid}" if post.guid else "", *post.keys))
        if post.date:
            self._remember(home, post.title, post.date, is_day=post.is_day_only)

    def name(self, home: Home, keys: Iterable[str]) -> None:
        """Let a home be found by `keys` as well, where they do not name another one."""
        for key in filter(None, keys):
            self._by_key.setdefault(key, home)

    def _remember(self, home: Home, title: str, date: datetime, *, is_day: bool) -> None:
        self._by_title[_plain(title)].append((home, date, is_day))

    def _home_of(self, arrival: PostArrival) -> Home | None:
        post = arrival.post
        for key in (*post.keys, f"id:{post.guid}"):  # a copied post has the guid of another
            home = self._by_key.get(key)
            if home and not _is_other(home, arrival):
                return home
        home = self._by_words(arrival)
        made = (
            () if home or post.guid else (self._by_key.get(f"id:{one}") for one in made_ids(post))
        )
        return home or next((one for one in made if one and not _is_other(one, arrival)), None)

    def _by_words(self, arrival: PostArrival) -> Home | None:
        """Give the only home with the same title and time."""
        post = arrival.post
        title = _plain(post.title)
        if not title or not post.date:
            return None
        found = {
            id(home): home
            for home, date, is_day in self._by_title.get(title, ())
            if not _is_other(home, arrival)
            and _is_same_time(post.date, date, post.is_day_only, is_day)
        }
        return next(iter(found.values())) if len(found) == 1 else None


def _plain(title: str) -> str:
    """Give a title as several systems would write it."""
    return one_line(title).casefold().translate(_QUOTES)


def _is_other(home: Home, arrival: PostArrival) -> bool:
    """Whether an export knows both as two posts: then they are two, whatever they share.

    A post that was copied in WordPress has the guid of the first one, and a number of its own.
    """
    mine = _number(arrival.post)
    for one in home.arrivals:
        other = _number(one.post)
        if mine and other and _system(mine) == _system(other):
            if mine != other:
                return True
        elif one.export == arrival.export and _names(one.post) != _names(arrival.post):
            return True
    return False


def _number(post: ImportedPost) -> str:
    """Give the key by which its own system knows it, such as wordpress:45."""
    return next((key for key in post.keys if not key.startswith(("/", "=", "slug:"))), "")


def _system(key: str) -> str:
    return key.partition(":")[0]


def _names(post: ImportedPost) -> str | tuple[str, ...]:
    return post.guid or post.keys


def _is_same_time(one: datetime, other: datetime, one_is_day: bool, other_is_day: bool) -> bool:  # noqa: FBT001
    if one_is_day and other_is_day:
        return one.date() == other.date()
    if not one_is_day and not other_is_day:
        return abs(one - other) < _MINUTE
    day, moment = (one, other) if one_is_day else (other, one)
    return (moment - _WEST).date() <= day.date() <= (moment + _EAST).date()


def _keys_of_standing(written: Written) -> tuple[str, ...]:
    front = written.front
    old = front.get("redirect_from").split(",")
    return keys_of(
        f"id:{written.id}" if written.id else "",
        blogger_key(written.id),
        f"={front.path.stem}",
        address_key(f"/{written.address}") if written.address else "",
        *(address_key(path.strip()) for path in old if path.strip()),
        address_key(written.id),  # WordPress' ids are addresses
        f"slug:{written.slug}" if written.slug else "",
    )
