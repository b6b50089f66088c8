"""What changes in the ledger with each step of a letter: the statements that run for every one."""

from sqlalchemy import and_, case, func, null

from plugins.newsletter.database.prepared import Prepared, given
from plugins.newsletter.database.tables import delivery, note, subscriber
from plugins.newsletter.ledger.model import State
from plugins.newsletter.subscribers.model import Status

# So many letters in a row refused as "no such person" end in the status "bounced".
REFUSALS = 3

_key = and_(delivery.c.digest == given("d"), delivery.c.subscriber == given("s"))
_person = subscriber.c.id == given("s")
# Somebody may have another address since their letter was begun.
_there = and_(_person, subscriber.c.wire == given("wire"))
BEGIN_DOT = Prepared(
    delivery.update()
    .where(_key, delivery.c.state.in_([State.QUEUED, State.DEFERRED]))
    .values(
        state=State.DOTTING,
        attempts=delivery.c.attempts + 1,
        at=given("now"),
        first_try=func.coalesce(delivery.c.first_try, given("now")),
        answer="",
    )
)
SETTLE = Prepared(
    delivery.update()
    .where(_key)
    .values(
        state=given("new_state"),
        answer=given("said"),
        not_before=given("later"),
        at=given("now"),
    )
)
COUNT_TRY = Prepared(
    delivery.update()
    .where(_key)
    .values(
        attempts=delivery.c.attempts + 1,
        first_try=func.coalesce(delivery.c.first_try, given("now")),
    )
)
MOVE_MARK = Prepared(
    subscriber.update()
    .where(_there, subscriber.c.status == Status.ACTIVE, subscriber.c.mark == given("before"))
    .values(mark=given("after"))
)
STILL_ACTIVE = Prepared(
    subscriber.update()
    .where(_there, subscriber.c.status == Status.ACTIVE)
    .values(mark=subscriber.c.mark)
)
MARK_BACK = Prepared(
    subscriber.update()
    .where(_person, subscriber.c.mark == given("after"))
    # Never below where they stood when they confirmed, should that have been meanwhile.
    .values(mark=func.max(subscriber.c.floor, given("before")))
)
ASK = Prepared(
    subscriber.update()
    .where(_there, subscriber.c.status == Status.INVITED, subscriber.c.invited.is_(None))
    .values(invited=given("now"))
)
NOT_ASKED = Prepared(
    subscriber.update().where(_person, subscriber.c.status == Status.INVITED).values(invited=null())
)
_bounces = and_(
    subscriber.c.refusals + 1 >= REFUSALS,
    subscriber.c.status.in_([Status.ACTIVE, Status.INVITED]),
)
COUNT_REFUSAL = Prepared(
    subscriber.update()
    .where(_person)
    .values(
        refusals=subscriber.c.refusals + 1,
        status=case((_bounces, Status.BOUNCED.value), else_=subscriber.c.status),
        left=case((_bounces, given("now")), else_=subscriber.c.left),
    )
)
FORGET_REFUSALS = Prepared(subscriber.update().where(_person).values(refusals=0))
USE_NOTES = Prepared(
    note.update()
    .where(
        note.c.subscriber == given("s"),
        note.c.used_by.is_(None),
        note.c.id <= given("last"),
    )
    .values(used_by=given("d"))
)
# Changes nothing, and tells how many of a letter's notes are there still.
COUNT_NOTES = Prepared(
    note.update()
    .where(
        note.c.subscriber == given("s"),
        note.c.used_by == given("d"),
        note.c.id <= given("last"),
    )
    .values(used_by=note.c.used_by)
)
NOTES_BACK = Prepared(
    note.update()
    .where(note.c.subscriber == given("s"), note.c.used_by == given("d"))
    .values(used_by=null())
)
