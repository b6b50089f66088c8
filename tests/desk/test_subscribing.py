import re

import pytest
from desks import BROWSER, running_desk, text_of
from smtp_conversation import Fault

from plugins.newsletter import overview
from plugins.newsletter.subscribers import commands, forgetting
from plugins.newsletter.subscribers.model import Cadence, Status

BO = "bo@work.example"


def test_from_an_address_typed_to_a_welcome(desk):
    for number in range(4):
        desk.blog.publish(number, age=desk.blog.now - desk.blog.now.replace(day=1 + number % 2))
    answer = desk.subscribe(BO)
    assert (answer.status, answer.heading) == (200, "Now look in your inbox")

    (asking,) = desk.letters(BO)
    token = desk.token_in(asking, "c")
    assert desk.person(BO) is None
    page = desk.get(f"/c/{token}")
    assert BO in page.text
    desk.wait(seconds=5)
    fields = {"confirm": "yes", "cadence": "weekly", "name": "Bo", "stamp": page.stamp}
    assert desk.post(f"/c/{token}", fields).heading == "Welcome, Bo!"

    person = desk.person(BO)
    assert (person.status, person.cadence, person.name) == (Status.ACTIVE, Cadence.WEEKLY, "Bo")
    assert (person.consent.how, person.consent.at) == ("form", desk.blog.now)
    assert person.consent.words == "Yes, please write to me (weekly)"
    welcome = desk.letters(BO, 2)[1]
    text = text_of(welcome)
    assert "Hello Bo," in text
    assert "once a week" in text
    assert len(re.findall(r"^Post \d$", text, re.MULTILINE)) == 3
    assert desk.token_in(welcome, "u") == desk.token(BO)
    assert welcome["List-Id"]


def test_the_letter_that_asks_says_nothing_that_was_typed_and_is_no_lists(desk):
    desk.subscribe("  Buy now <BO@work.example>")

    (asking,) = desk.letters("BO@work.example")
    assert "Buy" not in asking.as_string()
    assert "BO@work" not in text_of(asking)
    assert asking["Auto-Submitted"] == "auto-generated"
    for name in ("List-Id", "List-Unsubscribe", "Precedence"):
        assert asking[name] is None


def test_a_known_address_gets_the_same_answer_and_another_letter(desk):
    desk.add(BO)
    known = desk.subscribe(BO)
    new = desk.subscribe("cy@work.example")

    assert known.text.replace(BO, "X") == new.text.replace("cy@work.example", "X")
    assert known.status == new.status
    (letter,) = desk.letters(BO)
    assert "already" in letter["Subject"]
    assert desk.token_in(letter, "p") == desk.token(BO)
    assert desk.person(BO).status is Status.ACTIVE


@pytest.mark.parametrize("is_erased", [False, True])
def test_who_left_is_not_written_to_whoever_types_the_address(desk, is_erased):
    desk.add(BO)
    if is_erased:
        forgetting.forget(desk.newsletter, BO)
    else:
        commands.unsubscribe(desk.newsletter, BO)

    answer = desk.subscribe(BO)
    desk.subscribe("cy@work.example")

    assert answer.heading == "Now look in your inbox"
    desk.letters("cy@work.example")
    desk.settle()
    assert desk.letters(BO, 0) == []


def test_an_address_whose_letters_came_back_may_say_that_it_works_again(desk):
    desk.add(BO)
    commands.bounced(desk.newsletter, BO)

    desk.subscribe(BO)
    token = desk.token_in(desk.letters(BO)[0], "c")
    desk.post(f"/c/{token}", {"confirm": "yes"})

    assert desk.person(BO).status is Status.ACTIVE


@pytest.mark.parametrize(
    "typed", ["", "bo", "bo@", "a" * 300 + "@work.example", "bo@work\r\nBcc: x"]
)
def test_what_is_no_address_is_asked_for_again(desk, typed):
    answer = desk.post("/subscribe", {"address": typed}, **BROWSER)

    assert answer.status == 422
    assert 'aria-invalid="true"' in answer.text
    assert desk.mail.letters == []


