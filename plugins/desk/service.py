"""What the handlers of the desk share: its parts, and what they ask of every request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, cast

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from plugins.desk.guard.networks import client_network
from plugins.desk.guard.stamps import Stamp, look_at_stamp, make_stamp
from plugins.desk.office import Office
from plugins.desk.opening import Desk
from plugins.desk.pages import Pages
from plugins.desk.post.postman import Postman
from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.model import Status, Subscriber
from plugins.newsletter.tokens import Secrets, find_subscriber
from plugins.shared.languages import day_in

# Nobody reads a page and answers it faster.
SOONEST = timedelta(seconds=2)
TRAP = "topic"  # a field that people do not see, so only a robot fills it in


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The running desk."""

    desk: Desk
    office: Office
    pages: Pages
    postman: Postman

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self.desk.newsletter.now

    @property
    def secrets(self) -> Secrets:
        """The keys of tokens and stamps."""
        return self.desk.newsletter.secrets

    def language(
        self, request: Request, person: Subscriber | None = None, *, chosen: str = ""
    ) -> str:
        """Give the language of whoever asks: the one they chose once, else what their browser says."""
        chosen = (person.language if person else "") or chosen
        return self.pages.language(request.headers.get("accept-language", ""), chosen=chosen)

    def pause_end(self, person: Subscriber, language: str) -> str:
        """Give the day somebody's pause ends, as they write days; "" when it ends by hand, or there is none."""
        until, zone = person.paused_until, self.desk.newsletter.site.zone
        return day_in(language, until, zone) if until else ""

    def network(self, request: Request) -> str:
        """Give the network a request counts for."""
        peer = request.client.host if request.client else ""
        forwarded = request.headers.getlist("x-forwarded-for")
        return client_network(peer, forwarded, self.desk.proxies)

    def stamp(self, purpose: str) -> str:
        """Give the stamp of a form that is written now."""
        return make_stamp(self.secrets, purpose, self.now)

    def look_at_stamp(
        self, purpose: str, form: Mapping[str, str], *, at_least: timedelta = SOONEST
    ) -> Stamp:
        """Give what the stamp of a form says that came back."""
        return look_at_stamp(self.secrets, purpose, form.get("stamp", ""), self.now, at_least)

    def sorry(self, request: Request, why: str, *, status: HTTPStatus, **values: Any) -> Response:
        """Give the page that says in a sentence why something was not done, and a way on."""
        headers = {}
        if wait := values.get("wait"):
            headers["Retry-After"] = str(max(1, round(cast("timedelta", wait).total_seconds())))
        shown = {"minutes": minutes_of(values.pop("wait", None)), **values}
        return self.pages.show(
            "sorry", self.language(request), status=status, headers=headers, why=why, **shown
        )

    def find_person(self, connection: Connection, token: str) -> Subscriber | None:
        """Give whose token it is; None for nobody's, and for who was erased."""
        number = find_subscriber(self.secrets, token)
        found = store.get(connection, number) if number is not None else None
        return None if found is None or found.status is Status.ERASED else found


def minutes_of(wait: timedelta | None) -> int:
    """Give a time to wait in whole minutes, one at least."""
    return max(1, -(-int((wait or timedelta()).total_seconds()) // 60))


def service_of(request: Request) -> Service:
    """Give the desk that a request came to."""
    return cast("Service", request.app.state.service)


def token_of(request: Request) -> str:
    """Give the token in a request's path."""
    return str(request.path_params["token"])
