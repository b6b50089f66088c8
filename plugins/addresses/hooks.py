"""Tells the templates what to name and allow, and writes what servers and machines read, at the end."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pelican import signals
from pelican.contents import Article, Page

from plugins.addresses import policy
from plugins.addresses.fingerprints import named_files, place_all
from plugins.addresses.loading import Load, loads_of
from plugins.shared.files import is_file
from plugins.shared.receivers import keep_order

# Browsers and telephones look for them there, whatever a page says.
_ICONS = ("apple-touch-icon.png", "favicon.ico")
_NAMED = {"mark.svg": "MARK", "search.js": "SEARCH_SCRIPT", "site.css": "STYLE_SHEET"}


def connect() -> None:
    """Ask Pelican to call us for each content it reads, and when everything is read."""
    keep_order(signals.content_object_init)
    signals.content_object_init.connect(find_loads)
    signals.all_generators_finalized.connect(prepare)


def find_loads(content: Any) -> None:
    """Set `loads`: what the page of a post, page or digest loads, and from where."""
    if isinstance(content, Article | Page):
        site = content.settings["SITE_ADDRESS"]
        content.loads = loads_of(str(content._content or ""), site=site)  # noqa: SLF001 - Pelican has no other way in


def prepare(generators: list[Any]) -> None:
    """Give templates the fingerprinted names and the policy, and see to it that the rest is written last."""
    context, settings = generators[0].context, generators[0].settings
    files = named_files(
        Path(settings["THEME"]) / "static",
        content=Path(settings["PATH"]),
        is_slim=settings["FOR_PUBLISHING"],
    )
    context.update({_NAMED[name]: new for name, (new, _data) in files.items()})
    directives = policy.security_policy(
        _loads(context), site=settings["SITE_ADDRESS"], desk=settings.get("NEWSLETTER_DESK", "")
    )
    context["PAGE_POLICY"] = policy.format_policy(directives, is_in_page=True)
    searching = policy.search_policy(directives)
    context["SEARCH_POLICY"] = policy.format_policy(searching, is_in_page=True)
    context["REFERRER_POLICY"] = policy.REFERRER_POLICY

    def finish(pelican: Any) -> None:
        signals.finalized.disconnect(finish)
        output = Path(pelican.output_path)
        _place_theme_files(output, settings, files)
        if settings["FOR_PUBLISHING"]:
            from plugins.addresses.served import write_for_servers  # noqa: PLC0415 - previews need none of it

            moved = generators[0].get_template("moved")
            origin = context["SITE_ADDRESS"].removesuffix(urlsplit(context["SITE_ADDRESS"]).path)

            def page(new: str) -> str:
                return str(moved.render(context, new=new, whole=origin + new))

            write_for_servers(output, context, directives, page)

    signals.finalized.connect(finish, weak=False)


def _loads(context: Mapping[str, Any]) -> frozenset[Load]:
    kinds = ("articles", "hidden_articles", "pages", "hidden_pages", "digests")
    return frozenset(load for kind in kinds for one in context.get(kind, ()) for load in one.loads)


def _place_theme_files(
    output: Path, settings: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]]
) -> None:
    theme = output / settings["THEME_STATIC_DIR"]
    place_all(theme, files)
    for icon in _ICONS:
        if is_file(theme / icon) and not is_file(output / icon):
            (theme / icon).replace(output / icon)