def test_what_does_not_come_by_a_press_of_the_button_is_asked_once_more(desk):
    asked = desk.post("/subscribe", {"address": BO})
    assert asked.heading == "Get the letter"
    assert f'value="{BO}"' in asked.text

    desk.wait(seconds=1)
    early = desk.post("/subscribe", {"address": BO, "stamp": asked.stamp})
    assert "That was quick" in early.text
    desk.wait(seconds=2)
    done = desk.post("/subscribe", {"address": BO, "stamp": early.stamp})

    assert done.heading == "Now look in your inbox"
    assert len(desk.letters(BO)) == 1


@pytest.mark.parametrize(
    "stamp", ["", "0-" + "0" * 32, "x" * 500, "1a207c1c445-753c95a5c9fbd3bac024669a0e5f240c"]
)
def test_a_made_up_stamp_is_none(desk, stamp):
    answer = desk.post("/subscribe", {"address": BO, "stamp": stamp})

    assert answer.heading == "Get the letter"
    assert desk.mail.letters == []


def test_who_fills_in_the_field_that_nobody_sees_is_told_what_everybody_is(desk):
    answer = desk.post("/subscribe", {"address": BO, "topic": "Casino"}, **BROWSER)
    person = desk.subscribe("cy@work.example")

    assert answer.text.replace(BO, "X") == person.text.replace("cy@work.example", "X")
    desk.letters("cy@work.example")
    desk.settle()
    assert desk.letters(BO, 0) == []


def test_one_address_gets_three_letters_a_day_at_most(desk):
    for _time in range(6):
        assert desk.subscribe(BO).status == 200
        desk.wait(minutes=11)

    desk.settle()
    letters = desk.letters(BO, 3)
    assert len({desk.token_in(letter, "c") for letter in letters}) == 1
    assert len({letter["Message-ID"] for letter in letters}) == 3


def test_a_network_that_signs_up_many_has_to_wait_and_a_restart_forgets_nothing(site):
    with running_desk(site) as desk:
        for number in range(10):
            assert desk.subscribe(f"r{number}@work.example").status == 200
    with running_desk(site) as desk:
        answer = desk.subscribe(BO)

        assert answer.status == 429
        assert int(answer.headers["retry-after"]) > 3000
        assert "Please try again in" in answer.text
        desk.wait(hours=1, seconds=1)
        assert desk.subscribe(BO).status == 200


def test_behind_a_proxy_each_network_counts_for_itself(desk):
    for number in range(12):
        answer = desk.subscribe(f"r{number}@work.example", X_Forwarded_For=f"203.0.{number}.7")
        assert answer.status == 200


def test_without_a_configured_proxy_nobody_can_say_where_they_come_from(site):
    with running_desk(site, extra="DESK_PROXIES = []\n") as desk:
        found = [
            desk.subscribe(f"r{number}@work.example", X_Forwarded_For=f"203.0.{number}.7").status
            for number in range(12)
        ]

        assert found == [200] * 10 + [429] * 2


def test_a_sign_up_that_nobody_confirms_is_forgotten_after_a_week(desk):
    desk.subscribe(BO)
    token = desk.token_in(desk.letters(BO)[0], "c")
    desk.wait(days=7, minutes=1)

    assert desk.get(f"/c/{token}").heading == "This link is too old"
    assert desk.post(f"/c/{token}", {"confirm": "yes"}).heading == "This link is too old"
    desk.subscribe("cy@work.example")  # wakes the postman, who tidies
    folder = desk.newsletter.path.parent
    desk.until(lambda: not any(BO.encode() in path.read_bytes() for path in folder.iterdir()))


def test_a_letter_that_the_server_wants_later_goes_later(site):
    with running_desk(
        site, script=[Fault(at="RCPT", code=450, text="4.2.1 later", times=1)]
    ) as desk:
        desk.subscribe(BO)
        desk.until(lambda: desk.owed(tried=1) == 1)
        desk.wait(minutes=2)
        desk.subscribe("cy@work.example")  # wakes the postman

        assert len(desk.letters("cy@work.example")) == 1
        assert len(desk.letters(BO)) == 1


def test_an_address_that_is_refused_is_not_tried_again(site):
    refusal = Fault(at="RCPT", code=550, text="5.1.1 nobody", recipient=BO, times=99)
    with running_desk(site, script=[refusal]) as desk:
        desk.subscribe(BO)
        desk.subscribe("cy@work.example")

        assert len(desk.letters("cy@work.example")) == 1
        desk.settle()
        assert desk.letters(BO, 0) == []


