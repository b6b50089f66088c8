"""Noticing a database that was put back from a copy: what was sent since then is not in it.

Each run is counted in the database and in a file beside it. A count in the file that the database does not
know means that letters would go twice.
"""

from pathlib import Path

from sqlalchemy import Engine

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.ledger.posts import get_fact, set_fact
from plugins.shared.errors import BadDatabase, shown
from plugins.shared.files import write_private_file

_RUNS = "runs"


def runs_file(database: Path) -> Path:
    """Give the file beside the database that counts its runs."""
    return database.with_name(f"{database.name}.runs")


def is_older(engine: Engine, database: Path) -> bool:
    """Whether more was sent from this place than the database knows of."""
    return _counted_beside(database) > _counted_inside(engine, database)


def refuse_older(engine: Engine, database: Path) -> None:
    """Stop before a database that is older than the last sending. Raises BadDatabase."""
    if is_older(engine, database):
        raise BadDatabase(
            f"{shown(database)} is older than the last sending from here: it was put back from a copy, and "
            "whoever got letters since then would get them again. Bring back the newest one; or, if you are "
            f"sure, remove {shown(runs_file(database))} and send."
        )


def count_run(engine: Engine, database: Path) -> None:
    """Count one more run. Raises BadDatabase, CannotWrite."""
    number = max(_counted_inside(engine, database), _counted_beside(database)) + 1
    with told(database), engine.begin() as connection:
        set_fact(connection, _RUNS, str(number))
    write_private_file(runs_file(database), f"{number}\n".encode())


def _counted_inside(engine: Engine, database: Path) -> int:
    with told(database), reading(engine) as connection:
        return _number(get_fact(connection, _RUNS))


def _counted_beside(database: Path) -> int:
    try:
        return _number(runs_file(database).read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return 0


def _number(text: str) -> int:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() else 0
