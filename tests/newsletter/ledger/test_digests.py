from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from newsletters import START
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.database.opening import open_database, reading
from plugins.newsletter.database.tables import delivery, digest, post, subscriber, variant
from plugins.newsletter.ledger import digests
from plugins.newsletter.ledger.model import MOVES_NO_MARK, Frozen, Kind, State, Tally
from plugins.newsletter.subscribers import store
from plugins.newsletter.subscribers.importing import NewSubscriber
from plugins.newsletter.subscribers.model import Cadence, Status


@pytest.fixture
def engine(tmp_path):
    """A database with five posts, of which the third is held back and the fourth is gone."""
    engine = open_database(tmp_path / "newsletter.sqlite", now=START)
    with engine.begin() as connection:
        for seq in range(1, 6):
            connection.execute(
                post.insert().values(
                    id=f"urn:{seq}",
                    seq=seq,
                    url=f"https://ana.example/{seq}.html",
                    title=f"Post {seq}",
                    published=START,
                    first_seen=START,
                    counted=None if seq == 3 else START,
                    is_gone=int(seq == 4),
                )
            )
    yield engine
    engine.dispose()


def join(engine, name, *, mark=0, status=Status.ACTIVE, cadence=Cadence.WEEKLY, **values):
    """Add a reader; give their number."""
    with engine.begin() as connection:
        address = parse_address(f"{name}@work.example")
        new = NewSubscriber(address=address, status=status, cadence=cadence, created=START)
        store.insert(connection, [new])
        number = store.find(connection, address).id
        changed = subscriber.update().where(subscriber.c.id == number)
        connection.execute(changed.values(mark=mark, floor=0, **values))
    return number


def make(key="2026-11-02-weekly", *, to_seq=5, cadence="weekly", kind=Kind.DIGEST):
    return Frozen(
        id=0, key=key, kind=kind, cadence=cadence, subject="Hi", due=START, date=START,
        to_seq=to_seq, is_open=True, candidates=0,
    )  # fmt: skip


def freeze(engine, new=None, template_of=lambda first: f"from {first}".encode()):
    with engine.begin() as connection:
        return digests.freeze(connection, new or make(), template_of)


def letters(engine, frozen):
    """Give (subscriber, their mark without it, first post they lack) of a digest's letters."""
    chosen = select(delivery.c.subscriber, delivery.c.from_mark, delivery.c.variant)
    with reading(engine) as connection:
        rows = connection.execute(chosen.where(delivery.c.digest == frozen.id))
        return sorted(map(tuple, rows))


def states(engine, frozen):
    with reading(engine) as connection:
        found = digests.tally(connection, frozen)
    return Counter({state.value: number for state, number in found.numbers.items()})


def settle(engine, frozen, number, state, **values):
    with engine.begin() as connection:
        row = delivery.update().where(
            delivery.c.digest == frozen.id, delivery.c.subscriber == number
        )
        connection.execute(row.values(state=state, **values))


@pytest.mark.parametrize(
    ("values", "first"),
    [
        ({}, 1),
        ({"mark": 1}, 2),
        ({"mark": 2}, 5),  # the third is held back, the fourth was taken back
        ({"mark": 4}, 5),
        ({"mark": 5}, None),
        ({"mark": 9}, None),
        ({"cadence": Cadence.EACH}, None),
        *(({"status": status}, None) for status in Status if status is not Status.ACTIVE),
    ],
)
def test_a_letter_is_frozen_for_each_active_reader_of_the_cadence_who_lacks_a_post(
    engine, values, first
):
    number = join(engine, "ana", **values)

    frozen = freeze(engine)

    expected = [] if first is None else [(number, values.get("mark", 0), first)]
    assert letters(engine, frozen) == expected
    assert (frozen.candidates, frozen.is_open) == (len(expected), bool(expected))


