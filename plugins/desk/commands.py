"""What tasks.py asks: to run the desk."""

from collections.abc import Callable

from plugins.desk.app import build_app
from plugins.desk.opening import Desk, open_desk
from plugins.desk.server.serving import serve
from plugins.newsletter.opening import Newsletter


def run_desk(
    open_newsletter: Callable[[], Newsletter],
    *,
    host: str,
    port: int,
    feed: str,
    say: Callable[[str], None],
) -> None:
    """Run a site's desk until it is told to stop; `open_newsletter` opens it for a thread of its own.

    Raises BadSettings, BadDatabase.
    """

    def open_own() -> Desk:
        return open_desk(open_newsletter(), feed=feed)

    app = build_app(open_own)
    serve(app, host=host, port=port, on_ready=lambda address: say(f"The desk: {address}"))
