"""The letter in a real browser: wide and narrow, light and dark, with and without pictures."""

import pytest
from letter_samples import CY, PLAIN, RICH, WITH_DESK, digest, invitation, letter, post

from plugins.newsletter.letter.slots import fill_letter

CONTENT = """<p>Words with <a href="https://ana.example/9.html">a link</a> and <code>code</code>,
<mark>marked</mark>.</p><blockquote><p>Quoted</p></blockquote><pre>a = 1  # and a line that is much too
long for any telephone: {}</pre><table><tr><th>Who</th><td>{}</td></tr></table>
<figure><img src="https://ana.example/q.png" width="1200" height="600" alt="A picture of nine chairs">
<figcaption>Chairs</figcaption></figure><p>{}</p>""".format("x" * 200, "wide " * 20, "w" * 300)
# Each text with its colour and the nearest background, as a browser shows them.
CONTRASTS = """() => {
  const channel = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number)
    return .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b) }
  const ground = e => { const c = getComputedStyle(e).backgroundColor
    return c != 'rgba(0, 0, 0, 0)' || !e.parentElement ? c : ground(e.parentElement) }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement
    if (!texts.currentNode.data.trim() || !e.checkVisibility()) continue
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x)
    found.push([(a + .05) / (b + .05), texts.currentNode.data.trim().slice(0, 30)])
  }
  return found }"""
LETTERS = {
    "digest": letter(digest(RICH, PLAIN, post(3, content=CONTENT)), WITH_DESK),
    "invitation": invitation(WITH_DESK),
}


@pytest.fixture(params=LETTERS)
def open_letter(request, browser):
    def open_(**options):
        page = browser.new_page(**options)
        page.route("https://**", lambda route: route.abort())
        page.set_content(fill_letter(LETTERS[request.param], CY).html)
        return page

    return open_


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(open_letter, scheme):
    page = open_letter(color_scheme=scheme)
    found = page.evaluate(CONTRASTS)

    assert len(found) > 10
    assert [one for one in found if one[0] < 4.5] == []
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(251, 247, 240)" if scheme == "light" else "rgb(22, 26, 35)")


@pytest.mark.parametrize("width", [320, 390, 700])
def test_nothing_is_wider_than_the_screen_or_600_pixels(open_letter, width):
    page = open_letter(viewport={"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.querySelector('.column').offsetWidth") == min(568, width - 32)


def test_what_only_an_inbox_shows_is_not_seen(open_letter):
    page = open_letter()

    assert page.locator(".preheader").count() == 1
    assert not page.locator(".preheader").is_visible()
    assert page.locator(".note").inner_text() == "How is the new job?\n.hidden = 1 & <b>"


def test_without_pictures_their_words_are_there(browser):
    page = browser.new_page()
    page.route("https://**", lambda route: route.abort())
    page.set_content(fill_letter(LETTERS["digest"], CY).html)

    assert page.get_by_alt_text("A picture of nine chairs").bounding_box()["width"] > 100
    assert page.locator("img.lead").bounding_box()["height"] < 20
