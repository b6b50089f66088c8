"""axe-core finds nothing to mend on any kind of page, in any colours, on any screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from visits import visiting

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
POST = "2026/06/the-long-lunch.html"
KINDS = ("", POST, "archive/", "tags/lunch.html", "search/", "subscribe/", "404.html")
COLOURS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}


WIDTHS = (320, 390, 1280)
# axe asks for the colour that letters are filled with, and Chromium gives the one that it would be without
# forced colours: it is told what it paints.
AS_PAINTED = """() => document.querySelectorAll('body *').forEach(
  e => { e.style.webkitTextFillColor = getComputedStyle(e).color; })"""


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("colours", COLOURS)
def test_axe_finds_no_violation(browser, full_site, colours, path):
    found = []
    with visiting(browser, full_site, reduced_motion="reduce", **COLOURS[colours]) as visit:
        page = visit.open(path)
        if colours == "forced":
            page.evaluate(AS_PAINTED)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            results = Axe().run(page, options=OPTIONS)
            found += [
                (width, one["id"], node["html"][:120], node["failureSummary"])
                for one in results.response["violations"]
                for node in one["nodes"]
            ]
    assert found == []
