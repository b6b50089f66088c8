"""Gives each file in content/digests/ its public page, and tells the feeds of them all."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Page
from pelican.generators import Generator

FOLDER = "digests"

log = logging.getLogger(__name__)


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
        paths = self.get_files([FOLDER], extensions=["md"]) if self._has_any() else ()
        found = [digest for path in sorted(paths) if (digest := self._read(path, known))]
        found.sort(key=lambda digest: digest.date, reverse=True)
        self.context["digests"] = found

    def _read(self, path: str, known: Mapping[str, Any]) -> Any:
        """Give the digest in a file; None when it cannot be read, or is not to be seen yet."""
        try:
            digest = self.readers.read_file(
                base_path=self.path, path=path, content_class=Page, context=self.context
            )
        except Exception as error:  # noqa: BLE001 - as Pelican does with posts: the others go on
            log.error("Could not process %s: %s", path, error)  # noqa: TRY400 - no traceback
            return None
        digest.permanent_id = digest.metadata.get("guid", "")
        is_whole = digest.is_valid() and hasattr(digest, "date") and digest.permanent_id
        if not is_whole or (self.settings["FOR_PUBLISHING"] and not _is_public(digest)):
            return None
        digest.override_url = digest.override_save_as = f"{FOLDER}/{Path(path).stem}.html"
        named = digest.metadata.get("posts", ())
        ids = [named] if isinstance(named, str) else named
        digest.posts = [known[id_] for id_ in ids if id_ in known]
        return digest

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


def _is_public(digest: Any) -> bool:
    """Whether the world may see it now; Pelican knows drafts, but no future of pages."""
    return bool(digest.status == "published" and digest.date <= datetime.now(UTC))
