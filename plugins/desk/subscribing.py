"""Subscribing: an address comes in, and a letter to it asks whether that was its owner.

The answer is the same whether the address is known or not, and takes as long.
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from plugins.desk.guard import limits
from plugins.desk.guard.forms import read_form
from plugins.desk.guard.headers import is_foreign
from plugins.desk.guard.limits import EVERYBODY, take, who
from plugins.desk.guard.stamps import Stamp
from plugins.desk.post.outbox import Kind, owe
from plugins.desk.service import TRAP, Service, service_of
from plugins.newsletter.addresses import Address, parse_address
from plugins.newsletter.subscribers.signing_up import Answer, sign_up
from plugins.shared.text import one_line, shorten

_PURPOSE = "subscribe"
_LONGEST_SHOWN = 254


async def subscribe(request: Request) -> Response:
    """Show the form, or take what was typed into it."""
    service = service_of(request)
    language = service.language(request)
    if request.method != "POST":
        return service.pages.show(
            "subscribe", language, stamp=service.stamp(_PURPOSE), typed="", fault=""
        )
    form = await read_form(request)
    typed = shorten(one_line(form.get("address", "")), _LONGEST_SHOWN)
    if form.get(TRAP):
        return service.pages.show("inbox", language, typed=typed)
    try:
        address = parse_address(typed)
    except ValueError:
        return _ask_again(service, language, typed, fault="address")
    if not is_a_click(request, service):
        stamp = service.look_at_stamp(_PURPOSE, form)
        if stamp is not Stamp.GOOD:
            fault = "early" if stamp is Stamp.EARLY else "check"
            return _ask_again(service, language, address.shown, fault=fault)
    wait = await service.office.change(
        lambda connection: take_address(
            service,
            connection,
            address,
            network=service.network(request),
            language=language,
            now=service.now,
        )
    )
    if wait:
        return service.sorry(request, "often", status=HTTPStatus.TOO_MANY_REQUESTS, wait=wait)
    service.postman.call()
    return service.pages.show("inbox", language, typed=address.shown)


def _ask_again(service: Service, language: str, typed: str, *, fault: str) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault == "address" else HTTPStatus.OK
    return service.pages.show(
        "subscribe",
        language,
        status=status,
        stamp=service.stamp(_PURPOSE),
        typed=typed,
        fault=fault,
    )


def is_a_click(request: Request, service: Service) -> bool:
    """Whether a browser says that somebody pressed the button of a form of the site.

    By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/). What does not say so, an old browser or a
    robot, gets a form with a stamp, and the button is pressed once more.
    """
    headers = request.headers
    origin = headers.get("origin", "null")
    return (
        headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-user") == "?1"
        and headers.get("sec-fetch-dest") == "document"
        and origin != "null"
        and not is_foreign(origin, service.desk.origins)
    )


def take_address(  # noqa: PLR0913 - each is one thing to know
    service: Service,
    connection: Connection,
    address: Address,
    *,
    network: str,
    language: str,
    now: datetime,
) -> timedelta | None:
    """Keep a sign-up and the letter it is owed; give how long to wait when there were too many."""
    tried = [
        (limits.SUBSCRIBE_NETWORK, who(service.secrets, network)),
        (limits.SUBSCRIBE_OVERALL, EVERYBODY),
    ]
    if wait := take(connection, tried, now):
        return wait
    answer, number = sign_up(
        connection, address, language=language, secrets=service.secrets, now=now
    )
    name = who(service.secrets, address.key)
    by_address = [
        (limits.SUBSCRIBE_ADDRESS, name),
        (limits.SUBSCRIBE_ADDRESS_A_DAY, name),
    ]
    if answer is not Answer.NONE and take(connection, by_address, now) is None:
        owe(connection, Kind(answer), str(number), language=language, now=now)
    return None
