"""Entries are cut, mended and parsed one by one, whatever has happened to the file around them."""

import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.xml_cutting import cut_entries, cut_inner
from plugins.comments_import.files.xml_entries import has_end, read_entries, root_of
from plugins.shared.errors import BadExport

EXPORTS = Path(__file__).parent / "exports"
HEAD = "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"


def export(data, encoding="utf-8"):
    data = data.encode(encoding) if isinstance(data, str) else data
    return ExportFile(name="export.xml", open=lambda: io.BytesIO(data))


def entries(data, encoding="utf-8"):
    return [entry for _tag, entry in read_entries(export(data, encoding), "entry")]


def titles(data, encoding="utf-8"):
    return [entry.text("title") for entry in entries(data, encoding)]


def entry(title, more=""):
    return f"<entry><title>{title}</title>{more}</entry>"


def spans(chunks, *tags):
    return list(cut_entries(iter(chunks), tags or ("entry",))[1])


def pieces(data, sizes):
    """Give data in chunks of these sizes, over and over."""
    places = [0]
    while places[-1] < len(data):
        places.append(places[-1] + sizes[(len(places) - 1) % len(sizes)])
    return [data[start:end] for start, end in pairwise(places)]


# Cut off files


@pytest.mark.parametrize(
    ("end", "is_damaged"),
    [
        ("<entry><title>Two</title><id>t", True),
        ("<entry><title>Two</title><", False),
        ("<entry><title>Two</title></ent", False),
        ("<entry><title>Two</title><content type='ht", False),
        ("<entry><title>Two</title>", False),
        ("<entry><title>Two</title><content><![CDATA[One <b>", True),
        ("<entry><title>Two</title><!-- and", False),
    ],
)
def test_an_entry_that_the_file_s_end_cuts_is_told(end, is_damaged):
    first, second = entries(HEAD + entry("One") + end)

    assert not first.is_cut
    assert not first.is_damaged
    assert (second.is_cut, second.is_damaged) == (True, is_damaged)
    assert second.text("title") == "Two"


@pytest.mark.parametrize(
    "end", ["4", "47", "47<", "47</", "47</id", "&", "&#5", "<![CDATA[4", "<b>4", "<!-- 4"]
)
def test_half_a_field_is_not_taken_for_a_whole_one(end):
    (found,) = entries(f"{HEAD}<entry><title>One</title><id>{end}")

    assert found.text("title") == "One"
    assert found.text("id") == ""


@pytest.mark.parametrize("end", ["<entry", "<entry ", "<entry a='"])
def test_half_a_start_tag_is_at_most_an_empty_entry(end):
    found = entries(HEAD + entry("One") + end)

    assert found[0].text("title") == "One"
    assert all(one.is_cut and not one.fields for one in found[1:])


@pytest.mark.parametrize(
    "head", ["", "<", "<?xml version='1.0'", "<?xml version='1.0'?><feed xmlns='http"]
)
def test_a_file_that_is_cut_off_in_its_head_has_no_entries_and_no_end(head):
    assert entries(head) == []
    assert not has_end(export(head))


@pytest.mark.parametrize(
    ("data", "ends"),
    [
        (HEAD + entry("One") + "</feed>", True),
        (HEAD + entry("One") + "</feed>\n\n<!-- saved -->", True),
        (HEAD + entry("One"), False),
        (HEAD + entry("One") + "</fe", False),
        ("<feed/>", True),
        (entry("Alone"), True),
    ],
)
def test_a_file_that_ends_between_two_entries_is_told_from_a_whole_one(data, ends):
    assert has_end(export(data)) is ends


def test_an_only_entry_that_is_the_root_is_read():
    assert titles("<?xml version='1.0'?>\n<entry xmlns='http://www.w3.org/2005/Atom'><title>Alone</title></entry>") == ["Alone"]  # fmt: skip


# What is refused


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE feed>",
        "<!doctype feed SYSTEM 'http://evil.example/x.dtd'>",
        "<!DOCTYPE feed [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>",
        "<!DOCTYPE feed [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE feed [<!ENTITY % p SYSTEM 'http://evil.example/p'> %p;]>",
        "<!-- harmless --><!ENTITY a 'ha'>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused(declaration, encoding):
    data = f"<?xml version='1.0'?>\n{declaration}<feed>{entry('&b;')}</feed>"

    with pytest.raises(BadExport, match="DOCTYPE"):
        entries(data, encoding)


