import pytest
from newsletters import Blog

from plugins.newsletter.addresses import parse_address
from plugins.newsletter.subscribers import commands, forgetting, joining, moving, store, suppression
from plugins.newsletter.subscribers.model import Status

LIST = "Ana@Work.example\nbo@work.example\nbroken@\nana@work.example\nleft@work.example\n"


@pytest.fixture
def blog(site):
    return Blog(site)


def statuses(newsletter):
    with newsletter.engine.connect() as connection:
        return {one.address.key: one.status for one in store.everybody(connection)}


def take_in(newsletter, path, *, consent="", is_dry_run=False):
    return moving.import_lists(
        newsletter, [path], consent=consent, cadence=None, is_dry_run=is_dry_run
    )


def test_a_list_without_consent_is_to_be_invited_and_adds_up(blog, tmp_path):
    newsletter = blog.open()
    joining.add(newsletter, "left@work.example", consent="yes")
    forgetting.forget(newsletter, "left@work.example")
    path = tmp_path / "list.txt"
    path.write_text(LIST)

    done = take_in(newsletter, path)

    assert statuses(newsletter) == {
        "ana@work.example": Status.INVITED,
        "bo@work.example": Status.INVITED,
    }
    found = done.decisions
    assert (found.read, len(found.added), found.doubles, found.suppressed) == (5, 2, 1, 1)
    assert [fault.line for fault in done.faults] == [3]
    newsletter.engine.dispose()


def test_a_dry_run_says_the_same_and_adds_nobody(blog, tmp_path):
    newsletter = blog.open()
    path = tmp_path / "list.txt"
    path.write_text(LIST)

    tried = str(take_in(newsletter, path, is_dry_run=True))

    assert statuses(newsletter) == {}
    assert str(take_in(newsletter, path)) == tried
    newsletter.engine.dispose()


def test_the_authors_word_makes_them_active_and_is_kept(blog, tmp_path):
    newsletter = blog.open()
    path = tmp_path / "list.txt"
    path.write_text("ana@work.example\n")

    take_in(newsletter, path, consent="they subscribed at Ghost")

    with newsletter.engine.connect() as connection:
        ana = store.find(connection, parse_address("ana@work.example"))
    assert ana.status is Status.ACTIVE
    assert ana.consent.words == "they subscribed at Ghost"
    assert ana.confirmed == blog.now
    newsletter.engine.dispose()


def test_a_second_import_changes_nothing(blog, tmp_path):
    newsletter = blog.open()
    path = tmp_path / "list.txt"
    path.write_text(LIST)
    take_in(newsletter, path, consent="yes")
    before = moving.export(newsletter, tmp_path / "before.csv")

    again = take_in(newsletter, path, consent="yes")

    assert again.decisions.added == ()
    assert moving.export(newsletter, tmp_path / "after.csv") == before
    assert (tmp_path / "before.csv").read_bytes() == (tmp_path / "after.csv").read_bytes()
    newsletter.engine.dispose()


def test_our_own_export_brings_everybody_back_in_a_new_database(blog, tmp_path):
    newsletter = blog.open()
    joining.add(newsletter, "ana@work.example", name="=Ana", consent="yes")
    joining.add(newsletter, "bo@work.example")
    for name, deed in (
        ("left", commands.unsubscribe),
        ("gone", commands.bounced),
        ("was", forgetting.forget),
    ):
        joining.add(newsletter, f"{name}@work.example", consent="yes")
        deed(newsletter, f"{name}@work.example")
    joining.add(newsletter, "away@work.example", consent="yes")
    commands.pause(newsletter, "away@work.example", until=blog.now)
    moving.export(newsletter, tmp_path / "all.csv")

    other = blog.open(NEWSLETTER_DATABASE="sqlite:///other/there.sqlite")
    take_in(other, tmp_path / "all.csv")
    moving.export(other, tmp_path / "again.csv")

    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "all.csv").read_bytes()
    assert (tmp_path / "all.csv").stat().st_mode & 0o777 == 0o600
    for one in (newsletter, other):
        one.engine.dispose()


def test_a_list_of_who_left_that_comes_last_counts_all_the_same(blog, tmp_path):
    newsletter = blog.open()
    path = tmp_path / "list.csv"
    path.write_text("email\nana@work.example\nbo@work.example\n")
    left = tmp_path / "unsubscribed.csv"
    left.write_text("email\nbo@work.example\n")

    take_in(newsletter, path)
    take_in(newsletter, left)

    assert statuses(newsletter)["bo@work.example"] is Status.UNSUBSCRIBED
    forgetting.forget(newsletter, "bo@work.example")
    assert take_in(newsletter, path).decisions.suppressed == 1
    newsletter.engine.dispose()


def test_who_left_there_is_never_written_to_here(blog, tmp_path):
    newsletter = blog.open()
    path = tmp_path / "kit.csv"
    path.write_text("email,name,status\nana@work.example,Ana,unsubscribed\n")

    take_in(newsletter, path, consent="they said yes")
    forgetting.forget(newsletter, "ana@work.example")

    path.write_text("ana@work.example\n")
    assert take_in(newsletter, path, consent="yes").decisions.suppressed == 1
    newsletter.engine.dispose()


def test_an_export_from_before_does_not_take_back_a_later_yes(blog, tmp_path):
    newsletter = blog.open()
    joining.add(newsletter, "ana@work.example", consent="yes")
    forgetting.forget(newsletter, "ana@work.example")
    moving.export(newsletter, tmp_path / "before.csv")
    joining.confirm(newsletter, "ana@work.example", consent="wrote to me on 3 May")

    take_in(newsletter, tmp_path / "before.csv")

    with newsletter.engine.connect() as connection:
        assert suppression.suppressed(connection) == set()
    assert statuses(newsletter) == {"ana@work.example": Status.ACTIVE}
    newsletter.engine.dispose()
