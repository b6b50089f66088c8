"""Sets what pages show of posts: ids of headings, contents, neighbours, series, what is related, JSON-LD."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator

from plugins.reading.body import Body, read_body
from plugins.reading.contents import contents_of, named_headings, with_ids
from plugins.reading.neighbours import Place, neighbours_of
from plugins.reading.reading_time import count_words, minutes_of
from plugins.reading.related import Subject, find_related
from plugins.reading.series import Part, find_series, name_in, number_in
from plugins.reading.structured import as_script, blog_from, post_node, site_node
from plugins.shared.text import words_of

_ID = re.compile(r'\sid="([^"{}]+)"')


def connect() -> None:
    """Ask Pelican to call us for each of its generators, and once everything is read."""
    signals.generator_init.connect(add_filter)
    signals.all_generators_finalized.connect(add_reading)


def add_filter(generator: Any) -> None:
    """Give the templates the filter `structured`."""
    generator.env.filters["structured"] = partial(_structured, generator.context)


def _structured(context: Any, article: Any) -> Markup:
    return as_script(post_node(article, blog_from(context, context.get("pages", ()))))


def add_reading(generators: list[Any]) -> None:
    """Set everything on posts and pages; their conversations are there by now."""
    theirs = _ids_of_theme(generators[0])
    context = generators[0].context
    context["SITE_STRUCTURED"] = as_script(site_node(blog_from(context, context.get("pages", ()))))
    for generator in generators:
        if isinstance(generator, PagesGenerator):
            for page in [*generator.pages, *generator.draft_pages, *generator.hidden_pages]:
                _add_ids(page, theirs)
        if isinstance(generator, ArticlesGenerator):
            guests = [*generator.drafts, *generator.hidden_articles]
            bodies = {
                _place(post): _add_ids(post, theirs) for post in [*generator.articles, *guests]
            }
            _add_surroundings(list(generator.articles), guests, bodies)


def _ids_of_theme(generator: Any) -> frozenset[str]:
    """Give the ids that the theme's templates write out."""
    overriding = map(Path, generator.settings["THEME_TEMPLATES_OVERRIDES"])
    folders = [Path(generator.theme) / "templates", *overriding]
    files = [file for folder in folders for file in folder.rglob("*.html")]
    return frozenset(id_ for file in files for id_ in _ID.findall(file.read_text(encoding="utf-8")))


def _add_ids(content: Any, theirs: frozenset[str]) -> Body:
    """Set the ids of a body's headings, and what its length gives; give what is in the body."""
    body = read_body(content._content or "")  # noqa: SLF001 - Pelican has no other way in
    taken = theirs.union(_fragments(content.conversation.threads)) if body.headings else theirs
    headings = named_headings(body, taken)
    if headings:
        content._content = with_ids(content._content, body, headings)  # noqa: SLF001
    content.word_count = count_words(body.words)
    content.reading_minutes = minutes_of(body)
    content.contents = contents_of(headings, words=content.word_count)
    return body


def _fragments(threads: Any) -> Iterator[str]:
    """Give every id that the comments have on the page."""
    for comment in threads:
        yield from (comment.fragment, *comment.anchors)
        yield from _fragments(comment.replies)


def _place(post: Any) -> Place:
    return post.date, post.source_path


def _add_surroundings(public: list[Any], guests: list[Any], bodies: dict[Place, Body]) -> None:
    """Set older, newer, series and related on all, from those that are published."""
    posts = {_place(post): post for post in public}
    _add_neighbours(posts, guests)
    _add_series(posts, guests)
    subjects = [
        _subject(post, bodies[_place(post)], is_published=_place(post) in posts)
        for post in [*public, *guests]
    ]
    related = find_related(subjects)
    for post in [*public, *guests]:
        post.related = tuple(posts[place] for place in related[_place(post)])


def _add_neighbours(posts: dict[Place, Any], guests: list[Any]) -> None:
    ordered = sorted(posts)
    for post in [*posts.values(), *guests]:
        older, newer = neighbours_of(_place(post), ordered)
        post.older = posts[older] if older else None
        post.newer = posts[newer] if newer else None


def _add_series(posts: dict[Place, Any], guests: list[Any]) -> None:
    parts = [
        Part(
            post=post,
            place=_place(post),
            name=name,
            number=number_in(post.metadata.get("part", "")),
            is_published=_place(post) in posts,
        )
        for post in [*posts.values(), *guests]
        if (name := name_in(post.metadata.get("series")))
    ]
    series = find_series(parts)
    for post in [*posts.values(), *guests]:
        post.series = series.get(_place(post))


def _subject(post: Any, body: Body, *, is_published: bool) -> Subject:
    summary = words_of(post.metadata.get("summary") or "")
    return Subject(
        place=_place(post),
        tags=tuple(tag.slug for tag in getattr(post, "tags", ())),
        category=post.category.slug,
        series=name_in(post.metadata.get("series")).casefold(),
        heading=" ".join([post.title, summary, *(one.text for one in body.headings)]),
        text=body.words,
        is_published=is_published,
        apart=frozenset(_place(one) for one in (post.older, post.newer) if one),
    )
