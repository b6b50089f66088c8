"""The addresses a site has had: kept, and led on when a post gets another one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.addresses.ledger import (
    Known,
    current_addresses,
    format_ledger,
    moved_rules,
    parse_ledger,
    with_history,
    without,
)
from plugins.addresses.model import Kind, Place, SiteMap

DAY = datetime(2026, 5, 31, tzinfo=UTC)


def post(path="2026/05/lunch.html", feed="", id_="urn:example:lunch"):
    return Place(path=path, file=path, kind=Kind.POST, title="Lunch", id=id_, date=DAY, feed=feed)


def tag(name="lunch"):
    return Place(
        path=f"tags/{name}.html",
        file=f"tags/{name}.html",
        kind=Kind.TAG,
        title=name,
        feed=f"tags/{name}.xml",
    )


def moves(before, after):
    known = current_addresses(SiteMap(places=before))
    return {rule.old: rule.new for rule in moved_rules(SiteMap(places=after), known)}


def test_nothing_moves_when_nothing_has_changed():
    assert moves((post(), tag()), (post(), tag())) == {}


def test_a_post_with_a_new_slug_is_led_on_with_its_comments_feed():
    before = post(feed="2026/05/lunch.comments.xml")
    after = post("2026/05/dinner.html", feed="2026/05/dinner.comments.xml")

    assert moves((before,), (after,)) == {
        "/2026/05/lunch.html": "/2026/05/dinner.html",
        "/2026/05/lunch.comments.xml": "/2026/05/dinner.comments.xml",
    }


def test_the_feed_of_comments_that_are_gone_leads_to_that_of_all_comments():
    assert moves((post(feed="a.xml"),), (post(),)) == {"/a.xml": "/comments.xml"}


def test_the_feed_of_a_hidden_posts_comments_leads_to_that_of_all_and_the_post_nowhere():
    known = current_addresses(SiteMap(places=(post(feed="a.xml"),)))
    rules = moved_rules(SiteMap(places=()), known, {"urn:example:lunch"})

    assert [(rule.old, rule.new) for rule in rules] == [("/a.xml", "/comments.xml")]


def test_a_tag_nobody_uses_any_more_leads_to_the_archive_and_its_feed_to_the_one_of_all():
    assert moves((tag(),), ()) == {
        "/tags/lunch.html": "/archive/",
        "/tags/lunch.xml": "/atom.xml",
    }


def test_a_lists_further_pages_lead_to_its_first_one_or_with_it_to_the_archive():
    files = ("tags/lunch/page/2.html", "tags/lunch.html", "images/page/2.html")
    known = current_addresses(SiteMap(places=(tag(),)), files)
    assert Known(path="/tags/lunch/page/2.html", what="list") in known
    assert not [one for one in known if one.path.startswith("/images")]

    fewer = moved_rules(SiteMap(places=(tag(),)), known)
    gone = moved_rules(SiteMap(places=()), known)

    assert [(one.old, one.new) for one in fewer] == [
        ("/tags/lunch/page/2.html", "/tags/lunch.html")
    ]
    assert ("/tags/lunch/page/2.html", "/archive/") in [(one.old, one.new) for one in gone]


def test_a_place_knows_the_addresses_it_had():
    known = current_addresses(SiteMap(places=(post(feed="a.xml"), tag())))
    site = with_history(SiteMap(places=(post("new.html"), tag())), known)

    assert [place.old for place in site.places] == [("/2026/05/lunch.html",), ()]


def test_a_post_that_is_gone_is_led_nowhere():
    assert moves((post(),), ()) == {}


def test_an_address_that_another_post_has_now_is_that_posts():
    assert moves((post(),), (post("new.html"), post(id_="urn:example:other"))) == {}


known = st.builds(
    Known,
    path=st.from_regex(r"/[!-~]{0,20}", fullmatch=True),
    what=st.from_regex(r"[!-~]([ -~]{0,20}[!-~])?", fullmatch=True),
)


@given(st.frozensets(known))
def test_a_ledger_reads_back_as_it_was_written(found):
    assert parse_ledger(format_ledger(found)) == found


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\n", "/a\n", "a urn:x\n"])
def test_what_is_no_ledger_is_refused_with_its_line(text):
    with pytest.raises(ValueError, match="line 2"):
        parse_ledger(f"# A remark\n{text}")


def test_lines_may_be_aligned_by_hand():
    assert parse_ledger("/a.html\t urn:a b \r\n") == {Known(path="/a.html", what="urn:a b")}


def test_what_is_withdrawn_can_be_left_out_with_its_feed():
    known = current_addresses(
        SiteMap(places=(post(feed="a.xml"), post("b.html", id_="urn:b"), tag()))
    )

    assert {one.path for one in without(known, {"urn:example:lunch"})} == {
        "/b.html",
        "/tags/lunch.html",
        "/tags/lunch.xml",
    }
