import threading
from datetime import timedelta

import pytest
from sendings import reader
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from plugins.newsletter.database.opening import reading
from plugins.newsletter.database.tables import delivery, digest, subscriber
from plugins.newsletter.ledger.deliveries import Deliveries
from plugins.newsletter.ledger.digests import find, freeze
from plugins.newsletter.ledger.doubt import doubt_unanswered, resolve_again, resolve_submitted
from plugins.newsletter.ledger.model import Frozen, Kind, State
from plugins.newsletter.subscribers import commands, notes, store

WORDS = "How is the new job?"


@pytest.fixture
def opened(sending):
    """The letters of three readers, opened."""
    with sending.deliveries() as deliveries:
        yield deliveries


def batch(deliveries):
    return deliveries.batch(0)


def change_subscriber(sending, number=0, **values):
    """Change somebody as another process would."""
    with sending.elsewhere() as newsletter, newsletter.engine.begin() as connection:
        connection.execute(
            subscriber.update().where(subscriber.c.id == number + 1).values(**values)
        )


def test_letters_come_in_the_order_of_their_readers_each_once(letters_for):
    sending = letters_for(1_203)
    seen, last, sizes = [], 0, []
    with sending.deliveries() as deliveries:
        while found := deliveries.batch(last):
            seen += [due.wire for due in found]
            sizes.append(len(found))
            last = found[-1].subscriber

    assert seen == [reader(number) for number in range(1_203)]
    assert sizes == [500, 500, 203]


def test_many_who_left_are_skipped_on_the_way(letters_for):
    sending = letters_for(1_203)
    with sending.newsletter.engine.begin() as connection:
        connection.execute(
            subscriber.update().where(subscriber.c.id <= 1_100).values(status="paused")
        )
    with sending.deliveries() as deliveries:
        found = deliveries.batch(0)

    assert [due.wire for due in found] == [reader(number) for number in range(1_100, 1_203)]
    assert sending.states == {"skipped": 1_100, "queued": 103}


def test_before_the_dot_row_mark_and_note_move_together(sending, opened):
    sending.add_note(WORDS)
    (first, *_others) = batch(opened)

    assert opened.dot(first)

    with sending.elsewhere() as newsletter, reading(newsletter.engine) as connection:
        assert (
            connection.scalar(select(delivery.c.state).where(delivery.c.subscriber == 1))
            == "dotting"
        )
        assert connection.scalar(select(subscriber.c.mark).where(subscriber.c.id == 1)) == 1
        assert notes.waiting_notes(connection, 1) == []


# state after the dot, or before it -> (mark, whether the note waits again, attempts)
SETTLED = {
    (State.SUBMITTED, True): (1, False, 1),
    (State.UNCERTAIN, True): (1, False, 1),
    (State.QUEUED, True): (0, True, 1),
    (State.DEFERRED, True): (0, True, 1),
    (State.FAILED, True): (0, True, 1),
    (State.DEFERRED, False): (0, True, 1),
    (State.FAILED, False): (0, True, 1),
    (State.SKIPPED, False): (0, True, 1),
}


@pytest.mark.parametrize(("state", "was_dotting"), SETTLED)
def test_what_an_answer_leaves_of_mark_and_note(sending, opened, state, was_dotting):
    sending.add_note(WORDS)
    (first, *_others) = batch(opened)
    if was_dotting:
        assert opened.dot(first)

    opened.settle(first, state, "said", was_dotting=was_dotting)

    row = sending.row()
    assert (row.state, row.answer) == (state, "said")
    assert (row.mark, sending.waiting_notes() == [WORDS], row.attempts) == SETTLED[
        state, was_dotting
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"status": "unsubscribed"}, "unsubscribed meanwhile"),
        ({"status": "paused"}, "paused meanwhile"),
        ({"status": "erased", "wire": None, "shown": None, "key": None}, "erased meanwhile"),
        ({"mark": 7}, "they were served meanwhile"),
    ],
)
def test_a_letter_that_is_not_wanted_any_more_is_skipped_at_the_dot(sending, opened, changed, why):
    (first, *_others) = batch(opened)
    change_subscriber(sending, **changed)

    assert not opened.dot(first)

    assert (sending.row().state, sending.row().answer) == ("skipped", why)
    assert opened.look_again(first) is None
    assert [due.wire for due in batch(opened)] == [reader(1), reader(2)]


def test_another_address_is_no_reason_to_skip_and_the_letter_is_given_anew(sending, opened):
    (first, *_others) = batch(opened)
    change_subscriber(sending, wire="new@work.example")

    assert not opened.dot(first)

    again = opened.look_again(first)
    assert (sending.row().state, again.wire) == ("queued", "new@work.example")
    assert opened.dot(again)


def test_a_letter_is_read_again_only_after_somebody_else_wrote(sending, opened):
    (first, second, _third) = batch(opened)
    opened.settle(second, State.SUBMITTED, was_dotting=False)
    assert opened.fresh(first) is first

    change_subscriber(sending, name="Ana")

    assert opened.fresh(first).name == "Ana"
    assert opened.fresh(second) is None


