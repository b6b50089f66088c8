r"""Apache 2.4: .htaccess, in the folder that the site lies in.

https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html. Whatever a module has to be there for stands
in <IfModule>: a host without it loses that, and nothing else. Apache makes the Location absolute by
itself. A "%" or "$" in what a rule leads to is escaped by "\": "%20" would be what a condition caught.
"""

from collections.abc import Iterator

from plugins.addresses.forms.answers import (
    FOLDER,
    FOR_FAILURES,
    FOR_PAGES,
    HIDDEN,
    PACKED,
    TYPES,
    headers_of,
    kept,
    page_headers_of,
)
from plugins.addresses.forms.regexes import in_bytes, path_regex, pieces_of, query_regex
from plugins.addresses.forms.usable import usable_rules
from plugins.addresses.model import Rule, Served

HTACCESS = ".htaccess"
_CACHE = "Cache-Control"
# Looking for index.html or 404.html by itself, Apache asks the rules again: those are no requests.
_ONLY_REQUESTS = """\
RewriteCond %{IS_SUBREQ} =true [OR]
RewriteCond %{ENV:REDIRECT_STATUS} !^$
RewriteRule ^ - [END]
"""


def format_apache(served: Served) -> dict[str, str]:
    """Give the one file by its path in the site."""
    parts = (
        "# Written by the build: changes are lost.\n",
        f'ErrorDocument 404 "{served.base}/404.html"\n',
        "".join(_type(ending, kind) for ending, kind in TYPES.items()),
        _module("headers", "".join(_headers(served))),
        _module("rewrite", "".join(_rewriting(served))),
        _module("deflate", _module("filter", _packing())),
    )
    return {HTACCESS: "\n".join(parts)}


def _type(ending: str, kind: str) -> str:
    return f'<FilesMatch "\\.{ending}$">\n    ForceType "{kind}"\n</FilesMatch>\n'


def _module(name: str, inside: str) -> str:
    indented = "".join(f"    {line}\n" for line in inside.splitlines())
    return f"<IfModule mod_{name}.c>\n{indented}</IfModule>\n"


def _packing() -> str:
    """Give the lines that pack text on its way.

    Apache adds to the ETag of what it packs, and does not know it again: the same would be sent anew.
    """
    kinds = " ".join(kind.partition(";")[0] for kind in PACKED)
    known = r'RequestHeader edit If-None-Match "-gzip\"" "\""'
    return f"AddOutputFilterByType DEFLATE {kinds}\n{_module('headers', f'{known}{chr(10)}')}"


def _headers(served: Served) -> Iterator[str]:
    """Give the lines for headers: the last that fits counts, so the general come first."""
    for name, value in headers_of(served):
        yield from _set(name, value)
    for name, regex, value in page_headers_of(served, in_bytes):
        yield _set_if(name, f"%{{REQUEST_URI}} =~ m#{regex}#", value)
    yield f"Header unset {_CACHE}\n"
    for regex, value in reversed(list(kept(served, in_bytes))):
        yield _set_if(_CACHE, f"%{{REQUEST_URI}} =~ m#{regex}#", value)
    yield _set_if(_CACHE, "%{REQUEST_STATUS} -ge 400", FOR_FAILURES)
    yield _set_if(_CACHE, "%{REQUEST_STATUS} =~ m#^30[1278]#", FOR_PAGES)


def _set(name: str, value: str) -> Iterator[str]:
    """Give the lines for a header of every answer, in place of the host's own of that name."""
    yield f"Header unset {name}\n"
    yield f'Header always set {name} "{_quoted(value)}"\n'


def _set_if(name: str, condition: str, value: str) -> str:
    return f'Header always set {name} "{_quoted(value)}" "expr={condition}"\n'


def _quoted(value: str) -> str:
    return value.replace("%", "%%").replace('"', '\\"')


def _rewriting(served: Served) -> Iterator[str]:
    yield f"RewriteEngine On\n{_ONLY_REQUESTS}"
    hidden = "|".join([f"{FOLDER}/", *(rf"{in_bytes(name)}\z" for name in HIDDEN)])
    yield f'RewriteRule "^(?:{hidden})" - [R=404,L]\n'
    for rule in usable_rules(served):
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    if rule.query:
        yield f'RewriteCond %{{QUERY_STRING}} "{query_regex(rule.query, in_bytes)}"\n'
    # A folder's own rules see paths without the slash before them.
    regex = path_regex(rule, in_bytes).removeprefix("/")
    yield f'RewriteRule "^{regex}" "{_leads_to(rule)}" [R=301,NE,QSD,L]\n'


def _leads_to(rule: Rule) -> str:
    return "".join(
        f"${piece}" if isinstance(piece, int) else piece.replace("%", "\\%")
        for piece in pieces_of(rule)
    )
