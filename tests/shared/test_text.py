from html import escape

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.shared.text import clean, mail_address, make_slug, one_line, shorten, words_of


@given(st.text())
def test_cleaned_text_fits_into_xml(text):
    element = etree.Element("e")
    element.text = clean(text)  # lxml raises ValueError for what XML cannot carry

    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_cleaned_text_fits_into_a_page(text):
    parser = html5lib.HTMLParser()
    parser.parse(f"<!doctype html><title>t</title>{escape(clean(text))}")

    assert [code for _position, code, _values in parser.errors] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It\x92s \x93here\x94\x85", "It’s “here”…"),
        ("a\x81b\ufdd0c\U0003fffed\ud800e\x0bf", "abcdef"),
        ("\x92 \udc00", "’ "),
        ("nbsp\xa0, é, 😀, \ufdfa, \u0fff\u2fbf", "nbsp\xa0, é, 😀, \ufdfa, \u0fff\u2fbf"),
        ("tab\tand\r\nend", "tab\tand\r\nend"),
    ],
)
def test_windows_quotes_are_read_and_what_no_page_can_hold_is_dropped(text, expected):
    assert clean(text) == expected


def test_a_name_keeps_to_one_line_and_one_direction():
    assert one_line("Ana\n\u202eExample\u0000 ") == "Ana Example"


@given(st.text(), st.integers(2, 200))
def test_short_text_is_never_too_long(text, length):
    assert len(shorten(text, length)) <= length


def test_text_is_cut_between_words():
    assert shorten("one two three", 9) == "one two…"
    assert shorten("one two", 9) == "one two"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Good Ol' Networking Tips", "good-ol-networking-tips"),
        ("Café – später", "cafe-spater"),
        ("../../etc/passwd", "etc-passwd"),
        ("日本", "ri-ben"),
        ("Straße", "strasse"),
        ("!?", "post"),
        ("w" * 80, "w" * 60),
        ("one " * 30, "one-one-one-one-one-one-one-one-one-one-one-one-one-one-one"),
    ],
)
def test_a_slug_is_short_and_safe(title, slug):
    assert make_slug(title) == slug


def test_words_are_taken_out_of_html():
    assert words_of("<p>Salt &amp; <b>pepper</b></p>\n<p>too</p>") == "Salt & pepper too"


def test_the_bare_address_of_a_sender():
    assert mail_address("Ana <ana@example.org>") == "ana@example.org"
    assert mail_address("") == ""
