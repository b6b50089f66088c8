"""Gives each file in content/digests/ its public page, and tells the feeds of them all."""

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Page
from pelican.generators import Generator

FOLDER = "digests"


def connect() -> None:
    """Ask Pelican to run our generator, after the one that reads posts."""
    signals.get_generators.connect(add_generator)


def add_generator(_pelican: Any) -> type[Generator]:
    """Give Pelican the class that makes the pages of digests."""
    return DigestsGenerator


class DigestsGenerator(Generator):  # type: ignore[misc] # Pelican has no types
    """Reads digests into `digests` of the context, newest first, and writes a page for each.

    Each has its `posts`: those it names and that the site shows, in its own order.
    """

    def generate_context(self) -> None:
        """Read the files; what is wrong in one is told by the tasks, and by Pelican here."""
        known = {post.permanent_id: post for post in self.context.get("articles", ())}
        found = []
        for path in self.get_files([FOLDER], extensions=["md"]) if self._has_any() else ():
            digest = self.readers.read_file(
                base_path=self.path, path=path, content_class=Page, context=self.context
            )
            stem = Path(path).stem
            digest.override_url = digest.override_save_as = f"{FOLDER}/{stem}.html"
            named = digest.metadata.get("posts", ())
            ids = [named] if isinstance(named, str) else named
            digest.permanent_id = digest.metadata.get("guid", "")
            digest.posts = [known[id_] for id_ in ids if id_ in known]
            if digest.is_valid() and hasattr(digest, "date") and digest.permanent_id:
                found.append((digest.date, stem, digest))
        found.sort(key=lambda one: one[:2], reverse=True)
        self.context["digests"] = [digest for _date, _stem, digest in found]

    def generate_output(self, writer: Any) -> None:
        """Write the pages, and the list of them."""
        for digest in self.context["digests"]:
            template = self.get_template("digest")
            writer.write_file(
                digest.save_as,
                template,
                self.context,
                digest=digest,
                url=digest.url,
                relative_urls=self.settings["RELATIVE_URLS"],
            )

    def _has_any(self) -> bool:
        return (Path(self.path) / FOLDER).is_dir()
