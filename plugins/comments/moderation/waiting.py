"""What waits to be read, told to the author at a terminal: each comment whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from plugins.comments.moderation.finding import comments_in, target_of
from plugins.comments.moderation.pending import Held, read_held
from plugins.comments.moderation.printable import indented, printable, printable_line
from plugins.comments.posts import find_post
from plugins.shared.dates import format_minute
from plugins.shared.errors import Fault
from plugins.shared.site import Site
from plugins.shared.text import count, shorten

_QUOTE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One comment that waits: itself, the title of its post, who and what it answers in a few words, or ""."""

    held: Held
    title: str
    answers: str
    zone: tzinfo

    def __str__(self) -> str:
        """Give all of it: who, when, where, the words."""
        pending, comment = self.held.pending, self.held.pending.comment
        when = format_minute(comment.date, self.zone) if comment.date else "no date"
        address = printable_line(pending.address)
        rows = [
            f"=== {printable_line(self.held.id)}",
            f"{printable_line(comment.author)}, {when}, on {self.title}",
            f"answers {self.answers}" if self.answers else "",
            f"site: {printable_line(comment.url)}" if comment.url else "",
            f"left an address, never shown: {address}" if address else "",
            f"suspicious: {printable_line(pending.why)}" if pending.why else "",
        ]
        return "\n".join([*filter(None, rows), "", indented(comment.body)])


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingList:
    """The comments that wait, how many others are kept out of sight, and what is wrong in their files."""

    waiting: tuple[Waiting, ...]
    others: int
    is_hidden: bool
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        """Give each comment, then how many there are and what can be done."""
        number = len(self.waiting)
        told = [f"{one}\n" for one in self.waiting] + [
            printable(str(fault)) for fault in self.faults
        ]
        if self.is_hidden:
            told.append(f"{count(number, 'comment')} put away or held back as suspicious.")
        else:
            told.append(
                f"{count(number, 'comment')} {'waits' if number == 1 else 'wait'} to be read."
            )
        if number:
            told.append(
                'comments.approve ID shows one, comments.reply ID "words" answers it, too, comments.hide ID '
                "puts it away."
            )
        if self.others and not self.is_hidden:
            told.append(
                f"{self.others} more put away or held back as suspicious: "
                "comments.pending --hidden shows them."
            )
        return "\n".join(told)


def pending_list(site: Site, *, is_hidden: bool = False) -> PendingList:
    """Give the comments that wait, the oldest first; or those put away and held back as suspicious."""
    held, faults = read_held(site.content / site.settings["COMMENTS_PATH"])
    chosen = [one for one in held if one.is_hidden is is_hidden]
    titles = _titles(site, chosen)
    return PendingList(
        waiting=tuple(
            Waiting(
                held=one,
                title=titles[one.pending.post],
                answers=_answered(site, one, held) if one.pending.comment.parent else "",
                zone=site.zone,
            )
            for one in chosen
        ),
        others=len(held) - len(chosen),
        is_hidden=is_hidden,
        faults=tuple(faults),
    )


def _titles(site: Site, held: list[Held]) -> Mapping[str, str]:
    """Give each post as a person knows it; one that is gone by what the comment says of it."""
    found = {}
    for one in held:
        stem = one.pending.post
        if stem not in found:
            post = find_post(site, stem)
            title = printable_line(post.title if post else one.pending.title)
            gone = "" if post else ", which is not there any more"
            found[stem] = f'"{title}" ({printable_line(stem)}{gone})'
    return found


def _answered(site: Site, held: Held, others: list[Held]) -> str:
    """Give who is answered and their first words, so that one can judge the answer."""
    path = target_of(site, held)
    known = {one.id: one.pending.comment for one in others}
    if path:
        known |= {one.id: one for one in comments_in(path)}
    parent = known.get(held.pending.comment.parent)
    if not parent:
        return f"{printable_line(held.pending.comment.parent)}, which is not there"
    words = shorten(printable_line(parent.body), _QUOTE)
    return f'{printable_line(parent.author)}: "{words}"'
