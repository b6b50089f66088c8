"""serve: the site at a local address, built again by a process that is warm whenever something is saved."""

import sys
from collections.abc import Callable
from pathlib import Path

from plugins.environment.command_line import say
from plugins.publishing.commands import free_port, serve
from plugins.publishing.warm import Warm
from plugins.shared.errors import SiteError
from plugins.shared.site import ENGINE, Site, open_site
from plugins.tasks.building import build_site


def serve_site(*, content: str, output: str, settings: str, port: str) -> None:
    """Build a site, serve it, and build it again with each change, until Ctrl-C. Raises SiteError."""
    site = open_site(content=content, output=output, settings=settings)
    number = free_port(port)
    with Warm() as warm:

        def rebuild(announce: Callable[[], object] = lambda: None) -> None:
            try:
                _forget_settings()
                again = open_site(content=content, output=output, settings=settings)
                build_site(again, pelican=warm, announce=announce)
            except SiteError as error:
                if not warm.is_closed:
                    say(str(error))

        rebuild()
        say(f"\nThe website: http://127.0.0.1:{port}/   (Ctrl-C ends it)")
        serve(site.output, _watched(site), rebuild, port=number, end=warm.close)


def _watched(site: Site) -> list[Path]:
    theme = site.settings_file.parent / str(site.settings.get("THEME", ""))
    files = [
        *ENGINE.glob("*conf.py"),
        ENGINE / "content" / "site.toml",
        ENGINE / "requirements.lock",
    ]
    return [site.content, site.settings_file, theme, ENGINE / "plugins", *files]


def _forget_settings() -> None:
    """Let settings be read anew: a settings file elsewhere takes over those that stand beside tasks.py."""
    for name in ("pelicanconf", "publishconf"):
        sys.modules.pop(name, None)
