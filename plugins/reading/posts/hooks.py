"""Sets what pages show of posts: ids of headings, contents, neighbours, series, what is related, JSON-LD."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import signals
from pelican.contents import Article
from pelican.generators import ArticlesGenerator

from plugins.reading.body import Body, read_body
from plugins.reading.choosing import Subject
from plugins.reading.contents import Heading, contents_of, named_headings, with_ids
from plugins.reading.neighbours import Place, neighbours_of
from plugins.reading.reading_time import count_words, minutes_of
from plugins.reading.related import find_related
from plugins.reading.remembered import find_with_memory
from plugins.reading.said import words_said
from plugins.reading.series import Part, find_series, name_in, number_in
from plugins.reading.structured import Blog, as_script, blog_from, post_node, site_node
from plugins.reading.years import by_year
from plugins.shared.receivers import keep_order
from plugins.shared.sharing import sharer_in
from plugins.shared.source_folders import is_post_or_page
from plugins.shared.text import words_of

_ID = re.compile(r'\sid="([^"{}]+)"')
_THEIRS = "IDS_OF_THEME"  # a setting, so that whoever keeps what was read knows when they change
_BLOG = "STRUCTURED_SITE"
_MEMORY, _OURS = "REMEMBERED", "related "


def connect() -> None:
    """Ask Pelican to call us first of all, for each content it reads, and once everything is read."""
    keep_order(signals.content_object_init)
    signals.initialized.connect(find_ids_of_theme)
    signals.generator_init.connect(add_filter)
    signals.content_object_init.connect(add_reading)
    signals.all_generators_finalized.connect(add_surroundings)


def find_ids_of_theme(pelican: Any) -> None:
    """Set IDS_OF_THEME: the ids that the theme's templates write out."""
    settings = pelican.settings
    folders = [Path(settings["THEME"]) / "templates", *settings["THEME_TEMPLATES_OVERRIDES"]]
    files = [file for folder in folders for file in Path(folder).rglob("*.html")]
    found = {id_ for file in files for id_ in _ID.findall(file.read_text(encoding="utf-8"))}
    settings[_THEIRS] = tuple(sorted(found))


def add_filter(generator: Any) -> None:
    """Give the templates the filters `structured` and `by_year`."""
    generator.env.filters["structured"] = structured
    generator.env.filters["by_year"] = by_year


@pass_context
def structured(context: Context, article: Any) -> Markup:
    """Give a post as JSON-LD, for a script."""
    return as_script(post_node(article, Blog(**context[_BLOG])))


def add_reading(content: Any) -> None:
    """Set what comes of the body of a post or page alone; its conversation is there by now."""
    if not is_post_or_page(content):
        return
    body = read_body(content._content or "")  # noqa: SLF001 - Pelican has no other way in
    headings = _name_headings(content, body) if body.headings else ()
    content.word_count = count_words(body.words)
    content.reading_minutes = minutes_of(body, content.word_count)
    content.contents = contents_of(headings, words=content.word_count)
    if isinstance(content, Article):
        content.own_language = content.metadata.get("lang") or ""
        content.part_said = _part_said_by(content)
        summary = words_of(content.metadata.get("summary") or "")
        title = getattr(content, "title", "")
        heading = " ".join([title, summary, *(one.text for one in body.headings)])
        said = words_said(body.words, heading=heading)
        content.said_words, content.said_words_stamp = said.text, said.stamp


def _part_said_by(content: Any) -> tuple[str, int]:
    """Give the series that a post says it is part of, "" for none, and the number that it says it has."""
    name = name_in(content.metadata.get("series"))
    return name, number_in(content.metadata.get("part", "")) if name else 0


def _name_headings(content: Any, body: Body) -> tuple[Heading, ...]:
    """Give its headings, and put the ids they lack into the body; the page has no other one like them."""
    talk = getattr(content, "conversation", None)
    taken = {*content.settings[_THEIRS], *_fragments(talk.threads if talk else ())}
    headings = named_headings(body, taken)
    content._content = with_ids(content._content, body, headings)  # noqa: SLF001
    return headings


def _fragments(threads: Any) -> Iterator[str]:
    """Give every id that the comments have on the page."""
    for comment in threads:
        yield from (comment.fragment, *comment.anchors)
        yield from _fragments(comment.replies)


def add_surroundings(generators: list[Any]) -> None:
    """Set what pages show of other posts: older, newer, series, related; and what the site says of itself."""
    context = generators[0].context
    blog = blog_from(context, context.get("pages", ()))
    context[_BLOG] = blog.facts
    context["SITE_STRUCTURED"] = as_script(site_node(blog))
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            public = sorted(generator.articles, key=_place)
            guests = [*generator.drafts, *generator.hidden_articles]
            _add_neighbours(public, guests)
            _add_series(public, guests)
            _add_related(public, guests, context)


def _place(post: Any) -> Place:
    return post.date, post.source_path


def _add_neighbours(public: Sequence[Any], guests: Sequence[Any]) -> None:
    """Set `older` and `newer`; a draft lies between posts, too. `public` are oldest first."""
    for older, post, newer in zip([None, *public], public, [*public[1:], None], strict=False):
        post.older, post.newer = older, newer
    posts = {_place(post): post for post in public} if guests else {}
    places = [*posts]
    for post in guests:
        older, newer = neighbours_of(_place(post), places)
        post.older = posts[older] if older else None
        post.newer = posts[newer] if newer else None


def _add_series(public: Sequence[Any], guests: Sequence[Any]) -> None:
    """Set `series`: None on a post that is part of none."""
    parts = []
    for posts, is_published in ((public, True), (guests, False)):
        for post in posts:
            name, number = post.part_said
            if name:
                place = _place(post)
                parts.append(
                    Part(
                        post=post, place=place, name=name, number=number, is_published=is_published
                    )
                )
    series = find_series(parts) if parts else {}
    for post in (*public, *guests):
        post.series = series.get(_place(post)) if post.part_said[0] else None


def _add_related(public: Sequence[Any], guests: Sequence[Any], context: Mapping[str, Any]) -> None:
    memory: dict[str, bytes] | None = context.get(_MEMORY)
    subjects = [_subject(post, is_published=True) for post in public]
    subjects += [_subject(post, is_published=False) for post in guests]
    if memory is None:
        related = find_related(subjects)
    else:
        ours = {name.removeprefix(_OURS): name for name in memory if name.startswith(_OURS)}
        known = {part: memory[name] for part, name in ours.items()}
        related, parts = find_with_memory(subjects, known, share=sharer_in(context))
        for name in ours.values():
            del memory[name]
        memory.update({f"{_OURS}{part}": data for part, data in parts.items()})
    posts = {post.source_path: post for post in public}
    for post in (*public, *guests):
        post.related = tuple([posts[path] for path in related[post.source_path]])


def _subject(post: Any, *, is_published: bool) -> Subject:
    return Subject(
        place=_place(post),
        post=post,
        stamp=post.said_words_stamp,
        tags=_slugs_of(getattr(post, "tags", ())),
        category=post.category.slug,
        series=post.part_said[0].casefold(),
        is_published=is_published,
        apart=tuple([_place(one) for one in (post.older, post.newer) if one]),
    )


def _slugs_of(tags: Sequence[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([tag.slug for tag in tags]))
