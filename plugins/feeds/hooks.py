"""Gives posts and pages their permanent ids and feeds' names; makes the feeds once pages are written.

Listings and feeds of many posts ask for a post's `last_change`, `linked_files` and `own_words`,
lists for its `plain_summary`, machines for its `short_summary`.
"""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from feedgenerator import get_tag_uri
from markupsafe import Markup
from pelican import signals
from pelican.contents import Article, Page
from pelican.utils import (
    strip_toc_elements_from_html,
    truncate_html_paragraphs,
    truncate_html_words,
)

from plugins.feeds.beginning import plain_beginning
from plugins.feeds.enclosures import SizedFile, by_name, names_of_files
from plugins.feeds.entries import Place, own_words_of, updated_of
from plugins.feeds.forming import Shared
from plugins.feeds.model import Feed
from plugins.feeds.plan import Grouped, Plan, all_feeds
from plugins.feeds.sizing import with_count
from plugins.shared.comments_feed import comments_feed
from plugins.shared.languages import words_in
from plugins.shared.making import make_files, plan_files
from plugins.shared.receivers import keep_order
from plugins.shared.safe_html import PostCleaner
from plugins.shared.source_folders import is_post_or_page
from plugins.shared.text import mail_address, one_line, shorten, words_of

# As many bodies as the newest posts of all tags have together, more or less.
_CLEANED = 1_000
_SHORT = 300  # characters


def connect() -> None:
    """Ask Pelican to call us for each post read, when all are, and after posts are written."""
    keep_order(signals.content_object_init)
    signals.content_object_init.connect(add_permanent_id)
    signals.generator_init.connect(add_filter)
    signals.initialized.connect(connect_last)
    signals.article_generator_finalized.connect(add_feed_names)
    signals.article_generator_finalized.connect(plan_feeds)
    signals.article_writer_finalized.connect(write_feeds)


def connect_last(_pelican: Any) -> None:
    """Ask Pelican to call us once more for each post read, when other plugins are done with its body."""
    signals.content_object_init.connect(add_change)
    signals.content_object_init.connect(add_plain_summary)


def add_filter(generator: Any) -> None:
    """Give the templates the filter `comments_feed`: the path below the site of a post's or page's."""
    generator.env.filters["comments_feed"] = comments_feed


def add_permanent_id(content: Any) -> None:
    """Set `permanent_id`: what the post says in `Guid:`, else the id Pelican's own feeds would use.

    A page without one, which no feed of Pelican's has, gets one that is made of its address; so does a
    draft without a date, which only previews have.
    """
    if isinstance(content, Article) and hasattr(content, "date"):
        content.permanent_id = content.metadata.get("guid", "") or _derived_id(content)
    elif isinstance(content, Article | Page):
        guid = content.metadata.get("guid", "")
        content.permanent_id = guid or uuid5(NAMESPACE_URL, _page_seed(content)).urn


def _derived_id(content: Any) -> str:
    return str(get_tag_uri(f"{content.settings['SITE_ADDRESS']}/{content.url}", content.date))


def _page_seed(content: Any) -> str:
    return f"{content.settings['SITE_ID']} page {content.url}"


def add_change(content: Any) -> None:
    """Set `last_change`, `linked_files` and `own_words` of posts."""
    if isinstance(content, Article):
        content.own_words = own_words_of(content)
        content.linked_files = names_of_files(content._content or "")  # noqa: SLF001 - no other way in
        if hasattr(content, "date"):
            content.last_change = updated_of(content)


def add_plain_summary(content: Any) -> None:
    """Set `plain_summary`: the words of `summary`, which Pelican makes anew for each folder that links to it.

    Of posts also `short_summary`, its first words on one line.
    """
    if not is_post_or_page(content):
        return
    summary = content.metadata.get("summary")
    if summary is None:
        # Where links lead makes no difference.
        summary = _beginning_of(content._content or "", content.settings)  # noqa: SLF001
    content.plain_summary = Markup(summary).striptags()  # noqa: S704 - its tags are taken away
    if isinstance(content, Article):
        content.short_summary = shorten(words_of(summary), _SHORT)


