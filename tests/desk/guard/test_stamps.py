import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsletters import SECRET, START

from plugins.desk.guard.stamps import Stamp, look_at_stamp, make_stamp
from plugins.newsletter.tokens import parse_secrets

SECRETS = parse_secrets(SECRET)
MADE = make_stamp(SECRETS, "subscribe", START)
TWO_SECONDS = timedelta(seconds=2)


def look(text=MADE, *, after=60.0, purpose="subscribe", secrets=SECRETS):
    return look_at_stamp(secrets, purpose, text, START + timedelta(seconds=after), TWO_SECONDS)


@pytest.mark.parametrize(
    ("after", "stamp"),
    [
        (0, Stamp.EARLY),
        (1.9, Stamp.EARLY),
        (2, Stamp.GOOD),
        (86_400, Stamp.GOOD),
        (86_401, Stamp.OLD),
        (10**9, Stamp.OLD),
        (-60, Stamp.EARLY),
    ],
)
def test_a_stamp_tells_how_long_a_form_was_looked_at(after, stamp):
    assert look(after=after) is stamp


def test_a_stamp_is_good_for_its_purpose_and_secret_only():
    assert look(purpose="comment") is Stamp.BAD
    assert look(secrets=parse_secrets("another-secret-of-24-signs")) is Stamp.BAD
    assert look(secrets=parse_secrets(f"another-secret-of-24-signs {SECRET}")) is Stamp.GOOD


def test_a_stamp_can_stand_in_an_address_and_a_form():
    assert re.fullmatch("[0-9a-f-]+", MADE)


@given(st.text(max_size=60) | st.from_regex(r"\A[0-9a-f]{1,12}-[0-9a-f]{32}\Z"))
def test_what_we_did_not_write_is_no_stamp(text):
    assert look(text) is Stamp.BAD


@given(st.integers(0, len(MADE) - 1), st.sampled_from("0123456789abcdef-"))
def test_a_stamp_that_was_changed_is_none(place, sign):
    changed = MADE[:place] + sign + MADE[place + 1 :]

    assert look(changed) is (Stamp.GOOD if changed == MADE else Stamp.BAD)
