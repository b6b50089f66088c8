"""The parts of posts and comments that the elements of a Blogger page are marked as."""

import re
from dataclasses import dataclass, field

from bs4 import Tag

ANCHOR = re.compile(r"(c?)(\d{6,24})")  # the name of an <a>: with "c" a comment's, without a post's
COMMENT_LINK = re.compile(r"[?&]showComment=(\d{1,20})(?:\D.*)?$|#c?\d{5,24}$")
_POST_ACTION = re.compile(r"/(?:comment|email-post|post-edit)\.g\?(?:\S*&)?postID=(\d{1,24})")
_PERMANENT = {"permanent link", "permalink"}


@dataclass(slots=True, eq=False)
class CommentMarkup:
    """A comment as it is marked: its number, and the elements that hold its parts."""

    number: str = ""
    parent: "CommentMarkup | None" = None
    post: "PostMarkup | None" = None
    byline: Tag | None = None
    body: Tag | None = None
    link: Tag | None = None
    stamp: Tag | None = None
    avatar_title: str = ""
    is_deleted: bool = False
    is_followed: bool = False  # something stands behind its body: that is whole
    extras: list[Tag] = field(default_factory=list)  # what stands in its body and is not of it
    replies: list[Tag] = field(default_factory=list)  # each answer, and the element it stands in


@dataclass(slots=True, eq=False)
class PostMarkup:
    """A post as it is marked: the elements that hold its parts."""

    number: str = ""
    day: str = ""
    title: Tag | None = None
    body: Tag | None = None
    published: Tag | None = None
    link: Tag | None = None
    author: Tag | None = None
    footer: Tag | None = None
    labels: list[Tag] = field(default_factory=list)
    is_partial: bool = False
    is_followed: bool = False
    extras: list[Tag] = field(default_factory=list)


def classes_of(tag: Tag) -> set[str]:
    """Give the classes of an element; owners wrote them with "_" as well as with "-"."""
    found = tag.get("class")
    if not found:
        return set()
    names = found if isinstance(found, list) else str(found).split()
    return {name.lower().replace("_", "-") for name in names}


def see_link(tag: Tag, comment: CommentMarkup) -> None:
    """Take a comment's number from an anchor, and its permalink; the first of each counts."""
    match = ANCHOR.fullmatch(str(tag.get("name") or ""))
    if match and not comment.number:
        comment.number = match[2]
    if comment.link is None and COMMENT_LINK.search(str(tag.get("href") or "")):
        comment.link = tag


def see_post_part(tag: Tag, post: PostMarkup, classes: set[str]) -> None:
    """Note which part of `post` an element is; the first of a kind counts."""
    property_ = str(tag.get("itemprop") or "")
    if tag.name == "a":
        _see_post_link(tag, post, classes)
    if tag.name == "meta" and property_ == "postId" and not post.number:
        post.number = str(tag.get("content") or "")
    if post.published is None and ("published" in classes or property_ == "datePublished" or tag.name == "time"):  # fmt: skip
        post.published = tag
    if post.author is None and "fn" in classes:
        post.author = tag
    if "post-footer" in classes and post.footer is None:
        post.footer = tag
    if "jump-link" in classes:
        post.is_partial = True


def _see_post_link(tag: Tag, post: PostMarkup, classes: set[str]) -> None:
    rel = tag.get_attribute_list("rel")
    match = ANCHOR.fullmatch(str(tag.get("name") or ""))
    if match and not match[1] and not post.number:
        post.number = match[2]
    if "tag" in rel:
        post.labels.append(tag)
    action = _POST_ACTION.search(str(tag.get("href") or ""))
    if action and not post.number:
        post.number = action[1]
    if post.link is None and (
        "timestamp-link" in classes or is_permanent(tag) or "bookmark" in rel
    ):
        post.link = tag


def is_permanent(tag: Tag) -> bool:
    """Whether a link says that it is a post's own; some owners put it outside of the post."""
    return str(tag.get("title") or "").lower() in _PERMANENT
