"""Which files an export adds to, so that a second import changes nothing and no hand edit is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.comments.blocks import parse_blocks
from plugins.comments.files import comment_path, merged
from plugins.comments_import.model import Export, Fate, ImportedPost, Tally, tally
from plugins.shared.dates import format_utc
from plugins.shared.front_matter import FrontMatter
from plugins.shared.text import make_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """What content/ holds already: its posts, and the comment files' texts by path."""

    posts: tuple[FrontMatter, ...] = ()
    comment_texts: Mapping[Path, str]

    def find(self, post: ImportedPost) -> FrontMatter | None:
        """Give the post that has the same id, else the one of the same day, name and title."""
        by_id = (front for front in self.posts if front.get("guid") == post.permanent_id)
        by_stem = (
            front
            for front in self.posts
            if front.path.stem == make_stem(post) and front.get("title") == post.title
        )
        return next(by_id, None) or next(by_stem, None)

    def taken_stems(self) -> set[str]:
        """Give the names that posts have, and those of the comment files they name."""
        stems = {front.path.stem for front in self.posts}
        return stems | {front.get("comments") for front in self.posts if front.get("comments")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import will write, what it found, and what is worth telling."""

    files: Mapping[Path, bytes]
    posts: Tally
    comments: Tally
    authors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def make_plan(export: Export, existing: Existing, content: Path) -> Plan:
    """Give what importing `export` into the folder `content` means; nothing is written here."""
    files: dict[Path, bytes] = {}
    texts = dict(existing.comment_texts)
    fates: dict[str, list[Fate]] = {
        "posts": [Fate.SKIPPED] * len(export.skipped_posts),
        "comments": [Fate.SKIPPED] * len(export.skipped_comments),
    }
    notes = [
        f"Skipped {s.what}: {s.why}." for s in (*export.skipped_posts, *export.skipped_comments)
    ]
    taken = existing.taken_stems()
    for post in export.posts:
        there = existing.find(post)
        path = there.path if there else content / "posts" / f"{_free_stem(post, taken)}.md"
        taken.add(path.stem)
        fates["posts"].append(Fate.ALREADY_THERE if there else Fate.ADDED)
        if there:
            notes += _differing_id(there, post)
        else:
            files[path] = format_post(post, source=export.source).encode()
        place = comment_path(content / "comments", path, there.get("comments") if there else "")
        text = texts.get(place, "")
        fates["comments"] += _fates_of(post, text)
        texts[place] = merged(text, list(post.comments))
        if texts[place] != text:
            files[place] = texts[place].encode()
    return Plan(
        files=files,
        posts=tally(export.found["posts"], fates["posts"]),
        comments=tally(export.found["comments"], fates["comments"]),
        authors=tuple(dict.fromkeys(one.author for post in export.posts for one in post.comments)),
        notes=tuple(notes),
    )


def make_stem(post: ImportedPost) -> str:
    """Give the name that a post's file and its comments' file share."""
    return f"{post.date.date().isoformat()}-{make_slug(post.title)}"


def _free_stem(post: ImportedPost, taken: set[str]) -> str:
    """Give the post's stem, with a number when another post has it."""
    stem = make_stem(post)
    tries = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)


def format_post(post: ImportedPost, *, source: str) -> str:
    """Give the file of a new post."""
    date = post.date.date().isoformat() if post.is_day_only else format_utc(post.date)
    rows = (f"Title: {post.title}", f"Date: {date}", f"Guid: {post.permanent_id}")
    return "\n".join([*rows, f"Imported_from: {source}", "", post.body, ""])


def _fates_of(post: ImportedPost, text: str) -> list[Fate]:
    known = {block.id for block in parse_blocks(text)}
    return [Fate.ALREADY_THERE if new.id in known else Fate.ADDED for new in post.comments]


def _differing_id(there: FrontMatter, post: ImportedPost) -> list[str]:
    stated = there.get("guid")
    if not stated or stated == post.permanent_id:
        return []
    return [f"{there.path.name} keeps its id {stated}; the export has {post.permanent_id}."]
