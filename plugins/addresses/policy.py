"""The headers on every answer, and what the pages are allowed to load: no more than they hold."""

from collections.abc import Iterable

from plugins.addresses.loading import Kind, Load, origin_of

_MOST_HOSTS = 30
POLICY = "Content-Security-Policy"
REFERRER_POLICY = "strict-origin-when-cross-origin"


def security_policy(
    loads: Iterable[Load], *, site: str, desk: str = ""
) -> tuple[tuple[str, str], ...]:
    """Give a Content-Security-Policy (https://www.w3.org/TR/CSP3/) for pages that load this and no more.

    Pictures, films and frames may come from the hosts that the bodies name and from nowhere else;
    scripts from nowhere. Forms go to the site itself and to the desk. `site` is its address: its pages
    may be looked at in another place first, and name their style sheet by that address all the same.
    """
    own, found = origin_of(site), frozenset(loads)
    frames, objects = _from(found, "frame"), _from(found, "object")
    media = " ".join(["'self'", own, "data:", *_few(_from(found, "picture") - {own})])
    inline = " 'unsafe-inline'" if ("style sheet", "") in found else ""
    directives = {
        "default-src": "'none'",
        "style-src": f"'self' {own}{inline}",
        "style-src-attr": "'unsafe-inline'" if ("style", "") in found else "",
        "img-src": media,
        "media-src": media,
        "frame-src": _framed(frames, own),
        "object-src": _framed(objects, own),
        # No script is there to use it; Lighthouse asks for robots.txt from within the page.
        "connect-src": "'self'",
        "form-action": " ".join(["'self'", *filter(None, [origin_of(desk)])]),
        "base-uri": "'none'",
        # What a page of ours holds in a frame is held by nobody else's.
        "frame-ancestors": "'self'" if own in frames | objects else "'none'",
    }
    return tuple((name, value) for name, value in directives.items() if value)


def _from(loads: Iterable[Load], kind: Kind) -> set[str]:
    """Give the origins that something of a kind comes from."""
    return {origin for one, origin in loads if one == kind}


def search_policy(directives: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the directives for the search page: those of other pages, and what Pagefind needs.

    That is the site's own scripts, and WebAssembly, which is compiled in the page.
    """
    return (*directives, ("script-src", "'self' 'wasm-unsafe-eval'"))


def _framed(origins: set[str], own: str) -> str:
    """Give where frames come from: the site is itself wherever its pages are looked at."""
    return " ".join([*(["'self'", own] if own in origins else []), *_few(origins - {own})])


def format_policy(directives: Iterable[tuple[str, str]], *, is_in_page: bool = False) -> str:
    """Give the policy as a header has it; in a page, where not all directives count, as a <meta> has it."""
    kept = [pair for pair in directives if not (is_in_page and pair[0] == "frame-ancestors")]
    return "; ".join(" ".join(pair) for pair in kept)


def headers(directives: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give the headers that every answer has which these directives are for."""
    return (
        (POLICY, format_policy(directives)),
        ("Referrer-Policy", REFERRER_POLICY),
        ("X-Content-Type-Options", "nosniff"),
    )


def _few(origins: set[str]) -> list[str]:
    """Give the origins, or, when a header would grow too long with them, all of the web."""
    return sorted(origins) if len(origins) <= _MOST_HOSTS else ["http:", "https:"]
