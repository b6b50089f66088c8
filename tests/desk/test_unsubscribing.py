from datetime import timedelta

import pytest
from desks import running_desk

from plugins.newsletter.database.opening import reading
from plugins.newsletter.subscribers import commands, suppression
from plugins.newsletter.subscribers.model import Status
from plugins.newsletter.tokens import make_token

BO = "bo@work.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
)


def test_one_click_acts_at_once_without_page_or_cookie(desk):
    token = desk.add(BO)

    answer = desk.post(f"/u/{token}", ONE_CLICK)

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert desk.person(BO).status is Status.UNSUBSCRIBED


def test_one_click_may_be_multipart(desk):
    token = desk.add(BO)

    answer = desk.request(
        "POST", f"/u/{token}", MULTIPART, **{"Content-Type": 'multipart/form-data; boundary="x"'}
    )

    assert answer.status == 200
    assert desk.person(BO).status is Status.UNSUBSCRIBED


@pytest.mark.parametrize("origin", [None, "null", "https://ana.example", "http://127.0.0.1:9"])
def test_the_token_decides_where_no_origin_is_told(desk, origin):
    token = desk.add(BO)

    assert (
        desk.post(f"/u/{token}", ONE_CLICK, **({"Origin": origin} if origin else {})).status == 200
    )
    assert desk.person(BO).status is Status.UNSUBSCRIBED


def test_a_form_on_another_site_cannot_unsubscribe(desk):
    token = desk.add(BO)

    assert desk.post(f"/u/{token}", ONE_CLICK, Origin="https://evil.example").status == 403
    assert desk.person(BO).status is Status.ACTIVE


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("query", ["", "?List-Unsubscribe=One-Click", "?confirm=yes"])
def test_looking_changes_nothing(desk, method, query):
    token = desk.add(BO)

    assert desk.request(method, f"/u/{token}{query}").status == 200
    assert desk.person(BO).status is Status.ACTIVE


def test_the_page_has_one_button_and_a_way_to_less(desk):
    token = desk.add(BO)

    page = desk.get(f"/u/{token}")

    assert page.text.count("<button") == 1
    assert f"/p/{token}" in page.text
    left = desk.post(f"/u/{token}", {"confirm": "yes"})
    assert left.heading == "The letters have stopped"
    assert desk.person(BO).status is Status.UNSUBSCRIBED
    assert desk.get(f"/u/{token}").heading == "You get no letters"


def test_undo_within_a_week_loses_no_post(desk):
    desk.blog.publish(1)
    token = desk.add(BO)
    mark = desk.person(BO).mark
    desk.post(f"/u/{token}", ONE_CLICK)
    desk.wait(days=6)

    back = desk.post(f"/u/{token}", {"undo": "yes"})

    assert back.heading == "As if nothing had happened"
    person = desk.person(BO)
    assert (person.status, person.mark, person.left) == (Status.ACTIVE, mark, None)
    assert person.consent.words == "said so"
    with reading(desk.newsletter.engine) as connection:
        assert not suppression.suppressed(connection)


def test_undo_after_a_week_is_a_new_yes(desk):
    token = desk.add(BO)
    desk.post(f"/u/{token}", ONE_CLICK)
    desk.wait(days=8)

    desk.post(f"/u/{token}", {"undo": "yes"})

    person = desk.person(BO)
    assert person.status is Status.ACTIVE
    assert (person.consent.how, person.consent.words) == ("form", "Take that back")


@pytest.mark.parametrize("days", [0, 8])
def test_undo_makes_nobody_a_reader_who_never_said_yes(desk, days):
    """Who was only invited, and said never again, is invited again."""
    token = desk.invite(BO)
    desk.post(f"/u/{token}", {"confirm": "yes"})
    assert desk.person(BO).status is Status.UNSUBSCRIBED
    desk.wait(days=days)

    page = desk.post(f"/u/{token}", {"undo": "yes"})

    assert "You had not asked for letters yet" in page.text
    assert desk.person(BO).status is Status.INVITED


def test_undo_of_nothing_changes_nothing(desk):
    token = desk.add(BO)
    commands.pause(desk.newsletter, BO, until=None)

    page = desk.post(f"/u/{token}", {"undo": "yes"})

    assert desk.person(BO).status is Status.PAUSED
    assert "until you say so" in page.text


def test_pressing_twice_is_as_pressing_once(desk):
    token = desk.add(BO)
    desk.post(f"/u/{token}", ONE_CLICK)
    left = desk.person(BO).left
    desk.wait(hours=1)

    assert desk.post(f"/u/{token}", ONE_CLICK).status == 200
    assert desk.person(BO).left == left


def test_a_test_letters_token_and_made_up_ones_are_nobodys(desk):
    desk.add(BO)
    for token in (make_token(desk.newsletter.secrets, 0), "a" * 26, "%00", "..%2f..", "x" * 1000):
        assert desk.post(f"/u/{token}", ONE_CLICK).status == 404
        assert desk.get(f"/u/{token}").status == 404
    assert desk.person(BO).status is Status.ACTIVE


def test_tokens_stay_good_for_ever_and_after_a_new_secret(site):
    with running_desk(site) as desk:
        token = desk.add(BO)
    with running_desk(
        site, secret="a-new-secret-of-the-tests a-secret-of-the-tests-long-enough"
    ) as desk:
        desk.wait(days=4000)
        assert desk.post(f"/u/{token}", ONE_CLICK).status == 200
        assert desk.person(BO).status is Status.UNSUBSCRIBED


def test_an_address_with_a_full_stop_behind_it_is_found_all_the_same(desk):
    """Mail programs take punctuation for a part of the link."""
    token = desk.add(BO)

    assert desk.get(f"/u/{token}.").heading == "Shall the letters stop?"
    assert desk.get(f"/u/{token.upper()}").heading == "Shall the letters stop?"


def test_a_week_is_counted_from_leaving(desk):
    token = desk.add(BO)
    desk.post(f"/u/{token}", ONE_CLICK)

    assert desk.person(BO).left == desk.blog.now
    assert desk.person(BO).created == desk.blog.now - timedelta(0)


def test_whose_letters_came_back_long_ago_begins_anew(desk):
    """Else an undo would bring all posts of the time between."""
    token = desk.add(BO)
    commands.bounced(desk.newsletter, BO)
    desk.wait(days=300)
    desk.post(f"/u/{token}", ONE_CLICK)

    desk.post(f"/u/{token}", {"undo": "yes"})

    person = desk.person(BO)
    assert person.status is Status.ACTIVE
    assert person.consent.at == desk.blog.now


def test_one_click_may_end_with_a_line(desk):
    token = desk.add(BO)

    desk.post(f"/u/{token}", {"List-Unsubscribe": "One-Click\r\n"})

    assert desk.person(BO).status is Status.UNSUBSCRIBED
