"""A rehearsal: the same deeds on a throwaway copy of the database, so that a dry run is the real thing."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from plugins.newsletter.database.copies import REHEARSAL, write_copy
from plugins.newsletter.database.opening import open_database
from plugins.newsletter.opening import Newsletter


@contextmanager
def rehearsing(newsletter: Newsletter) -> Iterator[Newsletter]:
    """Give the newsletter on a copy that is gone afterwards; every question is answered with yes."""
    with tempfile.TemporaryDirectory(dir=newsletter.path.parent, prefix=REHEARSAL) as folder:
        path = Path(folder) / newsletter.path.name
        write_copy(newsletter.path, path)
        engine = open_database(path, now=newsletter.now)
        try:
            yield replace(newsletter, engine=engine, path=path, ask=lambda _question: True)
        finally:
            engine.dispose()
