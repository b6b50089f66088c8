"""Statements that run for every letter: compiled by SQLAlchemy once, executed by the driver itself.

SQLAlchemy's own execution costs several times what SQLite needs for such a small update, and a sending
consists of them; figures in docs/develop.md (bench.send).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from sqlite3 import Connection as Driver
from sqlite3 import Error
from typing import Any

from sqlalchemy import BindParameter, Connection, Update, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError

from plugins.newsletter.database.tables import format_moment

_DIALECT = sqlite.dialect(paramstyle="named")


def given(name: str) -> BindParameter[Any]:
    """Give the place of a value that comes with each execution."""
    return bindparam(name, None)


class Prepared:
    """An UPDATE whose values come with each execution, by the names they were given()."""

    def __init__(self, statement: Update) -> None:
        """Compile it, with what is the same every time."""
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        self._text = str(compiled)
        self._constant = {
            name: str(value) if isinstance(value, str) else value
            for name, value in compiled.params.items()
            if value is not None
        }

    def run(self, driver: Driver, **values: Any) -> int:
        """Execute it, and give how many rows it changed."""
        given_now = {
            name: format_moment(value) if isinstance(value, datetime) else value
            for name, value in values.items()
        }
        return driver.execute(self._text, {**self._constant, **given_now}).rowcount


def driver_of(connection: Connection) -> Driver:
    """Give the driver's connection below one of SQLAlchemy's."""
    found: Driver = connection.connection.driver_connection  # type: ignore[assignment]
    return found


@contextmanager
def transaction(driver: Driver) -> Iterator[None]:
    """Begin as the engine does (see opening.py), and commit, or take everything back.

    Raises SQLAlchemy's OperationalError for whatever the driver says.
    """
    try:
        driver.execute("BEGIN IMMEDIATE")
        yield
        driver.execute("COMMIT")
    except Error as error:
        raise OperationalError(
            "", None, error
        ) from error  # no statement: its values hold addresses
    finally:
        if driver.in_transaction:
            driver.execute("ROLLBACK")
