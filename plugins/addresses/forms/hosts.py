"""Netlify and Cloudflare Pages: `_redirects` and `_headers`, which both read, each in its own way.

https://docs.netlify.com/manage/routing/redirects/overview,
https://developers.cloudflare.com/pages/configuration/redirects. Netlify lets a file win unless the
status is "301!", which Cloudflare counts against its limits and then refuses; a line with a remark at
its end Netlify reads and Cloudflare passes over uncounted. So each has lines of its own, Netlify's
first. Cloudflare compares addresses as they are written in a request, so they come in more spellings.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from plugins.addresses.forms.answers import FOREVER, headers_of, page_headers_of
from plugins.addresses.forms.regexes import NAME, in_bytes, pieces_of
from plugins.addresses.forms.usable import usable_rules
from plugins.addresses.model import JSON_TYPE, XML_TYPE, Rule, Served

REDIRECTS = "_redirects"
HEADERS = "_headers"
_REMARK = "# Netlify"
# RFC 3986 lets these stand in a path as they are, and browsers leave them so.
_AS_BROWSERS_DO = "/!'()+,;=@&~"
# Cloudflare's, for one site.
_MOST_EXACT = 2_000
_MOST_PATTERNS = 100
_LONGEST_LINE = 1_000
_MOST_HEADERS = 100
_LONGEST_HEADER = 2_000
# Netlify advises against more.
_MOST_LINES = 10_000


def format_hosts(served: Served) -> dict[str, str]:
    """Give the two files by their paths in the site; remarks on top say what a host cannot take."""
    remarks = [f"# {sentence}" for sentence in ("Written by the build.", *limits(served))]
    lines = [*remarks, *_for_netlify(served), *_for_cloudflare(served)]
    return {
        REDIRECTS: "".join(f"{line}\n" for line in lines),
        HEADERS: "\n".join(_header_blocks(served)),
    }


def limits(served: Served) -> tuple[str, ...]:
    """Give a sentence for each thing that goes beyond what one of the two hosts takes."""
    cloudflare = [*_for_cloudflare(served)]
    exact = sum(not _is_pattern(line) for line in cloudflare)
    longest = max((len(line) for line in cloudflare), default=0)
    queries = sum(rule.query is not None for rule in usable_rules(served))
    blocks = [*_header_blocks(served)]
    header = max((len(line) for block in blocks for line in block.splitlines()), default=0)
    netlify = sum(1 for _line in _for_netlify(served))
    found = (
        _over(exact, _MOST_EXACT, "{0:,} lines for old addresses, and reads {1:,}"),
        _over(len(cloudflare) - exact, _MOST_PATTERNS, "{0:,} lines of patterns, and reads {1:,}"),
        _over(longest, _LONGEST_LINE, "a redirect of {0:,} characters, and reads {1:,}"),
        _over(queries, 0, "{0:,} old addresses such as /?p=12, and reads no parameters"),
        _over(len(blocks), _MOST_HEADERS, "{0:,} rules for headers, and reads {1:,}"),
        _over(header, _LONGEST_HEADER, "a header of {0:,} characters, and reads {1:,}"),
        _over(netlify, _MOST_LINES, "{0:,} lines of redirects, and advises {1:,}", host="Netlify"),
    )
    return tuple(sentence for sentence in found if sentence)


def _over(count: int, most: int, said: str, *, host: str = "Cloudflare Pages") -> str:
    return f"{host} is given {said.format(count, most)}." if count > most else ""


def _is_pattern(line: str) -> bool:
    source = line.split(" ", 1)[0]
    return "*" in source or ":" in source


def _for_netlify(served: Served) -> Iterator[str]:
    """Give the lines that count before files; a slash at an address's end makes no difference."""
    for rule in usable_rules(served):
        for old in _spellings(rule, served.base):
            query = f" {_parameter(rule.query)}" if rule.query else ""
            yield f"{old}{query} {_leads_to(rule)} 301! {_REMARK}"


def _parameter(query: tuple[str, str]) -> str:
    name, value = (quote(part, safe="") for part in query)
    # A placeholder stands for any value.
    return f"{name}=:any" if query[1] == "*" else f"{name}={value}"


def _for_cloudflare(served: Served) -> Iterator[str]:
    """Give the lines without parameters: exact ones first, or they count as patterns."""
    rules = [rule for rule in usable_rules(served) if not rule.query]
    for rule in sorted(rules, key=lambda rule: rule.is_pattern):
        if _is_circle(rule, served.base):
            continue
        for old in _spellings(rule, served.base):
            yield from (f"{source} {_leads_to(rule)} 301" for source in _with_slash(old))


def _is_circle(rule: Rule, base: str) -> bool:
    """Tell whether Cloudflare, which leads from /x.html to /x by itself, would go round and round."""
    old = quote(base + rule.old.rstrip("/"), safe=_AS_BROWSERS_DO)
    return not rule.is_pattern and rule.new in {f"{old}.html", f"{old}/index.html"}


def _with_slash(old: str) -> tuple[str, ...]:
    if old.endswith(("*", "/")) or PurePosixPath(old).suffix in {".html", ".xml", ".php", ".json"}:
        return (old,)
    return old, f"{old}/"


def _spellings(rule: Rule, base: str) -> tuple[str, ...]:
    """Give the old address percent-encoded wholly, as blogs wrote it, and as a browser does if it differs."""
    found = (_encoded(rule, base, safe) for safe in ("/", _AS_BROWSERS_DO))
    return tuple(dict.fromkeys(found))


def _encoded(rule: Rule, base: str, safe: str) -> str:
    has_rest = rule.is_pattern and rule.old.endswith("*")
    old = rule.old[:-1] if has_rest else rule.old.rstrip("/")
    segments = [
        part if rule.is_pattern and NAME.fullmatch(part) else quote(part, safe=safe)
        for part in old.split("/")
    ]
    return (base + "/".join(segments) + ("*" if has_rest else "")) or "/"


def _leads_to(rule: Rule) -> str:
    """Give the link, with no ":" in it but before a name that the old address has."""
    names = [part for part in rule.old.split("/") if NAME.fullmatch(part)]
    return "".join(
        names[piece - 1] if isinstance(piece, int) else piece.replace(":", "%3A")
        for piece in pieces_of(rule)
    )


def _header_blocks(served: Served) -> Iterator[str]:
    """Give blocks that never set one header twice for a file: Cloudflare would join the values.

    Of two joined policies both count, and its way to take a header back Netlify does not know. So what
    a page of its own may do stands in everybody's header, and the policy in each page rules the rest.
    """
    own = {name: value for name, _regex, value in page_headers_of(served, in_bytes)}
    headers = [f"  {name}: {own.get(name, value)}\n" for name, value in headers_of(served)]
    if headers:
        yield f"{served.base}/*\n{''.join(headers)}"
    for path in served.fingerprinted:
        yield f"{_file(path, served)}\n  Cache-Control: {FOREVER}\n"
    for path in served.feeds:
        kind = JSON_TYPE if path.endswith(".json") else XML_TYPE
        yield f"{_file(path, served)}\n  Content-Type: {kind}\n"


def _file(path: str, served: Served) -> str:
    return served.base + quote(path, safe="/%" + _AS_BROWSERS_DO)
