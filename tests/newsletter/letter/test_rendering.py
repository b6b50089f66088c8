import re
from dataclasses import replace
from itertools import pairwise

import html5lib
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from letter_samples import (
    BO,
    CY,
    HELLO,
    PLAIN,
    RICH,
    WITH_DESK,
    digest,
    invitation,
    letter,
    post,
    template,
)

from plugins.newsletter.letter.model import Letter
from plugins.newsletter.letter.rendering import LARGEST_HTML, LARGEST_TEXT, fits
from plugins.newsletter.letter.slots import LONGEST_NOTE, fill_letter
from plugins.newsletter.model import Remark, Talk

LONG = "<p>" + "Words that go on for a while, & on. " * 60 + "</p>"


def both(made):
    return made.html, made.text


def addresses(html):
    soup = BeautifulSoup(html, "html.parser")
    return [tag.get("href") or tag.get("src") for tag in soup.find_all(["a", "img", "link"])]


def test_html_and_text_carry_the_same():
    for part in both(fill_letter(letter(), BO)):
        for needed in (
            "Hello Bo,",
            "https://ana.example/1.html",
            "https://ana.example/2.html",
            "https://ana.example/1.html#comments",
            "31 May 2026",
            "1 May 2026",
            "First words &",
            "Last words.",
            "This week’s challenge",
            "I agree &",
            "4 comments so far",
            "The conversation since",
            "It worked &",
            "https://ana.example/0.html",
            "mailto:ana@ana.example?subject=Re%3A%20Salt%20%26%20%3Cpepper%3E",
            "mailto:ana@ana.example?subject=unsubscribe%20abcdefghijklmnopqrstuvwxyz",
            "mailto:ana@ana.example?subject=how%20often%20abcdefghijklmnopqrstuvwxyz",
            "https://ana.example/digests/x.html",
            "once a week",
            "it reaches Ana Müller",
        ):
            assert needed in part


def test_with_a_desk_readers_go_there():
    for part in both(fill_letter(letter(settings=WITH_DESK), BO)):
        assert "https://desk.ana.example/u/abcdefghijklmnopqrstuvwxyz" in part
        assert "https://desk.ana.example/p/abcdefghijklmnopqrstuvwxyz" in part
        assert "subject=unsubscribe" not in part


def test_without_a_desk_the_mail_names_the_cadences():
    found = next(one for one in addresses(letter().html) if "how%20often" in one)

    assert found.endswith("every%20post%0D%0Aweekly%0D%0Amonthly%0D%0A")


def test_what_strangers_wrote_is_escaped():
    made = letter()

    for written in (
        "Salt &amp; &lt;pepper&gt;",
        "Bo &lt;b&gt;",
        "Write &lt;once&gt;.",
        "Di &lt;i&gt;",
    ):
        assert written in made.html
    assert "<pepper>" not in made.html
    assert "Salt & <pepper>" in made.text


@pytest.mark.parametrize(
    "made",
    [
        digest(),
        digest(introduction=None, conversation=()),
        digest(RICH, subject=RICH.title, introduction=None),
        digest(*(post(n, content=LONG) for n in range(40))),
        digest(*map(post, range(300))),
    ],
    ids=["two posts", "no introduction", "one post", "openings", "headlines"],
)
def test_the_html_is_valid_and_inlined(made):
    html = fill_letter(letter(made), CY).html

    parser = html5lib.HTMLParser()
    parser.parse(html)
    assert parser.errors == []
    assert '<h1 class="ink" style="' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert not re.search(r"<script|<link|@import|url\(|<iframe|<form|<svg", html)


def test_every_address_is_the_sites_own_the_desks_or_an_e_mail():
    """No pixel, no counting: nothing but what the feed gave."""
    own = ("https://ana.example/", "https://desk.ana.example/", "mailto:ana@ana.example?")

    assert all(one.startswith(own) for one in addresses(letter(settings=WITH_DESK).html))
    assert all(one.startswith(own) for one in addresses(letter().html))
    assert [one for one in addresses(letter().html) if one.endswith(".png")] == [RICH.image]


