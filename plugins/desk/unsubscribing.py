"""Leaving with one click, by the mail program's button or on a page, and taking it back."""

from enum import StrEnum
from http import HTTPStatus

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from plugins.desk.guard.forms import read_form
from plugins.desk.service import Service, service_of, token_of
from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.leaving import come_back, leave
from plugins.newsletter.subscribers.model import Status, Subscriber
from plugins.shared.languages import words_in


async def unsubscribe(request: Request) -> Response:
    """Show the page with the button, or do what was asked; a look changes nothing, whoever looks."""
    service = service_of(request)
    form = await read_form(request) if request.method == "POST" else {}
    if form.get("List-Unsubscribe", "").strip() == "One-Click":
        return await _one_click(service, token_of(request))
    token = token_of(request)
    person = await service.office.look(lambda connection: service.find_person(connection, token))
    if not person:
        return service.sorry(request, "nobody", status=HTTPStatus.NOT_FOUND)
    if form.get("confirm") == "yes":
        is_new = await _leave(service, token) is Left.NOW
        return _left(service, request, person, is_new=is_new)
    if form.get("undo") == "yes":
        return await _take_back(service, request, person, token)
    if person.status is Status.UNSUBSCRIBED:
        return _left(service, request, person, is_new=False)
    language = service.language(request, person)
    return service.pages.show("unsubscribe", language, person=person, token=token)


async def _one_click(service: Service, token: str) -> Response:
    """Do what a mail program's button asks (RFC 8058): at once, in words, and without a redirect."""
    if await _leave(service, token) is Left.NOBODY:
        return PlainTextResponse(
            "This link is nobody's, so nothing was changed.\n", status_code=HTTPStatus.NOT_FOUND
        )
    return PlainTextResponse("You are unsubscribed. Nothing more comes.\n")


class Left(StrEnum):
    """What became of a wish to leave."""

    NOW = "now"
    BEFORE = "before"
    NOBODY = "nobody"


async def _leave(service: Service, token: str) -> Left:
    def deed(connection: Connection) -> Left:
        one = service.find_person(connection, token)
        if not one:
            return Left.NOBODY
        is_new = leave(connection, one, secrets=service.secrets, now=service.now)
        return Left.NOW if is_new else Left.BEFORE

    return await service.office.change(deed)


def _left(service: Service, request: Request, person: Subscriber, *, is_new: bool) -> Response:
    shown = person.address.shown if person.address else ""
    language = service.language(request, person)
    return service.pages.show("left", language, token=token_of(request), shown=shown, is_new=is_new)


async def _take_back(
    service: Service, request: Request, person: Subscriber, token: str
) -> Response:
    """Let somebody get letters again; who was only invited is so again."""
    language = service.language(request, person)
    pressed = words_in(language).gettext("Take that back")

    def deed(connection: Connection) -> Subscriber | None:
        one = service.find_person(connection, token)
        if one:
            come_back(connection, one, words=pressed, secrets=service.secrets, now=service.now)
        return store.get(connection, one.id) if one else None

    back = await service.office.change(deed) or person
    until = service.pause_end(back, language)
    return service.pages.show("back", language, person=back, token=token, until=until)
