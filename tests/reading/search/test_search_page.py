"""The search of a published site in a real browser, as nginx, Apache and Caddy serve it."""

from contextlib import contextmanager
from urllib.parse import unquote

import pytest
import web_servers
from axe_playwright_python.sync_playwright import Axe
from little_site import LittleSite

from plugins.publishing.building import build

HOST = "https://ana.example"
SERVED = [("nginx", ""), ("apache", ""), ("caddy", ""), ("nginx", "/my%20blog")]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Give what builds the site for an address, once for each: a host's folder."""
    folders = {}

    def get(base):
        if base not in folders:
            folders[base] = publish(tmp_path_factory.mktemp("site") / "Anas söte", base)
        return folders[base]

    return get


def publish(folder, base):
    site = LittleSite(folder)
    site.post(body="Zebras at lunch: 1 < 2 & <b>so on</b>.", title="Lunch & <more>")
    site.write("comments/2026-05-31-lunch.txt", "=== a:1\nAuthor: Bo\n\nA giraffe came, too.\n")
    for day in range(1, 15):
        site.post(f"2026-04-{day:02}-talk-{day}", body="We talked.")
    site.post(
        "2026-02-01-letter", body="我们在北京的<b>咖</b>啡馆吃午饭。", title="给老朋友的一封信"
    )
    site.post("2026-03-01-secret", body="A hidden zebra.", status="hidden")
    root = folder / "root"
    output = f"{root}{unquote(base)}"
    build(site.open("publishconf", output, f'SITE_ADDRESS = "{HOST}{base}"\n'))
    return root


@pytest.fixture(scope="module", params=SERVED, ids="".join)
def server(request, built, tool, tmp_path_factory):
    name, base = request.param
    folder = tmp_path_factory.mktemp(name)
    with web_servers.running(name, tool, built(base), folder, base=base) as address:
        yield address, base


@contextmanager
def visiting(browser, server, path, **options):
    """Give a page as the server answers; what is asked of the site's own address, it answers, too."""
    address, base = server
    context = browser.new_context(**options)

    def answer(route):
        found = web_servers.ask(address, route.request.url.removeprefix(HOST))
        route.fulfill(status=found.status, headers=dict(found.headers), body=found.body)

    context.route(f"{HOST}/**", answer)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{address}{base}/{path}")
    yield page
    context.close()


def test_words_are_found_where_nobody_writes_spaces(browser, server):
    with visiting(browser, server, "search/?q=咖啡") as page:
        page.get_by_role("link", name="给老朋友的一封信").wait_for()
        assert page.locator(".result p").last.inner_text().endswith("我们在北京的咖啡馆吃午饭。")
        assert "".join(page.locator(".result mark").all_inner_texts()) == "咖啡"
        page.get_by_role("searchbox").fill("鱼")
        page.get_by_text("Nothing was found").wait_for()


def test_a_post_is_found_by_a_word_of_its_text_and_of_its_comments(browser, server):
    with visiting(browser, server, "search/") as page:
        page.get_by_role("searchbox").fill("zebra")
        link = page.get_by_role("link", name="Lunch & <more>")
        link.wait_for()
        assert page.get_by_role("status").inner_text() == "1 post was found."
        assert page.locator(".result mark").first.inner_text() == "Zebras"
        page.get_by_role("searchbox").fill("giraffe")
        page.locator(".result mark", has_text="giraffe").wait_for()
        assert page.complaints == []

        link.click()
        page.wait_for_url("**/2026/05/lunch.html")
        assert page.complaints == []

        page.go_back()
        page.locator(".result mark", has_text="giraffe").wait_for()
        assert page.url.endswith("/search/?q=giraffe")
        assert page.get_by_role("searchbox").input_value() == "giraffe"


def test_on_a_post_no_script_runs_not_even_our_own(browser, server):
    with visiting(browser, server, "2026/05/lunch.html") as page:
        source = page.evaluate(
            """() => new Promise((done) => {
                const script = Object.assign(document.createElement("script"), {src: "/anything.js"});
                document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
                document.body.append(script);
            })"""
        )

        assert source == "script-src-elem"


@pytest.fixture(scope="module")
def nginx(built, tool, tmp_path_factory):
    with web_servers.nginx(tool, built(""), tmp_path_factory.mktemp("nginx")) as address:
        yield address, ""


def test_many_posts_are_shown_in_parts(browser, nginx):
    with visiting(browser, nginx, "search/?q=talked") as page:
        page.get_by_role("button", name="Show more").click()
        print(page.complaints, page.locator("main").inner_text())
        page.locator(".result").nth(13).wait_for()

        assert page.locator(".result").count() == 14
        assert page.get_by_role("status").inner_text() == "14 posts were found."
        assert (
            page.evaluate("document.activeElement.closest('li').previousElementSibling") is not None
        )
        assert page.get_by_role("button", name="Show more").count() == 0


def test_nothing_found_and_nothing_asked_are_said(browser, nginx):
    with visiting(browser, nginx, "search/?q=$%26") as page:
        page.get_by_role("status").get_by_text("Nothing was found for “$&”").wait_for()
        page.get_by_role("searchbox").fill("")
        page.wait_for_url("**/search/")

        assert page.get_by_role("status").inner_text() == ""


def test_an_index_that_cannot_be_had_is_told(browser, nginx):
    with visiting(browser, nginx, "search/") as page:
        page.route("**/*.pf_meta", lambda route: route.abort())
        page.get_by_role("searchbox").fill("zebra")

        page.get_by_role("status").get_by_text("could not be loaded").wait_for()


def test_without_script_the_archive_is_named_and_no_field_is_shown(browser, nginx):
    with visiting(browser, nginx, "search/?q=zebra", java_script_enabled=False) as page:
        assert page.get_by_role("searchbox").count() == 0
        assert "needs JavaScript" in page.locator("main").inner_text()
        page.locator("main").get_by_role("link", name="archive").click()

        assert page.url.endswith("/archive/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_page_with_what_was_found(browser, nginx, scheme):
    with visiting(browser, nginx, "search/?q=zebra", color_scheme=scheme) as page:
        page.locator(".result").wait_for()

        assert Axe().run(page).response["violations"] == []


def test_a_preview_says_that_the_search_comes_with_publishing(site):
    site.post(body="zebra")
    build(site.open())
    page = (site.output / "search/index.html").read_text()

    assert "This is a preview" in page
    assert "<script" not in page
    assert not (site.output / "pagefind").exists()


def test_a_site_without_posts_is_published_without_an_index(site):
    build(site.open("publishconf"))
    page = (site.output / "search/index.html").read_text()

    assert "nothing to find" in page
    assert "pagefind" not in page
    assert not (site.output / "pagefind").exists()
