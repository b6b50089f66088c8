"""What pages are given, as a template sees it that shows nothing else."""

import json
from html import unescape

import pytest
from little_site import LittleSite

from plugins.publishing.building import build

SHOWN = """
{%- macro slugs(posts) %}[{% for post in posts if post %}{{ post.slug|tojson }}{{ "," if not loop.last }}{% endfor %}]{% endmacro -%}
<!doctype html><html lang="en"><title>x</title><body data-pagefind-body>x<script type="application/json">{"around": {{ slugs([article.older]) }}, "after": {{ slugs([article.newer]) }},
 "related": {{ slugs(article.related) }}, "minutes": {{ article.reading_minutes }},
 "words": {{ article.word_count }},
 "series": {% if article.series %}[{{ article.series.name|tojson }}, {{ article.series.part }}, {{ slugs(article.series.posts) }}]{% else %}null{% endif %},
 "contents": [{% for one in article.contents %}{{ [one.id, one.text, one.level]|tojson }}{{ "," if not loop.last }}{% endfor %}],
 "structured": {{ article|structured }}, "site": {{ SITE_STRUCTURED }},
 "content": {{ article.content|string|tojson }}}</script></html>
"""
HEADINGS = "## Comments\n\n## C*1*2\n\n```\n## code\n```\n\n### Überall & [nirgends](/x)\n\n## Own {#mine}\n\n[down](#mine)\n"


def templates_in(folder):
    """Let the pages of posts be what they were given, as JSON."""
    templates = folder / "templates"
    templates.mkdir()
    (templates / "article.html").write_text(SHOWN)
    return f'THEME_TEMPLATES_OVERRIDES = ["{templates}"]\n'


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reading")
    site = LittleSite(folder)
    site.post("2026-05-01-first", tags="lunch, R&D", series="On Leaving")
    site.post("2026-05-02-second", tags="lunch", series="on  leaving", part="two")
    site.post("2026-05-03-third", title="<b>Q&A</b> </script>", tags="lunch", series="Alone")
    site.post("2026-05-04-long", tags="lunch", body=HEADINGS + "\n\n" + "word " * 1_100)
    site.post("2026-05-05-draft", status="draft", tags="lunch", series="On leaving", part="1")
    site.post("2026-05-06-hidden", status="hidden")
    site.write(
        "posts/2026-05-07-imported.html",
        "<html><head><title>Old</title><meta name='imported_from' content='blogger'>"
        "<meta name='guid' content='urn:old'></head>"
        '<body><h2 id="a">One</h2><a href="#a">up</a><h3>Two</h3></body></html>',
    )
    site.write(
        "comments/2026-05-04-long.txt",
        "=== a:12\nAuthor: Bo\nDate: 2026-05-05T10:00:00Z\nAnchor: uberall\n\n</script> & so\n",
    )
    site.write("pages/about.md", "Title: About\n\n## Me\n\n## Comments\n")
    build(site.open(extra=templates_in(folder)))
    return site


def shown(site, path):
    page = (site.output / path).read_text()
    return json.loads(page.partition('/json">')[2].partition("</script>")[0])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2026/05/first.html", ([], ["second"], ["long", "third"])),
        ("2026/05/second.html", (["first"], ["third"], ["long"])),
        ("2026/05/third.html", (["second"], ["long"], ["first"])),
        ("2026/05/imported.html", (["long"], [], [])),
        ("drafts/draft.html", (["long"], ["imported"], ["third"])),
        ("2026/05/hidden.html", (["long"], ["imported"], [])),
    ],
)
def test_posts_have_neighbours_and_others_that_go_with_them(little, path, expected):
    found = shown(little, path)

    assert (found["around"], found["after"], found["related"]) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2026/05/first.html", ["On Leaving", 1, ["first", "second"]]),
        ("2026/05/second.html", ["On Leaving", 2, ["first", "second"]]),
        ("2026/05/third.html", None),
        ("2026/05/hidden.html", None),
        ("drafts/draft.html", ["On Leaving", 1, ["draft", "first", "second"]]),
    ],
)
def test_published_posts_of_a_series_know_each_other(little, path, expected):
    assert shown(little, path)["series"] == expected


def test_a_long_post_has_contents_whose_ids_are_the_headings_own(little):
    found = shown(little, "2026/05/long.html")

    assert found["contents"] == [
        ["comments_2", "Comments", 2],
        ["c12_2", "C12", 2],
        ["überall-nirgends", "Überall & nirgends", 3],
        ["mine", "Own", 2],
    ]
    for id_, _text, level in found["contents"]:
        assert found["content"].count(f'<h{level} id="{id_}">') == 1


def test_a_short_post_has_none_but_its_headings_can_be_linked_to(little):
    found = shown(little, "2026/05/imported.html")

    assert found["contents"] == []
    assert (
        '<h2 id="words-a">One</h2><a href="#words-a">up</a><h3 id="two">Two</h3>'
        in (found["content"])
    )


def test_headings_of_a_page_keep_clear_of_the_themes_own_ids(little):
    page = (little.output / "about" / "index.html").read_text()

    assert '<h2 id="me">Me</h2>' in page
    assert '<h2 id="comments_2">Comments</h2>' in page


def test_reading_takes_longer_the_more_there_is(little):
    assert shown(little, "2026/05/first.html")["minutes"] == 1
    assert shown(little, "2026/05/long.html")["minutes"] == 5


def test_feeds_have_none_of_the_ids(little):
    feed = (little.output / "atom.xml").read_text()

    assert "&lt;h2&gt;C" in feed
    assert "nirgends" in feed
    assert " id=" not in feed
    assert 'href="https://ana.example/2026/05/long.html#mine"' in unescape(feed)


def test_posts_say_what_they_are_to_machines(little):
    post = shown(little, "2026/05/long.html")["structured"]
    third = shown(little, "2026/05/third.html")["structured"]

    assert post["url"] == "https://ana.example/2026/05/long.html"
    assert post["author"]["url"] == "https://ana.example/about/index.html"
    assert post["datePublished"] == "2026-05-04T00:00:00+02:00"
    assert post["comment"][0]["text"] == "</script> & so"
    assert third["headline"] == "<b>Q&A</b> </script>"
    assert third["keywords"] == ["lunch"]


def test_the_context_says_what_the_site_is(little):
    assert shown(little, "2026/05/first.html")["site"]["name"] == "A Test"


@pytest.mark.parametrize("number", [0, 1])
def test_a_site_of_hardly_any_posts_is_built(site, number):
    for _ in range(number):
        site.post(tags="")

    build(site.open("publishconf", extra=templates_in(site.folder)))

    pages = [shown(site, path.relative_to(site.output)) for path in site.output.rglob("lunch.html")]
    assert [(page["around"], page["after"], page["related"]) for page in pages] == [
        ([], [], [])
    ] * number
