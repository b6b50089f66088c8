"""Confirming: the page that a letter's link opens, with one button, and what pressing it does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from plugins.desk.guard.forms import read_form
from plugins.desk.guard.stamps import Stamp
from plugins.desk.post.outbox import Kind, owe
from plugins.desk.service import Service, service_of, token_of
from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.joining import LONGEST_NAME
from plugins.newsletter.subscribers.leaving import GONE, come_back
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber
from plugins.newsletter.subscribers.signing_up import Signup, confirm_signup, find_signup
from plugins.newsletter.tokens import find_signup as find_signup_token
from plugins.newsletter.tokens import make_token
from plugins.shared.languages import words_in
from plugins.shared.text import one_line, shorten

_PURPOSE = "confirm"
_AS_A_ROBOT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked: somebody who signed up, or a subscriber whom an invitation went to.

    `is_done` says that they said yes before.
    """

    signup: Signup | None = None
    person: Subscriber | None = None
    is_done: bool = False

    @property
    def shown(self) -> str:
        """The address that letters would go to."""
        address = self.signup.address if self.signup else self.person and self.person.address
        return address.shown if address else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What they chose as they said yes; `words` are those of the page."""

    name: str
    cadence: Cadence
    words: str
    language: str


async def confirm(request: Request) -> Response:
    """Show the page; its button alone changes anything."""
    service = service_of(request)
    token = token_of(request)
    asked = await service.office.look(lambda connection: find_asked(service, connection, token))
    if not asked:
        is_ours = find_signup_token(service.secrets, token) is not None
        status = HTTPStatus.OK if is_ours else HTTPStatus.NOT_FOUND
        return service.sorry(request, "old" if is_ours else "nobody", status=status)
    # The page is in the language of the letter that led to it.
    letters = asked.signup.language if asked.signup else ""
    language = service.language(request, asked.person, chosen=letters)
    form = await read_form(request) if request.method == "POST" else {}
    if asked.is_done:
        return _done(service, language, asked.person)
    is_pressed = form.get("confirm") == "yes"
    stamp = service.look_at_stamp(_PURPOSE, form, at_least=_AS_A_ROBOT)
    if not is_pressed or stamp is Stamp.EARLY:
        return _page(service, language, asked, is_early=is_pressed)
    choice = _choice(service, form.get("cadence", ""), form.get("name", ""), language)
    person = await service.office.change(
        lambda connection: say_yes(service, connection, token, choice, now=service.now)
    )
    service.postman.call()
    return _done(service, language, person)


def find_asked(service: Service, connection: Connection, token: str) -> Asked | None:
    """Give whom a token asks; None for nobody's, and for a sign-up that is too old."""
    number = find_signup_token(service.secrets, token)
    if number is not None:
        signup = find_signup(connection, number, now=service.now)
        if not signup:
            return None
        person = store.find(connection, signup.address)
        is_done = signup.confirmed is not None or _is_reading(person)
        return Asked(signup=signup, person=person, is_done=is_done)
    found = service.find_person(connection, token)
    return Asked(person=found, is_done=_is_reading(found)) if found else None


def _is_reading(person: Subscriber | None) -> bool:
    return person is not None and person.status in {Status.ACTIVE, Status.PAUSED}


def _choice(service: Service, cadence: str, name: str, language: str) -> Choice:
    chosen = Cadence(cadence) if cadence in set(Cadence) else service.desk.newsletter.cadence
    pressed = words_in(language).gettext("Yes, please write to me")
    return Choice(
        name=shorten(one_line(name), LONGEST_NAME),
        cadence=chosen,
        words=f"{pressed} ({chosen})",
        language=language,
    )


def say_yes(
    service: Service, connection: Connection, token: str, choice: Choice, *, now: datetime
) -> Subscriber | None:
    """Let somebody get letters; a second press finds it done."""
    asked = find_asked(service, connection, token)
    if not asked or asked.is_done:
        return asked.person if asked else None
    if asked.signup:
        person, _is_new = confirm_signup(
            connection,
            asked.signup,
            words=choice.words,
            name=choice.name,
            cadence=choice.cadence,
            secrets=service.secrets,
            now=now,
        )
    else:
        person = _say_yes_to_invitation(service, connection, asked.person, choice, now)
    if person:
        owe(connection, Kind.WELCOME, str(person.id), language=choice.language, now=now)
    return person


def _say_yes_to_invitation(
    service: Service,
    connection: Connection,
    one: Subscriber | None,
    choice: Choice,
    now: datetime,
) -> Subscriber | None:
    if not one:
        return None
    if one.status in GONE:
        come_back(connection, one, words=choice.words, secrets=service.secrets, now=now)
        one = store.get(connection, one.id) or one
    if one.status is Status.INVITED:
        consent = Consent(at=now, how="invitation", words=choice.words)
        store.confirm(connection, one, consent=consent, secrets=service.secrets, now=now)
    language = one.language or choice.language
    store.change(
        connection, one, name=choice.name or None, cadence=choice.cadence, language=language
    )
    return store.get(connection, one.id)


def _page(service: Service, language: str, asked: Asked, *, is_early: bool) -> Response:
    person = asked.person
    return service.pages.show(
        "confirm",
        language,
        shown=asked.shown,
        name=person.name if person else "",
        cadence=person.cadence if person else service.desk.newsletter.cadence,
        has_left=person is not None and person.status in GONE,
        stamp=service.stamp(_PURPOSE),
        is_early=is_early,
    )


def _done(service: Service, language: str, person: Subscriber | None) -> Response:
    """Give the page after a yes; who has left since sees how to come back."""
    if not person or not _is_reading(person):
        token = make_token(service.secrets, person.id) if person else ""
        return service.pages.show("left", language, token=token, shown="", is_new=False)
    token = make_token(service.secrets, person.id)
    until = service.pause_end(person, language)
    return service.pages.show("confirmed", language, person=person, token=token, until=until)
