"""Read on paper, without styles, without scripts, without things that move."""

import re

import pytest
from visits import visiting

POST = "2026/06/the-long-lunch.html"
PARTS = ("Ana at Lunch", "Archive", "The long lunch", "Twice a year", "calendar of appointments",
         "This week’s challenge", "Filed under", "third cheapest bottle", "An old reader", "That is the sentence I will keep",
         "CC BY-SA 4.0")  # fmt: skip
MOVING = """() => [...document.querySelectorAll('*')].filter(e => ['', '::before', '::after'].some(part => {
    const s = getComputedStyle(e, part);
    return s.animationName !== 'none' || s.scrollBehavior === 'smooth'
      || s.transitionDuration.split(',').some(time => parseFloat(time) > .01);
  })).map(e => e.outerHTML.slice(0, 80))"""
LEADS_ON = """() => {
  const holds = rules => [...rules].some(rule => rule.constructor.name === 'CSSViewTransitionRule'
    || (rule.cssRules && (!rule.media || matchMedia(rule.media.mediaText).matches) && holds(rule.cssRules)));
  return holds([...document.styleSheets].flatMap(sheet => [...sheet.cssRules]));
}"""


@pytest.fixture(scope="module")
def on_paper(browser, full_site):
    with visiting(browser, full_site, bypass_csp=True) as visit:
        page = visit.open(POST)
        page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = false)")
        page.emulate_media(media="print")
        yield page


def test_on_paper_is_only_what_one_reads(on_paper):
    for gone in ("nav", "form", ".stay form", "a.skip", "button"):
        for one in on_paper.locator(gone).all():
            assert not one.is_visible(), gone
    for kept in (
        "h1",
        ".words table",
        ".words pre",
        ".words figure img",
        ".dt-published",
        "footer",
    ):
        assert on_paper.locator(kept).first.is_visible(), kept


def test_on_paper_no_comment_stays_folded(on_paper):
    shown = on_paper.evaluate(
        "() => [...document.querySelectorAll('.comment-body')].map(e => e.checkVisibility()"
        " && e.getBoundingClientRect().height > 0)"
    )

    assert shown == [True] * 10


def test_on_paper_links_say_where_they_lead(on_paper):
    after = on_paper.locator(".words a[href^='https://coast.example']").evaluate(
        "e => getComputedStyle(e, '::after').content"
    )

    assert "https://coast.example/timetable" in after
    assert on_paper.locator(".footnote-ref").first.evaluate(
        "e => getComputedStyle(e, '::after').content"
    ) in {"none", "normal"}


def test_a_post_is_a_few_sheets_of_paper(on_paper):
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", on_paper.pdf(format="A4"))

    assert 3 <= len(sheets) <= 8


def test_without_styles_a_page_reads_in_its_order(browser, full_site):
    with visiting(
        browser, full_site, without=r"\.css$", viewport={"width": 800, "height": 900}
    ) as visit:
        page = visit.open(POST)
        text = page.inner_text("body")
        places = [text.find(part) for part in PARTS]
        huge = page.evaluate(
            "() => [...document.querySelectorAll('svg')].filter(e => e.getBoundingClientRect().width > 200).length"
        )

    assert -1 not in places, dict(zip(PARTS, places, strict=True))
    assert places == sorted(places)
    assert huge == 0


@pytest.mark.parametrize("path", ["", POST, "archive/", "subscribe/"])
def test_without_scripts_nothing_is_missing(browser, full_site, path):
    texts = []
    for scripts in (True, False):
        with visiting(browser, full_site, java_script_enabled=scripts) as visit:
            texts.append(visit.open(path).inner_text("body"))

    assert texts[0] == texts[1]


def test_without_scripts_the_search_leads_to_the_archive(browser, full_site):
    with visiting(browser, full_site, java_script_enabled=False) as visit:
        page = visit.open("search/")
        link = page.locator("main a[href$='/archive/']").first
        assert link.is_visible()
        link.click()
        assert page.locator("main").inner_text().count("\n") > 20


@pytest.mark.parametrize(("wish", "leads_on"), [("no-preference", True), ("reduce", False)])
def test_pages_lead_on_softly_unless_somebody_wishes_nothing_to_move(
    browser, full_site, wish, leads_on
):
    with visiting(browser, full_site, reduced_motion=wish, bypass_csp=True) as visit:
        page = visit.open(POST)
        assert page.evaluate(LEADS_ON) is leads_on
        if wish == "reduce":
            assert page.evaluate(MOVING) == []
