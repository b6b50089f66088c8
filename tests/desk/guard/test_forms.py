import asyncio
from urllib.parse import quote_from_bytes, urlencode

import pytest
from coroutines import run
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from plugins.desk.guard.forms import LARGEST, BadForm, read_form

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=frontier"
names = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=9)
values = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc"])
)


def read(body, kind=URLENCODED, *, chunk=7_000, seconds=5.0, waiting=0.0, **headers):
    """Read a form that comes in chunks, one after the other."""
    pieces = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]

    async def receive():
        await asyncio.sleep(waiting)
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    given_headers = {
        "content-type": kind,
        **{name.replace("_", "-"): v for name, v in headers.items()},
    }
    raw = [
        (name.encode(), value.encode("latin-1")) for name, value in given_headers.items() if value
    ]
    request = Request({"type": "http", "method": "POST", "headers": raw}, receive)
    return run(read_form(request, seconds=seconds))


def part(name, value, extra=""):
    return (
        f'--frontier\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'.encode()
        + value
        + b"\r\n"
    )


def parts(*pairs):
    return b"".join(part(name, value) for name, value in pairs) + b"--frontier--\r\n"


@given(st.dictionaries(names, values, max_size=20), st.integers(1, 50))
def test_both_encodings_give_what_was_typed(fields, chunk):
    pairs = [(name, value.encode()) for name, value in fields.items()]
    expected = dict(fields)

    assert read(urlencode(fields).encode(), chunk=chunk) == expected
    if fields:
        assert read(parts(*pairs), MULTIPART, chunk=chunk) == expected


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (b"one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        (b"a\x00b\x07c\x1bd\x7fe\tf", "abcde\tf"),
        ("Grüße 🌱".encode(), "Grüße 🌱"),
        ("\u0091so\u0092".encode(), "‘so’"),
        (b"+ & = %", "+ & = %"),
        (b"", ""),
    ],
)
def test_text_is_clean(typed, text):
    assert read(b"words=" + quote_from_bytes(typed).encode()) == {"words": text}
    assert read(parts(("words", typed)), MULTIPART) == {"words": text}


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "ISO-8859-1", "latin1"])
def test_a_page_of_another_encoding_may_say_so(charset):
    assert read(b"w=%FC%80", f"{URLENCODED}; charset={charset}") == {"w": "ü€"}
    assert read(b"w=\xfc", f"{URLENCODED}; charset={charset}") == {"w": "ü"}
    assert read(parts(("w", b"\xfc")), f"{MULTIPART}; charset={charset}") == {"w": "ü"}
    assert read(b"w=%C3%BC", f"{URLENCODED}; charset={charset}") == {"w": "ü"}


def test_of_a_field_given_twice_the_first_counts():
    assert read(b"a=1&a=2&b=3") == {"a": "1", "b": "3"}
    assert read(parts(("a", b"1"), ("a", b"2")), MULTIPART) == {"a": "1"}


def test_an_empty_body_is_an_empty_form():
    assert read(b"", "") == {}
    assert read(b"", "image/png") == {}
    assert read(b"&&&") == {}


@pytest.mark.parametrize(
    ("body", "kind", "status", "why"),
    [
        (b"a=1", "", 415, "not a form"),
        (b"a=1", "text/plain", 415, "not a form"),
        (b'{"a": 1}', "application/json", 415, "not a form"),
        (b"a=1", "multipart/form-data", 400, "not a form"),
        (b"a=1", MULTIPART, 400, "not a form"),
        (part("a", b"1"), MULTIPART, 400, "not a form"),
        (b"--frontier--\r\n", f"{MULTIPART}{'x' * 300}", 400, "not a form"),
        (part("a", b"1") + b"--frontier\r\n\r\nno name\r\n--frontier--", MULTIPART, 400, "not a form"),
        (part("a", b"1", '; filename="a.txt"') + b"--frontier--", MULTIPART, 400, "file"),
        (b"a=%FF", URLENCODED, 400, "encoding"),
        (b"a=\xff", URLENCODED, 400, "encoding"),
        (b"%FF=a", URLENCODED, 400, "encoding"),
        (b"a=1", f"{URLENCODED}; charset=utf-16", 415, "encoding"),
        (b"a=1", f"{URLENCODED}; charset=utf-7", 415, "encoding"),
        (b"a=1&" * 31, URLENCODED, 413, "too many"),
        (parts(*[(str(n), b"") for n in range(31)]), MULTIPART, 413, "too many"),
        (b"a" * 101 + b"=1", URLENCODED, 400, "not a form"),
        (b"a=" + b"x" * LARGEST, URLENCODED, 413, "too large"),
        (parts(("a", b"x" * LARGEST)), MULTIPART, 413, "too large"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_with_a_reason(body, kind, status, why):
    with pytest.raises(BadForm) as caught:
        read(body, kind)

    assert (caught.value.status, caught.value.why) == (status, why)


def test_the_largest_form_is_taken():
    assert len(read(b"a=" + b"x" * (LARGEST - 2))["a"]) == LARGEST - 2
    assert len(read(b"&".join(b"%d=1" % n for n in range(30)))) == 30


def test_a_compressed_body_is_refused():
    with pytest.raises(BadForm, match="encoding"):
        read(b"a=1", content_encoding="gzip")


def test_a_length_that_is_too_much_is_believed_at_once_and_no_other():
    with pytest.raises(BadForm, match="too large"):
        read(b"a=1", content_length="10000000")
    with pytest.raises(BadForm, match="too large"):
        read(b"a=" + b"x" * LARGEST, content_length="3")


def test_a_body_that_takes_too_long_is_given_up():
    with pytest.raises(BadForm, match="too slow") as caught:
        read(b"a=1&b=2", chunk=1, waiting=0.05, seconds=0.1)

    assert caught.value.status == 408


def test_who_leaves_in_the_middle_sent_no_form():
    async def leaving():
        return {"type": "http.disconnect"}

    request = Request({"type": "http", "method": "POST", "headers": []}, leaving)
    with pytest.raises(BadForm, match="not a form"):
        run(read_form(request))


def refusal(body, kind=MULTIPART, **options):
    """Give the status by which a body is refused; None for one that is a clean form."""
    try:
        found = read(body, kind, **options)
    except BadForm as error:
        return error.status
    assert all(isinstance(text, str) and "\x00" not in text for text in found.values())
    return None


@given(st.binary(max_size=400), st.sampled_from([URLENCODED, MULTIPART]), st.integers(1, 90))
def test_whatever_comes_is_a_form_or_refused(body, kind, chunk):
    assert refusal(body, kind, chunk=chunk) in {None, 400, 413, 415}


@given(st.lists(st.sampled_from(
    [b"--frontier", b"--", b"\r\n", b"\n", b"Content-Disposition: form-data; name=a", b":", b"x", b"\x00"]
), max_size=30))  # fmt: skip
def test_pieces_of_multipart_in_any_order_are_a_form_or_refused(pieces):
    assert refusal(b"".join(pieces)) in {None, 400, 413}


@given(
    st.text(st.characters(max_codepoint=255), max_size=80),
    st.sampled_from(["", URLENCODED, MULTIPART]),
)
def test_no_content_type_breaks_it(text, start):
    assert refusal(b"a=1", f"{start}; {text}") in {None, 400, 413, 415}