def _beginning_of(html: str, settings: Any) -> str:
    """Give as much of a body as Pelican's `summary` does."""
    if settings.get("SUMMARY_MAX_PARAGRAPHS") is not None:
        html = truncate_html_paragraphs(html, settings["SUMMARY_MAX_PARAGRAPHS"])
    if settings["SUMMARY_MAX_LENGTH"] is not None:
        words, end = int(settings["SUMMARY_MAX_LENGTH"]), settings["SUMMARY_END_SUFFIX"]
        plain = plain_beginning(html, words, end)
        html = truncate_html_words(html, words, end) if plain is None else plain
    return str(strip_toc_elements_from_html(html))


def add_feed_names(generator: Any) -> None:
    """Set `feed` on tags and categories, a path below the site."""
    for group, _articles in _groups(generator):
        group.feed = f"{group.save_as.removesuffix('.html')}.xml"


def plan_feeds(generator: Any) -> None:
    """Set `feeds`: every feed of the site, and the list of them."""
    generator.feeds = plan_files(generator.context, lambda: all_feeds(_plan(generator)))


def write_feeds(generator: Any, writer: Any) -> None:
    """Make the feeds."""
    make_files(generator.context, Path(writer.output_path), generator.feeds)


def _plan(generator: Any) -> Plan:
    context = generator.context
    posts = sorted(generator.articles, key=_age, reverse=True)
    contents = [*posts, *context.get("pages", ())]
    plan = Plan(
        shared=_shared(generator.settings),
        posts=posts,
        groups=[
            Grouped(path=group.feed, title=one_line(str(group)), posts=articles)
            for group, articles in _groups(generator)
        ],
        commented=[content for content in contents if content.comment_count],
        digests=context.get("digests", ()),
        files=_files(generator),
    )
    return with_count(plan, remembered=context.get("REMEMBERED"))


def _shared(settings: Any) -> Shared:
    feed = _feed_of_all(settings)
    place = Place(
        address=settings["SITE_ADDRESS"],
        words=words_in(settings["DEFAULT_LANG"]),
        reply_to=mail_address(settings.get("NEWSLETTER_FROM", "")),
        clean=lru_cache(_CLEANED)(PostCleaner().clean),
    )
    told = blake2b(repr((feed, place.reply_to)).encode(), digest_size=16).hexdigest()
    return Shared(feed=feed, place=place, told=told)


def _age(post: Any) -> tuple[Any, str]:
    """Give what orders posts; a post's address would do, but takes Pelican long to make."""
    return post.date, post.source_path


def _groups(generator: Any) -> list[tuple[Any, list[Any]]]:
    """Give each category and tag with its posts, in the order of their names."""
    found = [*generator.categories, *generator.tags.items()]
    return sorted(found, key=lambda pair: (type(pair[0]).__name__, str(pair[0])))


def _feed_of_all(settings: Any) -> Feed:
    return Feed(
        id=settings["SITE_ID"],
        title=one_line(settings["SITENAME"]),
        subtitle=one_line(settings["SITESUBTITLE"]),
        home=f"{settings['SITE_ADDRESS']}/",
        language=settings["DEFAULT_LANG"],
        author=one_line(settings["AUTHOR"]),
    )


def _files(generator: Any) -> dict[str, tuple[SizedFile, ...]]:
    """Give the files of the site that posts link to, by their names; they are copied as they are."""
    names = {name for post in generator.articles for name in post.linked_files}
    if not names:
        return {}
    folder = Path(generator.settings["PATH"])
    known = by_name(generator.context["static_content"], names)
    return {
        name: tuple((path, (folder / path).stat().st_size) for path in paths)
        for name, paths in known.items()
    }
