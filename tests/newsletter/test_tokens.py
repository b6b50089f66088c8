import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.secret_file import get_secrets
from plugins.newsletter.tokens import (
    find_subscriber,
    hashes_of,
    make_token,
    message_id,
    parse_secrets,
)
from plugins.shared.errors import BadSettings

OLD, NEW = "an-old-secret-of-24-signs", "a-new-secret-of-24-signs!"
SECRETS = parse_secrets(OLD)
ROTATED = parse_secrets(f"{NEW} {OLD}")


@given(st.integers(0, 2**32 - 1), st.text(max_size=20), st.text(max_size=20))
def test_a_token_is_found_in_whatever_stands_around_it(number, before, after):
    token = make_token(SECRETS, number)

    assert re.fullmatch("[a-z2-7]{26}", token)
    assert find_subscriber(SECRETS, f"{before} {token.upper()} {after}") == number


@given(st.integers(0, 2**32 - 1), st.integers(0, 25), st.sampled_from("abcdefghij234567"))
def test_a_token_that_was_changed_is_nobodys(number, place, sign):
    token = make_token(SECRETS, number)
    changed = token[:place] + sign + token[place + 1 :]

    assert find_subscriber(SECRETS, changed) == (number if changed == token else None)


def test_an_old_keys_tokens_and_hashes_stay_good_after_a_new_one():
    ana = parse_address("ana@example.org")

    assert find_subscriber(ROTATED, make_token(SECRETS, 7)) == 7
    assert find_subscriber(SECRETS, make_token(ROTATED, 7)) is None
    assert hashes_of(SECRETS, ana)[0] in hashes_of(ROTATED, ana)
    assert hashes_of(ROTATED, ana)[0] != hashes_of(SECRETS, ana)[0]


def test_a_letter_has_one_message_id_whatever_key_is_in_use():
    first = message_id(SECRETS, "2026-11-23-monthly", 7, "ana.example")

    assert first == message_id(ROTATED, "2026-11-23-monthly", 7, "ana.example")
    assert first != message_id(SECRETS, "2026-11-23-monthly", 8, "ana.example")
    assert first != message_id(SECRETS, "2026-11-23-weekly", 7, "ana.example")
    assert re.fullmatch(r"<[A-Za-z0-9.-]+@ana\.example>", first)


def test_secrets_are_not_shown():
    assert OLD not in repr(ROTATED)


def test_a_secret_is_made_once_for_its_owners_eyes(tmp_path):
    folder = tmp_path / "var"

    made = get_secrets(folder, {})

    assert get_secrets(folder, {}) == made
    assert (folder / "newsletter.secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["newsletter.secret"]


def test_the_environments_secret_comes_first(tmp_path):
    assert get_secrets(tmp_path, {"NEWSLETTER_SECRET": f"{NEW},{OLD}"}) == ROTATED
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["short", "   ", f"{OLD} short"])
def test_a_secret_too_short_to_be_one_is_refused(tmp_path, text):
    (tmp_path / "newsletter.secret").write_text(text)

    with pytest.raises(BadSettings, match="at least 16 characters") as caught:
        get_secrets(tmp_path, {})
    assert OLD not in str(caught.value)
