"""Which of the files that Pelican reads are posts and pages; digests are pages to it, too."""

from typing import Any


def is_post_or_page(content: Any) -> bool:
    """Whether a content was read from a folder of posts (ARTICLE_PATHS) or of pages (PAGE_PATHS)."""
    kinds = [kind.__name__ for kind in type(content).__mro__]
    if "Article" in kinds:
        return True
    path = content.relative_source_path or ""
    return "Page" in kinds and any(_is_below(path, one) for one in content.settings["PAGE_PATHS"])


def _is_below(path: str, folder: str) -> bool:
    return folder in {"", ".", path} or path.startswith(f"{folder.rstrip('/')}/")
