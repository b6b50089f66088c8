"""Gives the templates what they show of pictures, made before any page is written."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import signals

from plugins.pictures.album import Album
from plugins.pictures.cache import Cache, open_cache
from plugins.pictures.markup import add_sizes
from plugins.pictures.social.easel import SITE_IMAGE, Easel, Wanted, image_path
from plugins.pictures.tags import find_pictures

log = logging.getLogger(__name__)

_KINDS = (
    "articles",
    "drafts",
    "hidden_articles",
    "pages",
    "draft_pages",
    "hidden_pages",
    "digests",
)


def connect() -> None:
    """Ask Pelican to call us for each of its generators, and when everything is read."""
    signals.generator_init.connect(add_filter)
    signals.all_generators_finalized.connect(prepare)


def add_filter(generator: Any) -> None:
    """Give the templates the filter `pictured`; until prepare() it changes nothing."""
    generator.env.filters["pictured"] = Markup


def prepare(generators: list[Any]) -> None:
    """Make the sizes of all pictures that the contents show, and give the templates the filter."""
    context, settings = generators[0].context, generators[0].settings
    cache = open_cache(settings["PATH"])
    shown = [(one, one.content) for one in _contents(context)]
    # Only now: {attach} says where a file will lie, and asking for that fixes it.
    files = {
        Path(one.save_as).as_posix(): Path(settings["PATH"]) / one.source_path
        for one in context.get("staticfiles", ())
    }
    album = Album(files, Path(generators[0].output_path), cache)
    number = album.make_all(_used(album, shown, settings["SITE_ADDRESS"]))
    log.info("Pictures shown: %d", number)
    _give_social_images(context, settings, Path(generators[0].output_path), cache)
    for generator in generators:
        generator.env.filters["pictured"] = _filter(album, settings["SITE_ADDRESS"])

    def finish(_pelican: Any) -> None:
        signals.finalized.disconnect(finish)
        log.info("Photos that told where they were taken: %d", album.blank_locations())
        cache.sweep()

    signals.finalized.connect(finish, weak=False)


def _give_social_images(context: Any, settings: Any, output: Path, cache: Cache) -> None:
    """Set `social_image` on posts, and SOCIAL_IMAGE for all other pages: paths, "" in previews."""
    is_public = bool(settings.get("FOR_PUBLISHING"))
    context["SOCIAL_IMAGE"] = SITE_IMAGE if is_public else ""
    for kind in ("articles", "hidden_articles", "drafts"):
        for post in context.get(kind, ()):
            is_shown = is_public and kind == "articles"
            post.social_image = image_path(post.save_as) if is_shown else ""
    if is_public:
        name, author = settings["SITENAME"], settings["AUTHOR"]
        wanted = {
            post.social_image: Wanted(
                title=str(post.title), site=name, author=str(getattr(post, "author", author))
            )
            for post in context.get("articles", ())
        }
        wanted[SITE_IMAGE] = Wanted(title=settings["SITESUBTITLE"], site=name, author=author)
        Easel(Path(settings["PATH"]), output, cache).draw_all(wanted)
        log.info("Social images: %d", len(wanted))


def _contents(context: Any) -> Iterator[Any]:
    for kind in _KINDS:
        yield from context.get(kind, ())


def _used(album: Album, shown: list[tuple[Any, str]], site_address: str) -> Iterator[str]:
    for one, html in shown:
        if "<img" in html.lower():
            for tag in find_pictures(html):
                path = album.path_of(tag.attributes.get("src", ""), one.save_as, site_address)
                if path:
                    yield path


def _filter(album: Album, site_address: str) -> Any:
    """Give the filter; a page's first picture is the first that is shown through it."""
    last_page = ""

    @pass_context
    def pictured(context: Context, html: str) -> Markup:
        nonlocal last_page
        page = str(context.get("output_file", ""))
        if "<img" not in html.lower():
            return Markup(html)  # noqa: S704 - the words of the site, as they came
        is_first, last_page = page != last_page, page

        def find(address: str) -> Any:
            path = album.path_of(address, page, site_address)
            return album.find(path) if path else None

        return Markup(add_sizes(html, find, site_url=str(context["SITEURL"]), has_first=is_first))  # noqa: S704 - same

    return pictured
