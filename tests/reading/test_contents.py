import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.reading.body import read_body
from plugins.reading.contents import Heading, contents_of, make_id, named_headings, with_ids

TEXTS = st.lists(st.sampled_from(["Lunch", "lunch!", "Lunch 2", "Top", "…", "", "Ende", "café"]))


def named(html, taken=()):
    body = read_body(html)
    headings = named_headings(body, taken)
    return with_ids(html, body, headings), headings


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("What goes into it", "what-goes-into-it"),
        ("You’d think, wouldn't you?", "youd-think-wouldnt-you"),
        ("  C++ & snake_case ", "c-snake-case"),
        ("Über Straßen", "über-straßen"),
        ("e\u0301te\u0301", "été"),
        ("Как написать?", "как-написать"),
        ("हिन्दी में", "हिन्दी-में"),
        ("مرحبا بكم", "مرحبا-بكم"),
        ("見出し、二つ", "見出し-二つ"),
        ("2026", "2026"),
        ("🎉 …", "part"),
        ("", "part"),
        ("word " * 40, "word-" * 11 + "word"),
        ("x" * 100, "x" * 60),
    ],
)
def test_an_id_is_made_of_the_words(text, id_):
    assert make_id(text) == id_


@given(st.text())
def test_no_id_needs_to_be_escaped_or_has_the_mark_of_numbers(text):
    assert re.fullmatch(r"""[^\s"'<>&=`_%/?#.:]+""", make_id(text))


def test_the_rest_of_a_body_stays_byte_for_byte():
    html = "<P>a</P>\r\n<h2 class='x' >One</h2 ><br/>&nbsp;<h3>Two</h3>"

    assert named(html)[0] == (
        '<P>a</P>\r\n<h2 id="one" class=\'x\' >One</h2 ><br/>&nbsp;<h3 id="two">Two</h3>'
    )


def test_an_id_that_is_there_stays():
    html = '<h2 id="Mine">One</h2><h2>Mine</h2><h2 id="mine">Two</h2>'

    changed, headings = named(html)

    assert [one.id for one in headings] == ["Mine", "mine_2", "mine"]
    assert changed == html.replace("<h2>", '<h2 id="mine_2">')


def test_no_place_of_the_page_or_of_the_body_is_taken():
    _, headings = named(
        '<h2>Comments</h2><h2>C1</h2><h2>Note</h2><i id="note"></i>', {"comments", "c1"}
    )

    assert [one.id for one in headings] == ["comments_2", "c1_2", "note_2"]


@given(TEXTS, TEXTS, st.text("abc", max_size=3))
def test_a_new_heading_changes_the_ids_of_those_alone_that_say_the_same(before, after, text):
    def ids(texts):
        return [one.id for one in named("".join(f"<h2>{one}</h2>" for one in texts), {"top"})[1]]

    others = ids([*before, *after])
    found = ids([*before, text, *after])

    assert len(set(found)) == len(found)
    del found[len(before)]
    same = [make_id(one) == make_id(text) for one in [*before, *after]]
    assert all(is_same or new == old for new, old, is_same in zip(found, others, same, strict=True))


@given(
    st.lists(st.sampled_from(["<h2>", "</h2>", "a", "<h3>", "<b id=a>", "<!--", "-->", "<p ", '"']))
)
def test_naming_twice_changes_nothing_more(pieces):
    once, headings = named("".join(pieces))

    assert named(once) == (once, headings)
    assert re.sub(r' id="[^"]+"', "", once) == "".join(pieces)


def heading(text, level=2):
    return Heading(id=make_id(text), text=text, level=level)


THREE = (heading("One"), heading("Two", 3), heading("Three"))


@pytest.mark.parametrize(
    ("headings", "words", "contents"),
    [
        (THREE, 1_000, THREE),
        (THREE, 999, ()),
        (THREE[:2], 5_000, ()),
        ((*THREE[:2], heading("")), 5_000, ()),
        ((), 5_000, ()),
    ],
)
def test_only_long_posts_with_some_headings_have_contents(headings, words, contents):
    assert contents_of(headings, words=words) == contents