def test_only_posts_up_to_the_digests_last_are_lacked(engine):
    join(engine, "ana", mark=2)
    bo = join(engine, "bo", mark=1)

    frozen = freeze(engine, make(to_seq=4))

    assert letters(engine, frozen) == [(bo, 1, 2)]


def test_a_letter_is_rendered_once_for_all_who_lack_the_same_posts(engine):
    for number in range(50):
        join(engine, f"r{number}", mark=number % 5)
    asked = []

    def template_of(first):
        asked.append(first)
        return f"from {first}".encode()

    frozen = freeze(engine, template_of=template_of)

    assert sorted(asked) == [1, 2, 5]
    with reading(engine) as connection:
        found = digests.templates_of(connection, frozen.id)
    assert found == {1: b"from 1", 2: b"from 2", 5: b"from 5"}


def test_freezing_moves_no_mark(engine):
    join(engine, "ana", mark=1)

    freeze(engine)

    with reading(engine) as connection:
        assert connection.scalars(select(subscriber.c.mark)).all() == [1]


def test_a_letter_that_cannot_be_made_leaves_nothing_frozen(engine):
    join(engine, "ana")

    def template_of(_first):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        freeze(engine, template_of=template_of)

    assert count_rows(engine) == [0, 0, 0]


def count_rows(engine):
    with reading(engine) as connection:
        return [
            len(connection.execute(select(table)).all()) for table in (digest, delivery, variant)
        ]


