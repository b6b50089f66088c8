"""Our own export: what is written comes back, and no spreadsheet runs any of it."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.lists.ours import COLUMNS, format_list
from plugins.newsletter.lists.reading import read_list
from plugins.newsletter.subscribers.model import Cadence, Consent, Status, Subscriber

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
EXPORTED = (
    "address",
    "name",
    "status",
    "cadence",
    "language",
    "consent",
    "created",
    "invited",
    "confirmed",
    "left",
    "paused_until",
)

ADDRESSES = st.sampled_from(
    [
        "ana@example.org",
        "Ana.Müller@exämple.de",
        "x@xn--exmple-cua.de",
        "=cmd@example.org",
        "+tag@example.org",
        "-dash@example.org",
        "o'brien@example.org",
        "'quoted'@example.org",
    ]
).map(parse_address)
# What SQLite can hold: no halves of surrogate pairs.
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    "=+-@'\t\r\n ,;\"|x＝", max_size=8
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
MAYBE = st.none() | MOMENTS
CONSENTS = st.none() | st.builds(Consent, at=MOMENTS, how=TEXTS, words=TEXTS)
SUBSCRIBERS = st.builds(
    Subscriber,
    id=st.integers(1, 10**9),
    address=ADDRESSES,
    status=st.sampled_from([one for one in Status if one is not Status.ERASED]),
    cadence=st.sampled_from(Cadence),
    name=TEXTS,
    language=TEXTS,
    mark=st.integers(0, 10**6),
    consent=CONSENTS,
    created=MAYBE,
    invited=MAYBE,
    confirmed=MAYBE,
    left=MAYBE,
    paused_until=MAYBE,
)
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)


def exported(one):
    return [getattr(one, name) for name in EXPORTED]


def somebody(**more):
    known = {"id": 1, "address": parse_address("ana@example.org"), "status": Status.ACTIVE}
    return Subscriber(**{**known, "cadence": Cadence.EACH, **more})


def cells(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@given(subscribers=st.lists(SUBSCRIBERS, max_size=5), hashes=st.sets(HASHES, max_size=3))
def test_what_is_written_comes_back(tmp_path_factory, subscribers, hashes):
    path = tmp_path_factory.getbasetemp() / "subscribers.csv"
    path.write_bytes(format_list(subscribers, hashes))

    [found] = read_list(path)

    assert not found.faults
    people = [entry for entry in found.entries if entry.address]
    in_order = sorted(subscribers, key=lambda one: (one.address.key, one.id))
    assert [exported(entry) for entry in people] == [exported(one) for one in in_order]
    assert {entry.hash for entry in found.entries if not entry.address} == hashes


@given(
    subscribers=st.lists(SUBSCRIBERS, max_size=4, unique_by=lambda one: one.id), random=st.randoms()
)
def test_the_same_subscribers_give_the_same_bytes(subscribers, random):
    mixed = [*subscribers]
    random.shuffle(mixed)

    assert format_list(mixed, ["b", "a"]) == format_list(subscribers, ["a", "b"])


@given(subscriber=SUBSCRIBERS)
def test_no_field_is_a_formula_to_a_spreadsheet(subscriber):
    for field in cells(format_list([subscriber]))[1]:
        # Elsewhere a spreadsheet cuts at semicolons or tabs, too.
        for part in field.replace(";", "\n").replace("\t", "\n").splitlines():
            assert not part.strip().startswith(("=", "+", "-", "@"))


def test_the_export_is_the_csv_of_rfc_4180():
    data = format_list([somebody(name='Ana "the boss", Lisbon')])

    assert data.startswith(",".join(COLUMNS).encode() + b"\r\nana@example.org,")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    assert cells(data)[1][1] == 'Ana "the boss", Lisbon'


def test_the_erased_are_only_their_hashes():
    data = format_list([somebody(address=None, status=Status.ERASED)], ["ab" * 32])

    assert cells(data)[1:] == [["", "", "erased", *[""] * 10, "ab" * 32]]


def test_an_export_of_nobody_reads_as_nobody(tmp_path):
    path = tmp_path / "subscribers.csv"
    path.write_bytes(format_list([]))

    [found] = read_list(path)

    assert (found.source, found.read) == ("Still in Touch", 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("ana@example.org,,happy,each", "no status"),
        ("ana@example.org,,active,hourly", "no cadence"),
        ("ana@example.org,,active,each,,yesterday", "no time"),
        ("ana@example.org,,active,each,,9999-12-31T23:59:59-14:00", "no time"),
        ("ana@example,,active,each", "no e-mail address"),
        (",,active,each", "no e-mail address"),
        (",,erased,", "has a hash"),
        ("ana@example.org,,erased,,,,,,,,,,,abc", "has a hash"),
        (",,erased,,,,,,,,,,,<script>", "has a hash"),
    ],
)
def test_a_row_that_was_edited_wrongly_is_a_fault(tmp_path, wrong, said):
    path = tmp_path / "subscribers.csv"
    path.write_text(f"{','.join(COLUMNS)}\nben@example.org,,active,each\n{wrong}\n")

    [found] = read_list(path)

    assert [entry.address.shown for entry in found.entries] == ["ben@example.org"]
    assert [(fault.line, said in fault.message) for fault in found.faults] == [(3, True)]


def test_an_export_that_excel_wrote_anew_still_reads(tmp_path):
    path = tmp_path / "subscribers.csv"
    subscriber = somebody(
        name="=1+1 – Jürgen", consent=Consent(at=NOON, how="form", words="Yes; do")
    )
    rows = cells(format_list([subscriber]))
    with path.open("w", encoding="windows-1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)

    [found] = read_list(path)

    assert exported(found.entries[0]) == exported(subscriber)
