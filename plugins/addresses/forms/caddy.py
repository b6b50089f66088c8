"""Caddy 2.6 and later: what a site's block imports, beside `root` and `file_server`.

https://caddyserver.com/docs/caddyfile/directives/map. Everything stands in one `route`, because
Caddy orders directives by their kind otherwise.
"""

from collections.abc import Iterable
from urllib.parse import unquote

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
from plugins.addresses.forms.regexes import in_characters, pieces_of, request_regex
from plugins.addresses.forms.usable import usable_rules
from plugins.addresses.model import Rule, Served

CADDYFILE = f"{FOLDER}/Caddyfile"
_NEW = "{still_in_touch_new}"
_KEPT = "{still_in_touch_kept}"
_TYPE = "{still_in_touch_type}"
_PACKED = "".join(f"\t\theader Content-Type {kind.partition(';')[0]}*\n" for kind in PACKED)
_PACKING = f"encode gzip {{\n\tmatch {{\n{_PACKED}\t}}\n}}\n"


def format_caddy(served: Served) -> dict[str, str]:
    """Give the one file by its path in the site."""
    rules = [(_regex(rule, served), _leads_to(rule)) for rule in usable_rules(served)]
    types = [(rf"\.{ending}\z", kind) for ending, kind in TYPES.items()]
    parts = (
        "# Written by the build. Import it in the site's block: see docs/publish.md.\n",
        _map('"{path} {query}"', _NEW, rules) if rules else "",
        _map("{path}", _KEPT, kept(served, in_characters)),
        _map("{path}", _TYPE, types),
        _route(served, has_rules=bool(rules)),
        _failures(served),
    )
    return {CADDYFILE: "\n".join(part for part in parts if part)}


def _regex(rule: Rule, served: Served) -> str:
    return request_regex(rule, in_characters, base=served.base)


def _leads_to(rule: Rule) -> str:
    return "".join(
        f"${{{piece}}}" if isinstance(piece, int) else piece for piece in pieces_of(rule)
    )


def _map(source: str, placeholder: str, lines: Iterable[tuple[str, str]]) -> str:
    inside = "".join(f'\t"~{regex}" "{value}"\n' for regex, value in lines)
    return f"map {source} {placeholder} {{\n{inside}}}\n"


def _route(served: Served, *, has_rules: bool) -> str:
    moved = (
        f"@still_in_touch_moved vars_regexp {_NEW} ^/\n"
        f'header @still_in_touch_moved Cache-Control "{FOR_PAGES}"\n'
        f"redir @still_in_touch_moved {_NEW} 301\n"
    )
    base = unquote(served.base)
    hidden = " ".join(f'"{base}/{name}"' for name in (f"{FOLDER}/*", *HIDDEN))
    inside = (
        f"{_PACKING}{_headers(served)}header Cache-Control {_KEPT}\n"
        f"{moved if has_rules else ''}"
        f"@still_in_touch_hidden path {hidden}\nerror @still_in_touch_hidden 404\n"
        f"@still_in_touch_typed vars_regexp {_TYPE} .\n"
        f"header @still_in_touch_typed Content-Type {_TYPE}\n"
    )
    return f"@still_in_touch path {_paths(served)}\n{_block('route @still_in_touch', inside)}"


def _headers(served: Served) -> str:
    """Give the lines for headers: a later one replaces that of everybody."""
    lines = [f'header {name} "{_quoted(value)}"\n' for name, value in headers_of(served)]
    for number, (name, regex, value) in enumerate(page_headers_of(served, in_characters)):
        matcher = f"@still_in_touch_page_{number}"
        lines.append(
            f'{matcher} path_regexp "{regex}"\nheader {matcher} {name} "{_quoted(value)}"\n'
        )
    return "".join(lines)


def _quoted(value: str) -> str:
    return value.replace('"', '\\"')


def _failures(served: Served) -> str:
    """Give what is done where there is no file: the page for that, with the page's own type."""
    lost = "@still_in_touch_lost expression {err.status_code} == 404\n"
    page = _block(
        "handle @still_in_touch_lost",
        f'header Content-Type "{TYPES["html"]}"\nrewrite * "{unquote(served.base)}/404.html"\nfile_server\n',
    )
    inside = f'header Cache-Control "{FOR_FAILURES}"\n{lost}{page}'
    site = f"@still_in_touch_failed path {_paths(served)}\n"
    return _block("handle_errors", site + _block("route @still_in_touch_failed", inside))


def _paths(served: Served) -> str:
    base = unquote(served.base)
    return f'"{base}" "{base}/*"' if base else '"/*"'


def _block(head: str, inside: str) -> str:
    indented = "".join(f"\t{line}\n" for line in inside.splitlines())
    return f"{head} {{\n{indented}}}\n"
