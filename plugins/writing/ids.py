"""Permanent ids for the posts that have none: the tag ids that readers saw in the feeds so far."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.shared.front_matter import (
    HTML_ENDINGS,
    MARKDOWN_ENDINGS,
    FrontMatter,
    parse_html,
    parse_markdown,
)


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


def with_id(text: str, front: FrontMatter, guid: str) -> str | None:
    """Give the file's text with a `Guid:` in it, every other byte as it was.

    None when there is no safe place for it: the metadata have a fault, or are in another form.
    """
    is_html = front.path.suffix in HTML_ENDINGS
    if front.faults or front.path.suffix not in HTML_ENDINGS | MARKDOWN_ENDINGS:
        return None
    written = _in_head(text, guid) if is_html else _in_lines(text, front, guid)
    parse = parse_html if is_html else parse_markdown
    return written if _adds_only_id(front, parse(written, front.path), guid) else None


def _in_lines(text: str, front: FrontMatter, guid: str) -> str:
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n|$)", text)
    empty = front.find("guid")
    last = empty or max(front.fields, key=lambda field: field.line)
    where = last.line + len(last.values) - 1
    before = lines[: last.line - 1] if empty else lines[:where]
    newline = re.search(r"[\r\n]*$", lines[where - 1])
    return "".join([*before, f"Guid: {guid}{newline[0] if newline else ''}", *lines[where:]])


def _in_head(text: str, guid: str) -> str:
    return re.sub("(?i)</head>", f'<meta name="guid" content="{guid}">\n\\g<0>', text, count=1)


def _adds_only_id(before: FrontMatter, after: FrontMatter, guid: str) -> bool:
    """Whether the file reads as before, but for the id."""

    def others(front: FrontMatter) -> list[tuple[str, tuple[str, ...]]]:
        return [(field.name, field.values) for field in front.fields if field.name != "guid"]

    return after.get("guid") == guid and others(after) == others(before) and not after.faults
