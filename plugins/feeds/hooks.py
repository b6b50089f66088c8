"""Gives posts and pages their permanent ids and feeds' names; writes the feeds once pages are written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import NAMESPACE_URL, uuid5

from feedgenerator import get_tag_uri
from pelican import signals
from pelican.contents import Article, Page

from plugins.feeds.entries import Place, comment_entries, digest_entry, entry_from, page_entry
from plugins.feeds.model import Entry, Feed
from plugins.feeds.plan import Grouped, Plan, format_all
from plugins.shared.languages import words_in
from plugins.shared.safe_html import PostCleaner
from plugins.shared.text import mail_address, one_line


def connect() -> None:
    """Ask Pelican to call us for each post read, when all are, and after posts are written."""
    signals.content_object_init.connect(add_permanent_id)
    signals.article_generator_finalized.connect(add_feed_names)
    signals.page_generator_finalized.connect(add_feed_names_of_pages)
    signals.article_writer_finalized.connect(write_feeds)


def add_permanent_id(content: Any) -> None:
    """Set `permanent_id`: what the post says in `Guid:`, else the id Pelican's own feeds would use.

    A page without one, which no feed of Pelican's has, gets one that is made of its address; so does a
    draft without a date, which only previews have.
    """
    if isinstance(content, Article) and hasattr(content, "date"):
        content.permanent_id = content.metadata.get("guid", "") or _derived_id(content)
    elif isinstance(content, Article | Page):
        seed = f"{content.settings['SITE_ID']} page {content.url}"
        content.permanent_id = content.metadata.get("guid", "") or uuid5(NAMESPACE_URL, seed).urn


def _derived_id(content: Any) -> str:
    return str(get_tag_uri(f"{content.settings['SITE_ADDRESS']}/{content.url}", content.date))


def add_feed_names(generator: Any) -> None:
    """Set `comments_feed` on posts and `feed` on tags and categories: a path below the site."""
    for article in [*generator.articles, *generator.drafts, *generator.hidden_articles]:
        article.comments_feed = _comments_feed(article)
    for group, _articles in _groups(generator):
        group.feed = f"{group.save_as.removesuffix('.html')}.xml"


def add_feed_names_of_pages(generator: Any) -> None:
    """Set `comments_feed` on pages."""
    for page in [*generator.pages, *generator.draft_pages, *generator.hidden_pages]:
        page.comments_feed = _comments_feed(page)


def _comments_feed(content: Any) -> str:
    return f"{content.save_as.removesuffix('.html')}.comments.xml"


def write_feeds(generator: Any, writer: Any) -> None:
    """Write every feed of the site, and the list of them."""
    settings = generator.settings
    words = words_in(settings["DEFAULT_LANG"])
    place = Place(
        address=settings["SITE_ADDRESS"],
        words=words,
        reply_to=mail_address(settings.get("NEWSLETTER_FROM", "")),
        clean=PostCleaner().clean,
        size_of=_sizes(settings["SITE_ADDRESS"], Path(settings["PATH"])),
    )
    newest_first = sorted(generator.articles, key=_age, reverse=True)
    entries = {post.source_path: entry_from(post, place) for post in newest_first}
    commented = [(post, entries[post.source_path]) for post in newest_first]
    commented += [(page, page_entry(page, place)) for page in generator.context.get("pages", ())]
    plan = Plan(
        feed=_feed_of_all(settings, tuple(entries.values())),
        groups=[
            Grouped(
                path=group.feed,
                title=one_line(str(group)),
                entries=tuple(entries[post.source_path] for post in articles),
            )
            for group, articles in _groups(generator)
        ],
        comments={
            content.comments_feed: (entry, comment_entries(content, entry, words=words))
            for content, entry in commented
            if content.conversation.count
        },
        digests=tuple(digest_entry(one, place) for one in generator.context.get("digests", ())),
        words=words,
    )
    for path, data in format_all(plan):
        file = Path(writer.output_path) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _age(post: Any) -> tuple[Any, str]:
    """Give what orders posts; a post's address would do, but takes Pelican long to make."""
    return post.date, post.source_path


def _groups(generator: Any) -> list[tuple[Any, list[Any]]]:
    """Give each category and tag with its posts, in the order of their names."""
    found = [*generator.categories, *generator.tags.items()]
    return sorted(found, key=lambda pair: (type(pair[0]).__name__, str(pair[0])))


def _feed_of_all(settings: Any, entries: tuple[Entry, ...]) -> Feed:
    return Feed(
        id=settings["SITE_ID"],
        title=one_line(settings["SITENAME"]),
        subtitle=one_line(settings["SITESUBTITLE"]),
        home=f"{settings['SITE_ADDRESS']}/",
        language=settings["DEFAULT_LANG"],
        author=one_line(settings["AUTHOR"]),
        entries=entries,
    )


def _sizes(address: str, content: Path) -> Callable[[str], int | None]:
    """Give what tells the size of a file of the site: those that are copied as they are."""

    def size_of(url: str) -> int | None:
        path = content / unquote(url.removeprefix(f"{address}/"))
        return path.stat().st_size if url.startswith(f"{address}/") and path.is_file() else None

    return size_of
