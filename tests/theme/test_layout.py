"""Every page fits: on the narrowest phone, in large letters, widely set, from right to left."""

import pytest
from visits import visiting

POST = "2026/06/the-long-lunch.html"
LONG_TITLE = "2026/04/a-title-of-many-words.html"
KINDS = ("", POST, LONG_TITLE, "2026/03/one-word.html", "archive/", "tags/lunch.html", "page/2.html",
         "search/", "subscribe/", "about/", "digests/2026-06-30-monthly.html", "404.html")  # fmt: skip
PHONE = {"width": 390, "height": 800}
DESKTOP = {"width": 1280, "height": 900}
# https://www.w3.org/WAI/WCAG22/Understanding/text-spacing.html
WIDELY_SET = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    "p { margin-block-end: 2em !important; }"
)
# What sticks out, what is cut off, and which words lie on others. Of the unseen ones, made for
# screen readers, nothing is cut off; what scrolls by itself may be wider.
LOOK = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true});
  const name = e => e.tagName.toLowerCase() + (e.className && e.className.baseVal === undefined ? '.' + e.className : '')
    + ' “' + e.textContent.trim().slice(0, 40) + '”';
  // Whether it holds for an element or for one around it; each is asked once.
  const within = holds => {
    const known = new Map([[document.body, false], [document.documentElement, false], [null, false]]);
    const ask = e => { if (!known.has(e)) known.set(e, holds(e) || ask(e.parentElement)); return known.get(e); };
    return ask;
  };
  const scrolls = within(e => /auto|scroll/.test(getComputedStyle(e).overflowX));
  const unseen = within(e => {
    const s = getComputedStyle(e), r = e.getBoundingClientRect();
    return s.clipPath !== 'none' || (r.width <= 2 && s.overflowX !== 'visible') || r.right < 0 || r.bottom + scrollY < 0
        || r.left > innerWidth + 200;
  });
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    found.push(`the page is ${root.scrollWidth} wide on a screen of ${root.clientWidth}`);
    for (const e of document.body.querySelectorAll('*')) {
      const r = e.getBoundingClientRect();
      if (shown(e) && !unseen(e) && !scrolls(e.parentElement) && (r.right > root.clientWidth + 1 || r.left < -1))
        found.push(`sticks out: ${name(e)}`);
    }
  }
  for (const e of document.body.querySelectorAll('*')) {
    const s = getComputedStyle(e);
    if (!shown(e) || unseen(e) || e.closest('svg') || /INPUT|TEXTAREA|SELECT/.test(e.tagName)) continue;
    if (/hidden|clip/.test(s.overflowX) && e.scrollWidth > e.clientWidth + 1) found.push(`cut off: ${name(e)}`);
    if (/hidden|clip/.test(s.overflowY) && e.scrollHeight > e.clientHeight + 1) found.push(`cut off below: ${name(e)}`);
  }
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(e) || unseen(e) || scrolls(e) || e.closest('svg, textarea')) continue;
    const range = document.createRange(); range.selectNodeContents(walker.currentNode);
    for (const r of range.getClientRects()) if (r.width > 1)
      lines.push({e, left: r.left + 1, right: r.right - 1, top: r.top + r.height * .3, bottom: r.bottom - r.height * .3});
  }
  lines.sort((a, b) => a.top - b.top);
  for (let i = 0; i < lines.length; i++)
    for (let j = i + 1; j < lines.length && lines[j].top < lines[i].bottom; j++)
      if (lines[i].left < lines[j].right && lines[j].left < lines[i].right)
        found.push(`on top of each other: ${name(lines[i].e)} and ${name(lines[j].e)}`);
  return found.slice(0, 12);
}"""
# https://www.w3.org/WAI/WCAG22/Understanding/target-size-minimum.html, without the exception for spacing.
SMALL_TARGETS = """() => {
  const unseen = e => { const s = getComputedStyle(e), r = e.getBoundingClientRect();
    return s.clipPath !== 'none' || r.bottom + scrollY < 0 || r.right < 0 || r.left > innerWidth || r.width <= 2; };
  const said = e => e.textContent.replace(/\\s+/g, ' ').trim();
  const inSentence = e => { if (getComputedStyle(e).display !== 'inline') return false;
    let block = e.parentElement;
    while (getComputedStyle(block).display === 'inline') block = block.parentElement;
    return said(block).length > said(e).length + 3; };
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select, summary')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !unseen(e) && !unseen(e.parentElement) && !inSentence(e))
    .map(e => [e, (e.labels && e.labels[0] && /radio|checkbox/.test(e.type) ? e.labels[0] : e).getBoundingClientRect()])
    .filter(([e, r]) => r.width < 23.5 || r.height < 23.5)
    .map(([e, r]) => `${e.outerHTML.slice(0, 90)} ${r.width.toFixed()}×${r.height.toFixed()}`);
}"""
SIZES = """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('svg'))
  .map(e => [e.outerHTML.slice(0, 80), parseFloat(getComputedStyle(e).fontSize)])"""
# Of the lines of paragraphs that go on below, none of which is a last line.
CHARACTERS = """() => {
  const found = [];
  for (const p of document.querySelectorAll('.words > p')) {
    const text = [...p.childNodes].length === 1 && p.firstChild.nodeType === 3 ? p.firstChild : null;
    if (!text) continue;
    let count = 0, top = null; const lines = [];
    for (let i = 0; i < text.length; i++) {
      const range = document.createRange(); range.setStart(text, i); range.setEnd(text, i + 1);
      const r = range.getClientRects()[0];
      if (!r) continue;
      if (top !== null && r.top > top + 5) { lines.push(count); count = 0; }
      top = r.top; count++;
    }
    found.push(...lines);
  }
  return found;
}"""


def set_letters(page, *, times):
    """Do what a person does who sets larger letters in the browser."""
    sizes = {"standard": 16 * times, "fixed": 13 * times}
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": sizes})
    session.detach()


def faults(page):
    """Look at a page as it is, in letters twice as large, and widely set."""
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    found = {"as it is": page.evaluate(LOOK)}
    set_letters(page, times=2)
    found["in large letters"] = page.evaluate(LOOK)
    set_letters(page, times=1)
    page.add_style_tag(content=WIDELY_SET)
    found["widely set"] = page.evaluate(LOOK)
    return [(page.url, how, *told) for how, told in found.items() if told]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_sticks_out_or_is_cut_off(browser, request, direction, width):
    folder = request.getfixturevalue("full_site" if direction == "ltr" else "hebrew_site")
    found = []
    screen = {"width": width, "height": 800}
    with visiting(browser, folder, viewport=screen, bypass_csp=True) as visit:
        for path in KINDS:
            page = visit.open(path)
            assert page.evaluate("getComputedStyle(document.body).direction") == direction
            found += faults(page)
    assert found == []


def test_letters_twice_as_large_are_twice_as_large(browser, full_site):
    """What keeps its size in pixels would stay small for those who need it large."""
    with visiting(browser, full_site, viewport=DESKTOP) as visit:
        page = visit.open(POST)
        small = page.evaluate(SIZES)
        set_letters(page, times=2)
        large = page.evaluate(SIZES)

    assert [
        (before, after)
        for before, after in zip(small, large, strict=True)
        if after[1] < min(1.8 * before[1], 48)
    ] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_a_finger_finds_every_target(browser, full_site, width):
    found = []
    with visiting(browser, full_site, viewport={"width": width, "height": 800}) as visit:
        for path in KINDS:
            found += [(path, one) for one in visit.open(path).evaluate(SMALL_TARGETS)]

    assert found == []


def test_a_line_has_60_to_75_characters_on_a_wide_screen(browser, full_site):
    with visiting(browser, full_site, viewport=DESKTOP) as visit:
        lines = visit.open(POST).evaluate(CHARACTERS)

    assert len(lines) > 30
    assert 60 <= sum(lines) / len(lines) <= 75


def test_words_are_large_enough_on_a_phone(browser, full_site):
    with visiting(browser, full_site, viewport=PHONE) as visit:
        size, leading = (
            visit.open(POST)
            .locator(".words > p")
            .nth(2)
            .evaluate(
                "e => [getComputedStyle(e).fontSize, getComputedStyle(e).lineHeight].map(parseFloat)"
            )
        )

    assert size >= 16
    assert 1.4 <= leading / size <= 1.75
