"""Everything that is looked at before a sending, put together: what digest.check tells."""

from collections.abc import Iterator

from plugins.newsletter.gate.desk import check_desk
from plugins.newsletter.gate.letter_rules import check_letter
from plugins.newsletter.gate.links import check_links, links_of
from plugins.newsletter.gate.model import Finding, Level, Report, build_report
from plugins.newsletter.gate.records import check_records
from plugins.newsletter.letter.template import Template, compile_template
from plugins.newsletter.next_letter import NextLetter, compose_next
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.sending.line import Line, Lost, Timeouts
from plugins.newsletter.sending.relay import parse_relay
from plugins.newsletter.trying import nobody
from plugins.shared.errors import CannotSend, SiteError

_SECONDS = 10
_PICTURED = "you@example.org"


def look_before_sending(newsletter: Newsletter, *, feed: str) -> Report:
    """Give what is right and wrong with the next letter and the way it takes. Raises BadFeed, NothingNew."""
    found = compose_next(newsletter, feed=feed)
    settings = newsletter.settings
    desk = str(settings.get("NEWSLETTER_DESK") or "").rstrip("/")
    site = settings["SITE_ADDRESS"]
    message = _message(newsletter, found)
    postal = str(settings.get("NEWSLETTER_POSTAL_ADDRESS") or "")
    domain = found.sender.address.rpartition("@")[2]
    return build_report(
        [
            *_check_words(found),
            *check_letter(message, site=site, desk=desk, postal=postal),
            *check_links(links_of(message), site=site, desk=desk, timeout=_SECONDS),
            *check_desk(desk, timeout=_SECONDS),
            *_check_server(newsletter, domain, len(message)),
            *check_records(domain, relay_host=_host(newsletter)),
        ]
    )


def _message(newsletter: Newsletter, found: NextLetter) -> bytes:
    template = Template.from_bytes(
        compile_template(found.letter, sender=found.sender, date=found.digest.date)
    )
    return template.fill(nobody(newsletter, found, _PICTURED))


def _check_words(found: NextLetter) -> Iterator[Finding]:
    words = found.digest.introduction
    if words is None:
        message = "there is none: the letter begins with its posts (digest.draft begins a file)"
        yield Finding(subject="introduction", level=Level.GOOD, message=message)
    elif words.is_draft:
        message = (
            f"{words.key} is a draft: write your words, take out its Status: line, publish the site"
        )
        yield Finding(subject="introduction", level=Level.WARNING, message=message)
    else:
        yield Finding(subject="introduction", level=Level.GOOD, message=f"{words.key}")


def _check_server(newsletter: Newsletter, domain: str, size: int) -> Iterator[Finding]:
    """Give whether the mail server lets us in, and would take the letter."""
    subject = "mail server"
    try:
        relay = parse_relay(newsletter.environ.get("SMTP_URL", ""))
        line = Line(relay, name=domain, timeouts=Timeouts(command=_SECONDS))
    except (SiteError, CannotSend) as error:
        yield Finding(subject=subject, level=Level.FAULT, message=str(error))
        return
    except Lost as error:
        yield Finding(subject=subject, level=Level.FAULT, message=f"{error}; try again later")
        return
    largest = line.largest
    line.leave()
    if largest and size > largest:
        message = f"{relay} takes letters of {largest} bytes, and this one has {size}"
        yield Finding(subject=subject, level=Level.FAULT, message=message)
    else:
        login = "let us in" if relay.user else "answers, and wants no login"
        yield Finding(subject=subject, level=Level.GOOD, message=f"{relay} {login}")


def _host(newsletter: Newsletter) -> str:
    try:
        return parse_relay(newsletter.environ.get("SMTP_URL", "")).host
    except SiteError:
        return ""
