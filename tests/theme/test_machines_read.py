"""What programs read from the pages: JSON-LD, microformats, cards for sharing."""

import json
from datetime import datetime
from io import BytesIO

import extruct
import mf2py
import pytest
from bs4 import BeautifulSoup
from PIL import Image

HOME = "https://ana.example/"
LONG_LUNCH = "2026/06/the-long-lunch.html"
POSTS = (
    LONG_LUNCH,
    "2026/05/who-to-ask-first.html",
    "2026/05/where-to-sit.html",
    "2026/04/a-title-of-many-words.html",
    "2026/03/one-word.html",
    "2026/02/without-tags.html",
    "2023/01/note-1.html",
)
SHOWN = 10


def data_of(folder, path):
    (data,) = extruct.extract(
        (folder / path).read_text(), base_url=HOME + path, syntaxes=["json-ld"]
    )["json-ld"]
    return data


def things_of(folder, path):
    file = folder / path / ("index.html" if path.endswith("/") or not path else "")
    return mf2py.parse(doc=file.read_text(), url=HOME + path)


def found(parsed, kind):
    """Give all things of a kind, however deep."""

    def walk(value):
        if isinstance(value, list):
            for one in value:
                yield from walk(one)
        elif isinstance(value, dict):
            if kind in value.get("type", ()):
                yield value
            for one in value.values():
                yield from walk(one)

    return list(walk(parsed["items"]))


def is_whole_time(text):
    return datetime.fromisoformat(text).tzinfo is not None


@pytest.mark.parametrize("path", POSTS)
def test_json_ld_says_what_the_page_says(full_site, path):
    page = BeautifulSoup((full_site / path).read_bytes(), "lxml")

    data = data_of(full_site, path)

    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "BlogPosting"
    assert data["headline"] == page.h1.get_text()
    assert data["url"] == HOME + path
    assert is_whole_time(data["datePublished"])
    assert data["author"]["@type"] == "Person"
    assert data["author"]["name"] == "Ana Example"
    assert data["inLanguage"] == "en"
    assert data["commentCount"] == len(page.select("#comments .h-cite .e-content"))
    assert (full_site / data["image"].removeprefix(HOME)).is_file()


def test_json_ld_names_who_commented(full_site):
    comments = data_of(full_site, LONG_LUNCH)["comment"]

    assert len(comments) == SHOWN
    assert {one["@type"] for one in comments} == {"Comment"}
    assert {one["author"]["@type"] for one in comments} == {"Person"}
    assert "مها" in [one["author"]["name"] for one in comments]
    assert sum("datePublished" in one for one in comments) == SHOWN - 1
    assert all(one["url"].startswith(f"{HOME}{LONG_LUNCH}#c") for one in comments)


def test_json_ld_of_the_first_page_names_site_and_author(full_site):
    text = json.dumps(data_of(full_site, "index.html"))

    assert '"WebSite"' in text
    assert '"Person"' in text
    assert "Ana at Lunch" in text


@pytest.mark.parametrize("path", POSTS)
def test_a_post_is_an_h_entry(full_site, path):
    page = BeautifulSoup((full_site / path).read_bytes(), "lxml")
    parsed = things_of(full_site, path)
    (entry,) = [one for one in parsed["items"] if one["type"] == ["h-entry"]]
    says = entry["properties"]

    assert says["name"] == [page.h1.get_text()]
    assert says["url"] == [HOME + path]
    assert is_whole_time(says["published"][0])
    (author,) = says["author"]
    assert author["type"] == ["h-card"]
    assert author["properties"]["name"] == ["Ana Example"]
    assert author["properties"]["url"] == [HOME]
    assert page.select_one(".words").get_text().strip()[:60] in says["content"][0]["value"]
    assert says["category"]
    assert ("comment" in says) == bool(page.select(".comment-body"))


def test_a_letter_is_an_h_entry_with_its_address(full_site):
    path = "digests/2026-06-30-monthly.html"
    (entry,) = [one for one in things_of(full_site, path)["items"] if one["type"] == ["h-entry"]]

    assert entry["properties"]["url"] == [HOME + path]


def test_each_comment_is_an_h_cite_with_its_words(full_site):
    comments = found(things_of(full_site, LONG_LUNCH), "h-cite")

    assert len(comments) == SHOWN
    for comment in comments:
        says = comment["properties"]
        assert says["author"][0]["properties"]["name"][0]
        assert says["content"][0]["value"].strip()
        assert says["url"][0].startswith(f"{HOME}{LONG_LUNCH}#c")
    assert sum("published" in one["properties"] for one in comments) == SHOWN - 1
    assert next(one["properties"]["author"][0]["properties"].get("url") for one in comments) == [
        "https://bo.example/"
    ]


@pytest.mark.parametrize(
    "path", ["", "page/2.html", "archive/", "tags/lunch.html", "categories/notes.html"]
)
def test_a_list_of_posts_is_an_h_feed(full_site, path):
    (feed,) = found(things_of(full_site, path), "h-feed")
    entries = [one for one in feed["children"] if "h-entry" in one["type"]]

    assert feed["properties"]["name"][0].strip()
    assert entries
    for entry in entries:
        says = entry["properties"]
        assert says["name"][0]
        assert says["url"][0].startswith(HOME)
        assert is_whole_time(says["published"][0]) or path == "archive/"


def test_the_first_page_says_whose_it_is(full_site):
    """The representative h-card: https://microformats.org/wiki/representative-h-card-parsing"""
    cards = [one["properties"] for one in found(things_of(full_site, ""), "h-card")]
    whose = [one for one in cards if HOME in one.get("url", []) and HOME in one.get("uid", [])]

    assert [one["name"] for one in whose] == [["Ana Example"]]


@pytest.mark.parametrize(
    "path", [*POSTS, "", "about/", "archive/", "digests/2026-06-30-monthly.html"]
)
def test_a_shared_page_has_a_card_with_a_picture(full_site, path):
    file = full_site / path / ("index.html" if path.endswith("/") or not path else "")
    page = BeautifulSoup(file.read_bytes(), "lxml")
    says = {one["property"]: one["content"] for one in page.select("meta[property]")}
    picture = Image.open(BytesIO((full_site / says["og:image"].removeprefix(HOME)).read_bytes()))

    assert says["og:title"] == (page.h1.get_text() if path in POSTS else says["og:title"] or None)
    assert says["og:description"].strip()
    assert says["og:url"] == HOME + path
    assert says["og:type"] == ("article" if path in POSTS else "website")
    assert ("article:published_time" in says) == (path in POSTS)
    assert (
        (says["og:image:width"], says["og:image:height"])
        == tuple(map(str, picture.size))
        == ("1200", "630")
    )
    assert says["og:image:alt"] == (says["og:title"] if path in POSTS else "Ana at Lunch")
    assert page.select_one("meta[name='twitter:card']")["content"] == "summary_large_image"


@pytest.mark.parametrize("path", [LONG_LUNCH, "", "404.html"])
def test_icons_are_where_the_page_says(full_site, path):
    file = full_site / path / ("" if path else "index.html")
    page = BeautifulSoup(file.read_bytes(), "lxml")
    icons = {
        link["rel"][0]: link["href"]
        for link in page.select("link[rel=icon], link[rel=apple-touch-icon]")
    }

    assert set(icons) == {"icon", "apple-touch-icon"}
    for address in icons.values():
        assert (full_site / address.removeprefix(HOME)).is_file()
    assert (full_site / "favicon.ico").is_file()
