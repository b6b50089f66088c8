"""All feeds of built sites: an ordinary one, an odd one, a large one, an empty one."""

import json
import sqlite3
import subprocess
from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest
from feed_rules import ATOM, HISTORY, MEDIA, THREAD, broken_rules
from web_server import serving

from plugins.check.feeds import feeds_of, ids_of
from plugins.newsletter.reading import read_feed
from plugins.publishing.building import build

ADDRESS = "https://ana.example"
ODD = [
    "<3 forever",
    "Salt &amp; pepper",
    'He said "no" & left',
    "🥄 spoon",
    "\u202eright to left",
    "bell\x07 and \x0c feed",
    "مرحبا بالعالم",
    "]]> <![CDATA[",
    "{{ jinja }} {% raw %}",
]
BODY = """
[a](/about/) [b](../05/x.html) [c](#end) [d](//other.example/d) <a href="javascript:x" onclick="y">e</a>
<img src="/images/p.png" srcset="/images/p.png 1x, p2.png 2x" alt="p"> <video poster="/p.png" src="v.mp4"></video>
<blockquote cite="/q">q</blockquote> <iframe src="https://video.example/1" title="A film"></iframe>
<form action="/x"><input name="a"></form> <script>alert(1)</script> <p style="color: red">styled</p>
[sound]({static}/files/talk.mp3) &lt;3 &amp;amp; ]]&gt;
"""


@pytest.fixture
def odd_site(site):
    """A site with everything a feed could stumble over."""
    site.write("images/p.png", b"png")
    site.write("files/talk.mp3", b"12345")
    for number, title in enumerate(ODD):
        site.post(
            f"2026-05-{number + 1:02}-odd-{number}", title=title, body=BODY, guid=f"tag:blogger.com,1999:blog-1.post-{number}",
            tags="" if number % 2 else "a & b, c, é", summary="Sum <b>one</b> &amp; two" if number else "", modified="2026-06-01" if number == 3 else "",
        )  # fmt: skip
    blocks = [
        "=== blogger:1\nAuthor: <b>Bo</b> &amp; \u202eco 🥄\nDate: 2026-05-02T10:00:00Z\nGuid: tag:blogger.com,1999:blog-1.post-99\nUrl: https://bo.example/?a=1&b=2\n\n<3 & ]]>\x07\n",
        "=== blogger:2\nAuthor: Cy\nDate: 2026-05-03T10:00:00Z\nParent: blogger:1\nFormat: html\n\n<a href=/x onclick=y>x</a><script>z</script>\n",
        "=== blogger:3\nAuthor: Di\nParent: blogger:2\n\nno date\n",
    ]
    site.write("comments/2026-05-01-odd-0.txt", "\n".join(blocks))
    site.write(
        "digests/2026-05-31-weekly.md",
        "Title: <3 & more\nDate: 2026-05-31\nCadence: weekly\nGuid: urn:digest\nPosts: tag:blogger.com,1999:blog-1.post-0\n    urn:unknown\n\nDear [all](/x)\n",
    )
    return site


def built(site, **options):
    build(site.open("publishconf", **options))
    return site.output


def all_broken(output):
    return [
        (path.name, rule)
        for path in feeds_of(output)
        for rule in broken_rules(path, output, ADDRESS)
    ]


def test_comments_on_pages_hold_every_rule_too(site):
    site.post()
    site.write("pages/about.md", "Title: <3 & more\n\nMe.\n")
    talk = "=== a:1\nAuthor: Bo\nDate: 2012-05-01\nFormat: html\n\nbell&#7; <b>bold\n\n=== a:2\nAuthor: Cy\nParent: a:1\n\nx\n"
    site.write("comments/about.txt", talk)
    output = built(site)

    assert all_broken(output) == []
    assert len(ids_of((output / "comments.xml").read_bytes())) == 2


def test_every_feed_of_an_odd_site_holds_every_rule(odd_site):
    output = built(odd_site, extra="STATIC_PATHS = ['images', 'files']\n")

    assert all_broken(output) == []
    assert {path.relative_to(output).as_posix() for path in feeds_of(output)} == {
        "atom.xml", "rss.xml", "feed.json", "comments.xml", "digests/atom.xml", "digests/feed.json",
        "categories/notes.xml", "tags/a-b.xml", "tags/c.xml", "tags/e.xml", "2026/05/odd-0.comments.xml",
    }  # fmt: skip


