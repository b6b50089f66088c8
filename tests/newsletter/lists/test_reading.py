"""Every list in files/ is claimed by exactly one reader and gives what stands beside it.

Adding a case is adding a file and running this with --update-golden, then reading the .expected. The people
in them are invented; the headers are those of the services.
"""

import zipfile
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.addresses import Address
from plugins.newsletter.lists.decoding import decode
from plugins.newsletter.lists.headers import open_sheet
from plugins.newsletter.lists.reading import read_list, readers_of
from plugins.newsletter.subscribers.model import Status
from plugins.shared.dates import format_utc
from plugins.shared.errors import BadExport

FILES = Path(__file__).parent / "files"
CASES = sorted(path for path in FILES.iterdir() if path.suffix != ".expected")
ZONE = ZoneInfo("Europe/Lisbon")
SERVICES = {"Ghost", "Substack", "Mailchimp", "Buttondown", "listmonk", "Kit", "FeedBurner", "Google Contacts"}  # fmt: skip


def plain(value):
    if isinstance(value, Address):
        return value.shown
    return format_utc(value) if isinstance(value, datetime) else str(value)


def dump(entry):
    """Give an entry on one line: what it has."""
    given = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return "  ".join(
        f"{name}={plain(value)}" for name, value in given.items() if value not in (None, "")
    )


def dump_list(found):
    faults = [
        f"{'notice' if fault.is_notice else 'fault'} {fault.line}: {fault.message}"
        for fault in found.faults
    ]
    return "\n".join([f"{found.source}: {found.read}", *map(dump, found.entries), *faults, ""])


def counts(found):
    return len(found.entries) + sum(not fault.is_notice for fault in found.faults)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_list_gives_what_stands_beside_it(case, request):
    expected = case.with_name(f"{case.name}.expected")
    [found] = read_list(case, zone=ZONE)
    if request.config.getoption("--update-golden"):
        expected.write_text(dump_list(found))

    assert dump_list(found) == expected.read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_two_readers_claim_one_list(case):
    sheet = open_sheet(decode(case.read_bytes()))
    [found] = read_list(case)

    claiming = readers_of(sheet)

    assert len(claiming) == (found.source != "a list")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_row_is_an_entry_or_a_fault(case):
    [found] = read_list(case)

    assert found.read == counts(found)


def test_every_service_has_a_case():
    sources = {read_list(case)[0].source for case in CASES}

    assert sources == {*SERVICES, "Still in Touch", "a list"}


def test_nothing_is_kept_that_we_do_not_need():
    dumped = "".join(dump_list(read_list(case)[0]) for case in CASES)

    for personal in ("203.0.113.7", "198.51.100.4", "59.33", "+31 6", "Stockholm", "cus_0001"):
        assert personal not in dumped


@pytest.mark.parametrize(
    ("encoding", "ends"),
    [
        ("utf-8", "\n"),
        ("utf-8-sig", "\r\n"),
        ("utf-16", "\r\n"),
        ("utf-16-le", "\n"),
        ("utf-16-be", "\n"),
        ("utf-32", "\n"),
        ("windows-1252", "\r\n"),
        ("utf-8", "\r"),
    ],
)
def test_a_list_reads_the_same_however_it_is_written(tmp_path, encoding, ends):
    text = "Jürgen Müller;juergen@example.org\nÅsa – Öst;asa@example.org\n"
    path = tmp_path / "list.csv"
    path.write_bytes(text.replace("\n", ends).encode(encoding))

    [found] = read_list(path)

    assert [entry.name for entry in found.entries] == ["Jürgen Müller", "Åsa – Öst"]
    assert [entry.line for entry in found.entries] == [1, 2]


def test_a_list_put_together_from_two_encodings_is_read_line_by_line(tmp_path):
    path = tmp_path / "list.txt"
    path.write_bytes(
        "Jürgen <j@example.org>\n".encode() + "Åsa <a@example.org>\n".encode("windows-1252")
    )

    [found] = read_list(path)

    assert [entry.name for entry in found.entries] == ["Jürgen", "Åsa"]


