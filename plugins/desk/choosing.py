"""A reader's own page: how often, their name, a pause, what is kept about them, and being forgotten.

The token in their letters is the key to it; there is nothing to log in to.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from plugins.desk.guard import limits
from plugins.desk.guard.forms import read_form
from plugins.desk.guard.limits import take, who
from plugins.desk.service import Service, service_of, token_of
from plugins.newsletter.addresses import parse_address
from plugins.newsletter.opening import open_newsletter
from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.forgetting import forget
from plugins.newsletter.subscribers.joining import LONGEST_NAME
from plugins.newsletter.subscribers.model import Cadence, Status, Subscriber
from plugins.newsletter.subscribers.own_data import own_data
from plugins.shared.errors import BadSubscriber
from plugins.shared.text import one_line, shorten

_PAUSES = {"month": timedelta(days=30), "quarter": timedelta(days=91), "ever": None}
_READING = frozenset({Status.ACTIVE, Status.PAUSED})
Form = Mapping[str, str]
# What became of it, for the page to say: "saved", "wrong address" …
Deed = Callable[[Connection, Subscriber, Form, datetime], str]


async def choose(request: Request) -> Response:
    """Show somebody's own page, or do what they chose on it."""
    service = service_of(request)
    token = token_of(request)
    form = await read_form(request) if request.method == "POST" else {}
    person = await service.office.look(lambda connection: service.find_person(connection, token))
    if not person:
        return service.sorry(request, "nobody", status=HTTPStatus.NOT_FOUND)
    if form.get("do") == "erase":
        return await _erase(service, request, person, form)
    if form.get("do") not in _DEEDS:
        return _page(service, request, person)
    wait, told, changed = await service.office.change(
        lambda connection: change(service, connection, token, form, now=service.now)
    )
    if wait:
        return service.sorry(request, "often", status=HTTPStatus.TOO_MANY_REQUESTS, wait=wait)
    return _page(service, request, changed or person, told=told)


def change(
    service: Service, connection: Connection, token: str, form: Form, *, now: datetime
) -> tuple[timedelta | None, str, Subscriber | None]:
    """Do one deed of the page; give how long to wait, or what became of it and who they are now."""
    person = service.find_person(connection, token)
    if not person:
        return None, "", None
    reader = who(service.secrets, f"subscriber {person.id}")
    if wait := take(connection, [(limits.CHANGE_READER, reader)], now):
        return wait, "", person
    told = _DEEDS[form["do"]](connection, person, form, now)
    return None, told, store.get(connection, person.id)


def _save(connection: Connection, person: Subscriber, form: Form, _now: datetime) -> str:
    chosen = form.get("cadence", "")
    store.change(
        connection,
        person,
        name=shorten(one_line(form["name"]), LONGEST_NAME) if "name" in form else None,
        cadence=Cadence(chosen) if chosen in set(Cadence) else None,
    )
    return "saved"


def _pause(connection: Connection, person: Subscriber, form: Form, now: datetime) -> str:
    length = form.get("for", "")
    if person.status not in _READING or length not in _PAUSES:
        return ""
    days = _PAUSES[length]
    store.pause(connection, person, until=now + days if days else None)
    return "paused"


def _resume(connection: Connection, person: Subscriber, _form: Form, _now: datetime) -> str:
    if person.status is not Status.PAUSED:
        return ""
    store.resume(connection, person)
    return "resumed"


_DEEDS: Mapping[str, Deed] = {"save": _save, "pause": _pause, "resume": _resume}


def _page(
    service: Service,
    request: Request,
    person: Subscriber,
    *,
    told: str = "",
    status: HTTPStatus = HTTPStatus.OK,
    **values: Any,
) -> Response:
    language = service.language(request, person)
    return service.pages.show(
        "preferences",
        language,
        status=status,
        person=person,
        token=token_of(request),
        told=told,
        until=service.pause_end(person, language),
        **values,
    )


async def _erase(service: Service, request: Request, person: Subscriber, form: Form) -> Response:
    """Forget somebody who typed their address, in the copies of the database, too."""
    try:
        typed = parse_address(form.get("address", "")).key
    except ValueError:
        typed = ""
    if not person.address or typed != person.address.key:
        unprocessable = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(service, request, person, told="wrong address", status=unprocessable)
    address = person.address.wire
    await asyncio.to_thread(_forget, service, address)
    return service.pages.show("erased", service.language(request, person))


def _forget(service: Service, address: str) -> None:
    """Do it on a connection of its own: the copies take their time, and nobody else has to wait for them."""
    newsletter = service.desk.newsletter
    own = open_newsletter(
        newsletter.site, clock=newsletter.clock, environ=newsletter.environ, ask=None
    )
    try:
        with suppress(
            BadSubscriber
        ):  # the button was pressed twice, and the first press was quicker
            forget(own, address)
    finally:
        own.engine.dispose()


async def download(request: Request) -> Response:
    """Give all that is kept about somebody as a file."""
    service = service_of(request)
    token = token_of(request)

    def look(connection: Connection) -> bytes | None:
        person = service.find_person(connection, token)
        return own_data(connection, person) if person else None

    data = await service.office.look(look)
    if data is None:
        return service.sorry(request, "nobody", status=HTTPStatus.NOT_FOUND)
    headers = {"Content-Disposition": 'attachment; filename="about-me.json"'}
    return Response(data, media_type="application/json", headers=headers)
