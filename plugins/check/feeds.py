"""What is wrong in built feeds: not well-formed, an id twice, or a post the world may not see."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from plugins.check.posts import Written
from plugins.shared.dates import parse_time
from plugins.shared.errors import Fault

_ATOM = "{http://www.w3.org/2005/Atom}"


def feed_faults(output: Path) -> list[Fault]:
    """Give what is wrong in the feeds of a built site."""
    faults = []
    for path in sorted([*output.rglob("*.xml"), *output.rglob("feed.json")]):
        try:
            ids = _ids(path)
        except (ElementTree.ParseError, ValueError, KeyError) as error:
            faults.append(Fault(path=path, message=f"the feed is not well-formed: {error}."))
            continue
        twice = [id_ for id_, count in Counter(ids).items() if count > 1]
        faults += [Fault(path=path, message=f"two entries have the id {id_}.") for id_ in twice]
    return faults


def secret_faults(output: Path, posts: list[Written], now: datetime) -> list[Fault]:
    """Give the drafts and posts of the future that a build for the world shows all the same."""
    secret = [post for post in posts if not post.is_public(now) and post.status != "hidden"]
    faults = [
        Fault(path=output / post.address, message=f"{post.front.path.name} is not to be seen yet.")
        for post in secret
        if post.address and (output / post.address).exists()
    ]
    faults += [
        Fault(path=path, message="a draft is among the pages.")
        for path in (output / "drafts").rglob("*.html")
    ]
    for path in sorted([*output.rglob("*.xml"), *output.rglob("feed.json")]):
        known = {post.id for post in secret if post.id} & set(_ids(path))
        faults += [
            Fault(path=path, message=f"the entry {id_} is not to be seen yet.") for id_ in known
        ]
    feed = output / "feed.json"
    if feed.exists():
        faults += [
            Fault(path=feed, message=f"the entry {item['id']} is dated in the future.")
            for item in json.loads(feed.read_text(encoding="utf-8"))["items"]
            if parse_time(item["date_published"]) > now
        ]
    return faults


def _ids(path: Path) -> list[str]:
    if path.suffix == ".json":
        items: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["items"]
        return [str(item["id"]) for item in items]
    root = ElementTree.parse(path).getroot()
    found = [*root.iterfind(f"{_ATOM}entry/{_ATOM}id"), *root.iterfind("channel/item/guid")]
    return [element.text or "" for element in found]
