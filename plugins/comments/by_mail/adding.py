"""A comment that came by mail: read, its quotes cut, its address dropped, put under its post."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.comments.by_mail.attributions import has_contact
from plugins.comments.by_mail.escaping import as_markdown
from plugins.comments.by_mail.mail import Mail, NoMail, read_mail
from plugins.comments.by_mail.quotes import TOKEN, Piece, Words, cut_quotes, unwrapped
from plugins.comments.files import merged
from plugins.comments.model import Comment, Format, Status
from plugins.comments.moderation.deeds import TO_SHOW, alone
from plugins.comments.moderation.finding import comments_in, find_comment, read_standing
from plugins.comments.moderation.pending import tidy
from plugins.comments.moderation.printable import indented, printable_line
from plugins.comments.posts import CommentedPost, get_post
from plugins.comments.rendering import LONGEST_MARKDOWN
from plugins.shared.dates import format_minute
from plugins.shared.errors import shown
from plugins.shared.files import write_file
from plugins.shared.site import Site
from plugins.shared.text import mail_address, one_line

_MOST_BYTES = 25_000_000
_MOST_WORDS = 20_000
_REDACTED = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What came of a mail: the comment, its post, its file, what the author should know of it.

    `there` says that it had been added before; then nothing was changed.
    """

    comment: Comment
    post: CommentedPost
    when: str
    notes: tuple[str, ...]
    there: str = ""
    is_dry_run: bool = False

    def __str__(self) -> str:
        """Give the comment in full, and how to take it back."""
        id_ = self.comment.id
        if self.there:
            return f"{id_} {self.there}; nothing was changed."
        where = shown(self.post.comments)
        done = f"Would add to {where}:" if self.is_dry_run else f"Added to {where}:"
        rows = [
            done,
            "",
            f"=== {id_}",
            f"{printable_line(self.comment.author)}, {self.when}",
            "",
            indented(self.comment.body),
            "",
            *map(printable_line, self.notes),
        ]
        if self.is_dry_run:
            rows.append("This was a dry run: nothing was added.")
        else:
            rows += [
                "Mend it in that file as you like.",
                f"{TO_SHOW} The way back: comments.hide {id_}",
            ]
        return "\n".join(rows)


def add_mail(  # noqa: PLR0913 - each is one thing to know
    site: Site,
    post: str,
    file: Path,
    *,
    now: datetime,
    name: str = "",
    parent: str = "",
    is_dry_run: bool = False,
) -> Added:
    """Put the comment in a mail's file under a post. Raises NoSuchPost, NoSuchComment, NoMail, CannotWrite."""
    commented = get_post(site, post)
    mail = _read(file)
    author = one_line(name) or mail.name
    if not author:
        raise NoMail(f"{shown(file)}: it names no author, only an address; say --name NAME.")
    body, format_, notes = _body(site, mail, shown(file))
    with alone(site):
        comment = Comment(
            id=mail.id,
            author=author,
            date=mail.date if mail.date and mail.date <= now else None,
            approved=now.replace(microsecond=0),
            parent=find_comment(site, parent, within=commented.comments).id if parent else "",
            format=format_,
            body=body,
        )
        there = _there(site, comment.id)
        if not there and not is_dry_run:
            text = read_standing(commented.comments)
            write_file(commented.comments, merged(text, [comment]).encode())
    return Added(
        comment=comment,
        post=commented,
        when=format_minute(comment.date, site.zone) if comment.date else "no date",
        notes=(*notes, *_doubts(mail, comment)),
        there=there,
        is_dry_run=is_dry_run,
    )


def _read(file: Path) -> Mail:
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such name is possible"
        raise NoMail(f"{shown(file)} cannot be read: {reason}.") from error
    if len(data) > _MOST_BYTES:
        raise NoMail(f"{shown(file)} is larger than 25 MB; that is no comment.")
    try:
        return read_mail(data)
    except NoMail as error:
        raise NoMail(f"{shown(file)}: {error}") from error


def _body(site: Site, mail: Mail, where: str) -> tuple[str, Format, tuple[str, ...]]:
    """Give what to write of a mail's text, its format, and sentences about it.

    Plain words stay plain text; where quotes stay among them they are Markdown, for a page to show these as
    quotes. Markdown that a page would not interpret is plain text again.
    """
    own = mail.addresses | {mail_address(site.settings.get("NEWSLETTER_FROM", "")).lower()}
    words = cut_quotes(mail.text, frozenset(filter(None, own)))
    pieces = tuple(_ready(piece, mail) for piece in words.pieces)
    notes = (*mail.notes, *words.notes)
    if any(TOKEN.search(piece.text) for piece in words.pieces):
        notes += ("A letter's own link is its reader's alone: what opens it was taken out.",)
    text = Words(pieces=pieces).text
    if len(text) > _MOST_WORDS:
        raise NoMail(
            f"{where}: {len(text)} characters are left of it, more than {_MOST_WORDS}; that is no comment."
        )
    if not text.strip():
        raise NoMail(f"{where}: there are no words in it.")
    markdown = as_markdown(pieces)
    if words.has_quotes and len(markdown) <= LONGEST_MARKDOWN:
        return tidy(markdown), Format.MARKDOWN, notes
    return tidy(text), Format.TEXT, notes


def _ready(piece: Piece, mail: Mail) -> Piece:
    text = unwrapped(piece.text) if mail.is_wrapped and not piece.is_quote else piece.text
    return Piece(is_quote=piece.is_quote, text=TOKEN.sub(_REDACTED, text))


def _there(site: Site, id_: str) -> str:
    """Give where the same mail was added before, "" when it was not."""
    folder = site.content / site.settings["COMMENTS_PATH"]
    for path in sorted(folder.glob("[!.]*.txt")):
        for comment in comments_in(path):
            if comment.id == id_:
                is_hidden = comment.status is not Status.APPROVED
                back = f", hidden (comments.approve {id_} shows it)" if is_hidden else ""
                return f"is in {shown(path)} already{back}"
    return ""


def _doubts(mail: Mail, comment: Comment) -> list[str]:
    """Give what the author should look at before the world does."""
    found = []
    if not comment.date:
        when = "its date lies in the future" if mail.date else "it has no good one"
        found.append(f"Shown without a date: {when}.")
    if has_contact(comment.body):
        found.append("An e-mail address or a telephone number is in the words: may it be shown?")
    return found