def test_a_full_disk_leaves_nothing_frozen_and_freezing_goes_on_when_there_is_room(
    engine, tmp_path
):
    for number in range(300):
        join(engine, f"r{number}")
    with reading(engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    path = tmp_path / "newsletter.sqlite"
    full = open_database(path, now=START, pragmas={"max_page_count": str(pages)})

    with pytest.raises(OperationalError, match="full"):
        freeze(full)

    assert count_rows(full) == [0, 0, 0]
    full.dispose()
    assert freeze(engine).candidates == 300


def test_a_locked_database_leaves_nothing_frozen(engine, tmp_path):
    join(engine, "ana")
    path = tmp_path / "newsletter.sqlite"
    hasty = open_database(path, now=START, pragmas={"busy_timeout": "10"})
    with engine.begin(), pytest.raises(OperationalError, match="locked"):
        freeze(hasty)

    assert count_rows(hasty) == [0, 0, 0]
    assert freeze(hasty).candidates == 1
    hasty.dispose()


@pytest.mark.parametrize("state", State)
def test_a_newer_digest_replaces_what_waits_of_an_older_one_and_nothing_else(engine, state):
    ana = join(engine, "ana")
    older = freeze(engine, make(to_seq=2))
    settle(engine, older, ana, state)

    freeze(engine, make("2026-11-09-weekly"))

    waits = state in {State.QUEUED, State.DEFERRED}
    assert states(engine, older) == {"skipped" if waits else state.value: 1}


def test_a_newer_digest_replaces_no_letter_of_who_is_not_in_it(engine):
    ana, bo = join(engine, "ana"), join(engine, "bo")
    older = freeze(engine, make(to_seq=2))
    with engine.begin() as connection:
        moved = subscriber.update().where(subscriber.c.id == bo)
        connection.execute(moved.values(cadence=Cadence.MONTHLY))

    newer = freeze(engine, make("2026-11-09-weekly"))

    assert letters(engine, newer) == [(ana, 0, 1)]
    assert states(engine, older) == {"skipped": 1, "queued": 1}
    with reading(engine) as connection:
        assert digests.find(connection, older.key).is_open


def test_a_letter_that_goes_once_more_is_not_replaced(engine):
    """It moves no mark, and what it holds is in no other letter."""
    ana = join(engine, "ana")
    older = freeze(engine, make(to_seq=2))
    settle(engine, older, ana, State.QUEUED, from_mark=MOVES_NO_MARK)

    freeze(engine, make("2026-11-09-weekly"))

    assert states(engine, older) == {"queued": 1}


def test_a_digest_of_which_everything_was_replaced_is_done_with(engine):
    join(engine, "ana")
    older = freeze(engine, make(to_seq=2))

    newer = freeze(engine, make("2026-11-09-weekly"))

    with reading(engine) as connection:
        assert [one.key for one in digests.open_digests(connection)] == [newer.key]
        assert digests.find(connection, older.key).is_open is False


def test_what_is_too_late_ends_and_says_so(engine):
    people = [join(engine, f"r{number}") for number in range(7)]
    frozen = freeze(engine)
    for number, state in zip(people, State, strict=True):
        settle(engine, frozen, number, state, answer="RCPT: 450 later" * (state is State.DEFERRED))

    with engine.begin() as connection:
        digests.give_up(connection, frozen.id, now=START)

    assert states(engine, frozen) == {
        "skipped": 2, "failed": 2, "dotting": 1, "submitted": 1, "uncertain": 1,
    }  # fmt: skip
    with reading(engine) as connection:
        rows = digests.answers(connection, frozen.id, [State.FAILED, State.SKIPPED])
        assert digests.find(connection, frozen.key).is_open
    assert [row.answer for row in rows] == [
        "too late; its posts come with the next letter",
        "RCPT: 450 later too late; its posts come with the next letter",
        "",
        "",
    ]


def test_invitations_go_to_who_was_never_asked(engine):
    ana = join(engine, "ana", status=Status.INVITED)
    join(engine, "bo", status=Status.INVITED, invited=START)
    join(engine, "cy")

    frozen = freeze(engine, make("invitation-1", kind=Kind.INVITATION, cadence="", to_seq=0))

    assert letters(engine, frozen) == [(ana, 0, 0)]


def test_a_round_of_invitations_replaces_no_digest(engine):
    join(engine, "ana")
    frozen = freeze(engine)
    join(engine, "bo", status=Status.INVITED)

    freeze(engine, make("invitation-1", kind=Kind.INVITATION, cadence="", to_seq=0))

    assert states(engine, frozen) == {"queued": 1}


def test_numbers_that_are_asked_for_before_freezing_are_those_that_are_frozen(engine):
    for number in range(10):
        join(engine, f"r{number}", mark=number)
    for number in range(3):
        join(engine, f"i{number}", status=Status.INVITED)
    with reading(engine) as connection:
        waiting = digests.count_waiting(connection, "weekly", 5)
        assert digests.count_invited(connection) == 3
        assert digests.lowest_mark(connection) == 0

    assert freeze(engine).candidates == waiting == 5


def test_without_readers_there_is_no_lowest_mark(engine):
    join(engine, "ana", status=Status.UNSUBSCRIBED)

    with reading(engine) as connection:
        assert digests.lowest_mark(connection) is None


def test_sums_that_do_not_come_out_are_never_shown():
    with pytest.raises(AssertionError, match="does not add up"):
        Tally(key="x", candidates=3, numbers={State.SUBMITTED: 2})


def test_a_digest_that_lost_a_row_is_noticed(engine):
    join(engine, "ana")
    frozen = freeze(engine)
    with engine.begin() as connection:
        connection.execute(delivery.delete())

    with reading(engine) as connection, pytest.raises(AssertionError, match="does not add up"):
        digests.tally(connection, frozen)


def test_sums_are_told_with_every_state():
    numbers = {State.SUBMITTED: 3, State.DOTTING: 1, State.UNCERTAIN: 1, State.QUEUED: 2}

    tally = Tally(key="each-7", candidates=7, numbers=numbers)

    assert str(tally) == (
        "each-7: 7 candidates = 3 submitted + 0 failed + 0 skipped + 0 deferred + 2 uncertain + 2 queued"
    )
    assert tally.left == 4


def test_what_was_frozen_reads_as_it_was_written(engine):
    join(engine, "ana")
    new = replace(make(), due=START + timedelta(hours=1), subject="Grüße")

    frozen = freeze(engine, new)

    assert frozen == replace(new, id=frozen.id, candidates=1)