@pytest.mark.parametrize("settings", [None, WITH_DESK])
@pytest.mark.parametrize("make", [lambda s: letter(settings=s), invitation])
def test_letters_to_two_readers_are_the_same_outside_their_slots(make, settings):
    made = make(settings)

    first, second = (template(made, settings).fill(one) for one in (BO, replace(CY, note="")))

    for value in (BO.address, BO.message_id, BO.token, "Hello Bo,"):
        assert value.encode() in first
        first = first.replace(value.encode(), b"(slot)")
    greetings = ("Hello Cy =F0=9F=A5=84 <Sy>,", "Hello Cy =F0=9F=A5=84 &lt;Sy&gt;,")
    for value in (CY.address, CY.message_id, CY.token, *greetings):
        assert value.encode() in second
        second = second.replace(value.encode(), b"(slot)")
    assert first == second


def test_addresses_are_equal_for_all_but_the_token():
    first, second = (
        [one.replace(reader.token, "TOKEN") for one in addresses(fill_letter(made, reader).html)]
        for made in (letter(settings=WITH_DESK),)
        for reader in (BO, CY)
    )

    assert first == second


def test_headings_are_in_order_with_one_on_top():
    made = digest(
        post(1, content="<h1>A</h1><h4>B</h4><h2>C</h2>"),
        post(2, content="<h3>D</h3>"),
        introduction=replace(HELLO, html="<p>x</p><h2>Of mine</h2>"),
    )
    soup = BeautifulSoup(letter(made).html, "html.parser")
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]

    assert levels == [1, 2, 2, 3, 4, 4, 2, 3, 2]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_one_post_alone_is_the_letter():
    made = letter(digest(RICH, subject=RICH.title, introduction=None, conversation=()))
    soup = BeautifulSoup(made.html, "html.parser")

    assert soup.h1.a["href"] == RICH.url
    assert [tag.name for tag in soup.find_all(re.compile("^h[1-6]$"))] == ["h1", "h2"]
    assert "In this letter" not in made.html
    assert made.text.count("Salt & <pepper>") == 1


def test_a_lead_picture_is_left_out_where_the_post_shows_it():
    shown = replace(RICH, content=f'<p><img src="{RICH.image}" alt="Pepper"></p>')
    pictures = BeautifulSoup(letter(digest(shown, PLAIN)).html, "html.parser").find_all("img")

    assert [picture["alt"] for picture in pictures] == ["Pepper"]
    assert BeautifulSoup(letter().html, "html.parser").img["alt"] == ""


@pytest.mark.parametrize(
    ("preheader", "posts"),
    [
        ("", (PLAIN,)),
        ("Hi.", (PLAIN,)),
        ("Hi.", (PLAIN, RICH)),
        ("word " * 100, (PLAIN,)),
        ("", (post(title="x"),)),
    ],
)
def test_a_preheader_has_40_to_130_characters(preheader, posts):
    html = letter(digest(*posts, preheader=preheader)).html
    shown = BeautifulSoup(html, "html.parser").find("span", class_="preheader").get_text()
    words, _, _filling = shown.partition("\u034f")

    assert 40 <= len(words) <= 130


def test_comments_since_stand_together_by_post():
    other = Talk(
        post_title="Other",
        post_url="https://ana.example/9.html",
        remark=Remark(author="A", text="1", url=""),
    )
    again = replace(other, remark=Remark(author="B", text="2", url=""))
    talk = digest().conversation[0]
    text = letter(digest(conversation=(other, talk, again))).text

    assert text.index("A: 1") < text.index("B: 2") < text.index("It worked")
    assert text.count("Other\n") == 1


def test_many_posts_come_as_openings_and_more_as_headlines():
    openings = letter(digest(*(post(n, content=LONG) for n in range(40))))
    headlines = letter(digest(*(post(n, content=LONG) for n in range(150))))

    assert openings.html.count("Read it all") == 40
    assert "Read it all" not in headlines.html
    assert headlines.text.count("  * Post") == 150


def test_too_many_headlines_end_in_a_link():
    made = letter(digest(*map(post, range(2_000))))

    (more,) = re.findall(r"and (\d+) more posts", made.text)
    assert int(more) + made.text.count("  * Post") == 2_000
    assert f'digests/x.html" style="color: #a8431c;">and {more} more posts</a>' in made.html


def test_an_endless_introduction_is_shortened_and_its_posts_still_come():
    endless = replace(HELLO, html="<p>Once upon a time there was no end. &amp;</p>\n" * 10_000)
    made = letter(digest(introduction=endless))

    assert fits(made)
    assert "Once upon a time" in made.text
    assert 'href="https://ana.example/digests/x.html"' in made.html.partition("Read it all")[0]
    assert "Last words." in made.text


