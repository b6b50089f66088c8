"""A published site in a real browser: its own policy lets it be what it is, stubs lead on."""

import pytest
from web_server import serving

from plugins.publishing.building import build

TABLE = "| a | b |\n|---|--:|\n| 1 | 2 |\n\n![A dot]({static}/images/dot.svg)\n"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>'


@pytest.fixture
def address(site):
    """A published site on this machine, at the address it thinks it has."""
    site.output.mkdir()
    site.write("images/dot.svg", DOT)
    site.post(body=TABLE, redirect_from="/old/lunch.html")
    site.write("comments/2026-05-31-lunch.txt", "=== a:1\nAuthor: A\n\nx\n")
    site.write("redirects.txt", "/feeds/posts/default /atom.xml\n")
    with serving(site.output) as found:
        desk = f'SITE_ADDRESS = "{found}"\nNEWSLETTER_DESK = "{found}/desk"\n'
        build(site.open("publishconf", output=str(site.folder / "built"), extra=desk))
        for path in (site.folder / "built").iterdir():
            path.rename(site.output / path.name)
        yield found


def opened(browser, url):
    page = browser.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    page.goto(url)
    return page


def test_pages_are_whole_under_their_own_policy(browser, address):
    page = opened(browser, f"{address}/2026/05/lunch.html")

    assert page.complaints == []
    assert page.evaluate("document.querySelector('.words img').naturalWidth") == 9
    assert (
        page.evaluate("getComputedStyle(document.querySelectorAll('td')[1]).textAlign") == "right"
    )
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.unseen')).position") == "absolute"
    )
    page.close()


def test_nothing_else_runs_and_forms_go_nowhere_else(browser, address):
    page = opened(browser, f"{address}/2026/05/lunch.html")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('form'), {action: 'https://evil.example/', id: 'f'}))"
    )
    with page.expect_console_message():
        page.evaluate("document.getElementById('f').submit()")

    assert page.evaluate("window.ran") is None
    assert len([text for text in page.complaints if "Content Security Policy" in text]) == 2
    page.close()


def test_a_stub_leads_on_and_says_where(browser, address):
    page = opened(browser, f"{address}/old/lunch.html")
    page.wait_for_url("**/2026/05/lunch.html")
    assert page.title().startswith("Title of")
    page.close()

    feed = browser.new_page()
    feed.goto(f"{address}/feeds/posts/default")
    feed.wait_for_url("**/atom.xml")
    feed.close()


def test_a_stub_can_be_read_where_nothing_refreshes(browser, address, site):
    path = site.output / "old" / "lunch.html"
    path.write_text(path.read_text().replace('http-equiv="refresh"', 'name="none"'))
    page = opened(browser, f"{address}/old/lunch.html")

    assert page.complaints == []
    page.click(f"text={address}/2026/05/lunch.html")
    page.wait_for_url("**/2026/05/lunch.html")
    page.close()
