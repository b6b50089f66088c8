import re
import runpy

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.comments_import.markdown_text import paragraphs_to_markdown
from plugins.shared.site import ENGINE

# The extensions the site uses, but for the one that makes quotes typographic on purpose.
EXTENSIONS = [
    name
    for name in runpy.run_path(str(ENGINE / "pelicanconf.py"))["MARKDOWN"]["extension_configs"]
    if not name.endswith("smarty")
]
ODD = st.sampled_from(
    ["*", "_", "`", "\\", "[", "](x)", "#", "> ", "- ", "+ ", "1. ", "2) ", "|", "---", "===", ": ", "~~~", "<b>", "&amp;",
     "&#60;", "{: .c}", "[^1]", "[^1]: x", "*[A]: b", "![", "http://x.example", "a", "Z", "!", "(", ")", "{", "}", "    ", "\n"]
)  # fmt: skip


def text_of(html):
    """What a reader sees, white space folded."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


@given(
    st.lists(
        ODD | st.text(st.characters(exclude_categories=["C", "Z"]), max_size=4),
        min_size=1,
        max_size=12,
    ).map("".join)
)
def test_markdown_of_a_text_shows_that_text(text):
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    html = Markdown(extensions=EXTENSIONS).convert(paragraphs_to_markdown(paragraphs))

    assert text_of(html) == " ".join(" ".join(paragraphs).split())
    assert {tag.name for tag in BeautifulSoup(html, "html.parser").find_all()} <= {"p", "br"}


def test_line_ends_and_paragraphs_are_kept():
    html = Markdown(extensions=EXTENSIONS).convert(paragraphs_to_markdown(["one\ntwo", "three"]))

    assert html.replace("<br />", "<br>") == "<p>one<br>\ntwo</p>\n<p>three</p>"
