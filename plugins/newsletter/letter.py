"""A digest as a letter: HTML with its styles inlined, a text of its own, and the message of both."""

from dataclasses import dataclass
from datetime import tzinfo
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from textwrap import fill
from urllib.parse import quote

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from plugins.newsletter.digest import opening
from plugins.newsletter.model import Digest, Source
from plugins.shared.dates import format_day
from plugins.shared.errors import BadSettings

_COLUMNS = 72
# One fixed boundary: the same digest gives the same bytes. No line of quoted-printable text begins
# with "--=_": there "=" is always followed by two hexadecimal digits.
_BOUNDARY = "=_still-in-touch_="


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A rendered letter, before it is addressed to anybody."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes, and where a reader goes; addresses in full."""

    name: str
    address: str
    view_url: str
    leave_url: str
    change_url: str
    cadence: str


def sender_from(
    settings_from: str, *, site: Source, desk: str, cadence: str, page: str = ""
) -> Sender:
    """Give the sender; without a desk, leaving and changing are e-mails to the author.

    `page` is the letter's public page below the site; without one, "view in a browser" is the site.

    Raises BadSettings when NEWSLETTER_FROM holds no address.
    """
    name, address = parseaddr(settings_from)
    if "@" not in address:
        raise BadSettings(
            f'NEWSLETTER_FROM is "{settings_from}": an address such as '
            '"Jane <jane@example.com>" is needed in the settings.'
        )
    return Sender(
        name=name or site.author or site.title,
        address=address,
        view_url=f"{site.home}{page}",
        leave_url=desk or mailto(address, "Unsubscribe"),
        change_url=desk or mailto(address, "How often"),
        cadence=cadence,
    )


def mailto(address: str, subject: str) -> str:
    """Give the link that starts an e-mail (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}"


def render(
    digest: Digest, *, site: Source, sender: Sender, zone: tzinfo, templates: Path
) -> Letter:
    """Give the letter of a digest; days are those of `zone`, `templates` holds digest.html and .txt."""
    values = {"digest": digest, "site": site, "sender": sender}
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": lambda moment: format_day(moment, zone),
        "opening": opening,
        "wrap": wrap,
        "mailto": lambda subject: mailto(sender.address, subject),
    }
    page = environment.get_template("digest.html").render(values)
    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True
    )
    return Letter(
        subject=digest.subject,
        html=inliner.inline(page),
        text=environment.get_template("digest.txt").render(values).strip() + "\n",
    )


def wrap(text: str, indent: str = "") -> str:
    """Give `text` in lines of at most 72 columns, its paragraphs kept; addresses are never broken."""
    return "\n\n".join(
        fill(
            paragraph,
            _COLUMNS,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for paragraph in text.split("\n\n")
    )


def build_message(letter: Letter, digest: Digest, *, sender: Sender, to: str) -> EmailMessage:
    """Give the e-mail (RFC 5322) of a letter, to the address `to`.

    Date and boundary come from the digest, so that the same digest gives the same bytes.
    """
    message = EmailMessage(policy=SMTP)
    local, _, domain = sender.address.rpartition("@")
    message["From"] = Address(sender.name, local, domain)
    message["To"] = to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(digest.date)
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message.set_boundary(_BOUNDARY)
    return message
