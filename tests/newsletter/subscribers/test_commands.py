from datetime import timedelta

import pytest
from newsletters import Blog

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.database.copies import keep_copy, list_copies, write_copy
from plugins.newsletter.database.opening import open_database
from plugins.newsletter.subscribers import commands, forgetting, joining, notes, store, suppression
from plugins.newsletter.subscribers.model import Cadence, Status
from plugins.newsletter.tokens import make_token
from plugins.shared.errors import BadDatabase, BadSubscriber

ANA = "ana@work.example"


@pytest.fixture
def blog(site):
    return Blog(site)


@pytest.fixture
def newsletter(blog):
    found = blog.open()
    yield found
    found.engine.dispose()


def find(newsletter, address=ANA):
    with newsletter.engine.connect() as connection:
        return store.find(connection, parse_address(address))


def test_with_stated_consent_somebody_is_active_and_the_words_are_kept(newsletter, blog):
    joining.add(
        newsletter, ANA, name="Ana", cadence=Cadence.WEEKLY, consent="She asked me at lunch"
    )

    found = find(newsletter)
    assert (found.status, found.cadence, found.name) == (Status.ACTIVE, "weekly", "Ana")
    assert (found.consent.at, found.consent.how) == (blog.now, "the author")
    assert found.consent.words == "She asked me at lunch"
    assert found.confirmed == blog.now


def test_without_consent_nobody_is_active(newsletter):
    told = joining.add(newsletter, ANA)

    assert find(newsletter).status is Status.INVITED
    assert find(newsletter).consent is None
    assert "subscribers.invite" in told


@pytest.mark.parametrize("again", ["ANA@work.example", "Ana <ana@work.example>"])
def test_nobody_is_added_twice(newsletter, again):
    joining.add(newsletter, ANA)

    with pytest.raises(BadSubscriber, match="on the list already"):
        joining.add(newsletter, again, consent="yes")


def test_who_said_yes_to_the_invitation_is_active_with_that_consent(newsletter):
    joining.add(newsletter, ANA)
    token = make_token(newsletter.secrets, find(newsletter).id)

    joining.confirm(newsletter, f"Re: confirm {token.upper()}", consent="")

    assert find(newsletter).status is Status.ACTIVE
    assert find(newsletter).consent.words == "said yes to the invitation"


def test_who_was_never_asked_has_said_yes_to_no_invitation(newsletter):
    joining.add(newsletter, ANA)

    with pytest.raises(BadSubscriber, match="was never asked"):
        joining.confirm(newsletter, ANA, consent="")
    assert find(newsletter).status is Status.INVITED

    joining.confirm(newsletter, ANA, consent="said so at lunch")
    assert find(newsletter).consent.words == "said so at lunch"


def test_who_left_comes_back_only_by_their_own_words(newsletter):
    joining.add(newsletter, ANA, consent="yes")
    commands.unsubscribe(newsletter, ANA)

    with pytest.raises(BadSubscriber, match="not written to any more"):
        joining.add(newsletter, ANA, consent="yes")
    with pytest.raises(BadSubscriber, match="Say with --consent"):
        joining.confirm(newsletter, ANA, consent="")
    joining.confirm(newsletter, ANA, consent="wrote to me on 3 May")

    assert find(newsletter).status is Status.ACTIVE
    with newsletter.engine.connect() as connection:
        assert suppression.suppressed(connection) == set()


def test_unsubscribing_takes_the_address_the_token_or_the_subject(newsletter):
    for number, what in enumerate(("address", "token", "subject")):
        address = f"reader{number}@work.example"
        joining.add(newsletter, address, consent="yes")
        token = make_token(newsletter.secrets, find(newsletter, address).id)
        texts = {"address": address.upper(), "token": token, "subject": f"unsubscribe {token}"}

        commands.unsubscribe(newsletter, texts[what])

        assert find(newsletter, address).status is Status.UNSUBSCRIBED


def test_leaving_twice_is_leaving_once(newsletter):
    joining.add(newsletter, ANA, consent="yes")
    commands.unsubscribe(newsletter, ANA)

    assert "before" in commands.unsubscribe(newsletter, ANA)


def test_a_token_of_nobody_is_told(newsletter):
    token = make_token(newsletter.secrets, 4711)

    with pytest.raises(BadSubscriber, match="not on the list"):
        commands.unsubscribe(newsletter, token)


