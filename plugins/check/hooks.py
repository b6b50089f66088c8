"""Keeps the first of several files with one address; Pelican would end the whole build.

What the world shall not see is kept back here, too, whatever address it names.
"""

import logging
from collections.abc import Iterable
from typing import Any

from pelican import signals

log = logging.getLogger(__name__)


def connect() -> None:
    """Ask Pelican to call us when posts are read, before it sorts them, and when pages are."""
    signals.article_generator_pretaxonomy.connect(keep_first_posts)
    signals.page_generator_finalized.connect(keep_first_pages)


def keep_first_posts(generator: Any) -> None:
    """Leave out posts and drafts whose address another one has, and drafts from what the world sees."""
    taken = generator.context.setdefault("taken_addresses", set(_direct_pages(generator.settings)))
    generator.articles = list(_first(generator.articles, taken))
    generator.hidden_articles = list(_first(generator.hidden_articles, taken))
    generator.drafts = [] if _is_for_the_world(generator) else list(_first(generator.drafts, taken))


def keep_first_pages(generator: Any) -> None:
    """Leave out pages whose address a post or another page has, and drafts from what the world sees."""
    taken = generator.context.setdefault("taken_addresses", set(_direct_pages(generator.settings)))
    generator.pages = list(_first(generator.pages, taken))
    generator.hidden_pages = list(_first(generator.hidden_pages, taken))
    drafts = [] if _is_for_the_world(generator) else generator.draft_pages
    generator.draft_pages = list(_first(drafts, taken))
    generator.context["pages"] = generator.pages


def _is_for_the_world(generator: Any) -> bool:
    """Whether this is for the world: an address of its own (Save_as:) would bring a draft there."""
    return bool(generator.settings.get("FOR_PUBLISHING"))


def _first(found: Iterable[Any], taken: set[str]) -> Iterable[Any]:
    for one in found:
        if one.save_as and one.save_as in taken:
            log.error("%s: its address %s is taken; it is left out.", one.source_path, one.save_as)
            continue
        taken.add(one.save_as)
        yield one


def _direct_pages(settings: Any) -> Iterable[str]:
    for name in settings["DIRECT_TEMPLATES"]:
        yield settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html")
