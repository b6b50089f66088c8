"""Gives the templates what they show of pictures, found before any page is written."""

import logging
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import signals
from pelican.contents import Article, Content, Page
from pelican.utils import get_relative_path, path_to_url

from plugins.pictures.album import Album
from plugins.pictures.cache import open_cache
from plugins.pictures.memory import Memory
from plugins.pictures.model import Picture
from plugins.pictures.shown import addresses_in, has_pictures, paths_of, show, tags_of_pictures
from plugins.pictures.social.laying import give_social_images, lay_social_images
from plugins.shared.making import make_files
from plugins.shared.patterns import late_pattern
from plugins.shared.receivers import keep_order

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
_LINK = late_pattern(r"[{|](?:attach|filename|static)[|}]")
_ATTACH = late_pattern(r"[{|]attach[|}]")
_MEMORY, _OURS = "REMEMBERED", "pictures"
_ALL = "PICTURES"


def connect() -> None:
    """Ask Pelican to call us for each content it reads and each generator, and when everything is read."""
    keep_order(signals.content_object_init)
    signals.content_object_init.connect(find_pictures)
    signals.generator_init.connect(add_filter)
    signals.all_generators_finalized.connect(prepare)


def find_pictures(content: Any) -> None:
    """Set what a content has of pictures and of links to files, so that nobody need look at its words again."""
    if isinstance(content, Article | Page):
        bodies = str(content._content or ""), str(content.metadata.get("summary") or "")  # noqa: SLF001
        content.picture_tags = tags_of_pictures(*bodies)
        content.pictures_shown = ()
        content.social_image = ""
        content.has_links_to_files = any(map(_LINK.search, bodies))
        content.has_attached_files = content.has_links_to_files and any(map(_ATTACH.search, bodies))


def add_filter(generator: Any) -> None:
    """Give the templates the filter `pictured`."""
    generator.env.filters["pictured"] = pictured


@pass_context
def pictured(context: Context, shown: Any) -> Markup:
    """Give a post, page or digest, or the HTML of one, with the sizes of its pictures.

    The page's first picture is that of what the page is of; on a list, that of the first in it with any.
    """
    content = shown if isinstance(shown, Content) else None
    html = content.content if content else shown
    if not has_pictures(html):
        return Markup(html)  # noqa: S704 - the words of the site, as they came
    page, site = str(context.get("output_file", "")), context["SITE_ADDRESS"]
    own = _own(context, page)
    is_own = own is not None and (content is None or content is own)

    def find(address: str) -> Picture | None:
        paths = paths_of(address, page=page, site_address=site)
        table = context.get(_ALL, {}) if paths else {}
        return next((table[path] for path in paths if path in table), None)

    return Markup(  # noqa: S704 - the words of the site
        show(
            html,
            dict(own.pictures_shown) if is_own else {},
            find,
            site_url=str(context["SITEURL"]),
            has_first=is_own if own is not None else _leads(context, content, html),
        )
    )


def _own(context: Context, page: str) -> Any:
    """Give what the page is of; None for a list."""
    for name in ("article", "page", "digest"):
        content = context.get(name)
        if isinstance(content, Content) and content.save_as == page:
            return content
    return None


def _leads(context: Context, content: Any, html: str) -> bool:
    """Whether these are the first words with pictures on a list, or there is no list."""
    posts = getattr(context.get("articles_page"), "object_list", ())
    first = next((post for post in posts if getattr(post, "pictures_shown", ())), None)
    return first is None or (content is first if content else html == first.content)


def prepare(generators: list[Any]) -> None:
    """Find out about all pictures that the contents show, and see to it that what is made is laid last."""
    context, settings = generators[0].context, generators[0].settings
    contents = [one for kind in _KINDS for one in context.get(kind, ())]
    _settle_attached(contents)
    remembered = context.get(_MEMORY)
    memory = Memory(remembered.get(_OURS) if remembered else None, now=time.time_ns())
    cache = open_cache(settings["PATH"])
    album = Album(_files(context, settings["PATH"]), cache, memory)
    context[_ALL] = _show_pictures(contents, album, settings)
    log.info("Pictures shown: %d", len(context[_ALL]))
    wanted = give_social_images(context, settings)

    def lay(generator: Any, **_writer: Any) -> None:
        signals.article_writer_finalized.disconnect(lay)
        output = Path(generator.output_path)
        make_files(context, output, album.files())
        keys = {*album.keys(), *lay_social_images(context, output, cache, wanted)}
        if memory.is_to_be_swept():
            cache.sweep(keys)
        album.find_places()
        if remembered is not None:
            remembered[_OURS] = memory.dump()

    def finish(pelican: Any) -> None:
        signals.finalized.disconnect(finish)
        number = album.blank_places(Path(pelican.output_path))
        log.info("Photos that told where they were taken: %d", number)

    signals.article_writer_finalized.connect(lay, weak=False)
    signals.finalized.connect(finish, weak=False)


def _settle_attached(contents: Iterable[Any]) -> None:
    """Let {attach} say where files lie: whoever links to a file first fixes that."""
    if any(one.has_attached_files for one in contents):
        for one in contents:
            if one.has_links_to_files:
                one.content  # noqa: B018 - asking for it does


def _files(context: Any, content: str) -> dict[str, str]:
    """Give the files that are copied as they are, by their paths below the site."""
    return {
        Path(one.save_as).as_posix(): os.path.join(content, one.source_path)  # noqa: PTH118 - there are many
        for one in context.get("staticfiles", ())
    }


def _show_pictures(
    contents: Iterable[Any], album: Album, settings: Any
) -> dict[str, Picture | None]:
    """Set `pictures_shown` where there are any; give all of them by their paths below the site."""
    used = {one: _paths_by_address(one, album, settings) for one in contents if one.picture_tags}
    found = album.make_all(path for paths in used.values() for path in paths.values() if path)
    for one, paths in used.items():
        one.pictures_shown = tuple(
            (address, found.get(path or "")) for address, path in paths.items()
        )
    return found


def _paths_by_address(content: Any, album: Album, settings: Any) -> dict[str, str | None]:
    """Give the addresses of a content's pictures as its page has them, with the files they lead to."""
    page, site = content.save_as, settings["SITE_ADDRESS"]
    is_relative = settings["RELATIVE_URLS"]
    home = path_to_url(get_relative_path(page)) if is_relative else settings["SITEURL"]
    html = content._update_content(content.picture_tags, home)  # noqa: SLF001 - as Pelican does it for the page
    return {
        address: next(
            (one for one in paths_of(address, page=page, site_address=site) if one in album), None
        )
        for address in addresses_in(html)
    }
