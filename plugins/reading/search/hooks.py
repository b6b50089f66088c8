"""Lets the search page know whether there is a search, and indexes the posts once they are written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican import signals


def connect() -> None:
    """Ask Pelican to call us when everything is read, and when the posts are written.

    That is before its signal `finalized`, whose receivers come in no order: there the addresses are
    written, and they look at all files.
    """
    signals.all_generators_finalized.connect(tell_templates)
    signals.article_writer_finalized.connect(index_posts)


def tell_templates(generators: list[Any]) -> None:
    """Set SEARCH_IS_READY: there are posts to be found, and this build makes the index."""
    context = generators[0].context
    context["SEARCH_IS_READY"] = bool(_is_wanted(context) and context.get("articles"))


def index_posts(generator: Any, **_writer: Any) -> None:
    """Index the posts that the world may see."""
    if _is_wanted(generator.settings):
        from plugins.reading.search.index import write_index  # noqa: PLC0415 - previews need not wait for it

        pages = [post.save_as for post in generator.articles]
        kept = Path(generator.settings["PATH"]).parent / "var" / "search"  # git ignores it
        language = generator.settings["DEFAULT_LANG"]
        write_index(Path(generator.output_path), pages, language, kept=kept)


def _is_wanted(settings: Mapping[str, Any]) -> bool:
    return bool(settings["FOR_PUBLISHING"]) and "search" in settings["DIRECT_TEMPLATES"]