def test_the_rules_can_be_broken(odd_site):
    """A check that cannot fail proves nothing."""
    output = built(odd_site)
    feed = output / "atom.xml"
    good = feed.read_text()

    for before, after in (
        ("https://ana.example/images", "/images"),
        ("&lt;blockquote", "&lt;script&gt;&lt;blockquote"),
        ("<title>🥄 spoon</title>", "<title></title>"),
        ('rel="self"', 'rel="via"'),
        ('type="html"', 'type="CDATA"'),
        ("2026-05-31T22:00:00", "2027-05-31T22:00:00"),
        ("post-1</id>", "post-2</id>"),
    ):
        assert before in good
        feed.write_text(good.replace(before, after, 1))
        assert list(broken_rules(feed, output, ADDRESS)), before


def test_the_formats_are_read_alike(odd_site):
    output = built(odd_site)
    items = json.loads((output / "feed.json").read_text())["items"]

    for name in ("atom.xml", "rss.xml"):
        found = feedparser.parse(
            (output / name).read_bytes(), sanitize_html=False, resolve_relative_uris=False
        )
        assert not found.bozo
        assert [
            (one.id, one.title, one.link, one.author, one.content[0].value, [tag.label or tag.term for tag in one.get("tags", ())])
            for one in found.entries
        ] == [
            (item["id"], item["title"], item["url"], item["authors"][0]["name"], item["content_html"], item["tags"])
            for item in items
        ]  # fmt: skip
    assert [item["title"] for item in items][::-1] == [
        "<3 forever", "Salt &amp; pepper", 'He said "no" & left', "🥄 spoon", "right to left", "bell and feed",
        "مرحبا بالعالم", "]]> <![CDATA[", "{{ jinja }} {% raw %}",
    ]  # fmt: skip


