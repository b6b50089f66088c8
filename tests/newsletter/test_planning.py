from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plugins.newsletter.ledger.model import Frozen, Kind
from plugins.newsletter.ledger.sighting import Seen
from plugins.newsletter.model import Introduction
from plugins.newsletter.planning import Office, due_of, how_late, plan_digests
from plugins.newsletter.slots import Times

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, tzinfo=BERLIN)  # a Monday
OFFICE = Office(
    introductions=(),
    frozen=(),
    began=datetime(2026, 10, 1, tzinfo=BERLIN),
    times=Times(),
    zone=BERLIN,
)


def words(stem, *, date=None, **changes):
    day, _, cadence = stem.rpartition("-")
    return Introduction(
        title=stem,
        date=date or datetime.fromisoformat(day).replace(tzinfo=BERLIN),
        is_day=date is None,
        html="",
        text="",
        cadence=cadence,
        key=stem,
        **changes,
    )


def frozen(key, due, *, cadence="weekly", kind=Kind.DIGEST, to_seq=1):
    return Frozen(
        id=1, key=key, kind=kind, cadence=cadence, subject="", due=due, date=due, to_seq=to_seq,
        is_open=False, candidates=1,
    )  # fmt: skip


def seen(seq, counted=NOW):
    return Seen(
        id=f"urn:{seq}", seq=seq, url=f"https://ana.example/{seq}.html", title=f"Post {seq}",
        published=NOW, counted=counted,
    )  # fmt: skip


def keys(*introductions, now=NOW, posts=(), done=(), is_timer=True):
    office = replace(OFFICE, introductions=introductions, frozen=tuple(done))
    return [one.key for one in plan_digests(office, posts, now=now, is_timer=is_timer).owed]


def test_the_timer_sends_a_week_without_a_file_at_the_usual_hour():
    assert keys(now=NOW) == ["weekly-2026-11-23"]
    assert keys(now=NOW - timedelta(hours=1, minutes=1)) == []


def test_by_hand_only_what_is_written_goes():
    assert keys(words("2026-11-23-weekly"), is_timer=False) == ["2026-11-23-weekly"]
    assert keys(is_timer=False) == []


@pytest.mark.parametrize(
    "file",
    [
        words("2026-11-25-weekly"),
        words("2026-11-23-weekly", is_draft=True),
        words("2026-11-29-weekly"),
    ],
)
def test_a_file_for_a_week_keeps_the_week_from_going_without_it(file):
    assert keys(file) == []


def test_a_file_in_another_week_does_not():
    assert keys(words("2026-11-30-weekly")) == ["weekly-2026-11-23"]


def test_a_week_has_one_digest_wherever_in_it_that_was():
    done = frozen("2026-11-23-weekly", NOW - timedelta(hours=1))

    assert keys(done=[done]) == []
    assert keys(done=[replace(done, cadence="monthly")]) == ["weekly-2026-11-23"]
    assert keys(done=[replace(done, kind=Kind.INVITATION)]) == ["weekly-2026-11-23"]


def test_a_slot_of_more_than_three_days_ago_goes_with_the_next():
    assert keys(now=NOW + timedelta(days=2)) == ["weekly-2026-11-23"]
    assert keys(now=NOW + timedelta(days=3)) == []


def test_a_slot_from_before_the_newsletter_began_is_none():
    office = replace(OFFICE, began=NOW - timedelta(minutes=30))

    assert plan_digests(office, (), now=NOW, is_timer=True).owed == ()


def test_files_wait_for_their_hour_and_say_so():
    office = replace(OFFICE, introductions=(words("2026-11-24-monthly"),))

    plan = plan_digests(office, (), now=NOW, is_timer=False)

    assert plan.owed == ()
    assert plan.told == ("2026-11-24-monthly is for 24 November 2026, 08:00.",)


def test_drafts_wait_for_their_author_and_say_so():
    office = replace(OFFICE, introductions=(words("2026-11-20-monthly", is_draft=True),))

    plan = plan_digests(office, (), now=NOW, is_timer=False)

    assert plan.owed == ()
    assert "is a draft" in plan.told[0]


def test_files_from_before_the_newsletter_began_were_never_to_be_sent():
    assert keys(words("2026-09-30-monthly"), is_timer=False) == []
    assert keys(words("2026-10-01-monthly"), is_timer=False) == ["2026-10-01-monthly"]


def test_what_was_frozen_is_not_owed_again():
    done = frozen("2026-11-20-monthly", NOW, cadence="monthly")

    assert keys(words("2026-11-20-monthly"), done=[done], is_timer=False) == []


def test_every_post_needs_no_file_and_goes_once():
    posts = [seen(6), seen(7), seen(8, counted=None)]

    assert keys(posts=posts, is_timer=False) == ["each-7"]
    sent = [frozen("each-7", NOW, cadence="each", to_seq=7)]
    assert keys(posts=posts, done=sent, is_timer=False) == []
    assert keys(posts=[*posts, seen(9)], done=sent, is_timer=False) == ["each-9"]
    by_file = [frozen("2026-11-20-each", NOW, cadence="each", to_seq=7)]
    assert keys(posts=posts, done=by_file, is_timer=False) == []
    assert keys(words("2026-11-23-each"), posts=posts, is_timer=False) == ["2026-11-23-each"]
    assert keys(posts=[replace(seen(7), is_gone=True)], is_timer=False) == []


def test_digests_go_in_the_order_they_were_due():
    files = (words("2026-11-22-monthly"), words("2026-11-21-weekly"))

    assert keys(*files, is_timer=False) == ["2026-11-21-weekly", "2026-11-22-monthly"]


def test_a_date_with_an_hour_is_taken_at_its_word():
    at = datetime(2026, 11, 23, 18, 30, tzinfo=BERLIN)

    assert due_of(words("2026-11-23-weekly", date=at), OFFICE) == at
    assert due_of(words("2026-11-23-weekly"), OFFICE) == datetime(2026, 11, 23, 8, tzinfo=BERLIN)


@pytest.mark.parametrize(("hours", "said"), [(7, "7 hours"), (47, "47 hours"), (72, "3 days")])
def test_lateness_is_told_in_words(hours, said):
    assert how_late(NOW - timedelta(hours=hours, minutes=5), NOW) == said
