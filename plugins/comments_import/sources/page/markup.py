"""What the HTML of a Blogger page marks as its posts and comments, in one walk over its elements.

Blogger wrote comments in many ways, and the owners of blogs changed them:

    <dl id="comments-block"><dt id="c1"><a name="c1"></a>ANA said...</dt><dd class="comment-body">…
        <dd class="comment-timestamp"><a href="#1">DATE</a></dd>                  before 2006
    the same, with <dd class="comment-footer"> … <a href="…?showComment=MS#c1">   until 2012
    <li class="comment" id="bc_0_0B"><div class="comment-block" id="c1"> …        2011
    <li class="comment" id="c1"> … <p class="comment-content"> …                  since 2012
    <div class="comment" id="c1"><div class="comment-block"> …                    themes since 2017
    <div class="blogComment"><div class="blogCommentByline"> …                    an owner's

What they have in common is enough: an element whose id is "c" and the comment's number, and classes
that tell which part is which. Replies stand inside the comment they answer.
"""

import re
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from plugins.comments_import.sources.page.parts import (
    ANCHOR,
    CommentMarkup,
    PostMarkup,
    classes_of,
    is_permanent,
    see_link,
    see_post_part,
)

_BOX_ID = re.compile(r"c(\d{5,24})")
_POST_ID = re.compile(r"post-(?:body|snippet)-(\d{1,24})")
_NEXT_PAGE = re.compile(r"[?&]commentPage=\d")

_BOXES = {"comment"}
_BOX_TAGS = {"article", "div", "li", "section"}
_NO_BOXES = {"a", "img", "input", "iframe", "span"}
_BODIES = {"comment-content", "comment-body", "blogcommentbody"}
_BYLINES = {"user", "comment-author", "comment-poster", "comment-name", "comment-data", "blogcommentbyline"}  # fmt: skip
_STAMPS = {"datetime", "comment-timestamp", "comment-date", "comment-time"}
_FOOTERS = _STAMPS | {"comment-footer"}
_CONTROLS = {
    "comment-actions",
    "comment-delete",
    "comment-form",
    "comment-icon",
    "comment-reply",
    "comment-replybox-single",
    "comment-replybox-thread",
    "continue",
    "item-control",
    "thread-toggle",
}
_BLOCKS = {"blockquote", "center", "div", "h3", "hr", "p", "pre", "table", "ul"}
_AVATARS = {"avatar-image-container", "comment-avatar"}
_HOLDERS = {"comments", "comment-holder", "comments-block", "blogcomments"}
_POSTS = {"post", "hentry", "post-outer", "post-outer-container"}
_POST_PARTS = {"post-header", "post-footer", "post-bottom", "post-labels"}
_POST_BODIES = {"post-body", "entry-content"}
_POST_TITLES = {"post-title", "entry-title"}
_PARTIAL = {"jump-link", "snippet-container"}


class _Place(NamedTuple):
    """Where an element stands: in which comment, and in what part of it or of a post."""

    comment: CommentMarkup | None = None
    region: str = ""  # of a comment: "body", "stamp", "control", "avatar"; else "post", "post-body"
    in_comments: bool = False


