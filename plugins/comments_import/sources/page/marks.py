"""By what a page of a Blogger blog is recognised, and told from templates, feeds and other blogs."""

import re

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|dl|div)\b", re.IGNORECASE)
_FEED = re.compile(
    r"\s*(?>(?:<\?[^>]{0,500}>\s*|<!--.{0,2000}?-->\s*){0,9})<(?:\w+:)?(?:feed|rss|rdf)\b",
    re.IGNORECASE | re.DOTALL,
)
# What only templates hold: Blogger replaces it when it makes the page.
_TEMPLATE = re.compile(r"<b:(?:skin|section|widget|includable)\b|<\$Blog\w+\$>|<BlogItem\w*>")
_META = re.compile(r"<meta\b[^>]{1,500}>", re.IGNORECASE)
_GENERATOR = re.compile(r"""name\s*=\s*["']?generator\b""", re.IGNORECASE)
_BLOGGER = re.compile(r"""content\s*=\s*["']?blogger\b""", re.IGNORECASE)
_OTHERS = re.compile(
    r"wordpress|typepad|movable ?type|drupal|joomla|ghost|pelican|jekyll|hugo", re.IGNORECASE
)
# Blogger's markup and Blogger's addresses: either may be on other pages, but not both.
_MARKUP = re.compile(
    r"""class=["']?[^"'>]{0,100}\b(?:widget Blog|blogComment|comment-poster|post-body)\b"""
    r"""|id=["']?(?:comments-block|comment-holder|Blog1)\b""",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"\bblogger\.com/(?:comment|comment-iframe|post-edit|email-post|delete-comment|navbar|rsd)\.g\?"
    r"|\bblogger\.com/(?:feeds/\d|dyn-css/|static/)|[?&]showComment=\d{12,14}#c\d",
    re.IGNORECASE,
)
_DYNAMIC = re.compile(
    r"blogger_dynamic|blogger\.ui\(\)|<body[^>]{0,300}\bdynamic\b|/dynamicviews/[^\"']{0,80}/js/(?:main|common)",
    re.IGNORECASE,
)


def is_blogger_page(html: str) -> bool:
    """Whether it is the beginning of HTML that Blogger made, and neither a template nor a feed."""
    if not _HTML.search(html) or _FEED.match(html) or _TEMPLATE.search(html):
        return False
    generators = [meta for meta in _META.findall(html) if _GENERATOR.search(meta)]
    if any(_BLOGGER.search(meta) for meta in generators):
        return True
    if any(_OTHERS.search(meta) for meta in generators):
        return False
    return bool(_MARKUP.search(html) and _SERVICE.search(html))


def has_dynamic_view(html: str) -> bool:
    """Whether the page loads its posts only when it is looked at."""
    return bool(_DYNAMIC.search(html))
