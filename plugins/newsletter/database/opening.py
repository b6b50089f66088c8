"""Opening the database: the file, its safety, and the steps its schema still lacks.

SQLite in WAL mode with synchronous=NORMAL: a commit survives kill -9 (a power cut may take the last
ones back, never tear one). Writers begin with BEGIN IMMEDIATE, so that two never overlap.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from plugins.newsletter.database.copies import keep_copy
from plugins.newsletter.database.steps import STEPS, Step
from plugins.newsletter.database.tables import schema_step
from plugins.shared.errors import BadDatabase, BadSettings, shown

_SECONDS = 30
_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "NORMAL",
    "foreign_keys": "ON",
    "secure_delete": "ON",  # what was erased is not to be found in the file
    "temp_store": "MEMORY",
}


def database_path(url: str, *, folder: Path) -> Path:
    """Give the file that a NEWSLETTER_DATABASE names; a relative one lies in `folder`.

    Raises BadSettings for what is no sqlite:/// URL of a file.
    """
    try:
        found = make_url(url)
    except ArgumentError as error:
        raise BadSettings(_no_url(url)) from error
    if found.get_backend_name() != "sqlite" or not found.database or found.database == ":memory:":
        raise BadSettings(_no_url(url))
    return folder / found.database


def _no_url(url: str) -> str:
    kind = url.partition(":")[0]
    return (
        f'NEWSLETTER_DATABASE begins with "{kind}:"; sqlite:/// and the path of a file is needed, '
        "such as sqlite:///var/newsletter.sqlite"
    )


def open_database(
    path: Path,
    *,
    now: datetime,
    steps: tuple[Step, ...] = STEPS,
    pragmas: Mapping[str, str] | None = None,
) -> Engine:
    """Give the database at `path`, made or brought up to the newest step of the schema.

    A copy of the file is kept before each step. `pragmas` are further settings of SQLite.
    Raises BadDatabase when it cannot be used, or when a later version of this program made it.
    """
    with told(path):
        _make_private(path)
        engine = _engine(path, {**_PRAGMAS, **(pragmas or {})})
        try:
            _take_steps(engine, path, steps, now)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _make_private(path: Path) -> None:
    """See to it that nobody else on the machine reads the addresses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise BadDatabase(f"{shown(path)}: {error.strerror}; it has to be writable.") from error


def _engine(path: Path, pragmas: Mapping[str, str]) -> Engine:
    # One connection, shared by the threads of a run, which take turns (see ledger/deliveries.py).
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": _SECONDS},
    )

    @event.listens_for(engine, "connect")
    def configure(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # transactions begin where we say so
        for name, value in pragmas.items():
            raw.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        is_reading = connection.get_execution_options().get("is_reading")
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that only reads, and so waits for nobody."""
    with engine.connect().execution_options(is_reading=True) as connection:
        yield connection


def empty_journal(engine: Engine) -> None:
    """Bring everything into the database's own file, and empty its journal: what was erased is in neither.

    Else it would lie in the journal for as long as any program has the database open. A reader or writer
    at work is waited for.
    """
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _take_steps(engine: Engine, path: Path, steps: tuple[Step, ...], now: datetime) -> None:
    taken = _taken(engine)
    if taken > steps[-1].number:
        raise BadDatabase(
            f"{shown(path)}: its schema is at step {taken}, and this version knows {steps[-1].number}; "
            "a later version made it: use that one."
        )
    for step in steps:
        if step.number > taken:
            if taken:
                keep_copy(path, now=now, why=f"before-step-{step.number}")
            _take(engine, step, now)


def _taken(engine: Engine) -> int:
    with reading(engine) as connection:
        if not inspect(connection).has_table("schema_step"):
            return 0
        return max(connection.scalars(select(schema_step.c.number)), default=0)


def _take(engine: Engine, step: Step, now: datetime) -> None:
    with engine.begin() as connection:
        schema_step.create(connection, checkfirst=True)
        if step.number in set(connection.scalars(select(schema_step.c.number))):
            return  # somebody else took it meanwhile
        for statement in step.statements:
            connection.exec_driver_sql(statement)
        connection.execute(schema_step.insert().values(number=step.number, name=step.name, at=now))


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the database says into a sentence: BadDatabase."""
    try:
        yield
    except DBAPIError as error:
        raise BadDatabase(f"{shown(path)}: {explain(error)}") from error


def explain(error: DBAPIError) -> str:
    """Give what happened and what to do; never the values of the statement, which hold addresses."""
    reason = str(error.orig)
    if "locked" in reason:
        return f"another program held it for {_SECONDS} seconds; try again when that has ended."
    if "full" in reason:
        return "the disk, or the space it may take, is full; make room, then run this again."
    if "not a database" in reason or "malformed" in reason:
        return f"it is damaged ({reason}); put the newest copy from newsletter-copies in its place."
    if "readonly" in reason or "unable to open" in reason:
        return f"it cannot be written ({reason}); see to its owner and its folder's."
    return f"{reason}."
