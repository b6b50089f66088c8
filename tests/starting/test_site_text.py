import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.shared.site_file import read_site_file
from plugins.shared.text import one_line, words_of
from plugins.starting.about import format_about
from plugins.starting.site_text import FRESH, with_values

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
MARKS = st.text(st.sampled_from("*_`[](){}<>&#!|~:^$=+-.\\ aZé1"), max_size=30)


@given(name=TEXT | MARKS, title=TEXT | MARKS)
def test_any_text_is_read_back_as_it_was_written(tmp_path_factory, name, title):
    file = tmp_path_factory.mktemp("site") / "site.toml"
    file.write_text(
        with_values(FRESH.read_text(), {"name": one_line(name), "title": one_line(title)}),
        encoding="utf-8",
    )

    read = read_site_file(file)
    assert (read.name, read.title) == (one_line(name), one_line(title))


@pytest.mark.parametrize(
    "text",
    [
        "",
        'other = 1\n[desk]\nproxies = ["::1"] # mine\n',
        'newsletter.from = "x"\nname = "y"\n',
        'newsletter = {from = "x"}\n',
        "name = 'a' # why\n[newsletter]\n# who\nfrom = \"x\" # here\n\n[other]\nx = 1\n",
        'name = "x"\r\n\r\n[newsletter]\r\ndesk = ""\r\n',
        "[desk]\nproxies = []",
    ],
)
def test_all_else_stays(text):
    values = {"name": 'A "B" \\', "title": "T", "newsletter.from": "Ana <a@b.example>"}

    written = with_values(text, values)

    before, after = tomllib.loads(text), tomllib.loads(written)
    assert (after["name"], after["title"]) == ('A "B" \\', "T")
    assert after["newsletter"]["from"] == "Ana <a@b.example>"
    assert after.get("desk") == before.get("desk")
    assert after.get("other") == before.get("other")
    for comment in ("# mine", "# why", "# who", "# here"):
        assert (comment in text) == (comment in written)


def test_values_that_are_there_already_change_nothing():
    text = FRESH.read_text().replace('name = ""', "name = 'Lunch'   # our name")

    assert with_values(text, {"name": "Lunch", "newsletter.from": ""}) == text


@given(MARKS)
def test_the_about_page_has_the_authors_name_whatever_it_means_elsewhere(author):
    body = format_about(author).partition("\n\n")[2]

    html = Markdown(extensions=["extra", "sane_lists"]).convert(body)
    assert words_of(html).startswith(one_line(f"I'm {one_line(author)}, and this is where"))
