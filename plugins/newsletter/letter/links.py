"""Where a letter's own links go: to the desk, or without one by e-mail to the author. Pure."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from plugins.newsletter.letter.model import Sender
from plugins.shared.languages import IN_ENGLISH, Words

_LONGEST_SUBJECT = 120
# Everything that may stand in an address (RFC 3986), and "%", which says that it is encoded already.
_SAFE = "%:/?#[]@!$&'()*+,;="


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What a reader can do; `short_how_often` is how_often as the text part can show it."""

    unsubscribe: str
    how_often: str
    short_how_often: str
    confirm: str


def links_of(sender: Sender, token: str, catalogue: Words = IN_ENGLISH) -> Links:
    """Give the links of the reader whom `token`, or the slot for one, stands for.

    Subjects stay English in every language: the tasks know them.
    """
    if sender.desk:
        how_often = f"{sender.desk}/p/{token}"
        return Links(
            unsubscribe=f"{sender.desk}/u/{token}",
            how_often=how_often,
            short_how_often=how_often,
            confirm=f"{sender.desk}/c/{token}",
        )
    how_often = mailto(sender.address, "how often ") + token
    return Links(
        unsubscribe=unsubscribe_by_mail(sender, token),
        how_often=f"{how_often}&body={quote(_choices(catalogue))}",
        short_how_often=how_often,
        confirm=mailto(sender.address, "confirm ") + token,
    )


def _choices(catalogue: Words) -> str:
    """Give what the mail about "how often" holds, for the reader to cut down."""
    say = catalogue.gettext
    lines = (
        say("Please leave the line that you would like, and delete the others:"),
        "",
        say("every post"),
        say("weekly"),
        say("monthly"),
    )
    return "".join(f"{line}\r\n" for line in lines)


def unsubscribe_by_mail(sender: Sender, token: str) -> str:
    """Give the link that the task subscribers.unsubscribe understands."""
    return mailto(sender.address, "unsubscribe ") + token


def mailto(address: str, subject: str) -> str:
    """Give the link that starts an e-mail (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject[:_LONGEST_SUBJECT], safe='')}"


def ascii_url(url: str) -> str:
    """Give a web address as a header can hold it: the host's name as A-labels, the rest encoded."""
    parts = urlsplit(url)
    netloc = parts.netloc if parts.netloc.isascii() else ascii_host(url)
    return quote(urlunsplit(parts._replace(netloc=netloc)), safe=_SAFE)


def ascii_host(url: str) -> str:
    """Give the name of an address's host in ASCII (RFC 3490); "localhost" when it has none."""
    host = urlsplit(url).hostname or "localhost"
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return quote(host, safe="")