@pytest.mark.parametrize("sizes", [[1], [7, 3], [10_000]])
def test_a_doctype_that_is_only_spoken_of_is_no_reason_to_refuse(sizes):
    data = (
        f"<!-- <!DOCTYPE feed> <entry/> -->{HEAD}<!-- <!ENTITY a 'b'> -->"
        "<entry><title><![CDATA[<!DOCTYPE html>]]></title></entry>"
        "<entry><title>&lt;!DOCTYPE html&gt;</title></entry></feed>"
    )

    assert len(spans(pieces(data.encode(), sizes))) == 2
    assert titles(data) == ["<!DOCTYPE html>"] * 2


def test_a_bomb_below_the_root_expands_to_nothing():
    bomb = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>&b;"
    found = titles(HEAD + f"<entry><title>{bomb}</title></entry></feed>")

    assert len(found) == 1
    assert "&b;" in found[0]
    assert "haha" not in found[0]


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", ["UTF-8", "UTF-16", "iso-8859-1", "nonsense", "rot13"])
def test_unicode_is_read_in_whatever_form_and_whatever_it_says(encoding, declared):
    words = "Déjà vu “😀” 你好"
    data = f"<?xml version='1.0' encoding='{declared}'?><feed>{entry(words)}</feed>"

    assert titles(data, encoding) == [words]


def test_utf_16_of_an_odd_length_keeps_its_entries():
    data = f"<feed>{entry('One')}".encode("utf-16") + b"<"

    assert titles(data) == ["One"]


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ("UTF-8", "latin-1", "Déjà vu"),
        ("UTF-8", "cp1252", "“So” – Müller"),
        ("ISO-8859-1", "cp1252", "“So” – Müller"),
        ("US-ASCII", "cp1252", "“So”"),
        ("windows-1251", "cp1251", "Привет"),
        ("Shift_JIS", "shift_jis", "日本語"),
        ("ISO-2022-JP", "iso2022_jp", "日本語"),
        ("GBK", "gbk", "你好"),
    ],
)
def test_old_encodings_are_read(declared, encoding, words):
    filler = "<!-- " + "x" * 300_000 + " -->"  # the first bytes tell nothing
    data = f"<?xml version='1.0' encoding='{declared}'?><feed>{filler}{entry(words)}</feed>"

    assert titles(data, encoding) == [words]


def test_each_entry_may_be_in_an_encoding_of_its_own():
    head = b"<?xml version='1.0' encoding='ISO-8859-1'?><feed>"
    data = head + entry("né").encode("latin-1") + entry("né").encode() + b"</feed>"

    assert titles(data) == ["né", "né"]


def test_a_hole_of_nul_bytes_ends_nothing():
    data = (HEAD + entry("One")).encode() + bytes(3 << 20) + entry("Two\0!").encode() + b"</feed>"

    assert titles(data) == ["One", "Two!"]


# What is no XML


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a\x0bb\x1fc\x00", "abc"),
        ("a&#11;b&#x1f;c&#xFFFE;&#xD83D;&#0;&#1114112;", "abc"),
        ("&#xD83D;&#xDE00; &#55357;&#56832;", "😀 😀"),
        ("&#999999999999999999999;", "&#999999999999999999999;"),
        ("Fish & chips &c; &lt;", "Fish & chips &c; <"),
        ("1 < 2, I <3 it, <- there", "1 < 2, I <3 it, <- there"),
        ("caf&eacute;&nbsp;&hellip; &LT;b&GT;", "café\xa0… <b>"),
        ("&quot;&apos;&amp;&#39;&#x263A;", "\"'&'☺"),
        ("end ]]> of", "end ]]> of"),
        ("<?php and <!bang", "<?php and <!bang"),
        ("<b>bold</b> and <br> broken", "<b>bold</b> and <br> broken"),
        ("<![CDATA[in a <section> & so]]> on & on", "in a <section> & so on & on"),
        ("<![CDATA[begun & never ended", "begun & never ended"),
        ("half <b", "half <b"),
    ],
)
def test_what_is_no_xml_is_read_as_it_was_meant(written, read):
    before, found, after = entries(f"{HEAD}{entry('One')}{entry(written)}{entry('Three')}</feed>")

    assert found.text("title") == read.strip("\0")
    assert not found.is_damaged
    assert [before.text("title"), after.text("title")] == ["One", "Three"]


