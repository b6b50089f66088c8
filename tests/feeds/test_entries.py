from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from plugins.feeds.entries import (
    Place,
    comment_entries,
    digest_entry,
    entry_from,
    find_image,
    own_words_of,
    updated_of,
)
from plugins.shared.dates import parse_time
from plugins.shared.languages import words_in

PLACE = Place(address="https://ana.example", reply_to="ana@ana.example")
URL = "https://ana.example/2026/05/lunch.html"


def article(**changes):
    """What Pelican gives, as far as an entry needs it."""
    nobody = SimpleNamespace(count=0, latest=(), comments=())
    made = {
        "url": "2026/05/lunch.html",
        "title": "Lunch\u0000 for\nthree",
        "author": "Ana",
        "date": datetime(2026, 5, 31, 14, tzinfo=ZoneInfo("Europe/Berlin")),
        "category": "Food",
        "tags": ["a", "Food", "b"],
        "metadata": {"summary": "<p>One &amp; <b>two</b></p>", "challenge": "Eat."},
        "permanent_id": "urn:lunch",
        "save_as": "2026/05/lunch.html",
        "linked_files": ("lunch.pdf",),
        "conversation": nobody,
        "get_content": lambda address: f'<p><a href="{address}/x">x</a> <a href="#y">y</a>\x0c</p>',
        **changes,
    }
    talk = made["conversation"]
    times = [parse_time(one.appeared_iso) for one in talk.comments if one.appeared_iso]
    post = SimpleNamespace(
        comment_count=talk.count, last_comment_at=max(times, default=None), **made
    )
    post.own_words, post.last_change = own_words_of(post), updated_of(post)
    return post


def test_an_entry_is_plain_text_but_for_its_content():
    made = entry_from(article(), PLACE)

    assert (made.title, made.summary, made.challenge) == ("Lunch for three", "One & two", "Eat.")
    assert made.content.startswith(
        f'<p><a href="https://ana.example/x">x</a> <a href="{URL}#y">y</a></p>'
    )
    assert made.categories == ("Food", "a", "b")
    assert made.published.isoformat() == "2026-05-31T12:00:00+00:00"
    assert made.updated == made.published


def test_an_edit_is_never_before_the_post():
    earlier = datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC"))
    made = entry_from(article(modified=earlier), PLACE)

    assert made.updated == made.published


@pytest.mark.parametrize(
    ("named", "content", "found"),
    [
        ("/images/a.png", "", "https://ana.example/images/a.png"),
        ("", '<p>x <img alt="" src="https://ana.example/b.png"></p>', "https://ana.example/b.png"),
        ("", "<p>img</p>", ""),
        ("/images/my tablé.png", "", "https://ana.example/images/my%20tabl%C3%A9.png"),
        ("/images/my%20table.png", "", "https://ana.example/images/my%20table.png"),
        ("https://other.example/p.png?a=1&b=2", "", "https://other.example/p.png?a=1&b=2"),
        ("javascript:x", "", ""),
        ("", "<img alt=x>", ""),
    ],
)
def test_the_lead_picture_is_the_named_one_or_the_first(named, content, found):
    assert find_image(named, content, URL) == found


def comment(number, **changes):
    made = {
        "id": f"urn:c{number}",
        "author": "Bo",
        "url": "https://bo.example/",
        "when_iso": f"2026-06-0{number}T10:00:00Z",
        "body": f"<p>{'word ' * 100}</p><p>end</p>",
        "fragment": f"c{number}",
        "answers": "",
        "answers_id": "",
        **changes,
    }
    return SimpleNamespace(**{"appeared_iso": made["when_iso"], **made})


def talk(*comments):
    return SimpleNamespace(count=len(comments), latest=comments[-3:], comments=comments)


def test_a_post_says_how_its_conversation_goes():
    made = entry_from(article(conversation=talk(comment(1), comment(2))), PLACE).talk

    assert (made.count, made.url) == (2, f"{URL}#comments")
    assert made.feed == "https://ana.example/2026/05/lunch.comments.xml"
    assert made.updated.isoformat() == "2026-06-02T10:00:00+00:00"
    assert len(made.latest[0].text) <= 280
    assert made.latest[0].text.endswith("word…")
    assert made.latest[1].url == f"{URL}#c2"


def test_a_post_without_comments_has_no_feed_of_them():
    assert entry_from(article(), PLACE).talk.feed == ""


def test_below_each_post_stand_its_comments_and_how_to_answer():
    made = entry_from(article(title="Salt & pepper?", conversation=talk(comment(1))), PLACE)

    assert made.content.endswith(
        f'\n<hr>\n<p><a href="{URL}#comments">Comments (1)</a> · '
        '<a href="mailto:ana@ana.example?subject=Re%3A%20Salt%20%26%20pepper%3F">Reply by e-mail</a></p>'
    )
    assert "mailto" not in entry_from(article(), Place(address="https://ana.example")).content


def test_what_the_feed_says_itself_is_in_the_sites_language():
    place = replace(PLACE, words=words_in("fr"))
    post = article(title="", author="", conversation=talk(comment(1)))

    entry = entry_from(post, place)
    (said,) = comment_entries(post, entry, words=place.words)

    assert (entry.title, entry.author) == ("Sans titre", "Anonyme")
    assert ">Commentaires (1)</a> · <a " in entry.content
    assert ">Répondre par e-mail</a></p>" in entry.content
    assert said.title == f"{said.author} sur Sans titre"


def test_a_comment_is_an_entry_that_says_what_it_answers():
    post = article(
        conversation=talk(
            comment(1), comment(2, answers="c1", answers_id="urn:c1"), comment(3, when_iso="")
        )
    )
    entry = entry_from(post, PLACE)

    first, second, third = comment_entries(post, entry)

    assert (first.id, first.title, first.author_url) == (
        "urn:c1",
        "Bo on Lunch for three",
        "https://bo.example/",
    )
    assert (first.answers.id, first.answers.url) == ("urn:lunch", URL)
    assert (second.answers.id, second.answers.url) == ("urn:c1", f"{URL}#c1")
    assert first.answers.post_url == second.answers.post_url == URL
    assert (third.published, third.updated) == (None, entry.published)


def test_a_digest_is_its_introduction_and_its_posts():
    digest = SimpleNamespace(
        url="digests/x.html", title="Hello", author="Ana", permanent_id="urn:d", metadata={"cadence": "weekly"},
        date=datetime(2026, 5, 31, tzinfo=ZoneInfo("UTC")), get_content=lambda _address: "<p>Dear all</p>",
        posts=[SimpleNamespace(title="Salt & <b>", url="a.html", summary="<p>One &amp; two</p>")],
    )  # fmt: skip
    made = digest_entry(digest, PLACE)

    assert (made.id, made.url, made.categories) == (
        "urn:d",
        "https://ana.example/digests/x.html",
        ("weekly",),
    )
    assert made.content == (
        '<p>Dear all</p>\n<h2><a href="https://ana.example/a.html">Salt &amp; &lt;b&gt;</a></h2>\n<p>One &amp; two</p>'
    )
