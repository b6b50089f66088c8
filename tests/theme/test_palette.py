"""The colours of site.css, in both themes: whoever sees little contrast reads all the same."""

import re

import pytest
from visits import visiting

from plugins.pictures.social.image import ACCENT, BLUE, INK, PAPER, SOFT
from plugins.shared.site import ENGINE

TEXT, SHAPE = 4.5, 3  # https://www.w3.org/TR/WCAG22/#contrast-minimum and #non-text-contrast
PAIRS = (
    *((words, ground, TEXT) for ground in ("paper", "card") for words in ("ink", "soft", "accent", "accent-strong", "blue")),
    ("paper", "accent", TEXT),  # a button, and the same under the mouse
    ("paper", "accent-strong", TEXT),
    ("paper", "ink", TEXT),  # the link past the header
    ("ink", "mark", TEXT),
    ("edge", "paper", SHAPE),  # the edge of a field to write in
    ("blue", "paper", SHAPE),  # what has the focus
    ("blue", "card", SHAPE),
)  # fmt: skip
READ = """names => {
  const probe = document.body.appendChild(document.createElement('i'));
  return Object.fromEntries(names.map(name => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  }));
}"""


def contrast(one, other):
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(factor * part for factor, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_contrast_is_counted_as_the_guidelines_count():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_every_pair_of_colours_has_contrast(browser, full_site, theme, media):
    names = sorted({name for pair in PAIRS for name in pair[:2]})
    with visiting(browser, full_site, color_scheme=theme) as visit:
        page = visit.open("about/")
        page.emulate_media(media=media)
        colours = page.evaluate(READ, names)

    found = [(*pair, round(contrast(colours[pair[0]], colours[pair[1]]), 2)) for pair in PAIRS]
    assert [pair for pair in found if pair[3] < pair[2]] == []


def test_the_dark_theme_is_dark_and_paper_is_white(browser, full_site):
    grounds = {}
    for theme in ("light", "dark"):
        with visiting(browser, full_site, color_scheme=theme) as visit:
            page = visit.open("about/")
            for media in ("screen", "print"):
                page.emulate_media(media=media)
                grounds[theme, media] = page.evaluate(
                    "getComputedStyle(document.body).backgroundColor"
                )

    assert luminance(grounds["light", "screen"]) > 0.8
    assert luminance(grounds["dark", "screen"]) < 0.05
    assert grounds["light", "print"] == grounds["dark", "print"] == "rgb(255, 255, 255)"


def test_letters_and_pictures_for_sharing_have_the_pages_colours():
    """Mail programs know no variables, and Pillow no style sheets: so they are written once more."""
    theme = ENGINE / "theme"
    pages = set(re.findall(r"#[0-9a-f]{6}", (theme / "static" / "site.css").read_text()))
    letters = set(
        re.findall(r"#[0-9a-f]{6}", (theme / "templates" / "email" / "letter.css").read_text())
    )
    drawn = {"#{:02x}{:02x}{:02x}".format(*one) for one in (PAPER, INK, SOFT, ACCENT, BLUE)}

    assert letters <= pages
    assert drawn <= pages
