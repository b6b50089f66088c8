"""Pelican's own generators over a little folder of posts, with the library and without."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from pelican.contents import Article, Content
from pelican.generators import ArticlesGenerator
from pelican.settings import DEFAULT_CONFIG, configure_settings

from plugins.speed.library import Library
from plugins.speed.reading import Reader

POST = """Title: {title}
Date: 2026-{month:02}-{day:02} 10:00
Category: {category}
Tags: {tags}
Slug: {slug}
{more}
{body}
"""


def settings_for(folder: Path, **more: Any) -> dict[str, Any]:
    """Give Pelican's settings for the posts in a folder."""
    given = {"PATH": str(folder), "SITEURL": "https://ana.example", "TIMEZONE": "Europe/Berlin"}
    own = {"AUTHOR": "Ana Example", "RELATIVE_URLS": False, "CACHE_CONTENT": False}
    return dict(configure_settings(deepcopy(DEFAULT_CONFIG) | given | own | more))


def write_post(folder: Path, slug: str, body: str = "A few words.", **more: Any) -> Path:
    """Write a post; its file is called as its slug."""
    given = {"title": f"About {slug}", "month": 1, "day": 1, "category": "life", "tags": "all"}
    path = folder / f"{slug}.md"
    rest = "".join(f"{name.capitalize()}: {more.pop(name)}\n" for name in set(more) - set(given))
    path.write_text(POST.format(**(given | more), slug=slug, body=body, more=rest))
    return path


def generator_for(settings: dict[str, Any]) -> ArticlesGenerator:
    """Give the generator of posts, which has read nothing yet."""
    context = {
        **settings,
        "generated_content": {},
        "static_links": set(),
        "static_content": {},
        "localsiteurl": settings["SITEURL"],
    }
    return ArticlesGenerator(
        context=context,
        settings=settings,
        path=settings["PATH"],
        theme=settings["THEME"],
        output_path=settings["OUTPUT_PATH"],
    )


def read_posts(
    settings: dict[str, Any], library: Library | None = None, **options: Any
) -> dict[str, Article]:
    """Read all posts, through a library if there is one; give them by their slugs."""
    generator = generator_for(settings)
    if library:
        given = {"processes": 1, "is_trusted": True} | options
        Reader(generator, library, Article, **given).install()
    generator.generate_context()
    return {post.slug: post for post in generator.articles + generator.translations}


def attributes_of(content: Content, names: Any) -> dict[str, Any]:
    """Give some attributes, tags and the like taken apart."""
    return {name: taken_apart(getattr(content, name)) for name in names}


def taken_apart(value: Any) -> Any:
    """Give a value in which tags and the like are equal only if all they have is."""
    if isinstance(value, list | tuple):
        return [type(value), *map(taken_apart, value)]
    if isinstance(value, dict):
        return {key: taken_apart(one) for key, one in value.items()}
    if hasattr(value, "page_name"):
        state = {name: one for name, one in vars(value).items() if name != "settings"}
        return type(value), value.name, value.slug, value.url, value.save_as, taken_apart(state)
    return type(value), value