def test_what_is_fresh_knows_the_note_that_came_since(sending, opened):
    (first, *_others) = batch(opened)
    sending.tell_elsewhere(commands.note, reader(0), WORDS)

    assert opened.fresh(first).notes == (WORDS,)


def test_a_mark_that_a_later_letter_moved_is_not_moved_back(sending, opened):
    (first, *_others) = batch(opened)
    opened.dot(first)
    change_subscriber(sending, mark=9)

    opened.settle(first, State.FAILED, was_dotting=True)

    assert sending.row().mark == 9


def test_a_mark_never_goes_back_below_a_new_confirmation(sending, opened):
    """They left, and came back, while their letter was on its way: what is older is not theirs."""
    (first, *_others) = batch(opened)
    opened.dot(first)
    change_subscriber(sending, floor=1)

    opened.settle(first, State.DEFERRED, was_dotting=True)

    assert sending.row().mark == 1


def test_three_refusals_in_a_row_as_unknown_are_a_bounce(sending, opened):
    for _ in range(3):
        assert sending.row().status == "active"
        (first, *_others) = batch(opened)
        opened.settle(first, State.DEFERRED, was_dotting=False, is_unknown_person=True)
        sending.blog.now += timedelta(days=1)
        change_state(sending, "queued")

    assert (sending.row().status, sending.row().refusals) == ("bounced", 3)
    with reading(sending.newsletter.engine) as connection:
        assert store.get(connection, 1).left == sending.blog.now - timedelta(days=1)


def test_a_letter_that_is_taken_makes_good_for_refusals(sending, opened):
    change_subscriber(sending, refusals=2)
    (first, *_others) = batch(opened)
    opened.dot(first)

    opened.settle(first, State.SUBMITTED, was_dotting=True)

    assert sending.row().refusals == 0


def change_state(sending, state, number=0):
    with sending.newsletter.engine.begin() as connection:
        connection.execute(
            delivery.update().where(delivery.c.subscriber == number + 1).values(state=state)
        )


def test_a_letter_that_is_done_with_is_never_dotted(sending, opened):
    (first, *_others) = batch(opened)
    change_state(sending, "submitted")

    with pytest.raises(AssertionError, match="not due"):
        opened.dot(first)

    assert (sending.row().state, sending.row().mark) == ("submitted", 0)
    assert not sending.newsletter.engine.raw_connection().driver_connection.in_transaction


def test_two_dots_for_one_letter_are_one(sending, opened):
    (first, *_others) = batch(opened)
    opened.dot(first)

    assert not opened.dot(first)

    assert sending.row().state == "dotting"


def test_a_locked_database_leaves_no_transaction_open_and_the_next_step_works(sending):
    hasty = sending.on(sending.newsletter.path, busy_timeout="10")
    with hasty.deliveries() as deliveries, sending.newsletter.engine.connect() as other:
        (first, second, _third) = deliveries.batch(0)
        assert deliveries.dot(first)
        other.begin()
        for step in (
            lambda: deliveries.dot(second),
            lambda: deliveries.settle(first, State.SUBMITTED, was_dotting=True),
            lambda: deliveries.batch(0),
            deliveries.close,
        ):
            with pytest.raises(OperationalError, match="locked"):
                step()
        other.rollback()

        deliveries.settle(first, State.SUBMITTED, was_dotting=True)
        assert deliveries.dot(second)

    hasty.newsletter.engine.dispose()


def test_an_error_of_the_database_shows_no_address(sending, opened):
    (first, *_others) = batch(opened)
    with sending.newsletter.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE delivery RENAME COLUMN answer TO said")

    with pytest.raises(OperationalError) as raised:
        opened.settle(first, State.FAILED, "reader0@work.example said no", was_dotting=False)

    assert "reader0" not in str(raised.value)


