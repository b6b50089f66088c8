"""Where the feed of the comments on a post or page is."""

from typing import Any


def comments_feed(content: Any) -> str:
    """Give its path below the site: it is beside the page."""
    return f"{content.save_as.removesuffix('.html')}.comments.xml"
