"""Pages for machines: a post with its comments, and the site, as JSON-LD (https://schema.org/BlogPosting).

Pure: posts, comments and pages are known by their attributes alone.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import MAXYEAR
from typing import Any, TypeAlias

from markupsafe import Markup

from plugins.shared.site_file import license_address
from plugins.shared.text import one_line, shorten, words_of

Node: TypeAlias = dict[str, Any]
# It stands on the page whole: what is said twice weighs, and telephones wait for it.
_LONGEST_COMMENT = 60
# No "</script>" and no "<!--" may stand in a script; the last two ended lines in JavaScript once.
_ESCAPES = tuple((one, f"\\u{ord(one):04x}") for one in "<>&\u2028\u2029")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """The site, as far as its pages say of it. `address` is without a slash at the end."""

    address: str
    name: str
    description: str
    author: str
    about: str
    language: str
    license: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """What it is made of, by name."""
        return asdict(self)


def blog_from(settings: Mapping[str, Any], pages: Iterable[Any]) -> Blog:
    """Give the site with these settings and published pages; `about` is where it tells of its author."""
    address = settings["SITE_ADDRESS"]
    about = next((page.url for page in pages if getattr(page, "slug", "") == "about"), "")
    return Blog(
        address=address,
        name=one_line(settings["SITENAME"]),
        description=one_line(settings.get("SITESUBTITLE") or ""),
        author=one_line(settings["AUTHOR"]),
        about=f"{address}/{about}",
        language=settings["DEFAULT_LANG"],
        license=license_address(settings.get("LICENSE") or ""),
    )


def as_script(node: Node) -> Markup:
    """Give a node as text that is safe in <script type="application/ld+json">."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    for one, escape in _ESCAPES:  # ten times as fast as str.translate
        text = text.replace(one, escape)
    return Markup(text)  # noqa: S704 - that was the escaping


def site_node(blog: Blog) -> Node:
    """Give what the first page says: the site and whose it is."""
    person = _person(blog.author, blog.about)
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": ["WebSite", "Blog"],
            "name": blog.name,
            "description": blog.description,
            "url": f"{blog.address}/",
            "inLanguage": blog.language,
            "license": blog.license,
            "author": person,
            "publisher": person,
        }
    )


def post_node(article: Any, blog: Blog) -> Node:
    """Give what a post's page says, with its comments as far as they are shown."""
    url = f"{blog.address}/{article.url}"
    author = one_line(str(article.author))
    picture = getattr(article, "social_image", "")
    comments = _comments(article.conversation.threads, url)
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": one_line(str(article.title)),
            "description": article.short_summary,
            "url": url,
            "datePublished": _time(article.date),
            "dateModified": _time(getattr(article, "modified", None)),
            "author": _person(author, blog.about if author == blog.author else ""),
            "inLanguage": article.own_language or blog.language,
            "articleSection": one_line(str(article.category)),
            "keywords": [
                name for tag in getattr(article, "tags", ()) if (name := one_line(str(tag)))
            ],
            "wordCount": article.word_count,
            "image": f"{blog.address}/{picture}" if picture else "",
            **_place_in(article.series),
            "commentCount": len(comments),
            "comment": comments,
        }
    )


def _filled(node: Node) -> Node:
    """Give what is known of a node."""
    return {name: value for name, value in node.items() if value not in ("", None, [])}


def _person(name: str, url: str) -> Node:
    return _filled({"@type": "Person", "name": name, "url": url})


def _time(moment: Any) -> str:
    """Give a time with its offset; a draft without a date has Pelican's last one, which says nothing."""
    return moment.isoformat() if moment and moment.year < MAXYEAR else ""


def _place_in(series: Any) -> Node:
    if not series:
        return {}
    return {
        "isPartOf": {"@type": "CreativeWorkSeries", "name": series.name},
        "position": series.part,
    }


def _comments(threads: Iterable[Any], url: str) -> list[Node]:
    """Give the comments in the order of the page, without those that were taken away."""
    shown = [comment for comment in _walk(threads) if not comment.is_placeholder]
    places = {comment.fragment for comment in shown}
    return [_comment(comment, url, places) for comment in shown]


def _walk(threads: Iterable[Any]) -> Iterator[Any]:
    for comment in threads:
        yield comment
        yield from _walk(comment.replies)


def _comment(comment: Any, url: str, places: Collection[str]) -> Node:
    answered = f"{url}#{comment.answers}" if comment.answers in places else ""
    return _filled(
        {
            "@type": "Comment",
            "url": f"{url}#{comment.fragment}",
            "author": _person(comment.author, comment.url),
            "datePublished": comment.when_iso,
            "text": shorten(words_of(str(comment.body)), _LONGEST_COMMENT),
            "parentItem": {"@type": "Comment", "url": answered} if answered else "",
        }
    )
