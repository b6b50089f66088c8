from datetime import timedelta

import pytest

from plugins.newsletter.subscribers import commands
from plugins.newsletter.subscribers.model import Cadence, Status
from plugins.newsletter.tokens import make_confirm_token, make_token, parse_secrets

BO = "bo@work.example"


@pytest.fixture
def token(desk):
    """Bo's token to confirm, out of their letter."""
    desk.subscribe(BO)
    return desk.token_in(desk.letters(BO)[0], "c")


def say_yes(desk, token, **fields):
    return desk.post(f"/c/{token}", {"confirm": "yes", **fields})


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_page_changes_nothing(desk, token, method):
    for _time in range(3):
        answer = desk.request(method, f"/c/{token}")

    assert answer.status == 200
    assert desk.person(BO) is None
    assert len(desk.letters(BO)) == 1


@pytest.mark.parametrize("fields", [{}, {"confirm": "no"}, {"yes": "confirm"}, {"name": "Bo"}])
def test_a_post_without_the_button_changes_nothing(desk, token, fields):
    assert desk.post(f"/c/{token}", fields).heading == "Shall I write to you?"
    assert desk.person(BO) is None


def test_who_presses_faster_than_people_read_is_asked_again(desk, token):
    stamp = desk.get(f"/c/{token}").stamp

    assert "That was quick" in say_yes(desk, token, stamp=stamp).text
    assert desk.person(BO) is None
    desk.wait(days=3)
    assert say_yes(desk, token, stamp=stamp).heading == "Welcome!"


def test_pressing_again_changes_nothing_and_says_the_same(desk, token):
    first = say_yes(desk, token, name="Bo")
    again = say_yes(desk, token, name="Somebody else", cadence="each")

    assert again.text == first.text
    assert desk.person(BO).name == "Bo"
    desk.settle()
    assert len(desk.letters(BO, 2)) == 2


def test_a_second_press_does_not_bring_back_who_left_meanwhile(desk, token):
    say_yes(desk, token)
    commands.unsubscribe(desk.newsletter, BO)

    answer = say_yes(desk, token)

    assert answer.heading == "You get no letters"
    assert "Take that back" in answer.text
    assert desk.person(BO).status is Status.UNSUBSCRIBED


def test_without_a_choice_it_is_the_sites_cadence(desk, token):
    say_yes(desk, token, cadence="hourly")

    assert desk.person(BO).cadence is Cadence.MONTHLY


def test_names_are_one_clean_line(desk, token):
    answer = say_yes(desk, token, name="Bo\r\nBcc: x\x00 <script>alert(1)</script>" + "o" * 200)

    assert "\n" not in desk.person(BO).name
    assert len(desk.person(BO).name) <= 100
    assert "<script>" not in answer.text
    desk.letters(BO, 2)


def test_an_invitation_is_answered_by_its_own_link(desk):
    token = desk.invite(BO)

    assert BO in desk.get(f"/c/{token}").text
    say_yes(desk, token, cadence="each", name="Bo")

    person = desk.person(BO)
    assert (person.status, person.cadence, person.name) == (Status.ACTIVE, Cadence.EACH, "Bo")
    assert person.consent.how == "invitation"
    assert "Welcome" in desk.letters(BO)[0]["Subject"]


def test_who_left_long_ago_comes_back_by_the_link_in_an_old_letter(desk):
    token = desk.add(BO)
    commands.unsubscribe(desk.newsletter, BO)
    desk.wait(days=400)

    assert desk.get(f"/c/{token}").heading == "Would you like my letters again?"
    say_yes(desk, token)

    person = desk.person(BO)
    assert person.status is Status.ACTIVE
    assert person.consent.at == desk.blog.now


def test_a_token_of_nobody_says_so(desk):
    other = parse_secrets("another-secret-long-enough")
    for token in ("a" * 26, make_token(other, 1), make_confirm_token(other, 1), "short"):
        assert desk.get(f"/c/{token}").status == 404
        assert say_yes(desk, token).heading == "There is nothing here"


def test_a_readers_token_does_not_confirm_a_sign_up_of_the_same_number(desk, token):
    """Each kind of token has a key of its own."""
    assert make_token(desk.newsletter.secrets, 1) != token
    assert desk.get(f"/u/{token}").status == 404


def test_a_name_that_was_known_stays_when_none_is_given(desk):
    token = desk.invite(BO)
    commands.change(desk.newsletter, BO, name="Bo", cadence=None, language=None, address="")

    say_yes(desk, token, name="")

    assert desk.person(BO).name == "Bo"


def test_a_letter_of_yesterday_still_confirms_tomorrow(desk, token):
    desk.wait(days=6)

    assert say_yes(desk, token).heading == "Welcome!"
    assert desk.person(BO).confirmed == desk.blog.now
    assert desk.person(BO).created > desk.blog.now - timedelta(days=1)


def test_the_page_speaks_as_its_letter_does_and_so_does_the_welcome(desk):
    desk.subscribe(BO, Accept_Language="fr")
    token = desk.token_in(desk.letters(BO)[0], "c")

    assert '<html lang="fr">' in desk.get(f"/c/{token}", Accept_Language="en").text
    say_yes(desk, token)

    assert desk.letters(BO, 2)[1]["Content-Language"] == "fr"
    assert desk.person(BO).language == "fr"


def test_who_pauses_is_not_promised_letters_when_they_press_again(desk, token):
    say_yes(desk, token)
    desk.post(f"/p/{desk.token(BO)}", {"do": "pause", "for": "month"})

    page = say_yes(desk, token)

    assert "until 2 December 2026" in page.text
    assert "once a month, when" not in page.text
    desk.letters(BO, 2)
