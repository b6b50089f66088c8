"""nginx: maps for http{}, and what the site's server{} includes.

https://nginx.org/en/docs/http/ngx_http_map_module.html. Expressions rather than plain words, because
plain words are matched without regard to case, and many of them need larger hashes, which a
configuration may set once only. A header or an answer of "" is none: so a site in a folder of its
host leaves the host's other files alone.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
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
from plugins.addresses.forms.regexes import in_bytes, pieces_of, request_regex
from plugins.addresses.forms.usable import usable_rules
from plugins.addresses.model import Rule, Served

HTTP = f"{FOLDER}/nginx-http.conf"
SERVER = f"{FOLDER}/nginx-server.conf"
_NEW = "$still_in_touch_new"
_KEPT = "$still_in_touch_kept"
_HEADER = "$still_in_touch_header_"
# nginx has no way to write a dollar sign that is one, but for this.
_DOLLAR = "still_in_touch_dollar"
_LENGTH = 8


def format_nginx(served: Served) -> dict[str, str]:
    """Give the two files by their paths in the site.

    Variables are the whole server's: their names have a part that two sites of one nginx do not share.
    """
    http, server = _http(served), _server(served)
    ours = hashlib.sha256(f"{http}{server}".encode()).hexdigest()[:_LENGTH]
    return {HTTP: _named(http, ours), SERVER: _named(server, ours)}


def _named(text: str, ours: str) -> str:
    # No dollar sign but our own is in the text.
    return re.sub(r"(\$\{?still_in_touch_)", rf"\g<1>{ours}_", text)


def _http(served: Served) -> str:
    base = in_bytes(unquote(served.base))
    here = rf"~^{base}(?:/|\z)"
    rules = ((f"~{_regex(rule, served)}", _leads_to(rule)) for rule in usable_rules(served))
    parts = [
        "# Written by the build. Include it in http{}: see docs/publish.md.",
        f'geo ${_DOLLAR} {{\n    default "$";\n}}',
        _map('"$uri $args"', _NEW, rules),
        _map('"$status $uri"', _KEPT, _kept(served, base)),
        *(
            _map("$uri", f"{_HEADER}{number}", [*_of_pages(served, name), (here, _literal(value))])
            for number, (name, value) in enumerate(headers_of(served))
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _of_pages(served: Served, name: str) -> Iterator[tuple[str, str]]:
    for own, regex, value in page_headers_of(served, in_bytes):
        if own == name:
            yield f"~{regex}", _literal(value)


def _regex(rule: Rule, served: Served) -> str:
    return request_regex(rule, in_bytes, base=served.base)


def _leads_to(rule: Rule) -> str:
    return "".join(f"${piece}" if isinstance(piece, int) else piece for piece in pieces_of(rule))


def _kept(served: Served, base: str) -> Iterator[tuple[str, str]]:
    yield f"~^[45][0-9]+ {base}/", FOR_FAILURES
    yield rf"~^30[1278] {base}(?:/|\z)", FOR_PAGES
    for regex, value in kept(served, in_bytes):
        yield f"~^[0-9]+ {regex.removeprefix('^')}", value


def _literal(value: str) -> str:
    return value.replace('"', '\\"').replace("$", f"${{{_DOLLAR}}}")


def _map(source: str, variable: str, lines: Iterable[tuple[str, str]]) -> str:
    inside = "".join(f'    "{regex}" "{value}";\n' for regex, value in lines)
    return f'map {source} {variable} {{\n    default "";\n{inside}}}'


def _server(served: Served) -> str:
    headers = "".join(
        f"add_header {name} {_HEADER}{number} always;\n"
        for number, (name, _value) in enumerate(headers_of(served))
    )
    return (
        "# Written by the build. Include it in the site's server{}: see docs/publish.md.\n"
        "absolute_redirect off;\n"
        f"{headers}add_header Cache-Control {_KEPT} always;\n\n"
        f"if ({_NEW}) {{\n    return 301 {_NEW};\n}}\n\n"
        f"{_site(served)}"
    )


def _site(served: Served) -> str:
    """Give what is for the site's files alone: for all the host's, unless the site has a base."""
    base = f'"{unquote(served.base)}/{{}}"'.format
    types = "".join(f'    "{kind}" {ending};\n' for ending, kind in TYPES.items())
    packed = " ".join(f'"{kind}"' for kind in PACKED)
    hidden = "".join(f"location = {base(name)} {{\n    return 404;\n}}\n" for name in HIDDEN)
    inside = (
        f"index index.html;\nerror_page 404 {base('404.html')};\ncharset off;\n"
        f"types {{\n{types}}}\ndefault_type application/octet-stream;\n"
        f"gzip on;\ngzip_vary on;\ngzip_min_length 512;\ngzip_types {packed};\n"
    )
    locked = f"location ^~ {base(f'{FOLDER}/')} {{\n    return 404;\n}}\n"
    if not served.base:
        return f"{inside}\n{locked}{hidden}"
    indented = "".join(f"    {line}\n" for line in (inside + locked + hidden).splitlines())
    return f"location ^~ {base('')} {{\n{indented}}}\n"