def test_a_server_that_refuses_the_sender_is_asked_again_later(site):
    """That is the settings' fault, or the server's, and not the reader's."""
    refusal = Fault(at="MAIL", code=553, text="5.7.1 this sender is not yours", times=1)
    with running_desk(site, script=[refusal]) as desk:
        desk.subscribe(BO)
        desk.until(lambda: desk.owed(tried=1) == 1)
        desk.wait(minutes=2)
        desk.subscribe("cy@work.example")

        assert len(desk.letters(BO)) == 1


def test_who_left_before_the_letter_went_does_not_get_it(site):
    later = Fault(at="RCPT", code=450, text="4.2.1 later", times=1)
    with running_desk(site, script=[later]) as desk:
        token = desk.invite(BO)
        desk.subscribe(BO)
        desk.until(lambda: desk.owed(tried=1) == 1)
        desk.post(f"/u/{token}", {"List-Unsubscribe": "One-Click"})
        desk.wait(minutes=2)
        desk.subscribe("cy@work.example")

        desk.letters("cy@work.example")
        desk.settle()
        assert desk.letters(BO, 0) == []


def test_the_log_names_nobody_whose_address_the_server_cannot_take(site, caplog):
    with running_desk(site, features=("8BITMIME",)) as desk:
        desk.subscribe("möwe@work.example")
        desk.until(lambda: desk.owed(tried=1) == 1)

    assert "no SMTPUTF8" in caplog.text
    assert "work.example" not in caplog.text


def test_what_is_owed_is_carried_after_a_restart(site):
    with running_desk(
        site, script=[Fault(at="RCPT", code=450, text="4.2.1 later", times=99)]
    ) as desk:
        desk.subscribe(BO)
        desk.until(lambda: desk.owed(tried=1) == 1)
    with running_desk(site) as desk:
        desk.wait(minutes=2)
        desk.subscribe("cy@work.example")

        assert len(desk.letters(BO)) == 1


@pytest.mark.parametrize(
    ("site_address", "origin"),
    [
        ("https://möwe.example", "https://xn--mwe-sna.example"),
        ("https://ana.example:443", "https://ana.example"),
        ("https://Ana.example/blog", "https://ana.example"),
    ],
)
def test_one_press_is_enough_however_the_sites_address_is_written(site, site_address, origin):
    with running_desk(site, extra=f'SITE_ADDRESS = "{site_address}"\n') as desk:
        assert desk.subscribe(BO, Origin=origin).heading == "Now look in your inbox"
        desk.settle()


@pytest.mark.parametrize("origin", ["null", ""])
def test_a_press_that_says_not_where_is_asked_for_again(desk, origin):
    assert desk.subscribe(BO, Origin=origin).heading != "Now look in your inbox"


def test_a_form_from_another_site_is_refused(desk):
    answer = desk.subscribe(BO, Origin="https://evil.example")

    assert answer.status == 403
    assert "not mine" in answer.text
    desk.settle()
    assert desk.mail.letters == []


def test_pages_speak_the_readers_language_and_so_does_their_letter(desk):
    answer = desk.subscribe(BO, Accept_Language="de-AT,de;q=0.9,en;q=0.5")

    assert '<html lang="de">' in answer.text
    assert answer.headers["content-language"] == "de"
    (letter,) = desk.letters(BO)
    assert letter["Content-Language"] == "de"
    assert "Hallo" in text_of(letter)
    assert 'lang="en"' in answer.text  # the site's own header is English


def test_a_multipart_form_is_as_good(desk):
    head = b'--b\r\nContent-Disposition: form-data; name="address"\r\n\r\n'
    kind = "multipart/form-data; boundary=b"

    answer = desk.request(
        "POST",
        "/subscribe",
        head + BO.encode() + b"\r\n--b--\r\n",
        **{**BROWSER, "Content-Type": kind},
    )

    assert answer.heading == "Now look in your inbox"


def test_the_author_sees_who_has_not_answered_yet(desk):
    desk.subscribe(BO)
    desk.letters(BO)
    desk.settle()

    assert "One person has signed up and not confirmed yet" in overview.status(desk.newsletter)
    desk.wait(days=8)
    assert "signed up" not in overview.status(desk.newsletter)
