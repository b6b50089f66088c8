"""Services whose exports are known by their header rows.

Where each form was looked up stands beside it. IP addresses, places, ratings and whatever else we do not need
is not read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from plugins.newsletter.lists.moments import Parser, parse_american, parse_moment
from plugins.newsletter.lists.statuses import parse_flag, parse_status
from plugins.newsletter.subscribers.model import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A row's fields by their headings, which are in lower case; `named` is what its file's name says of all."""

    columns: Mapping[str, int]
    fields: tuple[str, ...]
    zone: tzinfo
    named: Status | None = None

    def first(self, *headings: str) -> str:
        """Give what stands in the first of these columns that holds anything, "" when none does."""
        for heading in headings:
            place = self.columns.get(heading, len(self.fields))
            found = self.fields[place].strip() if place < len(self.fields) else ""
            if found:
                return found
        return ""

    def moment(self, parse: Parser, *headings: str) -> datetime | None:
        """Give the time in the first of these columns that holds anything."""
        found = self.first(*headings)
        return parse(found, self.zone) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How one service writes its list. `signs` are sets of headings that only it has together.

    `address` matches the headings of addresses, of which the first that holds one counts; `status` raises
    ValueError when a row does not say; `warning` is what its author should know, "" for nothing.
    """

    name: str
    signs: tuple[frozenset[str], ...]
    address: re.Pattern[str]
    status: Callable[[Cells], Status]
    created: tuple[str, ...] = ("created_at",)
    confirmed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    parse_moment: Parser = field(default=parse_moment)
    is_address_book: bool = False
    is_whole: bool = False  # whether these headings, and no others, are its
    warning: str = ""

    def claims(self, headings: frozenset[str]) -> bool:
        """Whether a header row is this service's."""
        return any(sign == headings if self.is_whole else sign <= headings for sign in self.signs)


def _ghost(cells: Cells) -> Status:
    flag = parse_flag(cells.first("subscribed_to_emails"))
    if flag is None:
        return parse_status(cells.first("subscribed_to_emails"))
    return Status.ACTIVE if flag and not cells.first("deleted_at") else Status.UNSUBSCRIBED


def _substack(cells: Cells) -> Status:
    """Tell readers from those who switched e-mail off; who pays is of no interest."""
    flag = parse_flag(cells.first("email_disabled"))
    if flag is None:
        return parse_status(cells.first("email_disabled"))
    return Status.UNSUBSCRIBED if flag else Status.ACTIVE


def _substack_dashboard(cells: Cells) -> Status:
    if cells.first("receiving emails for", "sections"):
        return Status.ACTIVE
    raise ValueError(
        "it is not said whether they get e-mails; take Substack's other export "
        "(Settings, Exports), whose column email_disabled says it"
    )


def _mailchimp(cells: Cells) -> Status:
    if cells.first("unsub_time"):
        return Status.UNSUBSCRIBED
    if cells.first("clean_time"):
        return Status.BOUNCED
    word = cells.first("status")
    if word:
        return parse_status(word)
    # Whoever only bought something ("nonsubscribed") never opted in to anything.
    has_opted_in = cells.first("optin_time", "confirm_time")
    return cells.named or (Status.ACTIVE if has_opted_in else Status.INVITED)


# https://docs.buttondown.com/api-subscribers-introduction, and enums.json of buttondown/openapi
_BUTTONDOWN = {
    **dict.fromkeys(
        ("regular", "premium", "trialed", "gifted", "churning", "churned", "past_due", "paused"),
        Status.ACTIVE,
    ),
    "unpaid": Status.INVITED,
}


def _buttondown(cells: Cells) -> Status:
    word = cells.first("type", "subscriber_type")
    if not word and cells.first("unsubscription_date"):
        return Status.UNSUBSCRIBED
    if cells.first("undeliverability_date"):
        return Status.BOUNCED
    return parse_status(word, _BUTTONDOWN)


def _listmonk(cells: Cells) -> Status:
    return parse_status(cells.first("status"))


def _kit(cells: Cells) -> Status:
    # https://help.kit.com: the states of a subscriber; who is "cold" has only not opened for long.
    return parse_status(cells.first("status", "state"), {"cold": Status.ACTIVE})


def _feedburner(cells: Cells) -> Status:
    return parse_status(cells.first("status"))


def _google(_cells: Cells) -> Status:
    return Status.ACTIVE


def _signs(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(one.split(", ")) for one in sets)


SERVICES = (
    # https://github.com/TryGhost/Ghost, its tests of the members' export
    Service(
        name="Ghost",
        signs=_signs("email, subscribed_to_emails"),
        address=re.compile("email"),
        status=_ghost,
        left=("deleted_at",),
    ),
    # https://github.com/TryGhost/migrate, packages/mg-substack-members-csv: two forms over the years
    Service(
        name="Substack",
        signs=_signs("email, expiry, email_disabled", "email, active_subscription, email_disabled"),
        address=re.compile("email"),
        status=_substack,
    ),
    # https://github.com/buttondown/roadmap/issues/2282; since then some headings have become shorter
    Service(
        name="Substack",
        signs=_signs(
            "email, subscription source (free)",
            "email, can see paid content",
            "email, receiving emails for",
            "email, emails opened (6mo)",
            "email, emails opened (last 6 months)",
        ),
        address=re.compile("email"),
        status=_substack_dashboard,
        created=("start date", "subscription date"),
    ),
    # https://github.com/TryGhost/migrate, packages/mg-mailchimp-members; the first columns are the author's own
    Service(
        name="Mailchimp",
        signs=_signs("leid, euid"),
        address=re.compile(
            r"e-?mail( address)?|e-?mail-?adresse|adresse e-?mail|correo electrónico"
        ),
        status=_mailchimp,
        created=("optin_time", "confirm_time"),
        confirmed=("confirm_time",),
        left=("unsub_time", "clean_time"),
    ),
    Service(
        name="Buttondown",
        signs=_signs(
            "email, subscriber_type",
            "email_address, type, creation_date",
            "email, type, creation_date",
            "email_address, unsubscription_date",
        ),
        address=re.compile("email_address|email"),
        status=_buttondown,
        created=("creation_date",),
        left=("unsubscription_date", "undeliverability_date"),
    ),
    # https://github.com/knadh/listmonk, cmd/subscribers.go
    Service(
        name="listmonk",
        signs=_signs("uuid, email, attributes, status"),
        address=re.compile("email"),
        status=_listmonk,
        # https://github.com/knadh/listmonk/issues/2855
        warning="listmonk does not say in its export who has left a list; export those whose subscription "
        "is unsubscribed, too, and import them from a file called unsubscribed.csv",
    ),
    Service(
        name="Kit",
        signs=_signs(
            "email, created_at, status, tags, referrer",
            "first_name, email, created_at, status, tags",
            "first_name, email_address, state, created_at",
        ),
        address=re.compile("email|email_address"),
        status=_kit,
    ),
    # on-importing.txt of WordPress's plugin "E-Mail Edition" shows such a file
    Service(
        name="FeedBurner",
        signs=_signs("email, subscribed, status"),
        is_whole=True,
        address=re.compile("email"),
        status=_feedburner,
        created=("subscribed",),
        parse_moment=parse_american,
    ),
    # Since 2024 "First Name, … Labels, E-mail 1 - Label", before "Name, Given Name, … E-mail 1 - Type"
    Service(
        name="Google Contacts",
        signs=_signs("e-mail 1 - value"),
        address=re.compile(r"e-mail \d+ - value"),
        status=_google,
        created=(),
        is_address_book=True,
    ),
)
