"""Everything a reader does, as they do it: on a small screen, on pages of two addresses, by letter."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from desks import free_port, running_desk, text_of
from little_site import run_task
from playwright.sync_api import Error as PlaywrightError
from web_server import serving

from plugins.comments.moderation import deeds
from plugins.newsletter import posting
from plugins.newsletter.subscribers.model import Cadence, Status

BO = "bo@work.example"
PHONE = {"width": 390, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Reader:
    """Somebody with a phone, and the blog they read."""

    def __init__(self, desk, page, home):
        self.desk, self.page, self.home = desk, page, home
        self.site = desk.blog.site

    def build(self):
        result = run_task("build", "--settings", "pelicanconf_of_ana.py", cwd=self.site.folder)
        assert result.returncode == 0, result.stdout + result.stderr

    def open(self, address):
        self.page.goto(address)

    def press(self, name):
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name, exact=True).click()

    @property
    def heading(self):
        return self.page.locator("h1").inner_text()

    @property
    def words(self):
        return self.page.locator("main").inner_text()

    def links_of(self, letter):
        return re.findall(r'href="(http[^"]+)"', letter.get_body(("html",)).get_content())

    def send_digests(self):
        newsletter = self.desk.blog.open(SMTP_URL=f"{self.desk.mail.url}?rate=0")
        feed = str(self.site.output / "feed.json")
        sent = posting.send(
            newsletter,
            feed=feed,
            is_timer=True,
            say=lambda _line: None,
            watch=lambda _key, _number: lambda: None,
        )
        newsletter.engine.dispose()
        return str(sent)


@pytest.fixture
def reader(site, browser):
    site.output.mkdir()
    site.write("pages/subscribe.md", "Title: Subscribe\nTemplate: subscribe\n\nThree ways.\n")
    site.post("2026-05-31-lunch", title="Lunch for three", date="2026-05-31 12:00", slug="lunch")
    site.write("comments/2026-05-31-lunch.txt", "=== old:1\nAuthor: Cy\n\nWhere?\n")
    port = free_port()
    with (
        serving(site.output) as home,
        running_desk(
            site,
            address=f"http://127.0.0.1:{port}",
            port=port,
            extra=f'SITE_ADDRESS = "{home}"\n',
            feed=str(site.output / "feed.json"),
        ) as desk,
    ):
        page = browser.new_page(viewport=PHONE, locale="en-GB")
        told = []
        page.on("console", lambda message: told.append(message.text))
        found = Reader(desk, page, home)
        found.build()
        yield found
        page.close()
        assert [line for line in told if "Content Security" in line] == []
        assert desk.mail.violations == []


def test_from_the_subscribe_page_to_being_forgotten(reader):
    desk, page = reader.desk, reader.page
    reader.send_digests()  # the newsletter begins

    # They subscribe on the static page, and confirm by the letter.
    reader.open(f"{reader.home}/subscribe/index.html")
    page.get_by_label("Your e-mail address").fill(BO)
    reader.press("Send me a letter to confirm")
    assert reader.heading == "Now look in your inbox"
    (asking,) = desk.letters(BO)
    reader.open(f"{desk.server.address}/c/{desk.token_in(asking, 'c')}")
    page.get_by_label("With every new post").check()
    page.get_by_label("What may I call you?").fill("Bo")
    desk.wait(seconds=5)
    reader.press("Yes, please write to me")
    assert reader.heading == "Welcome, Bo!"
    welcome = desk.letters(BO, 2)[1]
    assert "Lunch for three" in text_of(welcome)

    # A post is published, and comes by letter.
    desk.wait(days=1)
    day = f"{desk.blog.now:%Y-%m-%d %H:%M}"
    reader.site.post(
        "news", title="Old desks, new desks", date=day, slug="news", body="Words of new."
    )
    reader.build()
    assert "1 submitted" in reader.send_digests()
    digest = desk.letters(BO, 3)[2]
    assert "Words of new." in text_of(digest)

    # They change how often, and pause, on the page that the letter links to.
    (own,) = {link for link in reader.links_of(digest) if "/p/" in link}
    reader.open(own)
    page.get_by_label("Once a week").check()
    reader.press("Keep this")
    assert "That is kept." in reader.words
    assert desk.person(BO).cadence is Cadence.WEEKLY
    page.get_by_label("Nothing comes").select_option("for three months")
    reader.press("Pause")
    assert desk.person(BO).status is Status.PAUSED
    reader.press("End the pause")

    # Their mail program unsubscribes them with one click; they take it back.
    token = desk.token_in(digest, "u")
    assert desk.post(f"/u/{token}", {"List-Unsubscribe": "One-Click"}).status == 200
    reader.open(f"{desk.server.address}/u/{token}")
    assert reader.heading == "You get no letters"
    reader.press("Take that back")
    assert desk.person(BO).status is Status.ACTIVE

    # They look at what is kept, and have it erased.
    reader.open(own)
    with page.expect_download() as download:
        page.get_by_role("link", name="All of it, as a file").click()
    known = json.loads(download.value.path().read_text())
    assert [letter["subject"] for letter in known["letters"]] == ["Old desks, new desks"]
    page.get_by_text("Erase it").click()
    page.get_by_label("Type your e-mail address").fill(BO)
    reader.press("Erase everything about me")
    assert reader.heading == "You are forgotten"
    assert desk.person(BO) is None


def test_a_comment_is_written_approved_built_and_seen_and_told_of(reader):
    desk, page, site = reader.desk, reader.page, reader.site
    desk.add(BO, cadence=Cadence.EACH)
    reader.send_digests()
    post = f"{reader.home}/2026/05/lunch.html"

    # They answer a comment on the static page.
    reader.open(post)
    page.get_by_role("link", name="Reply to Cy").click()
    assert reader.heading == "Your answer to Cy"
    page.get_by_label("Your name").fill("Di")
    page.get_by_label("What you would like to say").fill("At the *corner*, as ever.")
    reader.press("Look at it first")
    assert page.locator(".preview em").inner_text() == "corner"
    desk.wait(seconds=5)
    reader.press("Send it")
    assert reader.heading == "Thank you, Di!"
    page.get_by_role("link", name="Back to the post").click()
    assert page.url == post
    assert "corner" not in reader.words

    # The author reads the letter, and approves; the next build shows it.
    (letter,) = desk.letters("ana@ana.example")
    id_ = re.search(r"comments\.approve (\w+)", text_of(letter))[1]
    desk.wait(days=3)
    deeds.approve(site.open(extra=desk.blog.extra), id_, now=desk.blog.now)
    reader.build()
    reader.open(post)
    answer = page.locator(".thread .thread .comment")
    assert "Di" in answer.inner_text()
    assert answer.locator("em").inner_text() == "corner"

    # The next digest tells of it.
    desk.wait(days=1)
    day = f"{desk.blog.now:%Y-%m-%d %H:%M}"
    site.post("news", title="News", date=day, slug="news")
    reader.build()
    assert "1 submitted" in reader.send_digests()
    assert "At the corner, as ever." in text_of(desk.letters(BO)[0])


def test_the_form_under_a_post_works_too(reader):
    desk, page = reader.desk, reader.page
    reader.open(f"{reader.home}/2026/05/lunch.html")

    page.get_by_label("Your name").fill("Di")
    page.locator("textarea").fill("Lunch it is.")
    reader.press("Look at it first")
    desk.wait(seconds=5)
    reader.press("Send it")

    assert reader.heading == "Thank you, Di!"
    assert len(desk.letters("ana@ana.example")) == 1


def test_a_program_that_opens_every_link_of_a_letter_changes_nothing(reader):
    """With scripts, styles and pictures, as some mail servers look at letters."""
    desk = reader.desk
    desk.subscribe(BO, Origin=reader.home)
    desk.add("cy@work.example")
    desk.subscribe("cy@work.example", Origin=reader.home)
    invited = desk.invite("di@work.example")
    letters = [desk.letters(BO)[0], desk.letters("cy@work.example")[0]]
    links = {link for letter in letters for link in reader.links_of(letter)}
    token = desk.token("cy@work.example")
    here = desk.server.address
    links |= {
        f"{here}/u/{token}",
        f"{here}/p/{token}/data",
        f"{here}/c/{invited}",
        f"{here}/u/{invited}",
    }
    before = desk.listed()

    for link in links:
        if link.endswith("/data"):
            with pytest.raises(PlaywrightError, match="Download is starting"):
                reader.open(link)
        else:
            reader.open(link)
        reader.page.wait_for_timeout(100)

    assert len(links) > 5
    assert desk.listed() == before
    assert desk.person(BO) is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_from_using_the_pages(reader, scheme):
    desk, page = reader.desk, reader.page
    page.emulate_media(color_scheme=scheme)
    token = desk.add(BO, name="Bo")
    invited = desk.invite("di@work.example")
    here = desk.server.address
    comment = f"{here}/comment?post=2026-05-31-lunch&page=2026/05/lunch.html&parent=old:1"

    for address in (
        f"{reader.home}/subscribe/index.html",
        f"{reader.home}/2026/05/lunch.html",
        f"{here}/subscribe",
        f"{here}/c/{invited}",
        f"{here}/p/{token}",
        f"{here}/u/{token}",
        f"{here}/u/nobody",
        comment,
    ):
        reader.open(address)
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], address


def test_the_pages_are_after_a_press_as_before(reader):
    """What a press of a button leads to is looked at in the same way."""
    desk, page = reader.desk, reader.page
    token = desk.add(BO)
    here = desk.server.address
    reader.open(f"{here}/u/{token}")

    for button in ("Unsubscribe", "Take that back"):
        reader.press(button)
        assert Axe().run(page, options={"runOnly": RULES}).violations_count == 0
    reader.open(f"{here}/comment?post=2026-05-31-lunch&page=2026/05/lunch.html")
    page.get_by_label("Your name").fill("Di")
    page.locator("textarea").fill("x " * 1000)
    page.get_by_label("Your site").fill("no site")
    reader.press("Look at it first")
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