def test_times_without_a_zone_are_local_to_the_one_given(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email,created_at\nana@example.org,2024-07-01 10:00\n")

    [found] = read_list(path, zone=ZONE)

    assert found.entries[0].created == datetime(2024, 7, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "an empty file"),
        (b" \r\n\t", "an empty file"),
        (b"%PDF-1.7 ana@example.org", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (b"BEGIN:VCARD\r\nEMAIL:ana@example.org", "vCards"),
        (b'{"members": [{"email": "ana@example.org"}]}', "JSON"),
        (b"<!doctype html><p>Sign in", "web page"),
        (bytes(range(256)) * 20, "binary"),
        (b"name,email\n", "no e-mail address"),
        (b"Dear all,\nthis is no list.\n", "no e-mail address"),
        (b"PK\x03\x04 and no more", "damaged zip"),
    ],
)
def test_what_is_no_list_is_refused_and_called_what_it_is(tmp_path, data, said):
    path = tmp_path / "list.csv"
    path.write_bytes(data)

    with pytest.raises(BadExport, match=said) as refusal:
        read_list(path)

    assert "list.csv" in str(refusal.value)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(BadExport, match="no such file"):
        read_list(tmp_path / "lsit.csv")
    with pytest.raises(BadExport, match="folder"):
        read_list(tmp_path)


def test_an_export_of_nobody_is_a_list_of_nobody():
    [found] = read_list(FILES / "mailchimp-unsubscribed-empty.csv")

    assert (found.source, found.read) == ("Mailchimp", 0)


def test_nobody_of_unknown_status_is_taken_for_subscribed(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "email,status\nana@example.org,\nben@example.org,Aktiv?\ncem@example.org,active\n"
    )

    [found] = read_list(path)

    assert [entry.address.shown for entry in found.entries] == ["cem@example.org"]
    assert [fault.line for fault in found.faults] == [2, 3]
    assert "ben@example.org" in found.faults[1].message


def test_a_file_named_as_of_the_unsubscribed_holds_no_subscribed_ones(tmp_path):
    path = tmp_path / "unsubscribed.csv"
    path.write_bytes((FILES / "listmonk.csv").read_bytes())

    [found] = read_list(path)

    assert {entry.status for entry in found.entries} == {Status.UNSUBSCRIBED}


def test_very_long_fields_and_nuls_are_read(tmp_path):
    path = tmp_path / "list.csv"
    long = "x" * 3_000_000
    path.write_text(
        f'email,notes,name\nana@example.org,{long},A\0na\nben@example.org,"{long[:900_000]}",Ben\n'
    )

    [found] = read_list(path)

    assert [entry.name for entry in found.entries] == ["Ana", "Ben"]