class Markup:
    """The posts and comments of a parsed page, in its order."""

    def __init__(self, soup: BeautifulSoup) -> None:
        """Walk over the page, once."""
        self.posts: list[PostMarkup] = []
        self.comments: list[CommentMarkup] = []
        self.headings: list[Tag] = []  # what stands above the comments, and says how many
        self.stated = ""  # how many there are, as themes since 2017 say
        self.has_more = False  # links to more comments
        self._latest: dict[int, CommentMarkup | None] = {}  # by parent: a <dd> is of the last <dt>
        self._anchor = ""  # the number in <a name="c1"></a>, for the comment that follows
        self._day = ""
        self._title: Tag | None = None
        self._open_body: CommentMarkup | PostMarkup | None = None
        self.last: Tag = soup  # the last element that begins
        places = {id(soup): _Place()}
        # A parent always comes before its children: no way up is ever walked.
        for tag in soup.descendants:
            if isinstance(tag, Tag):
                places[id(tag)] = self._visit(tag, places[id(tag.parent)])
                self.last = tag
        self.posts = [post for post in self.posts if post.body is not None]

    def _visit(self, tag: Tag, place: _Place) -> _Place:
        found = self._place_of(tag, place)
        if self._open_body and found.region not in {"body", "post-body"}:
            self._open_body.is_followed = True
            self._open_body = None
        return found

    def _place_of(self, tag: Tag, place: _Place) -> _Place:
        classes = classes_of(tag)
        if classes & _HOLDERS or str(tag.get("id") or "").lower() in _HOLDERS:
            if place.region == "post-body":  # the post leaves a <div> open
                self.posts[-1].extras.append(tag)
            place = _Place(place.comment, "", in_comments=True)
            self.stated = self.stated or str(tag.get("data-num-comments") or "")
        if place.region == "post-body":
            return self._visit_post_body(tag, place, classes)
        if place.region in {"body", "stamp", "control", "avatar"}:
            return self._visit_part(tag, place, classes)
        comment = self._find_comment(tag, place, classes)
        if comment:
            return self._visit_comment(tag, comment, classes)
        if place.in_comments:
            return self._visit_comments(tag, place, classes)
        return self._visit_post(tag, place, classes)

    def _find_comment(self, tag: Tag, place: _Place, classes: set[str]) -> CommentMarkup | None:
        """Give the comment that an element begins or belongs to."""
        match = _BOX_ID.fullmatch(str(tag.get("id") or "")) if tag.name not in _NO_BOXES else None
        number = match[1] if match else ""
        current = None if place.region == "body" else place.comment
        if number and current and current.number in {"", number}:
            current.number = number
            return current
        if number or self._is_box(tag, place, classes):
            return self._open_comment(tag, current, number)
        # An <a name> between two comments is of the next one.
        return current or (None if tag.get("name") else self._latest.get(id(tag.parent)))

    def _is_box(self, tag: Tag, place: _Place, classes: set[str]) -> bool:
        if "blogcomment" in classes:
            return True
        if not place.in_comments or place.region == "body":
            return False
        if tag.name == "dt":
            if "comment-title" in classes:  # a link to the post, from another blog
                self._latest[id(tag.parent)] = None
                return False
            return True
        if tag.name == "li" and not place.comment:
            first = next((node for node in tag.children if isinstance(node, Tag)), None)
            return bool(
                classes & _BOXES or (first and ANCHOR.fullmatch(str(first.get("name") or "")))
            )
        return tag.name in _BOX_TAGS and bool(classes & _BOXES)

    def _open_comment(self, tag: Tag, parent: CommentMarkup | None, number: str) -> CommentMarkup:
        comment = CommentMarkup(number=number or self._anchor, parent=parent)
        comment.post = self.posts[-1] if self.posts else None
        if parent and tag.parent:
            parent.replies += (tag, tag.parent)
        self._anchor = ""
        if tag.name == "dt" or classes_of(tag) & _BYLINES:
            comment.byline = tag
            self._latest[id(tag.parent)] = comment
        self.comments.append(comment)
        return comment

    def _visit_comment(self, tag: Tag, comment: CommentMarkup, classes: set[str]) -> _Place:
        """Note which part of `comment` an element is."""
        if classes & _AVATARS:
            return _Place(comment, "avatar", in_comments=True)
        if classes & _CONTROLS or "deleted-comment" in classes:
            comment.is_deleted |= "deleted-comment" in classes
            return _Place(comment, "control", in_comments=True)
        is_words = classes & _BODIES or (tag.name == "dd" and not classes & _FOOTERS)
        if is_words and not comment.body:
            comment.body = tag
            comment.is_deleted |= "deleted" in classes
            self._open_body = comment
            return _Place(comment, "body", in_comments=True)
        if _goes_on(tag, comment.body, classes):
            return _Place(comment, "body", in_comments=True)
        if classes & _BYLINES and "icon" not in classes and not comment.byline:
            comment.byline = tag
        if classes & _STAMPS and not comment.stamp:
            comment.stamp = tag
        if tag.name == "a":
            see_link(tag, comment)
        return _Place(comment, "", in_comments=True)

    def _visit_part(self, tag: Tag, place: _Place, classes: set[str]) -> _Place:
        """Look for the little that is of interest within a part of a comment."""
        comment = place.comment
        if comment is None:
            return place
        if place.region == "avatar" and tag.name == "img":
            comment.avatar_title = comment.avatar_title or str(tag.get("title") or "")
        if place.region == "stamp" and tag.name == "a":
            see_link(tag, comment)
        if place.region != "body":
            return place
        other = self._find_comment(tag, place, classes)
        if other and other is not comment:  # the words leave a <div> open
            comment.extras.append(tag)
            comment.is_followed = True
            return self._visit_comment(tag, other, classes)
        if "deleted-comment" in classes:
            comment.is_deleted = True
        if classes & (_FOOTERS | _CONTROLS):  # as in Blogger's window of comments
            comment.extras.append(tag)
            comment.stamp = comment.stamp or (tag if classes & _STAMPS else None)
            return place._replace(region="stamp" if classes & _FOOTERS else "control")
        return place

    def _visit_comments(self, tag: Tag, place: _Place, classes: set[str]) -> _Place:
        """Look at what stands between comments."""
        if re.fullmatch("h[1-6]", tag.name) or "comment-range-text" in classes:
            self.headings.append(tag)
        if tag.name == "a":
            self._see_anchor(tag)
            self.has_more |= bool(_NEXT_PAGE.search(str(tag.get("href") or "")))
        if "loadmore" in classes and not classes & {"hidden", "loaded"}:
            self.has_more = True
        return place

    def _see_anchor(self, tag: Tag) -> None:
        match = ANCHOR.fullmatch(str(tag.get("name") or ""))
        self._anchor = match[2] if match else self._anchor

    def _visit_post_body(self, tag: Tag, place: _Place, classes: set[str]) -> _Place:
        post = self.posts[-1]
        if classes & _PARTIAL:
            post.is_partial = True
        if classes & {"post-footer", "jump-link"}:  # the post leaves a <div> open
            post.extras.append(tag)
            return self._visit_post(tag, place._replace(region="post"), classes)
        return place

    def _visit_post(self, tag: Tag, place: _Place, classes: set[str]) -> _Place:
        if tag.name in {"html", "body", "head"}:
            return place
        if tag.name == "a" and str(tag.get("name") or "").startswith("c"):
            self._see_anchor(tag)
        if classes & _POST_BODIES:
            self._begin_post(is_new=not self.posts or self.posts[-1].body is not None)
            self._open_body = post = self.posts[-1]
            post.body, post.day = tag, self._day
            match = _POST_ID.fullmatch(str(tag.get("id") or ""))
            post.number = match[1] if match else post.number
            return place._replace(region="post-body")
        if classes & _POSTS:
            has_begun = bool(self.posts) and self.posts[-1].body is None
            self._begin_post(is_new=not (has_begun and place.region == "post"))
            place = place._replace(region="post")
        if classes & _POST_PARTS:
            place = place._replace(region="post")
        if "date-header" in classes:
            self._day = tag.get_text()
        if classes & _POST_TITLES and re.fullmatch("h[1-6]|div|span|a", tag.name):
            self._see_title(tag)
        is_link = tag.name == "a" and is_permanent(tag)
        if self.posts and (place.region == "post" or is_link):
            see_post_part(tag, self.posts[-1], classes)
        return place

    def _begin_post(self, *, is_new: bool) -> None:
        if is_new:
            self.posts.append(PostMarkup(title=self._title))
            self._title = None

    def _see_title(self, tag: Tag) -> None:
        """Take a title for the post that has begun without one, else for the next one."""
        if not self.posts or self.posts[-1].body is not None:
            self._title = tag
        elif self.posts[-1].title is None:
            self.posts[-1].title = tag


def _goes_on(tag: Tag, body: Tag | None, classes: set[str]) -> bool:
    """Whether an element stands among a comment's words that a list or quotation took out of their <p>."""
    is_sibling = body is not None and body.name == "p" and tag.parent is body.parent
    return is_sibling and not classes and tag.name in _BLOCKS
