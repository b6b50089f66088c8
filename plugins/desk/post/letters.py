"""The letters of the desk: "is it you?", "you are on the list", "welcome", and a comment for the author."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from plugins.comments.files import read_comments
from plugins.comments.moderation.pending import Pending, read_pending
from plugins.comments.posts import find_post
from plugins.desk.opening import Desk
from plugins.desk.post.outbox import Kind, Owed
from plugins.newsletter.addresses import Address, parse_address
from plugins.newsletter.digest import opening
from plugins.newsletter.letter.model import Reader, Sender
from plugins.newsletter.letter.rendering import TEMPLATES, Message, render_message
from plugins.newsletter.letter.sender import sender_from
from plugins.newsletter.letter.template import Template, compile_template
from plugins.newsletter.model import Post
from plugins.newsletter.subscribers import store, suppression
from plugins.newsletter.subscribers.model import Status, Subscriber
from plugins.newsletter.subscribers.signing_up import find_signup
from plugins.newsletter.tokens import make_confirm_token, make_token, message_id
from plugins.shared.languages import day_in, words_in
from plugins.shared.site import Site
from plugins.shared.text import one_line, shorten

_LONGEST_OPENING = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A letter that can be handed over: to whom, from which address, and its bytes, dot-stuffed."""

    to: Address
    sender: str
    wire: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestPost:
    """A post in a welcome: its day as the reader writes days."""

    title: str
    url: str
    day: str
    opening: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome(Message):
    """What a welcome says."""

    name: str
    cadence: str
    posts: tuple[NewestPost, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentNews(Message):
    """What the author is told of a comment; `parent` is who is answered, "" for nobody."""

    name: str
    post: str
    text: str
    page: str
    site: str = ""
    parent: str = ""
    commands: tuple[str, ...] = ()


def write_letter(
    desk: Desk, connection: Connection, one: Owed, newest: tuple[Post, ...]
) -> Ready | None:
    """Give a letter that is owed; None when nobody wants it any more. `newest` are posts for a welcome."""
    if one.kind is Kind.COMMENT:
        return _comment(desk, one)
    if one.kind is Kind.CONFIRM:
        return _confirm(desk, connection, one)
    person = store.get(connection, int(one.about))
    if not person or person.status not in {Status.ACTIVE, Status.PAUSED}:
        return None
    if one.kind is Kind.KNOWN:
        return _known(desk, one, person)
    return _welcome(desk, one, person, newest)


def _confirm(desk: Desk, connection: Connection, one: Owed) -> Ready | None:
    newsletter = desk.newsletter
    signup = find_signup(connection, int(one.about), now=newsletter.now)
    if not signup or signup.confirmed:
        return None
    if suppression.is_suppressed(connection, signup.address, secrets=newsletter.secrets):
        return None  # they left since they signed up
    say = words_in(one.language).gettext
    sender = _sender(desk, one, is_single=True)
    letter = Message(
        subject=say("Is it you? Letters from “%(title)s”") % {"title": sender.title},
        preheader=say("One press, and the letters begin. If it was not you, do nothing."),
    )
    token = make_confirm_token(newsletter.secrets, signup.id)
    return _written(desk, one, sender, letter, to=signup.address, token=token)


def _known(desk: Desk, one: Owed, person: Subscriber) -> Ready | None:
    say = words_in(one.language).gettext
    sender = _sender(desk, one, is_single=True)
    letter = Message(
        subject=say("You are on the list already: “%(title)s”") % {"title": sender.title},
        preheader=say("There is nothing to do; here is where you can change what you get."),
    )
    return _to_person(desk, one, sender, letter, person)


def _welcome(desk: Desk, one: Owed, person: Subscriber, newest: tuple[Post, ...]) -> Ready | None:
    say = words_in(one.language).gettext
    sender = _sender(desk, one, is_single=False)
    letter = Welcome(
        subject=say("Welcome to “%(title)s”") % {"title": sender.title},
        preheader=say("It is good to have you here. An answer reaches me, and nobody else."),
        name=person.name,
        cadence=person.cadence,
        posts=tuple(_newest_post(desk, one, post) for post in newest),
    )
    return _to_person(desk, one, replace(sender, cadence=person.cadence), letter, person)


def _newest_post(desk: Desk, one: Owed, post: Post) -> NewestPost:
    return NewestPost(
        title=one_line(post.title),
        url=post.url,
        day=day_in(one.language, post.published, desk.newsletter.site.zone),
        opening=shorten(opening(post), _LONGEST_OPENING),
    )


def _comment(desk: Desk, one: Owed) -> Ready | None:
    """Give the author's letter about a comment, unless it was looked at meanwhile."""
    site = desk.newsletter.site
    waiting, _faults = read_pending(site.content / site.settings["COMMENTS_PATH"])
    found = next((pending for pending in waiting if pending.comment.id == one.about), None)
    if not found:
        return None
    say = words_in(one.language).gettext
    name, post = found.comment.author, found.title or found.post
    short = found.comment.id.partition(":")[2]
    letter = CommentNews(
        subject=say("A comment by %(name)s on “%(post)s”") % {"name": name, "post": post},
        preheader=shorten(one_line(found.comment.body), 120),
        name=name,
        post=post,
        text=found.comment.body,
        page=f"{desk.site_address}/{found.page}",
        site=found.comment.url,
        parent=_answered(site, found) if found.comment.parent else "",
        commands=(
            f"python3 tasks.py comments.approve {short}",
            f"python3 tasks.py comments.hide {short}",
            f'python3 tasks.py comments.reply {short} "…"',
        ),
    )
    sender = replace(_sender(desk, one, is_single=True), reply_to=_reply_to(found))
    return _written(desk, one, sender, letter, to=parse_address(desk.author), token="0" * 26)


def _answered(site: Site, found: Pending) -> str:
    """Give the name of whom a comment answers; that comment's id when it is not there any more."""
    post = find_post(site, found.post)
    comments = read_comments(post.comments).comments if post else ()
    parent = found.comment.parent
    return next((one.author for one in comments if one.id == parent), parent)


def _reply_to(found: Pending) -> str:
    """Give the commenter's address as a header can hold it; "" when it cannot, or there is none."""
    try:
        address = parse_address(found.address)
    except ValueError:
        return ""
    return "" if address.needs_smtputf8 else address.wire


def _sender(desk: Desk, one: Owed, *, is_single: bool) -> Sender:
    newsletter = desk.newsletter
    sender = sender_from(
        newsletter.settings, site=desk.source, cadence="", key=one.kind, is_automatic=True
    )
    return replace(sender, is_single=is_single, language=one.language)


def _to_person(
    desk: Desk, one: Owed, sender: Sender, letter: Message, person: Subscriber
) -> Ready | None:
    if not person.address:
        return None
    token = make_token(desk.newsletter.secrets, person.id)
    return _written(desk, one, sender, letter, to=person.address, token=token)


def _written(  # noqa: PLR0913 - each is one thing to know
    desk: Desk, one: Owed, sender: Sender, letter: Message, *, to: Address, token: str
) -> Ready:
    newsletter = desk.newsletter
    rendered = render_message(
        one.kind, letter, site=desk.source, sender=sender, templates=TEMPLATES
    )
    now = newsletter.now.astimezone(newsletter.site.zone).replace(microsecond=0)
    template = Template.from_bytes(compile_template(rendered, sender=sender, date=now))
    domain = sender.address.rpartition("@")[2]
    # The same for a second try, so that a box that got the first one knows it.
    id_ = message_id(newsletter.secrets, f"{one.kind}-{one.id}", 0, domain)
    reader = Reader(address=to.wire, token=token, message_id=id_)
    return Ready(to=to, sender=sender.address, wire=template.wire(reader))
