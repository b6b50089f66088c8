"""Whoever has no mouse sees where they are, and comes everywhere."""

import pytest
from visits import visiting

POST = "2026/06/the-long-lunch.html"
# What has the focus: whether one sees it, and whether anything lies on top of it.
FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getClientRects()[0] || e.getBoundingClientRect();
  const there = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
  return {
    html: e.outerHTML.slice(0, 120),
    isMarked: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1.5,
    isInView: r.top >= -1 && r.left >= -1 && r.right <= innerWidth + 1 && r.top < innerHeight && r.width > 0,
    isOnTop: !!there && (e.contains(there) || there.contains(e)),
  };
}"""


KINDS = ("", POST, "archive/", "search/", "subscribe/", "404.html")


@pytest.mark.parametrize(("width", "path"), [*((390, path) for path in KINDS), (1280, POST)])
def test_each_stop_of_the_tab_key_is_seen(browser, full_site, width, path):
    stops = []
    with visiting(
        browser, full_site, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    ) as visit:
        page = visit.open(path)
        while True:
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            stops.append(page.evaluate(FOCUSED))
            assert len(stops) < 400, "the tab key goes round in a circle"

    assert len(stops) > 8
    assert [
        one for one in stops if not (one["isMarked"] and one["isInView"] and one["isOnTop"])
    ] == []


def test_the_first_stop_leads_past_the_header(browser, full_site):
    with visiting(browser, full_site, viewport={"width": 390, "height": 800}) as visit:
        page = visit.open(POST)
        hidden = page.locator("a[href='#main']").bounding_box()
        page.keyboard.press("Tab")
        link = page.locator(":focus")
        assert link.get_attribute("href") == "#main"
        seen = link.bounding_box()
        assert seen["y"] >= 0
        assert hidden["y"] + hidden["height"] <= 0 or hidden["width"] <= 2
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
