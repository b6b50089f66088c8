from dataclasses import replace

import pytest
from letter_samples import BO, digest, post

from plugins.newsletter.letter.slots import (
    LONGEST_NOTE,
    find_mark,
    greeting_for,
    in_html,
    largest_size,
    make_slots,
    note_for,
)


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("", "Hello,"),
        ("  \n ", "Hello,"),
        ("Ana", "Hello Ana,"),
        ("Ana\u202e\nMüller", "Hello Ana Müller,"),
        ("x" * 100, f"Hello {'x' * 59}…,"),
    ],
)
def test_a_reader_is_greeted_by_name_when_it_is_known(name, greeting):
    assert greeting_for(replace(BO, name=name)) == greeting


def test_a_note_keeps_its_lines_and_loses_what_no_page_can_carry():
    assert note_for(replace(BO, note="a\r\nb\rc\n\n\x07d\x00 ")) == "a\nb\nc\n\nd"
    assert in_html("a <b>\n& c") == "a &lt;b&gt;<br>\n&amp; c"
    assert len(note_for(replace(BO, note="word " * 900))) <= LONGEST_NOTE


def test_a_mark_is_a_character_that_nothing_holds():
    assert find_mark(digest()) == "\ue000"
    assert find_mark(digest(post(title="\ue000"))) == "\ue001"
    assert find_mark(digest(post(content="<p>&#xE000; &#57345;</p>"))) == "\ue002"
    assert find_mark(digest(post(title="".join(map(chr, range(0xE000, 0xF900)))))) == "\U000f0000"


def test_the_largest_size_counts_every_slot():
    slots = make_slots("\ue000")

    assert largest_size("ä", "\ue000") == 2
    assert largest_size(f"ab{slots.token}c{slots.token}", "\ue000") == 3 + 2 * 64
    assert largest_size(f"{slots.note}x{slots.words}y{slots.end}", "\ue000") == 2 + 5 * LONGEST_NOTE
