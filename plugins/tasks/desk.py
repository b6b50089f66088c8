"""desk: the small web service where readers look after themselves."""

from typing import Any

from plugins.desk.commands import run_desk
from plugins.environment.command_line import command, say
from plugins.newsletter.opening import Newsletter
from plugins.shared.errors import SiteError
from plugins.shared.site import open_site
from plugins.tasks.digest import FEED, newsletter_of

_HIGHEST_PORT = 65_535


@command(
    host="the address of this machine to listen at; a web server hands requests on to it",
    port="where to listen there",
    feed=FEED,
)
def desk(
    _c: Any,
    host: str = "127.0.0.1",
    port: str = "8025",
    feed: str = "",
    content: str = "",
    settings: str = "publishconf.py",
) -> None:
    """Run the desk, where readers subscribe, choose, leave and comment; Ctrl-C ends it."""
    site = open_site(content=content, settings=settings)

    def open_own() -> Newsletter:
        return newsletter_of(site)

    def ready(line: str) -> None:
        say(f"{line}/   (readers reach it at {site.settings['NEWSLETTER_DESK']}; Ctrl-C ends it)")

    run_desk(open_own, host=host, port=_port(port), feed=feed, say=ready)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text[:6]) <= _HIGHEST_PORT:
        raise SiteError(
            f'--port is "{text}"; a number up to {_HIGHEST_PORT} is needed, such as 8025.'
        )
    return int(text)
