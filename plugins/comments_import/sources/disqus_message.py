"""The words of a Disqus comment, without what Disqus put in: its link counter and its own mentions."""

import re
from html import escape
from urllib.parse import unquote

from plugins.shared.safe_html import web_address

# https://disq.us/url?url=https%3A%2F%2Fowl.example%2F%3AzjHJ9CS7YTS6D6-FWtZRTF8swk4&amp;cuid=12345
# The target is followed by a signature; the counter's other parameters may be many or none.
_COUNTED = re.compile(
    r"""https?://(?:www\.)?disq\.us/(?:url)?\?url="""
    r"""(?P<target>[\w.~%+/!*'():-]+?)"""
    r"""(?:(?:%3A|:)[\w-]{20,}|(?=[&"'<\s]|\Z))"""
    r"""(?:&(?:amp;)?[a-z_]+(?:=[\w%~+-]*|(?![\w=;])))*""",
    re.ASCII | re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w/@])@([\w.-]+):disqus\b")
_UNFIT = re.compile("[\\s\x00-\x1f\x7f\ufffd]")


def plain_message(html: str) -> str:
    """Give a message with links that lead where they say, and `@name` for `@name:disqus`."""
    plain = unwrap_links(html) if "disq.us/" in html.lower() else html
    return _MENTION.sub(r"@\1", plain) if ":disqus" in plain else plain


def unwrap_links(html: str) -> str:
    """Give `html` with each counted link replaced by its target, in attributes and in words alike.

    What leads to nothing on the web stays as it was.
    """
    return _COUNTED.sub(_target, html)


def _target(match: re.Match[str]) -> str:
    target = unquote(match["target"])
    is_fit = web_address(target) and not _UNFIT.search(target)
    return escape(target) if is_fit else match[0]