def test_prefixes_that_nothing_declares_are_known_all_the_same():
    data = (
        "<feed><entry><app:control><app:draft>yes</app:draft></app:control><wp:post_id>4</wp:post_id>"
        "<mood:of mood:day='1'>fine</mood:of></entry></feed>"
    )
    (found,) = entries(data)

    assert found.child("app:control").text("app:draft") == "yes"
    assert found.text("wp:post_id") == "4"
    assert not found.is_damaged


@pytest.mark.parametrize(
    "namespace",
    ["xmlns:xml='urn:x'", "xmlns:1a='urn:x'", "xmlns:a='\x01'", "xmlns='http://www.w3.org/2000/xmlns/'", "xmlns:a='a\"b'"],
)  # fmt: skip
def test_declarations_that_are_not_allowed_spoil_no_entry(namespace):
    (found,) = entries(f"<feed {namespace}>{entry('One', '<app:draft>no</app:draft>')}</feed>")

    assert (found.text("title"), found.text("app:draft")) == ("One", "no")
    assert not found.is_damaged


def test_tags_in_remarks_and_sections_are_none():
    data = (
        f"{HEAD}<!-- <entry><title>no</title></entry> -->{entry('One', '<!-- </entry><entry> -->')}"
        f"<![CDATA[<entry/>]]>{entry('Two', '<x><![CDATA[</entry><entry>]]></x>')}</feed>"
    )

    assert titles(data) == ["One", "Two"]


def test_a_remark_that_never_ends_hides_nothing():
    assert titles(f"{HEAD}<!-- {entry('One')}{entry('Two', '<!--')}{entry('Three')}</feed>") == ["One", "Two", "Three"]  # fmt: skip


def test_a_section_that_ends_entries_later_takes_none_along():
    second = "<entry><title><![CDATA[Two</title></entry>"
    fourth = "<entry><title>Four</title><x><![CDATA[whole]]></x></entry>"
    found = titles(HEAD + entry("One") + second + entry("Three") + fourth + "</feed>")

    assert found == ["One", "Two", "Three", "Four"]


def test_lost_end_tags_are_made_up_for():
    data = f"{HEAD}<entry><title>One</title>{entry('Two')}<entry><title>Three</title></feed>"
    first, second, third = entries(data)

    assert [one.text("title") for one in (first, second, third)] == ["One", "Two", "Three"]
    assert [one.is_damaged for one in (first, second, third)] == [True, False, True]
    assert not third.is_cut  # the root's end tag is there


def test_lost_start_tags_melt_entries_and_no_more():
    data = HEAD + entry("One") + "<title>Two</title></entry>" + entry("Three") + "</feed>"

    assert titles(data) == ["One", "Three"]


@pytest.mark.parametrize(
    "start", ["<entry a='x>y'>", '<entry a="/>">', "<entry\n>", "<entry a='\"' >", "<entry a='x>", '<entry a=">']
)  # fmt: skip
def test_a_greater_than_sign_in_a_start_tag_does_not_end_it(start):
    found = titles(f"{HEAD}{start}<title>One</title></entry >{entry('Two')}</feed>")

    assert found[-1] == "Two"
    assert len(found) == 2


@pytest.mark.parametrize("empty", ["<entry/>", "<entry />", "<entry></entry>", "<entry a='1'/>"])
def test_an_empty_entry_is_one(empty):
    found = entries(f"{HEAD}{empty}{entry('Two')}</feed>")

    assert [one.fields == {} for one in found] == [True, False]


def test_a_tag_that_only_begins_alike_is_none():
    assert titles(f"{HEAD}<entry2/><entry-x></entry-x><entry.y/>{entry('One')}</feed>") == ["One"]


def test_the_root_is_found_behind_whatever_stands_before_it():
    assert root_of(export("\ufeff\n junk <!-- <a> --><?x <b> ?><!DOCTYPE c [<!ENTITY d 'e'>]><feed f='>'>")) == "<feed f='>'>"  # fmt: skip
    assert root_of(export("no tags at all")) == ""


