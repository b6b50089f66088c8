"""No template has words of its own: all of them come from the catalogues."""

import re
from html.parser import HTMLParser

import pytest
from jinja2 import Environment, nodes

from plugins.shared.languages import speak
from plugins.shared.site import ENGINE

TEMPLATES = ENGINE / "theme" / "templates"
PATHS = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})
# Names, and what is the same in every language.
NO_WORDS = {"Atom", "RSS", "JSON Feed", "feeds.opml", "Re"}
SPOKEN = {"alt", "aria-label", "aria-description", "label", "placeholder", "title"}
CLASSES = {"ink plain"}
SAYING = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
WORD = re.compile(r"[^\W\d_]{2,}")
SOMETHING = "\ue000"  # stands where a template prints a value


def spoken_in(path):
    """Give the words of a template that are in no catalogue."""
    tree = speaking().parse(path.read_text())
    static = "".join(static_of(tree))
    written = text_of_html(static) if path.suffix == ".html" else [static]
    for text in [*written, *literals_of(tree)]:
        for part in re.split(f"[{SOMETHING}\n]|&[a-z]+;|&#\\d+;", text):
            plain = part.strip(" ()·,:;.–#…")
            is_address = "/" in plain and " " not in plain
            if WORD.search(plain) and not is_address and plain not in NO_WORDS | CLASSES:
                yield plain


def speaking():
    options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    environment = speak(Environment(**options), "en")
    environment.words = None  # messages stay calls, by which they are told from other texts
    return environment


def static_of(node):
    """Give what a template prints as it stands, and a sign for each value."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Expr):
            yield SOMETHING
        else:
            yield from static_of(child)


def literals_of(node):
    """Give the texts that values are made of: `{{ "Read it" if … }}`, `{% set heading = "Posts" %}`."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Call) and getattr(child.node, "name", "") in SAYING:
            yield from (found for one in child.kwargs for found in literals_of(one))
        elif isinstance(child, nodes.Const) and isinstance(child.value, str):
            if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}|^[A-Z][a-z]+(?: |$)", child.value):
                yield child.value
        elif not isinstance(child, nodes.Compare):
            yield from literals_of(child)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.found = []
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        self._silent += tag in {"style", "script"}
        known = dict(attrs)
        spoken = set(SPOKEN)
        if known.get("type") in {"submit", "button"}:
            spoken.add("value")
        if re.search("description|title", f"{known.get('name')} {known.get('property')}"):
            spoken.add("content")
        self.found += [known[name] or "" for name in known.keys() & spoken]

    def handle_endtag(self, tag):
        self._silent -= tag in {"style", "script"}

    def handle_data(self, data):
        if not self._silent:
            self.found.append(data)


def text_of_html(static):
    reader = _Reader()
    reader.feed(static)
    reader.close()
    return reader.found


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_a_template_has_no_words_of_its_own(path):
    assert list(spoken_in(path)) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        (
            '<meta name="description" content="All of it"><meta name="x" content="y z">',
            ["All of it"],
        ),
        ("<p>{{ name }} says hello</p>", ["says hello"]),
        ('<a title="Go on" href="/go/on">{% trans %}On{% endtrans %}</a>', ["Go on"]),
        ('{{ "Read it" if short else _("Read all of it") }}', ["Read it"]),
        ('{% set heading = "Posts" %}', ["Posts"]),
        ('<p class="words">{{ _("Some words") }} · {{ kind == "Some words" }}</p>', []),
        ('<input type="submit" value="Send it"><input type="hidden" value="yes">', ["Send it"]),
    ],
)
def test_words_of_its_own_are_found(template, words, tmp_path):
    path = tmp_path / "x.html"
    path.write_text(template)

    assert list(spoken_in(path)) == words
