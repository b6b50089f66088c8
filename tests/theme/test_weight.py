"""What a page weighs on its way to a phone: a post of 1,500 words with 10 comments."""

import gzip
import re

import pytest
from bs4 import BeautifulSoup
from lxml import html
from visits import pages_of

POST = "2026/04/an-ordinary-post.html"
FIRST_FLIGHT = 14_336  # what comes before the browser has to answer: ten packets
OVERHEAD = 4_096
STYLE_SHEET = 6_144


def packed(data):
    return len(gzip.compress(data, 9, mtime=0))


@pytest.fixture(scope="module")
def post(full_site):
    return (full_site / POST).read_bytes()


def style_sheets(full_site):
    return [path for path in (full_site / "theme").glob("*.css") if path.name != "feed.css"]


def test_the_sample_is_what_the_budget_speaks_of(post):
    page = BeautifulSoup(post, "lxml")
    comments = page.select("#comments .h-cite .e-content")

    assert (
        1_500 <= len(page.select_one(".h-entry > .e-content, .words").get_text(" ").split()) < 1_550
    )
    assert len(comments) == 10
    assert sum(len(comment.get_text(" ").split()) for comment in comments) > 300


def test_page_and_style_sheet_come_in_the_first_flight(post, full_site):
    (sheet,) = style_sheets(full_site)

    assert packed(post) + packed(sheet.read_bytes()) <= FIRST_FLIGHT


def test_the_style_sheet_is_small(full_site):
    (sheet,) = style_sheets(full_site)

    assert packed(sheet.read_bytes()) <= STYLE_SHEET


def test_what_is_around_the_words_is_small(post):
    page = html.document_fromstring(post.decode())
    for words in page.find_class("words") + page.find_class("comment-body"):
        del words[:]
        words.text = None

    assert packed(html.tostring(page, encoding="utf-8", doctype="<!doctype html>")) <= OVERHEAD


def test_no_page_but_the_search_runs_a_script(full_site):
    for path in pages_of(full_site):
        file = full_site / path
        text = (file / "index.html" if file.is_dir() else file).read_text()
        scripts = set(re.findall(r"<script[^>]*>", text))
        handlers = re.findall(r"<[^>]+\son\w+=", text)
        assert path == "search/" or scripts <= {'<script type="application/ld+json">'}, path
        assert handlers == [], path


def test_the_style_sheet_brings_nothing_along(full_site):
    (sheet,) = style_sheets(full_site)

    assert re.findall(r"@font-face|@import|url\((?!\"data:image/svg)", sheet.read_text()) == []
