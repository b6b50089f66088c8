import pytest
from newsletters import START
from sqlalchemy import select

from plugins.newsletter.database.copies import list_copies
from plugins.newsletter.database.opening import open_database, reading
from plugins.newsletter.database.steps import STEPS, Step
from plugins.newsletter.database.tables import fact, schema_step
from plugins.shared.errors import BadDatabase

ONE = Step(number=STEPS[-1].number + 1, name="one", statements=("CREATE TABLE one (x INTEGER)",))
TWO = Step(
    number=ONE.number + 1,
    name="two",
    statements=("ALTER TABLE one ADD COLUMN y INTEGER", "INSERT INTO one VALUES (1, 2)"),
)
BAD = Step(
    number=TWO.number,
    name="bad",
    statements=("INSERT INTO one VALUES (7)", "CREATE TABLE one (x INTEGER)"),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "newsletter.sqlite"


def take(path, *steps):
    """Open with so many steps more; give the numbers that were taken, and what stands in the table."""
    engine = open_database(path, now=START, steps=(*STEPS, *steps))
    try:
        with reading(engine) as connection:
            numbers = list(connection.scalars(select(schema_step.c.number)))
            has_one = connection.exec_driver_sql(
                "SELECT count(*) FROM sqlite_master WHERE name = 'one'"
            ).scalar_one()
            rows = connection.exec_driver_sql("SELECT * FROM one").all() if has_one else []
        return numbers, list(map(tuple, rows))
    finally:
        engine.dispose()


def test_steps_are_numbered_from_one_without_a_gap():
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))


def test_a_new_database_takes_all_steps_and_keeps_no_copy(path):
    assert take(path, ONE, TWO) == ([step.number for step in (*STEPS, ONE, TWO)], [(1, 2)])
    assert list_copies(path) == []


def test_an_older_one_takes_those_it_lacks_each_once(path):
    take(path, ONE)

    for _ in range(2):
        assert take(path, ONE, TWO)[1] == [(1, 2)]


def test_a_copy_is_kept_before_each_step(path):
    engine = open_database(path, now=START)
    with engine.begin() as connection:
        connection.execute(fact.insert().values(name="kept", value="x"))
    engine.dispose()

    take(path, ONE, TWO)

    before_one, before_two = list_copies(path)
    assert f"before-step-{ONE.number}" in before_one.name
    assert f"before-step-{TWO.number}" in before_two.name
    assert take(before_one)[1] == []
    assert take(before_two, ONE)[0][-1] == ONE.number


def test_a_step_is_taken_whole_or_not_at_all(path):
    take(path, ONE)

    with pytest.raises(BadDatabase, match="already exists"):
        take(path, ONE, BAD)

    assert take(path, ONE)[1] == []
    assert take(path, ONE, TWO)[1] == [(1, 2)]
