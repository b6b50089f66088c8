"""The whole thread: a saved page, imported, built, read in a browser, in feeds and in the letter."""

import json
import re
from pathlib import Path

import feedparser
import pytest

from plugins.check.commands import site_faults
from plugins.comments_import.commands import Options, import_files
from plugins.comments_import.model import Kind
from plugins.newsletter.previews import write_preview
from plugins.publishing.building import build
from plugins.shared.dates import parse_time
from plugins.shared.errors import NothingNew
from plugins.shared.site import ENGINE

LUNCH = Path(__file__).parent / "comments_import" / "exports" / "lunch.txt"
SEED = ENGINE.parent / "shared" / "seed" / "good-ol-networking-tips.txt"
OTHER_SITE = "https://still-in-touch.example"
SCRIPT = "script:not([type='application/ld+json'])"


def open_page(browser, path, **options):
    """Open a built page from disk, as a person does; everything it asks for has to be there."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    page.on(
        "request",
        lambda request: request.url.startswith("file:") or page.complaints.append(request.url),
    )
    page.goto(path.as_uri())
    return page


def test_an_imported_page_is_read_in_browser_feeds_and_letter(site, browser):
    import_files([LUNCH], site.open(), Options())
    opened = site.open()
    build(opened)

    page = open_page(browser, site.output / "2010" / "08" / "lunch-for-three.html")
    assert page.inner_text("h1") == "Lunch for three"
    assert "14 August 2010" in page.inner_text("header .dt-published, .post .dt-published")
    words = page.inner_text(".words")
    for shown in (
        "* three *",
        "<all>",
        "1. This is no list.",
        "# This is no heading, and _this_ is not [slanted](x).",
    ):
        assert shown in words
    assert [name.inner_text() for name in page.query_selector_all(".p-author.h-card bdi")] == [
        "Night Owl",
        "The Other One",
        "Night Owl",
    ]
    assert "3 comments" in page.inner_text("#comments h2")
    assert '<script>alert("no script")</script>' in page.inner_text(".comment-body >> nth=0")
    assert (
        page.query_selector(".comment a[href^='https://owl.example/']").get_attribute("rel")
        == "nofollow ugc noopener"
    )
    assert page.query_selector_all("#comments time") == []
    page.click(".permalink >> nth=1")
    assert re.search(r"#c[0-9a-f]{12}$", page.url)
    assert page.complaints == []

    for name in ("atom.xml", "rss.xml"):
        (entry,) = feedparser.parse((site.output / name).read_bytes()).entries
        assert entry.title == "Lunch for three"
        assert "This is no heading" in entry.content[0].value
    (item,) = json.loads((site.output / "feed.json").read_text())["items"]
    assert item["_conversation"]["count"] == 3

    preview = write_preview(opened)
    letter = open_page(browser, preview.folder / "digest.html")
    assert letter.inner_text("h1") == "Lunch for three"
    assert "The Other One" in letter.inner_text("body")
    assert letter.complaints == []


@pytest.mark.skipif(
    not SEED.exists(), reason="the saved copy of the blog's first post is not on this machine"
)
def test_the_blogs_first_post_is_imported_whole(site, browser):
    report = import_files([SEED], site.open(), Options())
    build(site.open())

    assert (report.totals[Kind.POST].added, report.totals[Kind.COMMENT].added) == (1, 4)
    page = open_page(browser, site.output / "2010" / "08" / "good-ol-networking-tips.html")
    assert page.inner_text("h1") == "Good Ol' Networking Tips"
    assert "14 August 2010" in page.inner_text(".post .dt-published")
    assert len(page.query_selector_all(".words > p")) == 8
    comments = page.query_selector_all(".comment")
    assert [len(comment.query_selector_all(".comment-body p")) for comment in comments] == [
        1,
        2,
        1,
        1,
    ]
    assert [comment.query_selector("bdi").inner_text() for comment in comments] == [
        "PrincessBeks",
        "Angeline",
        "LittleMissBusiness",
        "PR Working Girl",
    ]
    written = SEED.read_text()
    for paragraph in [
        *page.query_selector_all(".words > p"),
        *page.query_selector_all(".comment-body p"),
    ]:
        assert plain(paragraph.inner_text()) in plain(written)


def plain(text):
    """Letters and digits alone: typographic quotes and dashes are welcome."""
    return "".join(re.findall(r"\w", text))


@pytest.fixture
def rich_site(site):
    """A site with something of everything."""
    site.write("pages/about.md", "Title: About\n\nMe.\n")
    site.write("pages/subscribe.md", "Title: Subscribe\nTemplate: subscribe\n\nThree ways.\n")
    site.write("pages/privacy.md", "Title: Privacy\n\nNothing.\n")
    for number in range(1, 13):
        site.post(f"2026-05-{number:02}-post-{number}", tags="lunch, a&b", category="Food & drink")
    site.post(
        "2026-05-31-lunch",
        title='Salt & <b>pepper</b> "quoted"',
        tags="lunch",
        summary="A *short* [one](/x) &amp; more",
        challenge="Write <i>one</i> note",
        body="A table:\n\n| a | b |\n|---|---|\n| long words | " + "w" * 300 + " |\n\n> A quote\n\n`code` "
        + "https://example.org/" + "x" * 200,
    )  # fmt: skip
    blocks = [
        "=== a:1\nAuthor: <script>x</script>\nDate: 2026-06-01T10:00:00Z\nUrl: https://x.example/\n\nHello\n",
        "=== a:2\nAuthor: Bo\nParent: a:1\nFormat: html\n\n<img src=x onerror=alert(1)><b>bold</b>\n",
        "=== a:3\nAuthor: \u202eCy\nParent: a:2\nStatus: deleted\n\nsecret words\n",
        "=== a:4\nAuthor: Di\nParent: a:3\nAnchor: comment-45\n\nStill here\n",
        "=== a:5\nAuthor: Ed\nStatus: pending\n\npending words\n",
        *(
            f"=== b:{n}\nAuthor: Deep\nParent: {'b:' + str(n - 1) if n else ''}\n\n{'w' * 60}\n"
            for n in range(9)
        ),
    ]
    site.write("comments/2026-05-31-lunch.txt", "\n".join(blocks))
    site.write("comments/_pending/2026-05-31-lunch.txt", "=== p:1\nAuthor: P\n\nunapproved words\n")
    return site


def test_a_page_shows_its_comments_and_gives_them_to_the_feed_of_all(site, browser):
    site.post()
    site.write("pages/about.md", "Title: About\nGuid: urn:about\n\nMe.\n")
    site.write(
        "pages/me.html",
        "<html><head><title>Me &amp; you</title></head><body><p>x</p></body></html>",
    )
    site.write("pages/quiet.md", "Title: Quiet\n\nNo word.\n")
    site.write(
        "comments/about.txt",
        "=== wordpress:7\nAuthor: Bo\nDate: 2012-05-01\nAnchor: comment-7\n\nHello you\n",
    )
    site.write(
        "comments/me.txt",
        "=== a:1\nAuthor: Cy\n\nNo date\n\n=== a:2\nAuthor: Di\nParent: a:1\n\nNone either\n",
    )
    opened = site.open("publishconf")
    build(opened)

    assert site_faults(opened, now=parse_time("2026-06-02")) == (9, [])
    build(site.open())
    page = open_page(browser, site.output / "about" / "index.html")
    assert page.inner_text("#comments h2") == "One comment"
    assert page.inner_text("#c7 .comment-body") == "Hello you"
    assert page.inner_text("#c7 time") == "1 May 2012"
    assert page.query_selector("#comment-7") is not None
    assert "Re%3A%20About" in page.get_attribute(".answer a", "href")
    quiet = (site.output / "quiet" / "index.html").read_text()
    assert 'id="comments"' not in quiet
    assert "Something to add?" not in quiet

    feed = feedparser.parse((site.output / "comments.xml").read_bytes())
    assert {entry.title for entry in feed.entries} == {
        "Bo on About",
        "Cy on Me & you",
        "Di on Me & you",
    }
    (bo,) = (entry for entry in feed.entries if entry.author == "Bo")
    assert bo.link == "https://ana.example/about/index.html#c7"
    assert bo.published == "2012-05-01T00:00:00+00:00"
    own = feedparser.parse((site.output / "me-you" / "index.comments.xml").read_bytes())
    assert len(own.entries) == 2


def test_what_only_hidden_posts_have_is_linked_from_nowhere(site):
    """Their tags, category and comments have no page and no feed."""
    site.post()
    site.post("2026-05-30-secret", status="hidden", tags="whisper", category="Hush")
    site.write("comments/2026-05-30-secret.txt", "=== a:1\nAuthor: A\n\nx\n")
    opened = site.open("publishconf")
    build(opened)

    assert site_faults(opened, now=parse_time("2026-06-02"))[1] == []
    text = (site.output / "2026" / "05" / "secret.html").read_text()
    assert "whisper" in text
    assert "Hush" in text
    assert not (site.output / "2026" / "05" / "secret.comments.xml").exists()


@pytest.mark.parametrize("metadata", [{"status": "draft"}, {"date": "2999-01-01"}])
def test_an_old_address_brings_no_draft_to_the_world(site, metadata):
    site.post("2026-05-30-early", save_as="2010/early.html", url="2010/early.html", **metadata)
    site.write("pages/early.md", "Title: Early\nStatus: draft\nSave_as: early/index.html\n\nx\n")
    opened = site.open("publishconf")
    build(opened)

    assert site_faults(opened, now=parse_time("2026-06-02"))[1] == []
    assert not (site.output / "2010" / "early.html").exists()
    assert not (site.output / "early").exists()
    build(site.open())
    assert (site.output / "2010" / "early.html").exists()


def test_a_published_site_has_no_fault_and_only_whole_addresses(rich_site):
    opened = rich_site.open("publishconf")
    build(opened)

    count, faults = site_faults(opened, now=parse_time("2026-06-02"))
    assert faults == []
    assert (
        count == 28
    )  # 13 posts, 3 pages, 2 + 4 + 3 lists with their second pages, archive, search, 404
    for path in rich_site.output.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"]*)"', path.read_text()):
            is_search = path.parent.name == "search" and address.startswith("../theme/search.")
            assert is_search or address.startswith(("https://", "mailto:", "#")), (path, address)
            assert not address.startswith(OTHER_SITE)


def test_every_link_of_a_preview_ends_in_a_file(rich_site):
    opened = rich_site.open()
    build(opened)

    _count, faults = site_faults(opened, now=parse_time("2026-06-02"))
    assert faults == []
    for path in rich_site.output.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"#]+)', path.read_text()):
            if "://" not in address and not address.startswith("mailto:"):
                assert (path.parent / address).is_file(), (path, address)


def test_what_strangers_wrote_cannot_act(rich_site, browser):
    build(rich_site.open())

    page = open_page(browser, rich_site.output / "2026" / "05" / "lunch.html")
    assert page.inner_text("h1") == 'Salt & <b>pepper</b> "quoted"'
    assert page.inner_text(".challenge p") == "Write <i>one</i> note"
    assert "<script>x</script>" in page.inner_text(".comment-head >> nth=0")
    assert page.query_selector_all(f"{SCRIPT}, .comment img, .comment [onerror]") == []
    assert page.query_selector("#comment-45") is not None
    assert page.inner_text(".gone") == "This comment was removed."
    everything = "".join(
        path.read_text(errors="replace")
        for path in rich_site.output.rglob("*.*")
        if path.suffix not in {".ico", ".svg"}
    )
    for secret in ("secret words", "pending words", "unapproved words"):
        assert secret not in everything
    assert page.complaints == []


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "2026/05/lunch.html",
        "archive/index.html",
        "subscribe/index.html",
        "tags/lunch.html",
        "404.html",
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_readable_on_a_phone_in_light_and_dark(rich_site, browser, name, scheme):
    build(rich_site.open())

    page = open_page(
        browser,
        rich_site.output / name,
        color_scheme=scheme,
        viewport={"width": 320, "height": 700},
        java_script_enabled=True,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    contrast = page.evaluate(CONTRAST)
    assert contrast >= 4.5
    assert len(page.query_selector_all("h1")) == 1
    assert page.complaints == []


# The lowest contrast of text on its ground (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
CONTRAST = """() => {
  const light = (rgb) => {
    const [r, g, b] = rgb.map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = parse(getComputedStyle(e).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const ratios = [...document.querySelectorAll("body *")]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => {
      const [a, b] = [light(parse(getComputedStyle(e).color).slice(0, 3)), light(ground(e))].sort((x, y) => y - x);
      return (a + .05) / (b + .05);
    });
  return Math.min(...ratios);
}"""


def test_the_first_page_leads_on(rich_site, browser):
    build(rich_site.open())

    page = open_page(browser, rich_site.output / "index.html")
    assert page.inner_text(".card h2 >> nth=0") == 'Salt & <b>pepper</b> "quoted"'
    assert page.inner_text(".card .p-summary >> nth=0") == "A short one & more"
    assert page.inner_text(".card .meta >> nth=1") == "12 comments"
    page.click("text=Older posts")
    assert page.inner_text(".pagination span") == "Page 2 of 2"
    page.click("text=Newer posts")
    assert page.url.endswith("/index.html")
    page.click("nav >> text=Subscribe")
    assert page.inner_text("#feeds dd >> nth=0") == "https://ana.example/atom.xml"
    page.click("nav >> text=Archive")
    assert len(page.query_selector_all(".archive li")) == 13
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the text"
    assert page.complaints == []


def test_a_printed_post_is_black_on_white_and_without_navigation(rich_site, browser):
    build(rich_site.open())

    page = open_page(browser, rich_site.output / "2026" / "05" / "lunch.html", color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.is_visible(".site-header nav")
    assert not page.is_visible(".stay")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_site_without_anything_is_a_site_all_the_same(site):
    opened = site.open("publishconf")
    build(opened)

    assert site_faults(opened, now=parse_time("2026-06-02")) == (4, [])
    assert "Nothing is written here yet." in (site.output / "index.html").read_text()
    with pytest.raises(NothingNew):
        write_preview(opened)


def test_of_many_pages_the_header_names_few_and_the_archive_all(site):
    for name in ("about", "subscribe", *(f"page-{number}" for number in range(9))):
        site.write(f"pages/{name}.md", f"Title: Title of {name}\nSlug: {name}\n\nWords.\n")

    build(site.open())

    header, rest = (site.output / "archive" / "index.html").read_text().split("<main", 1)
    assert re.findall(r"Title of ([\w-]+)", header) == ["about", "subscribe"]
    assert len(set(re.findall(r"Title of (page-\d)", rest))) == 9