def test_a_name_is_one_short_line_without_an_address(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(f'email,name\na@example.org,"Ana\r\nBcc: x"\nb@example.org,{"Ben " * 100}\nc@example.org,c@example.org\n')  # fmt: skip

    [found] = read_list(path)

    names = [entry.name for entry in found.entries]
    assert names[0] == "Ana Bcc: x"
    assert len(names[1]) <= 100
    assert names[2] == ""


def test_a_fault_shows_a_long_address_shortened(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(f"ana@example.org\n{'x' * 5000}@example.org\n")

    [found] = read_list(path)

    assert len(str(found.faults[0])) < 500


def zipped(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def test_mailchimps_archive_gives_a_list_for_each_status(tmp_path):
    path = tmp_path / "members_export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for case in FILES.glob("*_members_export_*.csv"):
            archive.write(case, case.name)

    found = {one.path.name.split("_")[0]: one for one in read_list(path)}

    assert {name: one.entries[0].status.value for name, one in found.items()} == {
        "subscribed": "active",
        "unsubscribed": "unsubscribed",
        "cleaned": "bounced",
        "nonsubscribed": "invited",
    }


def test_what_substack_keeps_beside_its_list_is_no_list(tmp_path):
    """It says who got which post, those who have left since among them."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(FILES / "email_list.stillintouch.csv", "email_list.stillintouch.csv")
        archive.writestr(
            "posts/1.delivers.csv", "post_id,timestamp,email\n1,2024,gone@quay.example\n"
        )
        archive.writestr("posts.csv", "post_id,title\n1,Hello\n")
        archive.writestr("posts/1.html", "<p>Hello")

    [found] = read_list(path)

    assert found.source == "Substack"
    assert [fault.message for fault in found.faults if fault.is_notice] == [
        "1 file in it with other than .csv, .tsv or .txt; not read.",
        "2 further files in it with no list of subscribers; not read.",
    ]


@pytest.mark.parametrize(
    "name", ["../list.csv", "/etc/list.csv", "C:\\list.csv", "a/../../list.csv"]
)
def test_a_file_that_leads_out_of_its_archive_is_not_read(tmp_path, name):
    path = tmp_path / "list.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "eve@example.org\n")
        archive.writestr("good.csv", "ana@example.org\n")

    [found] = read_list(path)

    assert [entry.address.shown for entry in found.entries] == ["ana@example.org"]
    assert "leads out" in found.faults[0].message


def test_an_archive_in_an_archive_is_told_and_left(tmp_path):
    inner = zipped(tmp_path / "inner.zip", **{"list.csv": "eve@example.org\n"})
    path = zipped(
        tmp_path / "outer.zip", **{"inner.zip": inner.read_bytes(), "list.csv": "ana@example.org\n"}
    )

    [found] = read_list(path)

    assert found.read == 1
    assert "inner.zip" in found.faults[0].message


def test_an_archive_that_unpacks_to_far_more_is_refused(tmp_path):
    path = zipped(tmp_path / "bomb.zip", **{"list.csv": b"a" * (40 << 20)})

    with pytest.raises(BadExport, match="far more"):
        read_list(path)


def test_a_locked_archive_is_to_be_unpacked_first(tmp_path):
    path = zipped(tmp_path / "locked.zip", **{"list.csv": "ana@example.org\n"})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # APPNOTE 4.4.4, in the file's own header and in the directory's
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    with pytest.raises(BadExport, match="password"):
        read_list(path)


def test_a_spreadsheet_is_to_be_saved_as_csv(tmp_path):
    path = zipped(tmp_path / "list.xlsx", **{"xl/workbook.xml": "<workbook/>"})

    with pytest.raises(BadExport, match="CSV"):
        read_list(path)


def test_an_archive_without_a_list_is_refused(tmp_path):
    path = zipped(tmp_path / "export.zip", **{"readme.txt": "Hello.", "a.html": "<p>"})

    with pytest.raises(BadExport, match="without a list"):
        read_list(path)


FIELD = st.one_of(
    st.sampled_from(
        [
            "ana@example.org",
            "Ben <ben@example.org>",
            "email",
            "status",
            "active",
            '"',
            '""',
            "#",
            "@",
            "sep=;",
        ]
    ),
    st.text(max_size=12),
)


@given(
    rows=st.lists(st.lists(FIELD, max_size=5), max_size=8),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_whatever_a_file_holds_its_rows_are_counted(tmp_path_factory, rows, delimiter, end):
    path = tmp_path_factory.getbasetemp() / "list.csv"
    text = "".join(delimiter.join(row) + end for row in rows)
    path.write_bytes(text.encode(errors="replace"))

    try:
        [found] = read_list(path)
    except BadExport:
        return

    assert found.read == counts(found)
    assert all(0 < entry.line <= text.count("\n") + text.count("\r") + 1 for entry in found.entries)


FORMS = ["{}", "<{}>", "Ana <{}>", '"Lee, Ben" <{}>', "mailto:{}", "{0} <{0}>", '"{0}" <{0}>']


@given(
    forms=st.lists(st.sampled_from(FORMS), min_size=1, max_size=8),
    separators=st.lists(st.sampled_from([",", ", ", ";", "; ", "\t", "\n", ",\n", "\r\n\r\n"]), min_size=8, max_size=8),
)  # fmt: skip
def test_nobody_is_lost_however_a_list_is_written(tmp_path_factory, forms, separators):
    path = tmp_path_factory.getbasetemp() / "list.txt"
    addresses = [f"a{number}@example.org" for number in range(len(forms))]
    written = [form.format(address) for form, address in zip(forms, addresses, strict=True)]
    path.write_text("".join(map("".join, zip(written, separators, strict=False))), newline="")

    [found] = read_list(path)

    assert [entry.address.shown for entry in found.entries] == addresses
    assert not found.faults


@given(data=st.binary(max_size=300))
def test_no_bytes_bring_it_down(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "list.bin"
    path.write_bytes(b"ana@example.org\n" + data)

    try:
        found = read_list(path)
    except BadExport:
        return

    assert all(one.read == counts(one) for one in found)
