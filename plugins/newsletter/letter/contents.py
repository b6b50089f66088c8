"""What a letter shows: everything in full, or as much of it as a letter can hold. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby

from markupsafe import Markup, escape

from plugins.newsletter.digest import opening
from plugins.newsletter.letter.content import beginning_of, fit_blocks, fit_content, has_picture
from plugins.newsletter.letter.forms import Depth, Form
from plugins.newsletter.letter.links import mailto
from plugins.newsletter.letter.model import Sender
from plugins.newsletter.letter.plain import plain_text
from plugins.newsletter.model import Digest, Post, Remark, Talk
from plugins.shared.languages import IN_ENGLISH, Words, day_in
from plugins.shared.text import one_line, shorten

_LONGEST_TITLE = 200
_LONGEST_SUBJECT = 150
_LONGEST_ADDRESS = 1_500
_LONGEST_REMARK = 280
_LONGEST_NAME = 60
_REMARKS = 3
_LONGEST_CHALLENGE = 600
# Mail programs show that much after the subject; fewer, and they go on with what comes next.
_PREHEADER = (40, 130)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a letter speaks: in which language, by which catalogue, and in whose zone the days are."""

    language: str
    catalogue: Words
    zone: tzinfo

    def day(self, moment: datetime) -> str:
        """Give the day of a moment as the language writes it."""
        return day_in(self.language, moment, self.zone)

    def say(self, message: str) -> str:
        """Give a message in the language."""
        return self.catalogue.gettext(message)

    def counted(self, one: str, many: str, number: int) -> str:
        """Give the message for a number, "%(count)s" in its place."""
        return self.catalogue.ngettext(one, many, number) % {"count": number}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A post in the list on top."""

    title: str
    url: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A post with all that belongs to it: its `html` and `text` in full, or an `opening` alone."""

    title: str
    url: str
    day: str
    image: str
    html: Markup
    text: str
    opening: str
    challenge: str
    conversation: str
    comments_url: str
    remarks: tuple[Remark, ...]
    answer_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What was said since about one earlier post."""

    title: str
    url: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A digest in one of its forms. `is_single` says that the letter's heading is its one post's."""

    subject: str
    preheader: str
    day: str
    introduction: Markup
    introduction_text: str
    is_shortened: bool
    is_single: bool
    headlines: tuple[Headline, ...]
    more_posts: str
    sections: tuple[Section, ...]
    conversations: tuple[Conversation, ...]
    more_talks: str


def fit_introduction(digest: Digest, catalogue: Words = IN_ENGLISH) -> tuple[str, ...]:
    """Give the introduction's HTML as blocks that are fit for mail programs."""
    words = digest.introduction
    if not words:
        return ()
    html = words.html or f"<p>{escape(words.text)}</p>"
    return fit_blocks(html, below=1, catalogue=catalogue)


def build_contents(
    digest: Digest,
    *,
    introduction: tuple[str, ...],
    form: Form,
    sender: Sender,
    voice: Voice,
) -> Contents:
    """Give what a letter of this form shows.

    `introduction` is what fit_introduction made of the digest's.
    """
    shown = digest.posts[: form.posts]
    html = beginning_of(introduction, form.introduction)
    has_list = len(digest.posts) > 1 or form.depth is Depth.HEADLINE
    is_single = not has_list and digest.subject in {post.title for post in shown}
    level = 1 if is_single else 2
    talks = digest.conversation[-form.talks :] if form.talks else ()
    return Contents(
        subject=make_subject(digest.subject),
        preheader=make_preheader(digest, voice),
        day=voice.day(digest.date),
        introduction=Markup(html),  # noqa: S704 - safe since introductions.py
        introduction_text=plain_text(html, catalogue=voice.catalogue),
        is_shortened=html != "".join(introduction),
        is_single=is_single,
        headlines=tuple(_headline(post, voice) for post in shown) if has_list else (),
        more_posts=_more_posts(len(digest.posts) - len(shown), voice),
        sections=tuple(_section(post, form.depth, sender, voice, level) for post in shown)
        if form.depth is not Depth.HEADLINE
        else (),
        conversations=tuple(_conversations(talks)),
        more_talks=_more_talks(len(digest.conversation) - len(talks), voice),
    )


