import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.addresses import masked, parse_address


@pytest.mark.parametrize(
    ("text", "wire", "key"),
    [
        ("ana@example.org", "ana@example.org", "ana@example.org"),
        ("Ana@Example.ORG", "Ana@example.org", "ana@example.org"),
        ("Ana Example <ana@example.org>", "ana@example.org", "ana@example.org"),
        (" ana@example.org\n", "ana@example.org", "ana@example.org"),
        ("bo@bücher.example", "bo@xn--bcher-kva.example", "bo@xn--bcher-kva.example"),
        ("bo@xn--bcher-kva.example", "bo@xn--bcher-kva.example", "bo@xn--bcher-kva.example"),
        ("ana+tips@example.org", "ana+tips@example.org", "ana+tips@example.org"),
        ("a.n.a@example.org", "a.n.a@example.org", "a.n.a@example.org"),
    ],
)
def test_an_address_is_known_however_it_is_written(text, wire, key):
    found = parse_address(text)

    assert (found.wire, found.key) == (wire, key)
    assert not found.needs_smtputf8


def test_letters_of_other_scripts_before_the_at_need_a_server_that_takes_them():
    assert parse_address("Änne@example.org").needs_smtputf8
    assert parse_address("ÄNNE@example.org").key == parse_address("änne@example.org").key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@localhost",
        "ana@@example.org",
        "ana@example..org",
        "ana@example.org\r\nBcc: bo@example.org",
        "ana@example.org, bo@example.org",
        "a" * 65 + "@example.org",
        "ana@" + "a" * 250 + ".org",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"no e-mail address|longer than"):
        parse_address(text)


@given(st.text())
def test_whatever_is_taken_can_stand_in_a_header_and_an_envelope(text):
    try:
        found = parse_address(text)
    except ValueError:
        return
    assert not set(found.wire) & set("\r\n\0 <>,")
    assert found.wire.count("@") == 1
    assert parse_address(found.wire).key == found.key


def test_a_log_shows_no_whole_address():
    assert masked("ana@example.org") == "a…@example.org"
