"""A letter, who writes it, and who gets it. Pure."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """A letter's first words: for a reader whose name is known, "%(name)s" in its place, and for the others."""

    named: str = "Hello %(name)s,"
    plain: str = "Hello,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A rendered letter, before it is addressed to anybody.

    `html` and `text` hold slots, the places where letters differ between readers (see slots.py);
    `mark` is the character that fences them, one that nothing else in the letter holds.
    """

    subject: str
    html: str
    text: str
    mark: str
    greeting: Greeting = field(default_factory=Greeting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes which letter, the same for all of its readers. Addresses of the web are whole.

    `address` is ASCII. `key` is the digest's, such as "2026-11-20-monthly" or "each-17". `desk` is the
    desk's address without a slash at the end, "" without one. `view_url` is where the letter is on the
    web, `help_url` where the newsletter is explained. `list_id` (RFC 2919) never changes.
    `is_automatic` says that nobody pressed "send", `is_single` that it goes to one person alone, and to no
    list: then there is nothing to unsubscribe from. `reply_to` is where answers go, "" for `address`.
    """

    name: str
    address: str
    title: str
    home: str
    key: str
    cadence: str
    list_id: str
    view_url: str
    help_url: str
    desk: str = ""
    postal_address: str = ""
    language: str = "en"
    is_automatic: bool = False
    is_single: bool = False
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What differs between readers, and nothing else.

    `address` is as the SMTP envelope takes it, `message_id` has its angle brackets, `token` is small
    letters and digits. `note` is plain text with line breaks, for this reader alone.
    """

    address: str
    token: str
    message_id: str
    name: str = ""
    note: str = ""