@pytest.mark.parametrize(
    "deed", [commands.unsubscribe, commands.bounced, commands.resume, forgetting.forget]
)
def test_strangers_are_told_to_be_strangers(newsletter, deed):
    with pytest.raises(BadSubscriber, match="not on the list"):
        deed(newsletter, "stranger@work.example")
    with pytest.raises(BadSubscriber, match="no e-mail address"):
        deed(newsletter, "stranger")


def test_a_pause_ends_on_its_day(newsletter, blog):
    joining.add(newsletter, ANA, consent="yes")
    commands.pause(newsletter, ANA, until=blog.now + timedelta(days=3))

    for days, status in ((2, Status.PAUSED), (3, Status.ACTIVE)):
        with newsletter.engine.begin() as connection:
            store.end_pauses(connection, now=blog.now + timedelta(days=days))
        assert find(newsletter).status is status


def test_a_pause_without_a_day_ends_when_it_is_said(newsletter, blog):
    joining.add(newsletter, ANA, consent="yes")
    commands.pause(newsletter, ANA, until=None)
    with newsletter.engine.begin() as connection:
        store.end_pauses(connection, now=blog.now + timedelta(days=3_000))
    assert find(newsletter).status is Status.PAUSED

    commands.resume(newsletter, ANA)

    assert find(newsletter).status is Status.ACTIVE


def test_only_who_reads_can_pause(newsletter):
    joining.add(newsletter, ANA)

    with pytest.raises(BadSubscriber, match="is invited; this is for those who are active"):
        commands.pause(newsletter, ANA, until=None)


def test_what_somebody_chose_is_changed_and_the_rest_is_not(newsletter):
    joining.add(newsletter, ANA, name="Ana", consent="yes")

    commands.change(newsletter, ANA, name=None, cadence=Cadence.EACH, language="de", address="")
    commands.change(newsletter, ANA, name="Ana B.", cadence=None, language=None, address="")

    found = find(newsletter)
    assert (found.name, found.cadence, found.language) == ("Ana B.", "each", "de")


def test_somebody_moves_to_a_new_address_and_keeps_the_rest(newsletter):
    joining.add(newsletter, ANA, name="Ana", consent="yes")
    before = find(newsletter)

    commands.change(
        newsletter, ANA, name=None, cadence=None, language=None, address="ana@new.example"
    )

    assert find(newsletter) is None
    assert find(newsletter, "ana@new.example").id == before.id
    assert find(newsletter, "ana@new.example").consent == before.consent


def test_nobody_moves_to_an_address_that_left(newsletter):
    joining.add(newsletter, "left@work.example", consent="yes")
    forgetting.forget(newsletter, "left@work.example")
    joining.add(newsletter, ANA, consent="yes")

    with pytest.raises(BadSubscriber, match="not written to any more"):
        commands.change(
            newsletter, ANA, name=None, cadence=None, language=None, address="left@work.example"
        )


def test_names_and_words_cannot_carry_lines_into_a_letter(newsletter):
    joining.add(newsletter, ANA, name="Ana\r\nBcc: x@y.example\0" + "a" * 500, consent="a\nb")

    found = find(newsletter)
    assert "\n" not in found.name
    assert "\r" not in found.name
    assert len(found.name) <= 100
    assert found.consent.words == "a b"


def test_notes_wait_in_their_order_and_can_be_taken_back(newsletter):
    joining.add(newsletter, ANA, consent="yes")
    commands.note(newsletter, ANA, "How is the\nnew job?")
    told = commands.note(newsletter, ANA, "See you in May.")
    with newsletter.engine.connect() as connection:
        waiting = notes.waiting_notes(connection, find(newsletter).id)
    assert waiting == ["How is the\nnew job?", "See you in May."]
    assert "1 that wait" in told

    assert "2 notes" in commands.note(newsletter, ANA, "")
    with newsletter.engine.connect() as connection:
        assert notes.waiting_notes(connection, find(newsletter).id) == []


def test_a_note_has_its_limit(newsletter):
    joining.add(newsletter, ANA, consent="yes")
    commands.note(newsletter, ANA, "a" * 1_999)

    with pytest.raises(BadSubscriber, match="at most 2000"):
        commands.note(newsletter, ANA, "ab")