def test_threads_take_turns(letters_for):
    sending = letters_for(200)
    with sending.deliveries() as deliveries:
        found = deliveries.batch(0)

        def carry(mine):
            for due in mine:
                deliveries.fresh(due)
                if deliveries.dot(due):
                    deliveries.settle(due, State.SUBMITTED, "taken", was_dotting=True)

        threads = [threading.Thread(target=carry, args=(found[start::4],)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sending.states == {"submitted": 200}
    assert {row.mark for row in sending.rows(200)} == {1}


def test_what_stays_without_an_answer_is_uncertain_at_the_end(sending, opened):
    (first, second, third) = batch(opened)
    for due in (first, second, third):
        opened.dot(due)
    opened.settle(second, State.SUBMITTED, was_dotting=True)
    opened.settle(third, State.SUBMITTED, was_dotting=True)

    opened.close()

    assert sending.states == {"uncertain": 1, "submitted": 2}
    assert sending.row().answer == "the answer could not be kept"
    assert sending.frozen.is_open


def test_a_digest_is_done_with_when_no_letter_wants_anything(sending, opened):
    for due, state in zip(
        batch(opened), (State.FAILED, State.SKIPPED, State.SUBMITTED), strict=True
    ):
        assert sending.frozen.is_open
        opened.settle(due, state, was_dotting=False)
        opened.close()

    assert not sending.frozen.is_open


def test_times_are_kept_in_one_form(sending, opened):
    """As text their order is that of time."""
    (first, second, _third) = batch(opened)
    opened.dot(first)
    later = sending.blog.now + timedelta(minutes=5)
    opened.settle(second, State.DEFERRED, not_before=later, was_dotting=False)

    with sending.newsletter.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT at, first_try, not_before FROM delivery ORDER BY subscriber LIMIT 2"
        ).all()
    now = "2026-11-02T09:01:00.000Z"
    assert list(map(tuple, rows)) == [(now, now, None), (now, now, "2026-11-02T09:06:00.000Z")]


# After a crash


def test_a_crash_leaves_a_doubt_and_the_author_may_take_it_for_submitted(sending, opened):
    (first, *_others) = batch(opened)
    opened.dot(first)
    opened.__exit__(None, None, None)

    with sending.newsletter.engine.begin() as connection:
        assert doubt_unanswered(connection) == 1
        assert doubt_unanswered(connection) == 0
        resolve_submitted(connection, first.digest, [1, 2, 3])

    assert sending.states == {"submitted": 1, "queued": 2}
    assert sending.row().mark == 1
    opened.__enter__()


@pytest.mark.parametrize(("mark", "dotted_with"), [(1, 1), (9, 9)])
def test_a_doubtful_letter_that_goes_again_moves_no_mark_that_a_later_one_moved(
    sending, opened, mark, dotted_with
):
    sending.add_note(WORDS)
    (first, *_others) = batch(opened)
    opened.dot(first)
    change_subscriber(sending, mark=mark)
    frozen = sending.frozen
    with sending.newsletter.engine.begin() as connection:
        doubt_unanswered(connection)
        resolve_again(connection, frozen, [1])

    again = batch(opened)[0]

    assert again.notes == (WORDS,)
    assert opened.dot(again)
    assert sending.row().mark == dotted_with


# Invitations


@pytest.fixture
def invitation(sending):
    """A round of invitations to the first two readers, opened."""
    newsletter = sending.newsletter
    with newsletter.engine.begin() as connection:
        connection.execute(subscriber.update().where(subscriber.c.id <= 2).values(status="invited"))
        new = Frozen(
            id=0, key="invitation-1", kind=Kind.INVITATION, cadence="", subject="",
            due=sending.blog.now, date=sending.blog.now, to_seq=0, is_open=True, candidates=0,
        )  # fmt: skip
        freeze(connection, new, lambda _none: b"")
        frozen = find(connection, "invitation-1")
    ledger = Deliveries(
        newsletter.engine, frozen, secrets=newsletter.secrets, clock=newsletter.clock
    )
    with ledger as deliveries:
        yield deliveries


def invited(sending, number=0):
    with reading(sending.newsletter.engine) as connection:
        return store.get(connection, number + 1).invited


def test_somebody_is_asked_once(sending, invitation):
    first, second = invitation.batch(0)

    assert invitation.dot(first)

    assert invited(sending) == sending.blog.now
    assert not invitation.dot(first)
    assert invitation.look_again(second).wire == reader(1)


@pytest.mark.parametrize("state", [State.DEFERRED, State.FAILED, State.QUEUED])
def test_who_was_not_reached_has_not_been_asked(sending, invitation, state):
    (first, _second) = invitation.batch(0)
    invitation.dot(first)

    invitation.settle(first, state, was_dotting=True)

    assert invited(sending) is None


def test_who_said_yes_or_no_meanwhile_is_not_asked(sending, invitation):
    first, second = invitation.batch(0)
    change_subscriber(sending, 0, status="active")
    change_subscriber(sending, 1, status="unsubscribed")

    assert not invitation.dot(first)
    assert not invitation.dot(second)

    with sending.newsletter.engine.connect() as connection:
        found = connection.scalars(
            select(delivery.c.answer)
            .join(digest, digest.c.id == delivery.c.digest)
            .where(digest.c.kind == "invitation")
        ).all()
    assert found == ["active meanwhile", "unsubscribed meanwhile"]


def test_an_address_that_nobody_has_is_not_asked_for_ever(sending, invitation):
    for _ in range(3):
        (first, *_others) = invitation.batch(0)
        invitation.settle(first, State.DEFERRED, was_dotting=False, is_unknown_person=True)
        with sending.newsletter.engine.begin() as connection:
            connection.execute(delivery.update().values(state="queued"))

    assert sending_status(sending) == "bounced"


def sending_status(sending):
    with reading(sending.newsletter.engine) as connection:
        return store.get(connection, 1).status
