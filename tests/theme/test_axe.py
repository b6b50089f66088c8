"""axe-core finds nothing to mend on any kind of page, in any colours, on any screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from visits import visiting

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
POST = "2026/06/the-long-lunch.html"
KINDS = ("", POST, "archive/", "tags/lunch.html", "search/", "subscribe/", "404.html")
COLOURS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
WIDTHS = (320, 390, 1280)
# axe asks for the colour that letters are filled with, and Chromium gives the one that it would be without
# forced colours: it is told what it paints.
AS_PAINTED = """() => document.querySelectorAll('body *').forEach(
  e => { e.style.webkitTextFillColor = getComputedStyle(e).color; })"""
# axe is brought once to each page, which takes longer than asking it once more.
VIOLATIONS = "async options => (await axe.run(document, options)).violations"


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_no_violation(browser, full_site, path):
    found = []
    with visiting(browser, full_site, reduced_motion="reduce") as visit:
        page = visit.open(path)
        page.evaluate(Axe().axe_script)
        for colours, media in COLOURS.items():
            page.emulate_media(**media)
            if colours == "forced":
                page.evaluate(AS_PAINTED)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                found += [
                    (colours, width, one["id"], node["html"][:120], node["failureSummary"])
                    for one in page.evaluate(VIOLATIONS, OPTIONS)
                    for node in one["nodes"]
                ]
    assert found == []
