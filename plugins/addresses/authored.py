"""What the content states about old addresses, read from its files."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from plugins.addresses.stated import REDIRECTS, Stated, parse_redirect_from, parse_redirects
from plugins.shared.errors import Fault
from plugins.shared.files import is_file, read_text
from plugins.shared.site import Site
from plugins.shared.written import Written


def read_stated(
    site: Site, written: Iterable[Written]
) -> Iterator[tuple[list[Stated], list[Fault]]]:
    """Give what each post and page states, and redirects.txt at the end."""
    base = urlsplit(site.settings["SITE_ADDRESS"]).path
    for one in written:
        yield stated_by(one, base)
    path = site.content / REDIRECTS
    try:
        yield parse_redirects(read_text(path), path, base) if is_file(path) else ([], [])
    except ValueError as error:
        yield [], [Fault(path=path, message=f"{error}.")]


def stated_by(one: Written, base: str) -> tuple[list[Stated], list[Fault]]:
    """Give what one post or page states; `base` is the path of the site's own address."""
    field = one.front.find("redirect_from")
    if not field or not one.address:
        return [], []
    new = f"/{one.address.removesuffix('index.html')}"
    return parse_redirect_from(field.values, new, path=one.front.path, line=field.line, base=base)