# Size


def test_nesting_without_end_damages_its_own_entry_only():
    deep = "<x:d>" * 10_000 + "</x:d>" * 10_000
    first, second, third = entries(
        f"{HEAD}{entry('One')}{entry('Two', deep)}{entry('Three')}</feed>"
    )

    assert (second.text("title"), second.is_damaged) == ("Two", True)
    assert [one.is_damaged for one in (first, third)] == [False, False]


def test_html_that_is_nested_without_end_is_text():
    html = "<div>" * 10_000
    (found,) = entries(f"{HEAD}<entry><content type='html'>{html}</content></entry></feed>")

    assert found.raw("content") == html


def test_an_entry_of_twenty_megabytes_is_read_whole():
    words = "word &amp; " * 2_000_000
    first, second, third = titles(f"{HEAD}{entry('One')}{entry(words)}{entry('Three')}</feed>")

    assert (first, third) == ("One", "Three")
    assert second == ("word & " * 2_000_000).strip()


@pytest.mark.parametrize(
    "unit",
    ["<!--", "<![CDATA[", "<entry><!--", "<entry><![CDATA[", "<entry a='", "<entry", "<", "&", "&#1", "<entry>", "]]>", "<a:b>", "<content>"],
)  # fmt: skip
def test_hostile_files_come_to_their_end(unit):
    """In the square of their length they would take hours."""
    found = spans(pieces((HEAD + unit * 200_000).encode(), [1 << 16]))

    assert len(found) <= unit.count("<entry") * 200_000


@pytest.mark.parametrize("unit", ["<!--", "<![CDATA[", "<", "&", "&#1", "]]>", "<a:b>", "<content>", "<content/>", "&lt;<b>", " a:b='"])  # fmt: skip
def test_hostile_entries_come_to_their_end(unit):
    assert len(entries(f"{HEAD}<entry>{unit * 100_000}</entry></feed>")) == 1


# Laws

PART = st.sampled_from(
    ["<entry>", "</entry>", "<entry/>", "<entry a='>'>", "<title>x</title>", "<!--", "-->", "<![CDATA[", "]]>", "</feed>", "</entry >", "<b>", "é", "&amp;", " ", "<", ">", "'", '"']
)  # fmt: skip


@given(st.lists(PART, max_size=40), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_cutting_does_not_depend_on_chunks(parts, sizes):
    data = ("<feed>" + "".join(parts)).encode()

    assert spans(pieces(data, sizes)) == spans([data])


@given(st.integers(1, 700))
def test_a_real_export_is_cut_alike_in_chunks_of_any_size(size):
    data = (EXPORTS / "blogger-backup-broken-text.xml").read_bytes()

    assert spans(pieces(data, [size])) == spans([data])


@given(st.lists(PART, max_size=40))
def test_there_are_never_more_entries_than_start_tags(parts):
    data = "<feed>" + "".join(parts)

    assert len(entries(data)) <= len(re.findall(r"<entry[\s/>]", data))


@given(st.lists(st.text(max_size=20), max_size=5), st.sampled_from(["utf-8", "utf-16"]))
def test_whatever_is_written_well_is_read_as_it_was(words, encoding):
    from xml.sax.saxutils import escape  # noqa: PLC0415

    kept = [re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", one) for one in words]
    data = (
        "<feed>" + "".join(f"<entry><raw>{escape(one)}</raw></entry>" for one in kept) + "</feed>"
    )

    assert [one.raw("raw") for one in entries(data, encoding)] == kept


def test_inner_elements_are_taken_out_and_the_rest_is_left():
    span = b"<item>a<c>1</c>b<x><![CDATA[<c>no</c>]]></x><c/><!-- <c> --><c>2</c>c</item>"
    rest, inner, last = cut_inner(span, "c")

    assert rest == b"<item>ab<x><![CDATA[<c>no</c>]]></x><!-- <c> -->c</item>"
    assert inner == [b"<c>1</c>", b"<c/>", b"<c>2</c>"]
    assert last == b""


def test_an_inner_element_that_is_cut_off_is_given_apart():
    assert cut_inner(b"<item><c>1</c><c>2", "c") == (b"<item>", [b"<c>1</c>"], b"<c>2")
