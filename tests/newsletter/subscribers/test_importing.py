"""What becomes of the people on a list; the numbers of every import add up."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.lists.model import Entry
from plugins.newsletter.lists.ours import format_list
from plugins.newsletter.lists.reading import read_list
from plugins.newsletter.subscribers.importing import Decisions, decide
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber

LISTS = Path(__file__).parents[1] / "lists" / "files"
NOW = datetime(2026, 5, 14, 12, tzinfo=UTC)
BEFORE = NOW - timedelta(days=900)
WORDS = "they subscribed to my Mailchimp list"


def entry(text="ana@example.org", status=Status.ACTIVE, **more):
    return Entry(line=1, address=parse_address(text), status=status, **more)


def subscriber(text="ana@example.org", status=Status.ACTIVE, how="the author"):
    consent = None if status is Status.INVITED else Consent(at=BEFORE, how=how, words="Yes.")
    return Subscriber(
        id=1, address=parse_address(text), status=status, cadence=Cadence.EACH, consent=consent
    )


def decided(*entries, known=(), suppressed=(), consent="", faults=0):
    return decide(
        entries,
        {one.address.key: one for one in known},
        is_suppressed=lambda address: address.key in suppressed,
        consent=consent,
        source="Mailchimp",
        cadence=Cadence.WEEKLY,
        now=NOW,
        faults=faults,
    )


def test_with_stated_consent_whoever_is_subscribed_there_is_active_from_now_on():
    [one] = decided(entry(created=BEFORE, name="Ana"), consent=WORDS).added

    assert one.status is Status.ACTIVE
    assert one.consent == Consent(at=BEFORE, how="import from Mailchimp", words=WORDS)
    assert (one.confirmed, one.created, one.cadence) == (NOW, BEFORE, Cadence.WEEKLY)


def test_without_consent_they_are_to_be_invited():
    [one] = decided(entry(created=BEFORE, confirmed=BEFORE)).added

    assert one.status is Status.INVITED
    assert (one.consent, one.invited, one.confirmed) == (None, None, None)


@pytest.mark.parametrize(
    ("known", "expected"),
    [({"confirmed": BEFORE}, BEFORE), ({}, NOW), ({"created": NOW + timedelta(days=9)}, NOW)],
)
def test_consent_is_of_when_they_said_yes_and_of_no_time_to_come(known, expected):
    [one] = decided(entry(**known), consent=WORDS).added

    assert one.consent.at == expected


def test_whoever_has_not_confirmed_there_is_invited_whatever_is_asserted():
    [one] = decided(entry(status=Status.INVITED), consent=WORDS).added

    assert (one.status, one.consent) == (Status.INVITED, None)


@pytest.mark.parametrize("status", [Status.UNSUBSCRIBED, Status.BOUNCED])
def test_whoever_left_there_is_added_as_gone(status):
    decisions = decided(
        entry(status=status, left=BEFORE), entry("b@example.org", status), consent=WORDS
    )

    assert decisions.left == decisions.added
    assert [(one.status, one.consent, one.left) for one in decisions.added] == [
        (status, None, BEFORE),
        (status, None, NOW),
    ]


def test_whoever_left_here_never_comes_back_by_a_list():
    mine = Consent(at=BEFORE, how="form", words="Yes")
    decisions = decided(
        entry(consent=mine), entry("b@example.org"), suppressed={"ana@example.org"}, consent=WORDS
    )

    assert [one.address.key for one in decisions.added] == ["b@example.org"]
    assert decisions.suppressed == 1


def test_whoever_is_there_already_stays_as_they_are():
    decisions = decided(
        entry("ANA@Example.org"),
        entry("ben@example.org"),
        known=[subscriber(), subscriber("ben@example.org", Status.INVITED)],
        consent=WORDS,
    )

    assert (decisions.added, decisions.already, decisions.waiting) == ((), 2, 1)
    assert "2 already there (1 still to say yes" in str(decisions)


def test_a_subscriber_of_ours_who_left_elsewhere_is_told_and_left_alone():
    decisions = decided(
        entry(status=Status.UNSUBSCRIBED),
        entry("ben@example.org", Status.BOUNCED),
        known=[subscriber(), subscriber("ben@example.org", Status.BOUNCED)],
    )

    assert [address.shown for address in decisions.differs] == ["ana@example.org"]
    assert decisions.already == 2
    assert "1 subscriber of yours left" in str(decisions)
    assert "ana@example.org" in str(decisions)


@pytest.mark.parametrize("gone", [Status.UNSUBSCRIBED, Status.BOUNCED])
@pytest.mark.parametrize(
    "known",
    [subscriber(status=Status.INVITED), subscriber(how="import from listmonk")],
    ids=["never asked", "imported"],
)
def test_who_left_where_a_list_comes_from_leaves_whichever_list_came_first(known, gone):
    decisions = decided(entry(status=gone), known=[known], consent=WORDS)

    assert decisions.leaving == ((known, gone),)
    assert decisions.differs == ()
    assert "1 already there (1 left there, and not written to any more)" in str(decisions)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([Status.ACTIVE, Status.UNSUBSCRIBED], Status.UNSUBSCRIBED),
        ([Status.BOUNCED, Status.ACTIVE], Status.BOUNCED),
        ([Status.BOUNCED, Status.UNSUBSCRIBED], Status.UNSUBSCRIBED),
        ([Status.ACTIVE, Status.INVITED], Status.INVITED),
        ([Status.ACTIVE, Status.ACTIVE], Status.ACTIVE),
    ],
)
def test_of_somebody_named_twice_the_most_careful_status_counts(statuses, expected):
    decisions = decided(*(entry(status=status) for status in statuses), consent=WORDS)

    assert [one.status for one in decisions.added] == [expected]
    assert decisions.doubles == 1


def test_case_and_forms_of_a_domain_make_nobody_a_second_person():
    decisions = decided(
        entry("Ana@exämple.de"), entry("ana@xn--exmple-cua.de", name="Ana"), entry("ana@EXÄMPLE.de")
    )

    assert [one.name for one in decisions.added] == ["Ana"]
    assert decisions.doubles == 2


def test_consent_given_to_us_stands_against_a_list_that_knows_of_none():
    mine = Consent(at=BEFORE, how="invitation", words="Yes")
    decisions = decided(entry(status=Status.INVITED), entry(consent=mine, confirmed=BEFORE))

    assert [(one.status, one.consent) for one in decisions.added] == [(Status.ACTIVE, mine)]


def test_but_not_against_having_left():
    mine = Consent(at=BEFORE, how="invitation", words="Yes")
    decisions = decided(entry(consent=mine), entry(status=Status.UNSUBSCRIBED), consent=WORDS)

    assert [one.status for one in decisions.added] == [Status.UNSUBSCRIBED]


def test_whoever_was_invited_once_is_not_to_be_asked_again():
    decisions = decided(entry(), entry(status=Status.INVITED, invited=BEFORE))

    assert [one.invited for one in decisions.added] == [BEFORE]
    assert "1 invited before" in str(decisions)


def test_a_name_is_one_line_of_a_hundred_characters():
    decisions = decided(
        entry(name="Ana\r\nBcc: everybody"), entry("b@example.org", name="Ben " * 50)
    )

    names = [one.name for one in decisions.added]
    assert names[0] == "Ana Bcc: everybody"
    assert len(names[1]) <= 100


def test_the_report_says_where_everybody_went():
    decisions = decided(
        entry(),
        entry("ANA@example.org"),
        entry("ben@example.org", Status.INVITED),
        entry("carla@example.org", Status.UNSUBSCRIBED),
        entry("dora@example.org"),
        entry("emil@example.org"),
        Entry(line=9, address=None, status=Status.ERASED, hash="ab" * 32),
        known=[subscriber("dora@example.org")],
        suppressed={"emil@example.org"},
        consent=WORDS,
        faults=12,
    )

    assert str(decisions) == (
        "19 read\n"
        " 3 added (1 active, 1 to be invited, 1 unsubscribed)\n"
        " 1 already there\n"
        " 1 left before (never added again)\n"
        " 1 named twice\n"
        " 1 erased (kept as hashes)\n"
        "12 with faults"
    )


def test_numbers_that_do_not_add_up_are_refused():
    with pytest.raises(AssertionError, match="3 rows were read, and 2"):
        Decisions(read=3, already=2)


def test_nobody_of_an_empty_list_is_nobody():
    assert str(decided()) == "0 read\n0 added"


def test_every_list_of_the_tests_adds_up():
    lists = [read_list(path)[0] for path in sorted(LISTS.iterdir()) if path.suffix != ".expected"]
    entries = [entry for one in lists for entry in one.entries]
    faults = sum(one.read - len(one.entries) for one in lists)

    decisions = decided(*entries, consent=WORDS, faults=faults)

    assert decisions.read == sum(one.read for one in lists)
    assert decisions.faults == faults


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
MAYBE = st.none() | MOMENTS
ADDRESSES = st.sampled_from("abcdefgh").map(lambda letter: parse_address(f"{letter}@example.org"))
CONSENTS = st.builds(Consent, at=MOMENTS, how=st.just("form"), words=st.text(max_size=9))
ENTRIES = st.builds(
    Entry,
    line=st.integers(1, 99),
    address=ADDRESSES,
    status=st.sampled_from([one for one in Status if one is not Status.ERASED]),
    name=st.text(max_size=9),
    cadence=st.none() | st.sampled_from(Cadence),
    consent=st.none() | CONSENTS,
    created=MAYBE,
    invited=MAYBE,
    confirmed=MAYBE,
    left=MAYBE,
)
ERASED = st.builds(
    Entry,
    line=st.integers(1, 99),
    address=st.none(),
    status=st.just(Status.ERASED),
    hash=st.sampled_from(["ab" * 32, "cd" * 32]),
)


@given(
    entries=st.lists(ENTRIES | ERASED, max_size=20),
    known=st.dictionaries(ADDRESSES, st.sampled_from(Status), max_size=4),
    suppressed=st.sets(ADDRESSES.map(lambda address: address.key), max_size=4),
    consent=st.sampled_from(["", WORDS]),
    faults=st.integers(0, 3),
)
def test_everybody_is_accounted_for_and_nobody_active_without_consent(
    entries, known, suppressed, consent, faults
):
    here = [subscriber(address.shown, status) for address, status in known.items()]
    decisions = decided(*entries, known=here, suppressed=suppressed, consent=consent, faults=faults)

    keys = Counter(one.address.key for one in decisions.added)
    gone = {
        one.address.key for one in entries if one.status in {Status.UNSUBSCRIBED, Status.BOUNCED}
    }
    assert decisions.read == len(entries) + faults
    assert set(keys.values()) <= {1}
    assert not keys.keys() & (suppressed | {one.address.key for one in here})
    for one in decisions.added:
        is_written_to = one.status in {Status.ACTIVE, Status.PAUSED}
        assert one.consent or not is_written_to
        assert not (is_written_to and one.address.key in gone)


@given(
    people=st.lists(
        st.builds(
            Subscriber,
            id=st.integers(1, 99),
            address=ADDRESSES,
            status=st.sampled_from(
                [Status.ACTIVE, Status.PAUSED, Status.UNSUBSCRIBED, Status.BOUNCED]
            ),
            cadence=st.sampled_from(Cadence),
            consent=CONSENTS,
            created=MOMENTS,
            invited=MAYBE,
            confirmed=MAYBE,
            left=MOMENTS,
            paused_until=MAYBE,
        ),
        unique_by=lambda one: one.address.key,
    )
)
def test_our_own_export_restores_everybody_as_they_were(tmp_path_factory, people):
    path = tmp_path_factory.getbasetemp() / "own.csv"
    path.write_bytes(format_list(people))
    [found] = read_list(path)

    decisions = decided(*found.entries)

    names = ("address", "status", "cadence", "name", "consent", "created", "invited", "confirmed", "left", "paused_until")  # fmt: skip
    restored = [[getattr(one, name) for name in names] for one in decisions.added]
    in_order = sorted(people, key=lambda one: one.address.key)
    assert restored == [[getattr(one, name) for name in names] for one in in_order]
