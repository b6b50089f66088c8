import json

import pytest
from newsletters import START

from plugins.desk import choosing
from plugins.newsletter.database.copies import keep_copy
from plugins.newsletter.subscribers import commands
from plugins.newsletter.subscribers.forgetting import forget
from plugins.newsletter.subscribers.model import Cadence, Status

BO = "bo@work.example"


def test_somebody_changes_cadence_and_name(desk):
    token = desk.add(BO)

    page = desk.post(f"/p/{token}", {"do": "save", "cadence": "each", "name": "Bo"})

    assert "That is kept." in page.text
    person = desk.person(BO)
    assert (person.cadence, person.name) == (Cadence.EACH, "Bo")
    assert 'value="each" checked' in desk.get(f"/p/{token}").text


def test_a_name_can_be_taken_back(desk):
    token = desk.add(BO, name="Bo")

    desk.post(f"/p/{token}", {"do": "save", "name": ""})

    assert desk.person(BO).name == ""
    assert desk.person(BO).cadence is Cadence.MONTHLY


@pytest.mark.parametrize(
    ("length", "day"), [("month", "2 December 2026"), ("quarter", "1 February 2027"), ("ever", "")]
)
def test_a_pause_ends_by_itself_or_by_hand(desk, length, day):
    token = desk.add(BO)

    page = desk.post(f"/p/{token}", {"do": "pause", "for": length})

    assert desk.person(BO).status is Status.PAUSED
    assert (f"until {day}." if day else "until you say so") in page.text
    assert "Letters come to you again." in desk.post(f"/p/{token}", {"do": "resume"}).text
    assert desk.person(BO).status is Status.ACTIVE


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "unheard of"},
        {"do": "pause", "for": "an hour"},
        {"do": "save", "cadence": "daily"},
    ],
)
def test_what_is_no_choice_changes_nothing(desk, fields):
    token = desk.add(BO, name="Bo")
    before = desk.person(BO)

    assert desk.post(f"/p/{token}", fields).status == 200
    assert desk.person(BO) == before


@pytest.mark.parametrize("do", ["pause", "resume"])
def test_who_left_is_neither_paused_nor_resumed(desk, do):
    token = desk.add(BO)
    commands.unsubscribe(desk.newsletter, BO)

    page = desk.post(f"/p/{token}", {"do": do, "for": "ever"})

    assert "Would you like them again?" in page.text
    assert desk.person(BO).status is Status.UNSUBSCRIBED


def test_all_that_is_kept_can_be_downloaded(desk):
    token = desk.add(BO, name="Bo", cadence=Cadence.WEEKLY)

    answer = desk.get(f"/p/{token}/data")

    assert answer.headers["content-disposition"] == 'attachment; filename="about-me.json"'
    known = json.loads(answer.text)
    assert (known["address"], known["name"], known["cadence"]) == (BO, "Bo", "weekly")
    assert known["consent"]["words"] == "said so"
    assert known["on_the_list_since"] == START.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert known["letters"] == []


def test_erasing_wants_the_address_typed(desk):
    token = desk.add(BO)

    for typed in ("", "bo", "ana@work.example"):
        page = desk.post(f"/p/{token}", {"do": "erase", "address": typed})
        assert page.status == 422
        assert "nothing was erased" in page.text
    assert desk.person(BO).status is Status.ACTIVE


def test_who_is_erased_is_nowhere_any_more(desk):
    token = desk.add(BO, name="Bo of Erasure")
    keep_copy(desk.newsletter.path, now=desk.blog.now, why="test")

    page = desk.post(f"/p/{token}", {"do": "erase", "address": " BO@Work.example "})

    assert page.heading == "You are forgotten"
    assert desk.person(BO) is None
    for path in desk.newsletter.path.parent.rglob("newsletter*"):
        if path.is_file():
            assert BO.encode() not in path.read_bytes()
            assert b"Erasure" not in path.read_bytes()
    assert desk.get(f"/p/{token}").heading == "There is nothing here"
    assert desk.post(f"/u/{token}", {"List-Unsubscribe": "One-Click"}).status == 404


def test_who_presses_twice_to_be_erased_is_told_so_and_not_named(desk, monkeypatch, caplog):
    token = desk.add(BO)

    def forget_twice(newsletter, address):
        forget(newsletter, address)
        forget(newsletter, address)

    monkeypatch.setattr(choosing, "forget", forget_twice)
    page = desk.post(f"/p/{token}", {"do": "erase", "address": BO})

    assert page.heading == "You are forgotten"
    assert BO not in caplog.text


def test_too_many_changes_have_to_wait_and_change_nothing(desk):
    token = desk.add(BO)
    for number in range(60):
        cadence = ("each", "weekly")[number % 2]
        assert desk.post(f"/p/{token}", {"do": "save", "cadence": cadence}).status == 200

    answer = desk.post(f"/p/{token}", {"do": "save", "cadence": "monthly"})

    assert answer.status == 429
    assert desk.person(BO).cadence is Cadence.WEEKLY
    assert desk.post(f"/u/{token}", {"List-Unsubscribe": "One-Click"}).status == 200


def test_looking_changes_nothing(desk):
    token = desk.add(BO)
    before = desk.person(BO)

    for path in (f"/p/{token}?do=save&cadence=each", f"/p/{token}?do=erase&address={BO}"):
        assert desk.get(path).status == 200
        assert desk.request("HEAD", path).status == 200
    assert desk.person(BO) == before


def test_the_page_speaks_the_language_somebody_chose_once(desk):
    token = desk.add(BO, language="de")

    assert '<html lang="de">' in desk.get(f"/p/{token}", Accept_Language="fr").text
