"""Finding the subscriber somebody means: by address, or by the token in a mail of theirs."""

from sqlalchemy import Connection

from plugins.newsletter import tokens
from plugins.newsletter.addresses import Address, parse_address
from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.model import Subscriber
from plugins.shared.errors import BadSubscriber
from plugins.shared.text import one_line, shorten


def known_subscriber(connection: Connection, secrets: tokens.Secrets, text: str) -> Subscriber:
    """Give whom an address, a token or a subject with a token names. Raises BadSubscriber."""
    found = find_subscriber(connection, secrets, text)
    if not found:
        raise unknown(text)
    return found


def find_subscriber(
    connection: Connection, secrets: tokens.Secrets, text: str
) -> Subscriber | None:
    """Give whom an address, a token or a subject with a token names; None when nobody is.

    Raises BadSubscriber when it is none of these.
    """
    number = tokens.find_subscriber(secrets, text)
    if number is not None:
        return store.get(connection, number)
    return store.find(connection, address_of(text))


def unknown(text: str) -> BadSubscriber:
    """Give the error that nobody of that name is on the list."""
    shown = shorten(one_line(text), 80)
    return BadSubscriber(f'"{shown}" is not on the list; subscribers.list shows who is.')


def address_of(text: str) -> Address:
    """Give the address. Raises BadSubscriber."""
    try:
        return parse_address(text)
    except ValueError as error:
        raise BadSubscriber(f"{error}.") from error


def name_of(one: Subscriber) -> str:
    """Give how somebody is called in a sentence for the author: their address."""
    return one.address.shown if one.address else "somebody who is erased"