def test_an_embed_becomes_a_link_and_files_are_enclosed(odd_site):
    output = built(odd_site, extra="STATIC_PATHS = ['images', 'files']\n")
    item = json.loads((output / "feed.json").read_text())["items"][0]

    assert '<a href="https://video.example/1">A film</a>' in item["content_html"]
    assert item["image"] == f"{ADDRESS}/images/p.png"
    assert item["attachments"] == [
        {"url": f"{ADDRESS}/files/talk.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5}
    ]
    entry = ElementTree.parse(output / "atom.xml").getroot().find(f"{ATOM}entry")
    assert entry.find(f"{MEDIA}thumbnail").get("url") == f"{ADDRESS}/images/p.png"
    enclosure = ElementTree.parse(output / "rss.xml").getroot().find("channel/item/enclosure")
    assert enclosure.attrib == {
        "url": f"{ADDRESS}/files/talk.mp3",
        "type": "audio/mpeg",
        "length": "5",
    }


def test_comments_keep_their_ids_and_say_what_they_answer(odd_site):
    output = built(odd_site)
    entries = (
        ElementTree.parse(output / "2026/05/odd-0.comments.xml").getroot().findall(f"{ATOM}entry")
    )
    answers = {
        entry.findtext(f"{ATOM}author/{ATOM}name"): entry.find(f"{THREAD}in-reply-to").get("ref")
        for entry in entries
    }
    ids = {
        entry.findtext(f"{ATOM}author/{ATOM}name"): entry.findtext(f"{ATOM}id") for entry in entries
    }

    assert ids["<b>Bo</b> &amp; co 🥄"] == "tag:blogger.com,1999:blog-1.post-99"
    assert answers["<b>Bo</b> &amp; co 🥄"] == "tag:blogger.com,1999:blog-1.post-0"
    assert answers["Cy"] == "tag:blogger.com,1999:blog-1.post-99"
    assert answers["Di"] == ids["Cy"]
    root = ElementTree.parse(output / "atom.xml").getroot()
    post = next(
        e for e in root.findall(f"{ATOM}entry") if e.findtext(f"{ATOM}title") == "<3 forever"
    )
    replies = next(link for link in post.findall(f"{ATOM}link") if link.get("rel") == "replies")
    assert replies.get("href") == f"{ADDRESS}/2026/05/odd-0.comments.xml"
    assert (replies.get(f"{THREAD}count"), post.findtext(f"{THREAD}total")) == ("3", "3")
    assert replies.get(f"{THREAD}updated") == "2026-05-03T10:00:00+00:00"


def test_no_change_of_title_slug_date_or_host_changes_an_id(site):
    site.post("2026-05-31-lunch", guid="urn:lunch", tags="food")
    site.write("comments/2026-05-31-lunch.txt", "=== a:1\nAuthor: Bo\n\nYes\n")
    before = {path.name: ids_of(path.read_bytes()) for path in feeds_of(built(site))}
    feed_id = ElementTree.parse(site.output / "atom.xml").getroot().findtext(f"{ATOM}id")
    site.post(
        "2026-05-31-lunch",
        guid="urn:lunch",
        tags="food",
        title="Other",
        date="2020-01-01",
        slug="lunch2",
    )

    output = built(site, extra="SITE_ADDRESS = 'https://moved.example'\n")

    after = {
        path.name.replace("lunch2", "lunch"): ids_of(path.read_bytes()) for path in feeds_of(output)
    }
    assert after == before
    assert ElementTree.parse(output / "atom.xml").getroot().findtext(f"{ATOM}id") == feed_id


def test_every_feed_has_an_id_of_its_own(odd_site):
    output = built(odd_site)
    roots = (
        ElementTree.parse(path).getroot() for path in feeds_of(output) if path.suffix == ".xml"
    )
    ids = [root.findtext(f"{ATOM}id") for root in roots if root.tag == f"{ATOM}feed"]

    assert len(ids) == len(set(ids)) == 8


def test_a_large_site_can_be_walked_to_its_first_post(site):
    for number in range(95):
        site.post(f"20{10 + number // 12:02}-{number % 12 + 1:02}-01-post-{number}")
    output = built(site)

    assert all_broken(output) == []
    seen, address = [], f"{ADDRESS}/atom.xml"
    while address:
        root = ElementTree.parse(output / address.removeprefix(f"{ADDRESS}/")).getroot()
        seen += [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
        assert (root.find(f"{HISTORY}archive") is not None) == (address != f"{ADDRESS}/atom.xml")
        address = next(
            (
                link.get("href")
                for link in root.findall(f"{ATOM}link")
                if link.get("rel") == "prev-archive"
            ),
            "",
        )
    assert len(set(seen)) == 95
    walked = read_feed(str(output / "feed.json"), since=datetime(1900, 1, 1, tzinfo=UTC))
    assert len(walked.posts) == 95
    before = {path.name: path.read_bytes() for path in (output / "archive").glob("?.*")}
    assert len(before) == 6

    site.post("2026-06-01-new")
    after = {path.name: path.read_bytes() for path in (built(site) / "archive").glob("?.*")}

    assert {name: after[name] for name in before} == before


def test_no_feed_is_larger_than_a_reader_takes(site):
    for number in range(12):
        site.post(f"2026-05-{number + 1:02}-long-{number}", tags="long", body="many words " * 6_000)
    blocks = [f"=== a:{n}\nAuthor: Bo\n\n{'so many words ' * 4_000}\n" for n in range(15)]
    site.write("comments/2026-05-01-long-0.txt", "\n".join(blocks))
    output = built(site)

    assert all_broken(output) == []
    newest = ids_of((output / "tags" / "long.xml").read_bytes())
    assert 5 < len(newest) < 12
    assert newest[0] == "urn:example:2026-05-12-long-11"
    walked = read_feed(str(output / "feed.json"), since=datetime(1900, 1, 1, tzinfo=UTC))
    assert len(walked.posts) == 12


def test_a_site_without_posts_has_feeds_that_hold_the_rules(site):
    assert all_broken(built(site)) == []


def test_every_page_names_the_feeds_and_the_list_has_them_all(odd_site):
    output = built(odd_site)
    listed = {
        one.get("xmlUrl")
        for one in ElementTree.parse(output / "feeds.opml").getroot().iter("outline")
    }
    atoms = {f"{ADDRESS}/{path.relative_to(output).as_posix()}" for path in output.rglob("*.xml")}

    others = ("rss.xml", "sitemap.xml", "2026/05/odd-0.comments.xml")
    assert listed == atoms - {f"{ADDRESS}/{path}" for path in others}
    for path in output.rglob("*.html"):
        text = path.read_text()
        for name in ("atom.xml", "rss.xml", "feed.json", "comments.xml", "digests/atom.xml"):
            assert f'href="{ADDRESS}/{name}"' in text, path
    assert (
        f'href="{ADDRESS}/2026/05/odd-0.comments.xml"'
        in (output / "2026/05/odd-0.html").read_text()
    )
    assert f'href="{ADDRESS}/tags/c.xml"' in (output / "tags/c.html").read_text()


def test_a_digest_has_a_public_page(odd_site, browser):
    output = built(odd_site)

    page = browser.new_page()
    page.goto((output / "digests/2026-05-31-weekly.html").as_uri())
    assert page.inner_text("h1") == "<3 & more"
    assert [title.inner_text() for title in page.query_selector_all(".card h2")] == ["<3 forever"]
    page.close()
    (item,) = json.loads((output / "digests/feed.json").read_text())["items"]
    assert (item["id"], item["url"]) == ("urn:digest", f"{ADDRESS}/digests/2026-05-31-weekly.html")
    assert "&lt;3 forever</a>" in item["content_html"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "2999-01-01-weekly",
            "Title: Later\nDate: 2999-01-01\nCadence: weekly\nGuid: urn:later\n\nx\n",
        ),
        (
            "2026-01-01-weekly",
            "Title: Draft\nDate: 2026-01-01\nStatus: draft\nGuid: urn:draft\n\nx\n",
        ),
        ("2026-01-01-weekly", "Title: No id\nDate: 2026-01-01\n\nx\n"),
    ],
)
def test_a_digest_is_published_in_its_time_and_whole(site, name, text):
    site.post()
    site.write(f"digests/{name}.md", text)

    assert not (built(site) / "digests").exists()


