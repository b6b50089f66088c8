"""What only machines read: sitemap.xml and robots.txt."""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from plugins.addresses.model import SiteMap
from plugins.shared.dates import format_utc

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NOT_LISTED = ("_servers/",)


def format_sitemap(site: SiteMap, address: str) -> bytes:
    """Give sitemap.xml (https://www.sitemaps.org/protocol.html) of a site at `address`, newest change with each."""
    newest = max((place.changed for place in site.places if place.changed), default=None)
    rows = [("", newest), (site.archive, newest)]
    rows += [(place.path, place.changed) for place in site.places]
    return _format(rows, address)


def _format(rows: Iterable[tuple[str, datetime | None]], address: str) -> bytes:
    root = etree.Element("urlset", nsmap={None: _NAMESPACE})
    for path, changed in rows:
        row = etree.SubElement(root, "url")
        etree.SubElement(row, "loc").text = f"{address}/{path}"
        if changed:
            etree.SubElement(row, "lastmod").text = format_utc(changed.replace(microsecond=0))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def format_robots(address: str, base: str) -> str:
    """Give robots.txt (RFC 9309); of a site in a folder, `base`, nobody reads it but its author."""
    barred = "".join(f"Disallow: {base}/{folder}\n" for folder in _NOT_LISTED)
    return f"User-agent: *\n{barred}\nSitemap: {address}/sitemap.xml\n"
