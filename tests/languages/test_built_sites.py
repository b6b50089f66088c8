"""A site in another language than English: nothing that the engine says on it is English."""

import json
import re

import pytest
from babel import Locale
from bs4 import BeautifulSoup
from little_site import LittleSite

from plugins.publishing.building import build
from plugins.shared.languages import words_in
from plugins.writing.catalogues import find_words

POST = "2026/05/mensa.html"
# Those of a little site's settings that stand on pages, in words that no message has.
SETTINGS = """
DEFAULT_LANG = "{language}"
SITENAME, SITESUBTITLE = "Ana scribit", "De omnibus"
NEWSLETTER_DESK = "{desk}"
"""
TALK = """=== blogger:1
Author: Bo
Date: 2010-08-14T09:05:00Z

Bene.

=== blogger:2
Author: ana  EXAMPLE
Date: 2010-08-15
Parent: blogger:1

Gratias.

=== blogger:4
Author: Alii
Type: trackback

Vide.

=== blogger:3
Author: Cy
Parent: blogger:1
Status: deleted

Male.

=== desk:aaaaaaaa
Author: Ana Example
Date: 2010-08-16T09:05:00Z
Parent: blogger:3

Ego sum.
"""
ENGLISH_DATE = re.compile(
    r"\b(?:January|February|March|May|June|July|October|December|Mar|Oct|Dec) \d|\d (?:May|October)\b"
)


def built(folder, language, desk=""):
    """Give the output of a site with one of everything that the engine has words for."""
    site = LittleSite(folder)
    for number in range(1, 13):
        stem = f"2026-{number:02}-01-nota-{number}"
        site.post(stem, title=f"Nota {number}", tags="una, altera", body="Verba & alia. " * 40)
    heads = "\n\n".join(f"## Caput {number}\n\n{'Verba sunt multa. ' * 90}" for number in range(6))
    site.post("2026-05-31-mensa", title="Mensa", challenge="Scribe.", body=heads, series="Prima")
    site.write("comments/2026-05-31-mensa.txt", TALK)
    if language == "de":
        site.post("2026-05-30-alia", title="Alia", lang="ar", body="Verba.")
        site.post("2026-05-29-dum", title="Dum", lang="ar", body="Verba.", status="draft")
        site.write("pages/dum.md", "Title: Dum\nLang: ar\nStatus: draft\n\nVerba.\n")
        site.write("pages/arab.md", "Title: Arab\nLang: ar\n\nVerba.\n")
    for name in ("about", "subscribe", "privacy"):
        site.write(f"pages/{name}.md", f"Title: {name.title()[:3]}um\n\nVerba.\n")
    site.write(
        "digests/2026-06-01-weekly.md",
        "Title: Prima\nDate: 2026-06-01\nCadence: weekly\nGuid: urn:digest\n"
        "Posts: urn:example:2026-05-31-mensa\n\nSalvete!\n",
    )
    build(site.open("publishconf", extra=SETTINGS.format(language=language, desk=desk)))
    return site.output


@pytest.fixture(scope="module", params=["", "https://desk.ana.example"], ids=["mail", "desk"])
def german(request, tmp_path_factory):
    return built(tmp_path_factory.mktemp("de"), "de", request.param)


@pytest.fixture(scope="module")
def hebrew(tmp_path_factory):
    return built(tmp_path_factory.mktemp("he"), "he")


def texts_of(output):
    """Give (file, text) for all that pages and feeds say, attributes that are read out as well."""
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if path.suffix in {".html", ".xml", ".opml"} and not name.startswith("pagefind/"):
            kind = "html.parser" if path.suffix == ".html" else "xml"
            yield from ((name, text) for text in texts_in(path.read_text(), kind))
        if name.endswith("feed.json"):
            for item in json.loads(path.read_text())["items"]:
                yield from ((name, text) for text in texts_in(item["content_html"], "html.parser"))


def texts_in(markup, kind):
    soup = BeautifulSoup(markup, kind)
    for tag in soup.find_all(["script", "code", "pubDate", "lastBuildDate"]):  # for machines
        tag.decompose()
    for text in soup.find_all(string=True):
        if kind == "xml" and "<" in text:  # the content of a feed's entry
            yield from texts_in(text, "html.parser")
        else:
            yield " ".join(text.split())
    for tag in soup.select("*"):
        told = [name for name in tag.attrs if name in SPOKEN or name.startswith("data-found")]
        yield from (" ".join(str(tag[name]).split()) for name in told)


SPOKEN = {"alt", "aria-label", "content", "placeholder", "text", "title"}


