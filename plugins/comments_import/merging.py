"""What an import writes, so that a second one changes nothing and no hand edit is lost.

Nothing is written here: the changes are given one after the other, always in the same order, and what
becomes of each post, comment and picture is counted on the way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from plugins.comments.blocks import parse_blocks, split_blocks
from plugins.comments.model import Format
from plugins.comments_import.bodies import Bodies
from plugins.comments_import.content import Content
from plugins.comments_import.conversations import Outcome, Standing, merge
from plugins.comments_import.gathering import Gathered
from plugins.comments_import.homes import Home
from plugins.comments_import.keys import address_key, keys_of
from plugins.comments_import.matching import match_comments
from plugins.comments_import.model import Change, ImportedPost, Kind
from plugins.comments_import.post_files import Place, format_post, permanent_id
from plugins.comments_import.report import Row
from plugins.comments_import.same_comments import Arrival
from plugins.comments_import.unmatched import (
    NOBODY,
    Waiting,
    group_by_post,
    head_of,
    move,
    name_of,
    whole,
)
from plugins.comments_import.url_map import UrlMap


class Merging:
    """One import, from what was gathered to the changes of content/.

    `notes` are sentences for the author, `written` counts the new files by the form of their body.
    """

    def __init__(self, gathered: Gathered, content: Content, bodies: Bodies, urls: UrlMap) -> None:
        """Find the post of everything, and the file of every post."""
        self._gathered, self._content, self._bodies = gathered, content, bodies
        self.notes: list[str] = []
        self.written: Counter[str] = Counter()
        self._strayed: dict[Path, frozenset[str]] = defaultdict(frozenset)
        self._handled: set[Path] = set()
        self._guids = {home.there.id for home in content.homes.all if home.there}
        self._places = self._place_posts()
        self._matched = match_comments(gathered.comments, content, self._places, urls)

    @property
    def total(self) -> int:
        """How many steps there are, for showing progress."""
        return len(self._content.homes.all) + 1

    def changes(self) -> Iterator[Change | None]:
        """Give every change; None after each post, so that progress can be shown."""
        self._bodies.set_links(self._new_address)
        for home in self._content.homes.all:
            yield from self._post(home)
            yield from self._conversation(home)
            yield None
        yield from self._unmatched()
        yield from self._bodies.missing()
        yield None
        for report in self._gathered.reports:
            for kind, row in report.rows.items():
                row.check(f"{report.file}: {kind.value}")

    def _row(self, export: int, kind: Kind) -> Row:
        return self._gathered.reports[export].rows[kind]

    def _place_posts(self) -> dict[int, Place]:
        homes = self._content.homes
        for arrival in self._gathered.posts:
            homes.add(arrival)
        homes.all.sort(key=_age)
        places = {}
        for home in (one for one in homes.all if not one.there):
            numbers = (key for key in home.post.keys if key.startswith("/?"))
            # One number may be that of two posts, of two blogs: it leads to the first.
            mine = (number for number in numbers if homes.find([number]) is home)
            place = self._content.places.place(home.post, (*home.addresses, *mine))
            places[id(home)] = place
            address = address_key(f"/{place.address}") if place.address else ""
            homes.name(home, keys_of(address, f"slug:{place.name}"))
        return places

    def _new_address(self, keys: Iterable[str]) -> str:
        """Give the file that an old address leads to now, as Pelican links to it; "" for none."""
        home = self._content.homes.find(keys)
        if not home or not home.is_public:
            return ""
        path = self._content.path_of(home, self._places).relative_to(self._content.folder)
        return f"{{filename}}/{path.as_posix()}"

    def _post(self, home: Home) -> Iterator[Change]:
        if not home.arrivals:
            return
        first, *others = home.arrivals
        for arrival in others:
            self._row(arrival.export, arrival.post.kind).already_there += 1
        report = self._gathered.reports[first.export]
        body, pictures = self._bodies.prepare(
            home.post,
            page=home.best.file,
            images=report.rows[Kind.IMAGE],
            is_new=not home.there,
        )
        if home.there:
            report.rows[first.post.kind].already_there += 1
            self._note_other_id(home)
            return
        report.rows[first.post.kind].added += 1
        yield from (Change(path, data) for path, data in pictures)
        yield self._post_file(home, body, source=report.source)

    def _post_file(self, home: Home, body: str, *, source: str) -> Change:
        post, place = home.post, self._places[id(home)]
        is_text = post.format is Format.TEXT
        guid = permanent_id(post, self._guids)
        self._guids.add(guid)
        self.written["Markdown" if is_text else "HTML"] += 1
        if not post.date:
            self.notes.append(f"{place.path.name} has no date; it is a draft of 1970 now.")
        ready = replace(post, body=body, format=Format.TEXT if is_text else Format.HTML)
        text = format_post(ready, place, guid=guid, source=source)
        return Change(place.path, _encode(text))

    def _note_other_id(self, home: Home) -> None:
        given, stated = home.post.guid, home.there.id if home.there else ""
        if home.there and stated and given and given not in self._guids:
            name = home.there.front.path.name
            self.notes.append(f"{name} keeps its id {stated}; the export has {given}.")

    def _conversation(self, home: Home) -> Iterator[Change]:
        arrivals = self._matched.at_home.pop(id(home), [])
        files = self._matched.moving.get(id(home), [])
        if not arrivals and not files:
            return
        path = self._content.comment_path(home, self._places)
        old = self._left_behind(home, path, arrivals)
        if old:
            self.notes.append(f"{old.name} belongs to no post any more; it is {path.name} now.")
            yield Change(path, _encode(self._content.read(old)))
            yield Change(old, None)
        held = path.parent / "_pending" / path.name
        before = Standing(text=self._content.read(old or path), pending=self._content.read(held))
        waiting = [self._content.waiting[file] for file in files]
        waiting += self._strays(arrivals)
        standing, same = move(waiting, before)
        done = merge(standing, [*arrivals, *same], self._gathered.left_out)
        moved = frozenset(id_ for one in waiting for id_ in one.ids)
        moved -= {arrival.comment.id for arrival in same}
        self._count(done, moved)
        if moved:
            self.notes.append(f"{len(moved)} that waited in _unmatched/ went to {path.name}.")
        if done.text != before.text:
            yield Change(path, _encode(done.text))
        if done.pending != before.pending:
            yield Change(held, _encode(done.pending))
        yield from (Change(file, None) for file in files)

    def _left_behind(self, home: Home, path: Path, arrivals: list[Arrival]) -> Path | None:
        """Give the comment file of a post that was renamed without it; None when all is in its place."""
        if not home.there or not arrivals or self._content.read(path):
            return None
        known = self._content.comment_files
        files = {known[one.comment.id][0] for one in arrivals if one.comment.id in known}
        owned = {self._content.comment_path(one, self._places) for one in self._content.homes.all}
        return next(iter(files)) if len(files) == 1 and not files & owned else None

    def _strays(self, arrivals: Iterable[Arrival]) -> Iterator[Waiting]:
        """Give the blocks of comments that waited without a post, and whose post a source names now."""
        moving = {path for files in self._matched.moving.values() for path in files}
        ids = {arrival.comment.id for arrival in arrivals}
        for path, one in self._content.waiting.items():
            if path not in moving and (found := one.ids & ids):
                self._strayed[path] |= found
                yield Waiting(keys=(), blocks=tuple(p for p in one.blocks if p[0].id in found))

    def _left_in(self, path: Path) -> str:
        text = self._content.read(path)
        if path not in self._strayed:
            return text
        first, *parts = split_blocks(text)
        pairs = zip(parse_blocks(text), parts, strict=True)
        kept = [part for block, part in pairs if block.id not in self._strayed[path]]
        return "".join([first, *kept]).rstrip("\n") + "\n"

    def _count(self, done: Outcome, moved: frozenset[str] = frozenset()) -> None:
        for arrival in done.added:
            self._row(arrival.export, arrival.item.kind).added += 1
        for arrival in done.there:
            if arrival.export == NOBODY:
                continue
            row = self._row(arrival.export, arrival.item.kind)
            row.added += arrival.comment.id in moved
            row.already_there += arrival.comment.id not in moved
        for arrival in done.gone:
            self._row(arrival.export, arrival.item.kind).skipped["deleted"] += 1
        for arrival in done.placeholders:
            self._row(arrival.export, arrival.item.kind).placeholders += 1

    def _unmatched(self) -> Iterator[Change]:
        """Keep the comments whose post is not there, one file for each such post."""
        moving = {path for files in self._matched.moving.values() for path in files}
        files: dict[str, Path] = {}  # by the keys of the post and by the ids of its comments
        for path, one in self._content.waiting.items():
            if path not in moving:
                files |= dict.fromkeys((*one.keys, *one.ids), path)
        taken = {path.stem for path in self._content.waiting}
        for keys, arrivals in group_by_post(self._matched.homeless):
            names = (*keys, *(arrival.comment.id for arrival in arrivals))
            there = next((files[name] for name in names if name in files), None)
            name = there.stem if there else name_of(keys, taken)
            taken.add(name)
            path = self._content.comments / "_unmatched" / f"{name}.txt"
            text = self._left_in(path) if there else head_of(keys)
            self._handled.add(path)
            done = merge(Standing(text=text), arrivals, self._gathered.left_out)
            for arrival in (*done.added, *done.there):
                self._row(arrival.export, arrival.item.kind).unmatched += 1
            self._count(replace(done, added=[], there=[]))
            if done.added or done.text != text or path in self._strayed:
                yield Change(path, _encode(whole(done)))
        for path, ids in self._strayed.items():
            if path not in self._handled:
                is_empty = self._content.waiting[path].ids <= ids
                yield Change(path, None if is_empty else _encode(self._left_in(path)))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


def _age(home: Home) -> tuple[bool, str, str, str]:
    """Standing posts by their names, then new ones by their time."""
    if home.there:
        return (False, home.there.front.path.name, "", "")
    post: ImportedPost = home.post
    date = post.date.isoformat() if post.date else ""
    return (True, date, post.guid or post.address, post.title)
