from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from plugins.feeds.entries import entry_from, find_image

URL = "https://ana.example/2026/05/lunch.html"


def article(**changes):
    """What Pelican gives, as far as an entry needs it."""
    nobody = SimpleNamespace(count=0, latest=())
    made = {
        "url": "2026/05/lunch.html",
        "title": "Lunch\u0000 for\nthree",
        "author": "Ana",
        "date": datetime(2026, 5, 31, 14, tzinfo=ZoneInfo("Europe/Berlin")),
        "category": "Food",
        "tags": ["a", "Food", "b"],
        "metadata": {"summary": "<p>One &amp; <b>two</b></p>", "challenge": "Eat."},
        "permanent_id": "urn:lunch",
        "conversation": nobody,
        "get_content": lambda address: f'<p><a href="{address}/x">x</a> <a href="#y">y</a>\x0c</p>',
        **changes,
    }
    return SimpleNamespace(**made)


def test_an_entry_is_plain_text_but_for_its_content():
    made = entry_from(article(), address="https://ana.example")

    assert (made.title, made.summary, made.challenge) == ("Lunch for three", "One & two", "Eat.")
    assert made.content == f'<p><a href="https://ana.example/x">x</a> <a href="{URL}#y">y</a></p>'
    assert made.categories == ("Food", "a", "b")
    assert made.published.isoformat() == "2026-05-31T12:00:00+00:00"
    assert made.updated == made.published


def test_an_edit_is_never_before_the_post():
    earlier = datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC"))
    made = entry_from(article(modified=earlier), address="https://ana.example")

    assert made.updated == made.published


@pytest.mark.parametrize(
    ("named", "content", "found"),
    [
        ("/images/a.png", "", "https://ana.example/images/a.png"),
        ("", '<p>x <img alt="" src="https://ana.example/b.png"></p>', "https://ana.example/b.png"),
        ("", "<p>img</p>", ""),
        ("javascript:x", "", ""),
        ("", "<img alt=x>", ""),
    ],
)
def test_the_lead_picture_is_the_named_one_or_the_first(named, content, found):
    assert find_image(named, content, URL) == found


def test_comments_come_as_short_plain_text():
    comment = SimpleNamespace(
        id="urn:c",
        author="Bo",
        when_iso="2026-06-01T10:00:00Z",
        body=f"<p>{'word ' * 100}</p>",
        fragment="c1",
    )
    made = entry_from(
        article(conversation=SimpleNamespace(count=1, latest=(comment,))),
        address="https://ana.example",
    )

    (remark,) = made.latest
    assert len(remark.text) <= 280
    assert remark.text.endswith("word…")
    assert remark.url == f"{URL}#c1"
    assert remark.published.isoformat() == "2026-06-01T10:00:00+00:00"
