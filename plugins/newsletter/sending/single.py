"""One letter to one person, with no ledger to keep: a test, or what somebody at the desk is owed."""

from plugins.newsletter.addresses import Address
from plugins.newsletter.sending.answers import Answer
from plugins.newsletter.sending.line import Line
from plugins.newsletter.sending.relay import Relay
from plugins.shared.errors import CannotSend


def send_single(line: Line, relay: Relay, *, sender: str, to: Address, wire: bytes) -> Answer:
    """Hand a dot-stuffed letter over; give the server's last answer.

    Raises Lost, and CannotSend for an address that this server cannot take.
    """
    if to.needs_smtputf8 and not line.has_smtputf8:
        raise CannotSend(
            f"{relay}: it takes no address with more than ASCII before the @ (no SMTPUTF8)."
        )
    refusal = line.offer(sender, to.wire, size=len(wire))
    if refusal:
        return refusal
    line.body(wire)
    return line.dot()
