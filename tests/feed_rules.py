"""The rules a feed has to hold, as the W3C validator at its strictest and the specifications have them.

RFC 4287 (Atom), RFC 4685 (threads), RFC 5005 (documents), https://www.rssboard.org/rss-specification,
https://www.jsonfeed.org/version/1.1/.
"""

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
FORBIDDEN = {
    "script",
    "style",
    "iframe",
    "form",
    "input",
    "object",
    "embed",
    "meta",
    "link",
    "base",
    "svg",
}
LINKS = {"href", "src", "poster", "cite"}


class Html(HTMLParser):
    """What an entry's HTML holds."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


def broken_rules_of_html(text):
    seen = Html(text)
    if seen.tags & FORBIDDEN:
        yield f"tags {seen.tags & FORBIDDEN}"
    for name, value in seen.attributes:
        if name.startswith("on") or name == "style":
            yield f"attribute {name}"
        if name in LINKS and not re.match(r"(https?://|mailto:)", value or ""):
            yield f'{name}="{value}" is not absolute'
        if name == "srcset":
            for candidate in value.split(", "):
                if not candidate.startswith(("https://", "http://")):
                    yield f'srcset "{candidate}" is not absolute'


def broken_rules_of_title(text):
    if not text or not text.strip():
        yield "a title is empty"
    elif re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\n]", text):
        yield f"a title has control characters: {text!r}"
    elif "&amp;amp;" in text:
        yield f"a title is escaped twice: {text!r}"


def is_time(text):
    return bool(text) and datetime.fromisoformat(text).tzinfo is not None


def broken_rules_of_atom(data, address):
    root = ElementTree.fromstring(data)
    if root.tag != f"{ATOM}feed" or not root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        yield "no Atom feed with a language"
    links = {}
    for link in root.findall(f"{ATOM}link"):
        links.setdefault(link.get("rel"), []).append(link.get("href"))
    if links.get("self") != [address] or len(links.get("alternate", ())) != 1:
        yield f"self or alternate are wrong: {links}"
    if root.find(f"{HISTORY}archive") is not None and "current" not in links:
        yield "an archive document names no current one"
    entries = root.findall(f"{ATOM}entry")
    updated = [entry.findtext(f"{ATOM}updated") for entry in entries]
    if updated and root.findtext(f"{ATOM}updated") != max(updated):
        yield "the feed's own time is not its newest entry's"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        yield "an id stands twice"
    if root.findtext(f"{ATOM}id") in ids:
        yield "the feed has an entry's id"
    for entry in entries:
        yield from broken_rules_of_atom_entry(entry)


def broken_rules_of_atom_entry(entry):
    yield from broken_rules_of_title(entry.findtext(f"{ATOM}title"))
    if not re.match(r"(urn:|tag:|https?:)\S+$", entry.findtext(f"{ATOM}id") or ""):
        yield f"the id is no address: {entry.findtext(f'{ATOM}id')}"
    if not (entry.findtext(f"{ATOM}author/{ATOM}name") or "").strip():
        yield "an entry has no author"
    published = entry.findtext(f"{ATOM}published")
    if not is_time(entry.findtext(f"{ATOM}updated")) or (published and not is_time(published)):
        yield "a time is no RFC 3339"
    content = entry.find(f"{ATOM}content")
    if content is None or content.get("type") != "html" or not (content.text or "").strip():
        yield "an entry has no content"
    else:
        yield from broken_rules_of_html(content.text)
    yield from broken_rules_of_atom_links(entry)
    answer = entry.find(f"{THREAD}in-reply-to")
    if answer is not None and not (answer.get("ref") and answer.get("href")):
        yield "an answer does not say what it answers"


def broken_rules_of_atom_links(entry):
    alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    if len(alternates) != 1 or alternates[0].get("type") != "text/html":
        yield "an entry has not exactly one page"
    for link in entry.findall(f"{ATOM}link"):
        if not link.get("href", "").startswith("https://") or not link.get("rel"):
            yield f"a link is not whole: {link.attrib}"
        if link.get("rel") == "enclosure" and not (
            link.get("length", "").isdigit() and link.get("type")
        ):
            yield "an enclosure has no length or type"
        if link.get("rel") == "replies" and not link.get(f"{THREAD}count", "").isdigit():
            yield "replies have no count"


def broken_rules_of_rss(data, address):
    channel = ElementTree.fromstring(data).find("channel")
    for needed in ("title", "link", "description", "language", "lastBuildDate"):
        if channel.find(needed) is None:
            yield f"no {needed}"
    itself = channel.find(f"{ATOM}link")
    if itself is None or itself.get("href") != address or itself.get("rel") != "self":
        yield "no link to itself"
    items = channel.findall("item")
    ids = [item.findtext("guid") for item in items]
    if len(set(ids)) != len(ids):
        yield "an id stands twice"
    for item in items:
        yield from broken_rules_of_title(item.findtext("title"))
        yield from broken_rules_of_html(item.findtext(f"{CONTENT}encoded") or "<script>")
        if item.find("guid").get("isPermaLink") != "false":
            yield "a guid claims to be a link"
        if parsedate_to_datetime(item.findtext("pubDate")).tzinfo is None:
            yield "a pubDate has no zone"
        if item.find("author") is not None or not item.findtext(CREATOR):
            yield "an author is no dc:creator"
        if len(item.findall("enclosure")) > 1:
            yield "two enclosures"


def broken_rules_of_json(data, address):
    document = json.loads(data)
    if document["version"] != "https://jsonfeed.org/version/1.1" or document["feed_url"] != address:
        yield "no JSON Feed 1.1, or not where it says"
    for item in document["items"]:
        yield from broken_rules_of_title(item.get("title"))
        yield from broken_rules_of_html(item["content_html"])
        if not is_time(item["date_published"]) or item["date_modified"] < item["date_published"]:
            yield "the times are wrong"
        for place in (
            item["url"],
            item.get("image", "https://"),
            *(one["url"] for one in item.get("attachments", ())),
        ):
            if not place.startswith("https://"):
                yield f"{place} is not absolute"


def broken_rules(path, output, address):
    """Give the rules that a feed of a built site breaks, "" when it breaks none."""
    data = path.read_bytes()
    there = f"{address}/{path.relative_to(output).as_posix()}"
    if len(data) > 512 * 1024 and path.parent.name != "archive":
        yield "it is larger than 512 KiB"
    if path.suffix == ".json":
        yield from broken_rules_of_json(data, there)
    elif path.name == "rss.xml":
        yield from broken_rules_of_rss(data, there)
    else:
        yield from broken_rules_of_atom(data, there)
