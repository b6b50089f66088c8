"""A letter to the author alone, over the real mail server; no reader's turn is used up by it."""

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.letter.model import Reader
from plugins.newsletter.letter.template import Template, compile_template
from plugins.newsletter.next_letter import NextLetter, compose_next
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.sending.line import Line, Lost, Timeouts
from plugins.newsletter.sending.relay import parse_relay
from plugins.newsletter.sending.single import send_single
from plugins.newsletter.tokens import make_token, message_id
from plugins.shared.dates import format_utc
from plugins.shared.errors import BadSubscriber, CannotSend

NOBODY = 0  # the number of no subscriber: the token in a test letter unsubscribes nobody
_NOTE = "(A note for one reader stands here: subscribers.note writes it.)"


def send_test(newsletter: Newsletter, to: str, *, feed: str) -> str:
    """Send the next letter to an address; give a sentence. Raises CannotSend, BadFeed, NothingNew."""
    try:
        address = parse_address(to)
    except ValueError as error:
        raise BadSubscriber(f"--to: {error}.") from error
    relay = parse_relay(newsletter.environ.get("SMTP_URL", ""))
    found = compose_next(newsletter, feed=feed)
    wire = letter_to_nobody(newsletter, found, address.wire)
    try:
        line = Line(relay, name=found.sender.address.rpartition("@")[2], timeouts=Timeouts())
        answer = send_single(line, relay, sender=found.sender.address, to=address, wire=wire)
        line.leave()
    except Lost as error:
        raise CannotSend(f"{relay}: {error}; try again.") from error
    if not 200 <= answer.code < 300:  # noqa: PLR2004 - a class of codes
        raise CannotSend(f"{relay}: it did not take the letter ({answer}).")
    return (
        f'"{found.letter.subject}" is on its way to {address.shown}, and to nobody else. Its links to '
        "unsubscribe are nobody's."
    )


def letter_to_nobody(newsletter: Newsletter, found: NextLetter, wire: str) -> bytes:
    """Give the letter as it goes over the wire, dot-stuffed, with a sample note and nobody's token."""
    template = Template.from_bytes(
        compile_template(found.letter, sender=found.sender, date=found.digest.date)
    )
    return template.wire(nobody(newsletter, found, wire))


def nobody(newsletter: Newsletter, found: NextLetter, wire: str) -> Reader:
    """Give a reader at that address who is no subscriber."""
    domain = found.sender.address.rpartition("@")[2]
    key = f"test-{found.sender.key}-{format_utc(newsletter.now)}"
    return Reader(
        address=wire,
        token=make_token(newsletter.secrets, NOBODY),
        message_id=message_id(newsletter.secrets, key, NOBODY, domain),
        note=_NOTE,
    )