HOSTILE = (
    digest(
        *(post(n, title="&" * 500, url=f"https://ana.example/{'&' * 1_400}{n}") for n in range(500))
    ),
    digest(
        post(content="<p>x</p>" * 4_000),
        introduction=replace(HELLO, html="<i>&amp;</i>" * 8_000),
    ),
    digest(post(content=f"<p>{'x' * 500_000}</p>", challenge="&" * 500_000, title="🥄" * 9_000)),
    digest(RICH, conversation=(replace(digest().conversation[0], post_title="&" * 90_000),) * 500),
    digest(RICH, introduction=replace(HELLO, html=f"<pre>{'&lt;' * 90_000}</pre>")),
    digest(RICH, introduction=replace(HELLO, html="", text="word " * 60_000)),
    digest(
        replace(
            RICH, remarks=(Remark(author="&" * 9_000, text="&" * 90_000, url="u" * 9_000),) * 90
        )
    ),
    digest(RICH, subject="🥄" * 50_000, preheader="&" * 50_000),
    digest(subject="x", posts=(), introduction=None),
)


@pytest.mark.parametrize("made", HOSTILE, ids=map(str, range(len(HOSTILE))))
def test_a_letter_is_never_too_large(made):
    assert_law(letter(made))


@examples(max_examples=15)
@given(
    st.integers(1, 2_500),
    st.integers(0, 1_000),
    st.integers(0, 200_000),
    st.sampled_from(["word ", "<p>&amp;</p>", "🥄", "<b>x</b> "]),
)
def test_whatever_its_posts_are_a_letter_is_never_too_large(posts, length, introduction, unit):
    text = unit * (introduction // len(unit))
    made = digest(
        *[post(content=unit * (length // len(unit)))] * posts,
        introduction=replace(HELLO, html=text),
    )

    assert_law(letter(made))


def assert_law(made: Letter):
    longest = replace(BO, name="&" * 60, note="&" * LONGEST_NOTE, token="x" * 64)
    filled = fill_letter(made, longest)
    assert len(filled.html.encode()) <= LARGEST_HTML == 95_000
    assert len(filled.text.encode()) <= LARGEST_TEXT == 100_000
    assert "unsubscribe%20" in filled.html
    assert "unsubscribe%20" in filled.text


def test_the_text_keeps_to_its_width():
    lines = fill_letter(letter(), CY).text.splitlines()

    assert [line for line in lines if len(line) > 72 and ":" not in line] == []


def test_the_postal_address_stands_there_when_it_is_set():
    with_postal = {**WITH_DESK, "NEWSLETTER_POSTAL_ADDRESS": "Ana\nPO Box 1\nBerlin"}

    assert "Ana, PO Box 1, Berlin" in letter(settings=with_postal).html
    assert "Ana\nPO Box 1\nBerlin\n" in letter(settings=with_postal).text


def test_an_invitation_says_how_to_say_yes_and_how_not_to():
    for part in both(fill_letter(invitation(WITH_DESK), BO)):
        for needed in (
            "Ana Müller",
            "Ana's tips",
            "https://desk.ana.example/c/abcdefghijklmnopqrstuvwxyz",
            "https://desk.ana.example/u/abcdefghijklmnopqrstuvwxyz",
            "Never write to me again",
        ):
            assert needed in part.replace("&#39;", "'")


def test_without_a_desk_an_invitation_is_answered_by_mail():
    for part in both(fill_letter(invitation(), CY)):
        assert "mailto:ana@ana.example?subject=confirm%20zyxwvutsrqponmlkjihgfedcba" in part
        assert "mailto:ana@ana.example?subject=unsubscribe%20zyxwvutsrqponmlkjihgfedcba" in part
        assert "“yes”" in part
        assert "How is the new job?" in part


def test_a_text_that_looks_like_a_slot_comes_out_as_it_was():
    made = letter()
    forged = f"<p>{made.mark}token{made.mark} &#xe001;token&#xE001 {made.mark}</p>"
    again = letter(digest(post(content=forged), introduction=None))
    html, text = both(fill_letter(again, BO))

    assert again.mark not in {made.mark, "\ue001"}
    assert f"{made.mark}token{made.mark} \ue001token\ue001 {made.mark}" in html
    assert f"{made.mark}token{made.mark} \ue001token\ue001 {made.mark}" in text


def test_a_post_that_nests_deep_is_no_trouble():
    deep = "<div>" * 500 + "<blockquote>" * 40 + "<p>x</p>" + "</blockquote>" * 40 + "</div>" * 500

    assert "x" in letter(digest(post(content=deep))).text