def test_a_digest_that_cannot_be_read_does_not_end_a_preview(site):
    site.post()
    site.write("digests/2026-01-01-weekly.md", "Title: x\nDate: never\nGuid: urn:x\n\nx\n")

    _changes, said = build(site.open())

    assert any("2026-01-01-weekly.md" in line for line in said)
    assert (site.output / "index.html").exists()


def test_a_browser_shows_a_feed_in_words(site, browser):
    """Styled by a style sheet, and nothing of it is markup."""
    site.post(summary="A summary")
    build(site.open())

    for name in ("atom.xml", "rss.xml", "categories/notes.xml"):
        page = browser.new_page()
        page.goto((site.output / name).as_uri())
        shown = page.evaluate("getComputedStyle(document.documentElement, '::before').content")
        assert "This is a feed" in shown
        visible = page.evaluate(
            "[...document.querySelectorAll('*')].filter(e => e.getClientRects().length).map(e => e.localName)"
        )
        assert {"title", "summary" if name != "rss.xml" else "description"} <= set(visible)
        assert not {"id", "guid", "content", "encoded", "link", "generator"} & set(visible)
        page.close()


def test_a_real_feed_reader_shows_titles_and_words(site, tmp_path, tool):
    """newsboat fetches the feed from a web server and keeps it in its own database."""
    newsboat = tool("newsboat")
    site.post("2026-05-31-lunch", title="Salt & <3 🥄", body="Words of *today*.")
    site.post("2026-05-30-coffee", title="Coffee", body="Black.")
    output = built(site)

    with serving(output) as address:
        for name in ("atom.xml", "rss.xml"):
            titles, words = read_with_newsboat(newsboat, f"{address}/{name}", tmp_path / name)
            assert sorted(titles) == ["Coffee", "Salt & <3 🥄"]
            assert "Words of <em>today</em>." in "".join(words)


def read_with_newsboat(newsboat, address, folder):
    """Give titles and texts that newsboat has after reloading once."""
    folder.mkdir()
    (folder / "urls").write_text(f"{address}\n")
    (folder / "config").write_text("")
    command = [
        newsboat,
        f"--url-file={folder / 'urls'}",
        f"--cache-file={folder / 'cache'}",
        f"--config-file={folder / 'config'}",
    ]
    subprocess.run([*command, "--execute=reload"], check=True, capture_output=True, timeout=60)
    with sqlite3.connect(folder / "cache") as database:
        rows = database.execute("select title, content from rss_item").fetchall()
    return [title for title, _content in rows], [content for _title, content in rows]


def test_a_draft_without_a_date_is_seen_in_a_preview(site):
    site.write("posts/idea.md", "Title: An idea\nStatus: draft\n\nWords.\n")

    build(site.open())

    assert "An idea" in (site.output / "drafts" / "an-idea.html").read_text()