def english_of(language):
    """Give what the messages of the catalogue say in English and otherwise in the language, in pieces."""
    words = words_in(language)
    for message in find_words():
        for id_ in message.id if isinstance(message.id, tuple) else (message.id,):
            said = words.gettext(id_)
            for piece in re.split(r"%\(\w+\)s|<[^>]+>|&\w+;", id_):
                plain = piece.strip(" :·,;")
                if re.search(r"[^\W\d_]{2}", plain) and plain not in said:
                    yield plain


def english_in(output):
    """Give what is English in pages and feeds, though German has other words for it."""
    pieces = set(english_of("de"))
    long = re.compile("|".join(re.escape(one) for one in pieces if " " in one))
    for name, text in texts_of(output):
        if text.strip(" :·,;") in pieces or long.search(text) or ENGLISH_DATE.search(text):
            yield name, text


def test_nothing_that_the_engine_says_is_english(german):
    assert list(english_in(german)) == []


def test_english_would_be_found(hebrew):
    """There is no catalogue for it, so it says all of this in English."""
    found = set(english_in(hebrew))

    assert (POST, "Reply by e-mail") in found
    assert ("404.html", "Not here – Ana scribit") in found
    assert ("404.html", "This page has changed jobs") in found
    assert {"atom.xml", "rss.xml", "feed.json", "archive/index.html"} <= {name for name, _ in found}


def test_numbers_and_days_are_written_as_in_the_language(german):
    page = " ".join((german / POST).read_text().split())

    assert '<html lang="de">' in page
    for needed in (
        '<time class="dt-published" datetime="2010-08-14T09:05:00Z">14. August 2010, 11:05</time>',
        ">15. August 2010</time>",
        "31. Mai 2026</time>",
        ">4 Kommentare</h2>",
        "<span>(Trackback)</span>",
        'href="https://ana.example/categories/notizen.html">Notizen</a>',
        "Dieser Kommentar wurde entfernt.",
        "Aufgabe der Woche",
    ):
        assert needed in page


def test_the_feeds_speak_the_language(german):
    items = json.loads((german / "feed.json").read_text())["items"]
    content = next(item["content_html"] for item in items if item["title"] == "Mensa")
    comments = (german / "comments.xml").read_text()

    assert ">Kommentare (4)</a> · <a" in content
    assert ">Per E-Mail antworten</a></p>" in content
    assert "<title>Kommentare – Ana scribit</title>" in comments
    assert "<title>Bo zu Mensa</title>" in comments


def test_the_authors_own_comments_are_marked_when_nobody_else_could_have_written_them(german):
    soup = BeautifulSoup((german / POST).read_text(), "html.parser")
    own = {tag["id"]: "own" in tag["class"] for tag in soup.select("li.comment")}

    assert own == {"c1": False, "c2": True, "c4": False, "c3": False, "caaaaaaaa": False}


def test_the_words_of_a_post_in_another_language_say_so_wherever_they_stand(german):
    arabic = ' lang="ar" dir="rtl"'

    assert f'<a{arabic} class="p-name' in (german / "archive" / "index.html").read_text()
    assert f"<bdi{arabic}>Alia</bdi>" in (german / POST).read_text()
    assert f"<h2{arabic}>" in (german / "index.html").read_text()


def test_another_language_changes_no_address_and_shows_no_draft(german):
    found = {str(path.relative_to(german)) for path in german.rglob("*.html")}

    assert {"2026/05/alia.html", "arab/index.html"} <= found
    assert not [path for path in found if "dum" in path or "-ar." in path]


def test_without_a_catalogue_days_and_direction_are_the_languages(hebrew):
    pages = [path for path in hebrew.rglob("*.html") if "pagefind" not in path.parts]

    for path in pages:
        assert re.search(r'<html lang="he"[^>]* dir="rtl"', path.read_text()), path
    page = (hebrew / POST).read_text()
    assert "31 במאי 2026</time>" in page
    assert "14 באוגוסט 2010, 11:05</time>" in page
    assert ">4 comments</h2>" in page
    for _name, text in texts_of(hebrew):
        assert not re.search(r"%\(|\{\w+\}|\bM\d\d\b|\bNone\b", text)
        assert not ENGLISH_DATE.search(text)


def test_the_archive_has_short_days(hebrew, german):
    names = Locale("de").months["format"]["abbreviated"]
    archive = (german / "archive" / "index.html").read_text()

    assert f">1. {names[1]}</time>" in archive
    assert ">1 בינו׳</time>" in (hebrew / "archive" / "index.html").read_text()
