"""Names told from the line of a comment."""

import pytest
from bs4 import BeautifulSoup

from plugins.comments_import.sources.page.byline import clean_name, find_author, name_in
from plugins.comments_import.sources.page.parts import CommentMarkup


def author_in(html, **known):
    byline = BeautifulSoup(f"<dt>{html}</dt>", "lxml").dt
    return find_author(CommentMarkup(byline=byline, **known))


@pytest.mark.parametrize(
    "line",
    [
        "Ana Cook said...", "Ana Cook said…", "Ana Cook dijo...", "Ana Cook a dit…", "Ana Cook hat gesagt...",
        "Ana Cook disse...", "Ana Cook ha detto...", "Ana Cook zei", "Ana Cook pisze...", "Ana Cookさんは書きました...",
        "Comment by Ana Cook on", "By Ana Cook, at", "posted by Ana Cook |", ", Ana Cook said…", "Ana Cook",
        "Ana Cook on August 23, 2007 9:00 PM",
    ],
)  # fmt: skip
def test_what_stands_around_a_name_is_not_of_it(line):
    assert name_in(line) == "Ana Cook"


def test_the_last_link_with_a_text_is_the_name():
    found = author_in(
        '<div class="avatar-image-container"><a href="/picture">img</a></div>'
        '<a href="http://ana.example/">Ana</a> said... '
        '<a href="http://x.example/a.html?showComment=1#c12345">April 1</a>'
    )

    assert found == ("Ana", "http://ana.example/")


def test_a_picture_tells_where_the_name_ends_in_any_language():
    assert author_in("Анна К. ответила...", avatar_title="Анна К.") == ("Анна К.", "")


def test_a_name_may_stand_behind_the_date():
    assert author_in('At <a href="#c1234567">9:15 AM</a>, Ana said…') == ("Ana", "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("  Ana\n Cook ", "Ana Cook"), ("ana@mail.example", "ana"), ("x" * 500, "x" * 200), ("\u202eAna", "Ana")],
)  # fmt: skip
def test_names_are_one_short_line_and_no_address(name, expected):
    assert clean_name(name) == expected
