"""The office: the one thread of the desk that works with the database, one deed after the other.

A request waits for its turn without holding up the others that are read or answered meanwhile.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.opening import Newsletter

_Result = TypeVar("_Result")


class Office:
    """Does what is asked of the database of a newsletter."""

    def __init__(self, newsletter: Newsletter) -> None:
        """Open it."""
        self._newsletter = newsletter
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="office")

    async def change(self, deed: Callable[[Connection], _Result]) -> _Result:
        """Do a deed in a transaction of its own: all of it, or nothing. Raises BadDatabase."""

        def work() -> _Result:
            newsletter = self._newsletter
            with told(newsletter.path), newsletter.engine.begin() as connection:
                return deed(connection)

        return await self.do(work)

    async def look(self, deed: Callable[[Connection], _Result]) -> _Result:
        """Do a deed that only reads, and so waits for nobody who writes. Raises BadDatabase."""

        def work() -> _Result:
            newsletter = self._newsletter
            with told(newsletter.path), reading(newsletter.engine) as connection:
                return deed(connection)

        return await self.do(work)

    async def do(self, work: Callable[[], _Result]) -> _Result:
        """Do whatever takes its time, such as looking for a file, in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._desk, work)

    def close(self) -> None:
        """Finish what was begun, and close the database."""
        self._desk.shutdown()
        self._newsletter.engine.dispose()
