from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsletters import SECRET, START
from sqlalchemy import func, select

from plugins.desk.guard.limits import (
    EVERYBODY,
    SUBSCRIBE_ADDRESS,
    SUBSCRIBE_ADDRESS_A_DAY,
    SUBSCRIBE_NETWORK,
    Limit,
    sweep,
    take,
    who,
)
from plugins.newsletter.database.opening import open_database
from plugins.newsletter.database.tables import attempt
from plugins.newsletter.tokens import parse_secrets

SECRETS = parse_secrets(SECRET)
ANA, BO = who(SECRETS, "ana@work.example"), who(SECRETS, "bo@work.example")
THREE = Limit(kind="test", most=3, seconds=600)
ALL = Limit(kind="test all", most=5, seconds=600)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "newsletter.sqlite"


@pytest.fixture
def engine(path):
    engine = open_database(path, now=START)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine):
    with engine.begin() as connection:
        yield connection


def counted(connection):
    return connection.scalar(select(func.count()).select_from(attempt))


def after(**time):
    return START + timedelta(**time)


def test_there_is_room_until_there_is_none(connection):
    waits = [take(connection, [(THREE, ANA)], after(seconds=n)) for n in range(4)]

    assert waits == [None, None, None, timedelta(seconds=597)]
    assert take(connection, [(THREE, BO)], after(seconds=4)) is None


def test_after_the_wait_there_is_room_again(connection):
    for second in range(3):
        take(connection, [(THREE, ANA)], after(seconds=second))
    wait = take(connection, [(THREE, ANA)], after(seconds=9))

    assert take(connection, [(THREE, ANA)], after(seconds=9) + wait) is None
    assert take(connection, [(THREE, ANA)], after(seconds=9) + wait)


def test_when_one_limit_is_full_nothing_is_counted_for_the_others(connection):
    for _ in range(3):
        take(connection, [(THREE, ANA), (ALL, EVERYBODY)], START)
    before = counted(connection)

    assert take(connection, [(ALL, EVERYBODY), (THREE, ANA)], START)
    assert counted(connection) == before
    assert take(connection, [(THREE, BO), (ALL, EVERYBODY)], START) is None


def test_the_longest_wait_is_told(connection):
    for _ in range(3):
        take(connection, [(THREE, ANA), (SUBSCRIBE_ADDRESS, ANA)], after(seconds=0))
        take(connection, [(THREE, ANA)], START)

    tried = [(SUBSCRIBE_ADDRESS, ANA), (THREE, ANA)]
    assert take(connection, tried, after(seconds=100)) == timedelta(seconds=500)


def test_two_limits_of_one_kind_count_the_same_attempts(connection):
    tried = [(SUBSCRIBE_ADDRESS, ANA), (SUBSCRIBE_ADDRESS_A_DAY, ANA)]
    waits = [take(connection, tried, after(minutes=minutes)) for minutes in (0, 5, 10, 20, 30)]

    assert waits == [None, timedelta(minutes=5), None, None, timedelta(hours=23, minutes=30)]
    assert counted(connection) == 3


def test_a_restart_forgets_nothing(path, engine):
    with engine.begin() as connection:
        for _ in range(3):
            take(connection, [(THREE, ANA)], START)
    engine.dispose()
    again = open_database(path, now=START)

    with again.begin() as connection:
        assert take(connection, [(THREE, who(SECRETS, "ana@work.example"))], START)
    again.dispose()


def test_what_is_taken_back_was_not_counted(engine):
    with engine.connect() as connection:
        take(connection, [(THREE, ANA)], START)
        connection.rollback()

    with engine.begin() as connection:
        assert counted(connection) == 0


def test_a_clock_that_was_wrong_locks_nobody_out(connection):
    for _ in range(3):
        take(connection, [(THREE, ANA)], after(days=1_000))

    assert take(connection, [(THREE, ANA)], START) is None


def test_a_clock_set_right_by_a_little_forgets_nothing(connection):
    for _ in range(3):
        take(connection, [(THREE, ANA)], after(seconds=20))

    assert take(connection, [(THREE, ANA)], START) == timedelta(seconds=620)


def test_after_two_days_nothing_is_kept(connection):
    take(connection, [(THREE, ANA)], START)
    take(connection, [(THREE, ANA)], after(days=1_000))
    take(connection, [(THREE, BO)], after(days=2))

    sweep(connection, after(days=2, seconds=1))

    assert list(connection.scalars(select(attempt.c.who))) == [BO]


@given(st.lists(st.integers(0, 400), max_size=40))
def test_no_period_ever_has_more_than_the_most(tmp_path_factory, gaps):
    engine = open_database(tmp_path_factory.mktemp("limits") / "a.sqlite", now=START)
    now, taken = START, []
    with engine.begin() as connection:
        for gap in gaps:
            now += timedelta(seconds=gap)
            wait = take(connection, [(THREE, ANA)], now)
            assert wait is None or timedelta(0) < wait <= timedelta(seconds=THREE.seconds)
            taken += [now] if wait is None else []
    engine.dispose()

    period = timedelta(seconds=THREE.seconds)
    assert all(later - first >= period for first, later in zip(taken, taken[3:], strict=False))


def test_who_tried_cannot_be_read_from_the_database():
    assert "ana" not in ANA
    assert len(ANA) == 40
    assert who(parse_secrets("another-secret-of-24-signs"), "ana@work.example") != ANA
    assert SUBSCRIBE_NETWORK.most == 10
