"""Permanent ids for the posts that have none: the tag ids that readers saw in the feeds so far."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.shared.front_matter import HTML_ENDINGS, FrontMatter


def read_derived_ids(settings_file: Path, content: Path) -> Mapping[Path, str]:
    """Let Pelican read the posts, and give each file the id that its feeds would derive for it."""
    from pelican import Pelican  # noqa: PLC0415 - costs a quarter of a second
    from pelican.generators import ArticlesGenerator  # noqa: PLC0415
    from pelican.settings import read_settings  # noqa: PLC0415

    settings = read_settings(str(settings_file), override={"PATH": str(content)})
    engine = Pelican(settings)
    engine.init_plugins()
    context: dict[str, Any] = {
        **settings,
        "generated_content": {},
        "static_links": set(),
        "static_content": {},
    }
    generator = ArticlesGenerator(
        context=context,
        settings=settings,
        path=settings["PATH"],
        theme=settings["THEME"],
        output_path=None,
    )
    generator.generate_context()
    return {
        Path(post.source_path): post.permanent_id
        for post in [*generator.articles, *generator.drafts, *generator.hidden_articles]
    }


def with_id(text: str, front: FrontMatter, guid: str) -> str:
    """Give the file's text with a `Guid:` in it, every other byte as it was."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    if front.path.suffix.lower() in HTML_ENDINGS:
        where = max(field.line for field in front.fields)
        return newline.join(
            [*lines[:where], f'<meta name="guid" content="{guid}">', *lines[where:]]
        )
    last = max(front.fields, key=lambda field: field.line)
    where = last.line + len(last.values) - 1
    return newline.join([*lines[:where], f"Guid: {guid}", *lines[where:]])