def make_subject(subject: str) -> str:
    """Give a subject as one line that is not too long for an inbox, or for a header."""
    return shorten(one_line(subject), _LONGEST_SUBJECT)


def make_preheader(digest: Digest, voice: Voice) -> str:
    """Give 40 to 130 characters to be shown after the subject; when there are few, titles follow."""
    shortest, longest = _PREHEADER
    text = one_line(digest.preheader)
    answer = voice.say("Just answer this letter: it reaches me, and nobody else.")
    for more in (*(one_line(post.title) for post in digest.posts[:shortest]), answer):
        if len(text) >= shortest:
            break
        text = f"{text} · {more}" if text else more
    return shorten(text, longest)


def _more_posts(number: int, voice: Voice) -> str:
    """Give "and 2 more posts"; "" when there are none."""
    if number <= 0:
        return ""
    return voice.counted("and %(count)s more post", "and %(count)s more posts", number)


def _more_talks(number: int, voice: Voice) -> str:
    """Give how many comments are left out; "" when none are."""
    if number <= 0:
        return ""
    return voice.counted(
        "and %(count)s more comment on the web", "and %(count)s more comments on the web", number
    )


def _said_so_far(post: Post, voice: Voice) -> str:
    if not post.remarks:
        return ""
    return voice.counted(
        "%(count)s comment so far", "%(count)s comments so far", post.comment_count
    )


def _headline(post: Post, voice: Voice) -> Headline:
    day = voice.day(post.published)
    return Headline(title=_title(post.title), url=_address(post.url), day=day)


def _section(post: Post, depth: Depth, sender: Sender, voice: Voice, level: int) -> Section:
    """Give a post as its day's section; its headings stand below those of `level`."""
    is_full = depth is Depth.FULL
    html = fit_content(post.content, below=level, catalogue=voice.catalogue) if is_full else ""
    return Section(
        title=_title(post.title),
        url=_address(post.url),
        day=voice.day(post.published),
        image="" if has_picture(html, post.image) else _address(post.image),
        html=Markup(html),  # noqa: S704 - safe since feed.py
        text=plain_text(html, page=post.url, catalogue=voice.catalogue),
        opening="" if html.strip() else opening(post),
        challenge=shorten(post.challenge, _LONGEST_CHALLENGE),
        conversation=_said_so_far(post, voice),
        comments_url=_address(post.comments_url or post.url),
        remarks=tuple(map(_remark, post.remarks[-_REMARKS:])),
        answer_url=mailto(sender.address, f"Re: {one_line(post.title)}"),
    )


def _conversations(talks: tuple[Talk, ...]) -> Iterator[Conversation]:
    """Give the talks by post, the posts in the order in which somebody spoke about them first."""
    order = {
        url: place for place, url in reversed(list(enumerate(talk.post_url for talk in talks)))
    }
    by_post = sorted(talks, key=lambda talk: order[talk.post_url])
    for url, found in groupby(by_post, key=lambda talk: talk.post_url):
        group = tuple(found)
        yield Conversation(
            title=_title(group[0].post_title),
            url=_address(url),
            remarks=tuple(_remark(talk.remark) for talk in group),
        )


def _remark(remark: Remark) -> Remark:
    return Remark(
        author=shorten(one_line(remark.author), _LONGEST_NAME),
        text=shorten(one_line(remark.text), _LONGEST_REMARK),
        url=_address(remark.url),
    )


def _title(title: str) -> str:
    return shorten(one_line(title), _LONGEST_TITLE)


def _address(url: str) -> str:
    """Give a web address; one that no browser would take either is left out."""
    return url if len(url) <= _LONGEST_ADDRESS else ""
