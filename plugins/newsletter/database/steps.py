"""The numbered steps of the schema. A step that was published is never changed: a new one is added."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of the schema: its statements, taken together or not at all."""

    number: int
    name: str
    statements: tuple[str, ...]


_BEGIN = (
    "CREATE TABLE fact (name VARCHAR NOT NULL PRIMARY KEY, value VARCHAR NOT NULL)",
    """CREATE TABLE post (
        id VARCHAR NOT NULL PRIMARY KEY,
        seq INTEGER NOT NULL UNIQUE,
        url VARCHAR NOT NULL,
        title VARCHAR NOT NULL,
        published VARCHAR NOT NULL,
        first_seen VARCHAR NOT NULL,
        counted VARCHAR,
        is_gone INTEGER NOT NULL
    )""",
    """CREATE TABLE subscriber (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "key" VARCHAR UNIQUE,
        shown VARCHAR,
        wire VARCHAR,
        name VARCHAR NOT NULL,
        status VARCHAR NOT NULL,
        cadence VARCHAR NOT NULL,
        language VARCHAR NOT NULL,
        mark INTEGER NOT NULL,
        floor INTEGER NOT NULL,
        refusals INTEGER NOT NULL,
        consent_at VARCHAR,
        consent_how VARCHAR NOT NULL,
        consent_words VARCHAR NOT NULL,
        created VARCHAR NOT NULL,
        invited VARCHAR,
        confirmed VARCHAR,
        "left" VARCHAR,
        paused_until VARCHAR
    )""",
    "CREATE INDEX subscriber_standing ON subscriber (status, cadence)",
    """CREATE TABLE suppression (
        hash VARCHAR NOT NULL PRIMARY KEY,
        reason VARCHAR NOT NULL,
        at VARCHAR NOT NULL
    )""",
    """CREATE TABLE digest (
        id INTEGER NOT NULL PRIMARY KEY,
        "key" VARCHAR NOT NULL UNIQUE,
        kind VARCHAR NOT NULL,
        cadence VARCHAR NOT NULL,
        subject VARCHAR NOT NULL,
        due VARCHAR NOT NULL,
        date VARCHAR NOT NULL,
        to_seq INTEGER NOT NULL,
        is_open INTEGER NOT NULL,
        candidates INTEGER NOT NULL
    )""",
    """CREATE TABLE note (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        subscriber INTEGER NOT NULL REFERENCES subscriber (id),
        words VARCHAR NOT NULL,
        made VARCHAR NOT NULL,
        used_by INTEGER REFERENCES digest (id)
    )""",
    "CREATE INDEX ix_note_subscriber ON note (subscriber)",
    """CREATE TABLE variant (
        digest INTEGER NOT NULL REFERENCES digest (id),
        number INTEGER NOT NULL,
        template BLOB NOT NULL,
        PRIMARY KEY (digest, number)
    )""",
    """CREATE TABLE delivery (
        digest INTEGER NOT NULL REFERENCES digest (id),
        subscriber INTEGER NOT NULL REFERENCES subscriber (id),
        state VARCHAR NOT NULL,
        variant INTEGER NOT NULL,
        from_mark INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        first_try VARCHAR,
        not_before VARCHAR,
        answer VARCHAR NOT NULL,
        at VARCHAR,
        PRIMARY KEY (digest, subscriber)
    ) WITHOUT ROWID""",
    "CREATE INDEX delivery_of_subscriber ON delivery (subscriber)",
)

_DESK = (
    """CREATE TABLE signup (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "key" VARCHAR NOT NULL,
        shown VARCHAR NOT NULL,
        wire VARCHAR NOT NULL,
        language VARCHAR NOT NULL,
        made VARCHAR NOT NULL,
        confirmed VARCHAR
    )""",
    'CREATE INDEX ix_signup_key ON signup ("key")',
    """CREATE TABLE outgoing (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        kind VARCHAR NOT NULL,
        about VARCHAR NOT NULL,
        language VARCHAR NOT NULL,
        made VARCHAR NOT NULL,
        attempts INTEGER NOT NULL,
        not_before VARCHAR NOT NULL
    )""",
    """CREATE TABLE attempt (
        id INTEGER NOT NULL PRIMARY KEY,
        kind VARCHAR NOT NULL,
        who VARCHAR NOT NULL,
        at VARCHAR NOT NULL
    )""",
    "CREATE INDEX attempt_of ON attempt (kind, who, at)",
    "CREATE INDEX attempt_at ON attempt (at)",
)

STEPS = (
    Step(number=1, name="subscribers and the ledger", statements=_BEGIN),
    Step(number=2, name="the desk", statements=_DESK),
)
