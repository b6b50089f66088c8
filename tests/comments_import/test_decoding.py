"""Whatever a file's bytes are, its text comes out, and nothing of it is dropped."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.files.decoding import decode, encoding_of

# Not in the text, or the bytes would say something of themselves.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\0"))


@given(TEXT, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_unicode_with_or_without_its_mark_comes_out_as_it_was(text, encoding):
    text = f"lunch {text}"

    assert decode(text.encode(encoding)) == text


@given(TEXT, st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf_16_without_its_mark_is_known_by_its_zeros(text, encoding):
    text = f"Saturday, {text}"

    assert decode(text.encode(encoding)) == text


@given(st.lists(st.sampled_from("éüñÀß“”–…€ \n")))
def test_what_is_no_utf_8_is_of_windows(letters):
    text = "a".join(["É", *letters, "."])  # each before one of ASCII: that is no UTF-8

    assert decode(text.encode("cp1252")) == text


@given(TEXT.map(lambda text: text.encode("cp1251", "ignore").decode("cp1251")))
def test_what_a_page_says_of_itself_is_believed(text):
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">Ж {text}\n'

    assert decode(page.encode("cp1251")) == page


@given(TEXT)
def test_what_a_page_says_wrongly_is_not(text):
    page = f"<meta charset=windows-1251>é {text}"

    assert decode(page.encode()) == page


@given(
    st.binary(),
    st.sampled_from([b"", b"<?xml encoding='windows-1252'?>", b"<meta charset=latin1>"]),
)
def test_no_byte_is_dropped(data, head):
    data = head + b"...." + data.replace(b"\0", b"")
    text = decode(data)

    assert len(text) >= len(data.decode("utf-8", "ignore"))
    assert "\ufffd" not in text or b"\xef\xbf\xbd" in data


@given(st.binary())
@pytest.mark.parametrize("name", [b"utf-8", b"utf-16", b"utf-7", b"rot13", b"zlib", b"idna", b"punycode", b"unicode_escape", b"undefined", b"mbcs", b"cp037", b"x" * 40, b"shift_jis", b"iso-2022-jp", b"hz", b"-", b".."])  # fmt: skip
def test_no_name_of_an_encoding_does_harm(name, data):
    text = decode(b"<?xml encoding='" + name + b"'?>" + data)

    assert text.startswith("<?xml encoding='")
    text.encode()


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (codecs.BOM_UTF8 + b"x", "utf-8"),
        (codecs.BOM_UTF16_LE + b"x\0", "utf-16-le"),
        (codecs.BOM_UTF16_BE + b"\0x", "utf-16-be"),
        ("\n<?xml".encode("utf-16-be"), "utf-16-be"),
        (b"<?xml version='1.0' encoding = \"Windows-1252\" ?>", "cp1252"),
        (b"<?xml version='1.0' encoding='latin1'?>", "cp1252"),
        (b"<?xml version='1.0' encoding='UTF-16'?>", "utf-8"),
        (b"<?xml version='1.0' encoding='iso-8859-15'?>", "iso8859-15"),
        (b"<html><head><META content='x' CHARSET=Shift_JIS>", "shift_jis"),
        (b"\x89PNG\r\n", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_an_encoding_is_told_from_the_first_bytes(head, name):
    assert encoding_of(head) == name
