"""The list of a site's feeds (OPML 2.0, http://opml.org/spec2.opml), which feed readers can take in at once."""

from collections.abc import Iterable

from lxml import etree


def format_opml(title: str, home: str, rows: Iterable[tuple[str, str]]) -> bytes:
    """Give the list; each row has a feed's title and its path below `home`, the address of the site."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for name, path in rows:
        names = {"type": "rss", "text": name, "title": name}
        addresses = {"xmlUrl": f"{home.rstrip('/')}/{path}", "htmlUrl": home}
        etree.SubElement(body, "outline", {**names, **addresses})
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