def test_who_is_forgotten_leaves_a_hash_and_nothing_else(newsletter, blog):
    joining.add(newsletter, ANA, name="Anabel Example", consent="said so at lunch")
    commands.note(newsletter, ANA, "How is the garden?")
    keep_copy(newsletter.path, now=blog.now, why="before-each-1")

    forgetting.forget(newsletter, ANA)

    newsletter.engine.dispose()
    for path in (newsletter.path, *list_copies(newsletter.path)):
        data = path.read_bytes()
        for trace in (b"ana@work", b"Anabel", b"lunch", b"garden"):
            assert trace not in data, path
    again = blog.open()
    with pytest.raises(BadSubscriber, match="not written to any more"):
        joining.add(again, ANA, consent="yes")
    again.engine.dispose()


def test_copies_are_whole_databases_after_forgetting(newsletter, blog):
    joining.add(newsletter, ANA, consent="yes")
    joining.add(newsletter, "bo@work.example", consent="yes")
    copy = keep_copy(newsletter.path, now=blog.now, why="before-each-1")

    forgetting.forget(newsletter, ANA)

    engine = open_database(copy, now=blog.now)
    with engine.connect() as connection:
        assert [one.address.key for one in store.everybody(connection)] == ["bo@work.example"]
        assert len(suppression.suppressed(connection)) == 1
    engine.dispose()


def test_forgetting_reaches_former_addresses_rehearsals_and_previews(newsletter, blog):
    joining.add(newsletter, "former@work.example", name="Zenobia", consent="yes")
    keep_copy(newsletter.path, now=newsletter.now, why="test")
    killed = newsletter.path.parent / ".rehearsal-killed" / newsletter.path.name
    killed.parent.mkdir()
    write_copy(newsletter.path, killed)
    preview = blog.site.folder / "var" / "preview" / "digest.txt"
    preview.parent.mkdir()
    preview.write_text("Hello Zenobia,")
    chosen = {"name": None, "cadence": None, "language": None}
    commands.change(newsletter, "former@work.example", **chosen, address="later@work.example")

    forgetting.forget(newsletter, "later@work.example")
    newsletter.engine.dispose()

    for path in blog.site.folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert not any(word in data for word in (b"former@", b"later@", b"Zenobia")), path


def test_a_copy_nobody_can_be_erased_from_stops_forgetting_before_it_begins(newsletter):
    joining.add(newsletter, ANA, consent="yes")
    path = keep_copy(newsletter.path, now=newsletter.now, why="test")
    path.write_bytes(b"ana@work.example, and nothing whole")

    with pytest.raises(BadDatabase, match="remove it, then run this again"):
        forgetting.forget(newsletter, ANA)
    assert find(newsletter)
    path.unlink()

    assert "Erased" in forgetting.forget(newsletter, ANA)


@pytest.mark.parametrize(
    "deed",
    [
        commands.unsubscribe,
        commands.bounced,
        lambda newsletter, token: commands.change(
            newsletter, token, name="Ana", cadence=None, language=None, address=ANA
        ),
    ],
)
def test_an_old_letters_token_brings_nothing_back_of_who_was_forgotten(newsletter, deed):
    joining.add(newsletter, "was@work.example", consent="yes")
    number = find(newsletter, "was@work.example").id
    forgetting.forget(newsletter, "was@work.example")

    with pytest.raises(BadSubscriber, match="somebody who is erased"):
        deed(newsletter, make_token(newsletter.secrets, number))

    with newsletter.engine.connect() as connection:
        assert store.get(connection, number).status is Status.ERASED
        assert store.get(connection, number).address is None


def test_who_was_forgotten_comes_back_as_somebody_new(newsletter):
    joining.add(newsletter, ANA, consent="yes")
    number = find(newsletter).id
    forgetting.forget(newsletter, ANA)

    joining.confirm(newsletter, ANA, consent="wrote to me on 3 May")

    assert find(newsletter).status is Status.ACTIVE
    assert find(newsletter).id != number


def test_the_list_shows_everybody_or_one_status(newsletter):
    joining.add(newsletter, ANA, name="Ana", consent="yes")
    joining.add(newsletter, "bo@work.example")

    assert commands.listed(newsletter).splitlines() == [
        "active        monthly  ana@work.example  Ana",
        "invited       monthly  bo@work.example",
        "2 in all.",
    ]
    assert "ana@" not in commands.listed(newsletter, "invited")
    with pytest.raises(BadSubscriber, match="there are invited, active"):
        commands.listed(newsletter, "friends")
