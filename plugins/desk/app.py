"""The desk's addresses, and what answers at each."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from plugins.desk.choosing import choose, download
from plugins.desk.commenting import comment
from plugins.desk.confirming import confirm
from plugins.desk.guard.forms import BadForm
from plugins.desk.guard.headers import Guarded
from plugins.desk.office import Office
from plugins.desk.opening import Desk
from plugins.desk.pages import STATIC, Pages
from plugins.desk.post.outbox import count_owed
from plugins.desk.post.postman import Postman
from plugins.desk.service import Service, service_of
from plugins.desk.subscribing import subscribe
from plugins.desk.unsubscribing import unsubscribe
from plugins.shared.errors import SiteError
from plugins.shared.style_sheet import STYLES, style_sheet

log = logging.getLogger("desk")

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_BOTH = ["GET", "POST"]
_FILES = frozenset({"site.css", "mark.svg", "apple-touch-icon.png"})
_KEEP = {"Cache-Control": "public, max-age=3600"}


def build_app(open_own: Callable[[], Desk]) -> Guarded:
    """Give the desk as an ASGI application; `open_own` opens it, once for each thread of its own."""
    desk = open_own()
    service = Service(
        desk=desk,
        office=Office(desk.newsletter),
        pages=Pages(desk),
        postman=Postman(open_own),
    )
    routes = [
        Route("/", subscribe),
        Route("/subscribe", subscribe, methods=_BOTH),
        Route("/c/{token}", confirm, methods=_BOTH),
        Route("/u/{token}", unsubscribe, methods=_BOTH),
        Route("/p/{token}", choose, methods=_BOTH),
        Route("/p/{token}/data", download),
        Route("/comment", comment, methods=_BOTH),
        Route("/health", health),
        Route("/theme/{name}", theme),
    ]
    app = Starlette(
        routes=[Mount(desk.path, routes=routes)] if desk.path else routes,
        lifespan=_lifespan(service),
        exception_handlers={
            BadForm: _bad_form,
            HTTPException: _no_such_page,
            SiteError: _out_of_order,
        },
    )
    app.state.service = service
    return Guarded(
        app, origins=desk.origins, is_https=desk.is_https, csp=CSP, refuse=_refuser(service)
    )


def _lifespan(service: Service) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        service.postman.start()
        yield
        await asyncio.to_thread(service.postman.stop)
        service.office.close()

    return living


async def health(request: Request) -> Response:
    """Say whether the desk works, for those who watch over it."""
    service = service_of(request)
    await service.office.look(count_owed)
    if not service.postman.is_working:
        return PlainTextResponse(
            "No letters are carried; the log says why. Start the desk anew.\n",
            status_code=HTTPStatus.SERVICE_UNAVAILABLE,
        )
    return PlainTextResponse("ok\n")


async def theme(request: Request) -> Response:
    """Give a file of the theme, so that a page of the desk needs nothing from elsewhere."""
    name = request.path_params["name"]
    if name not in _FILES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if name == STYLES:
        content = service_of(request).desk.newsletter.site.content
        return Response(style_sheet(STATIC, content), media_type="text/css", headers=_KEEP)
    return FileResponse(STATIC / name, headers=_KEEP)


def _refuser(service: Service) -> Callable[[Request, str], Response]:
    def refuse(request: Request, why: str) -> Response:
        return service.sorry(request, why, status=HTTPStatus.FORBIDDEN)

    return refuse


async def _bad_form(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadForm)  # noqa: S101 - what it is registered for
    return service_of(request).sorry(request, error.why, status=HTTPStatus(error.status))


async def _no_such_page(request: Request, error: Exception) -> Response:
    status = HTTPStatus(getattr(error, "status_code", 404))
    return service_of(request).sorry(request, "no page", status=status)


async def _out_of_order(request: Request, error: Exception) -> Response:
    """Tell the log what a person can mend, and the reader that it is not their fault."""
    log.warning("%s", error)
    return service_of(request).sorry(request, "out of order", status=HTTPStatus.SERVICE_UNAVAILABLE)
