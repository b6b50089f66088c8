"""A newsletter of a little site, its clock in our hands."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from json_feeds import document
from little_site import LittleSite

from plugins.newsletter.opening import Newsletter, open_newsletter

START = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday
SECRET = "a-secret-of-the-tests-long-enough"


@dataclass
class Blog:
    """A little site whose published feed is a file, and a clock that stands still until it is moved."""

    site: LittleSite
    now: datetime = START
    posts: dict[int, dict] = field(default_factory=dict)
    extra: str = ""

    @property
    def feed(self) -> str:
        return str(self.site.folder / "feed.json")

    def open(self, ask=None, **environ) -> Newsletter:
        return open_newsletter(
            self.site.open(extra=self.extra),
            clock=lambda: self.now,
            environ={"NEWSLETTER_SECRET": SECRET, **environ},
            ask=ask,
        )

    def publish(self, number: int, *, age: timedelta = timedelta(0), **changes) -> str:
        """Put a post into the feed, or change it there; give its id."""
        self.posts[number] = {
            "id": f"urn:{number}",
            "url": f"https://ana.example/{number}.html",
            "title": f"Post {number}",
            "date_published": (self.now - age).isoformat(),
            "content_html": f"<p>Words of {number}.</p>",
            **self.posts.get(number, {}),
            **changes,
        }
        self.write_feed()
        return f"urn:{number}"

    def write_feed(self) -> None:
        Path(self.feed).write_bytes(document(*self.posts.values()))

    def digest(self, stem: str, *ids: str, body: str = "Dear all.", **metadata) -> Path:
        """Write a digest's file."""
        day, _, cadence = stem.rpartition("-")
        head = {"Title": f"Digest of {stem}", "Date": day, "Cadence": cadence, **metadata}
        lines = "".join(f"{name}: {value}\n" for name, value in head.items() if value)
        posts = f"Posts: {(chr(10) + '    ').join(ids)}\n" if ids else ""
        return self.site.write(
            f"digests/{stem}.md", f"{lines}Guid: urn:digest:{stem}\n{posts}\n{body}\n"
        )


def ids_of(blob: bytes) -> list[str]:
    """Give the posts of a letter that write_ids wrote."""
    return json.loads(blob)


def write_ids(digest, _sender, _source, _newsletter) -> bytes:
    """Write a letter that is the list of its posts' ids, for tests of who gets what."""
    return json.dumps([post.id for post in digest.posts]).encode()
