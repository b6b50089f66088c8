"""What an export says of the addresses its blog had: to prove that each still answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from plugins.comments.model import Comment, Status
from plugins.comments_import.files.intake import Intake, Limits
from plugins.comments_import.gathering import Gathered, gather, sort_files
from plugins.comments_import.homes import Home, Homes
from plugins.comments_import.model import ImportedPost, Kind
from plugins.shared.errors import BadExport, shown
from plugins.shared.old_blog import OldBlog, OldComment, OldPost

# The source that brought a post, and the system its blog ran on.
_SYSTEMS = {
    "blogger-backup": "blogger",
    "blogger-takeout": "blogger",
    "blogger-feed": "blogger",
    "blogger-page": "blogger",
    "text": "blogger",
    "wordpress": "wordpress",
    "movabletype": "movabletype",
}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How exports are read: `zone` is that of times without one, what is dated after `now` was not public."""

    zone: tzinfo
    now: datetime
    limits: Limits


def is_export(path: Path, reading: Reading) -> bool:
    """Whether any file that `path` names is an export the importer knows. Raises BadExport."""
    with Intake(zone=reading.zone, limits=reading.limits) as intake:
        return bool(sort_files(intake.files(path)).exports)


def read_old_posts(paths: Iterable[Path], reading: Reading) -> OldBlog:
    """Give every post and page that exports hold, with the addresses it had.

    Drafts, spam, trash and what waited to be read had no address in public. Raises BadExport when
    there is no export, or no post with an address in it.
    """
    paths = list(paths)
    with Intake(zone=reading.zone, limits=reading.limits) as intake:
        found = sort_files(file for path in paths for file in intake.files(path))
        if not found.exports:
            names = ", ".join(map(shown, paths))
            raise BadExport(
                f"{names}: there is no export in it; a list of addresses is another thing."
            )
        gathered = gather(found.exports, lambda _bytes: None)
    homes = Homes()
    for arrival in gathered.posts:
        homes.add(arrival)
    blog = _blog(gathered, homes, reading.now)
    if not blog.posts and (blog.without_address or not homes.all):
        names = ", ".join(map(shown, paths))
        raise BadExport(
            f"{names}: it does not say where any post was; give a list of the old blog's addresses, or "
            "its sitemap."
        )
    return blog


def _blog(gathered: Gathered, homes: Homes, now: datetime) -> OldBlog:
    comments = _comments(gathered, homes)
    public = [home for home in homes.all if _is_public(home.post, now)]
    posts = [one for home in public for one in _posts(home, comments)]
    return OldBlog(
        posts=tuple(sorted(posts, key=_age)),
        drafts=len(homes.all) - len(public),
        without_address=sum(not home.addresses for home in public),
    )


def _is_public(post: ImportedPost, now: datetime) -> bool:
    return not post.status and post.date is not None and post.date <= now


def _posts(home: Home, comments: Mapping[int, tuple[OldComment, ...]]) -> Iterator[OldPost]:
    """Give a post once for each address that exports know of it."""
    post = home.post
    system = _SYSTEMS.get(home.arrivals[0].source, "")
    for address in home.addresses:
        yield OldPost(
            system=system,
            address=address,
            number=_number(home, system),
            is_page=home.kind is Kind.PAGE,
            date=post.date,
            labels=post.labels,
            comments=comments.get(id(home), ()),
        )


def _number(home: Home, system: str) -> str:
    keys = (key for arrival in home.arrivals for key in arrival.post.keys)
    named = (key.partition(":") for key in keys)
    numbers = (number for name, _colon, number in named if name == system and number.isdigit())
    return next(numbers, "")


def _comments(gathered: Gathered, homes: Homes) -> dict[int, tuple[OldComment, ...]]:
    """Give the comments of each home that everyone could see, each once."""
    found: dict[int, dict[str, OldComment]] = defaultdict(dict)
    for arrival in gathered.comments:
        home = homes.find(arrival.item.post)
        comment = arrival.comment
        fragments = _fragments(comment)
        if home and fragments and comment.status is Status.APPROVED:
            one = OldComment(fragments=fragments, date=comment.date)
            found[id(home)].setdefault(comment.id, one)
    return {key: tuple(ones[id_] for id_ in sorted(ones)) for key, ones in found.items()}


def _fragments(comment: Comment) -> tuple[str, ...]:
    """Give the places its page had for it; an id that was made for the import was never one."""
    source, _colon, number = comment.id.partition(":")
    own = (f"c{number}",) if source == "blogger" and number.isdigit() else ()
    return tuple(dict.fromkeys((*own, *comment.anchors)))


def _age(post: OldPost) -> tuple[datetime, str]:
    return post.date or _LONG_AGO, post.address
