"""Templates show what they show without the plugin, whatever they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, FileSystemBytecodeCache
from jinja2.nativetypes import NativeEnvironment
from markupsafe import Markup

from plugins.speed.escaping import QuickOutput, quicken_output

TEMPLATES = {
    "base": "<title>{% block title %}{{ one }}{% endblock %}</title>{% block body %}{% endblock %}",
    "page": """{% extends "base" %}{% import "macros" as m %}
{% macro shown(it, more="<i>") %}<b>{{ it }}{{ more }}{{ caller() if caller }}</b>{% endmacro %}
{% block body %}{{ one }} {{ one|e }} {{ one|safe }} {{ one ~ two }} {{ nothing }} {{ one.nothing }}
{% set kept %}<p>{{ one }}</p>{% endset %}{{ kept }}{{ kept|length }}{{ shown(one) }}{{ shown(kept) }}
{% call shown(two) %}{{ one }}{% endcall %}{% filter upper %}{{ one }}<br>{% endfilter %}{{ m.twice(one) }}
{% autoescape false %}{{ one }}{{ shown(one) }}{% endautoescape %}{% for it in [one, two] %}{{ it }}{% endfor %}
{% autoescape is_safe %}{{ one }}{{ two }}{% endautoescape %}{% include "part" %}{{ super() }}{% endblock %}""",
    "macros": "{% macro twice(it) %}{{ it }}{{ it }}{% endmacro %}",
    "part": "({{ one }}, {{ two }})",
}


class Tag:
    """Has a form of its own in HTML."""

    def __html__(self) -> str:
        return "<tag>"


class Loud(str):
    """A text of another class."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.upper()}&"


TEXTS = st.text(st.sampled_from("a<>&'\"ü{}"), max_size=6)
VALUES = (
    TEXTS
    | TEXTS.map(Markup)
    | TEXTS.map(Loud)
    | st.builds(Tag)
    | st.integers()
    | st.none()
    | st.booleans()
    | st.lists(TEXTS, max_size=2)
)


def environments():
    plain, quick = (Environment(loader=DictLoader(TEMPLATES), autoescape=True) for _ in range(2))
    quicken_output(quick)
    return plain, quick


@given(VALUES, VALUES, st.booleans())
def test_a_page_is_the_same(one, two, is_safe):
    plain, quick = environments()
    given = {"one": one, "two": two, "is_safe": is_safe}

    assert quick.get_template("page").render(given) == plain.get_template("page").render(given)


@pytest.mark.parametrize("value", ["<a>", Markup("<a>"), 3, None])
def test_what_is_made_of_all_values_is_made_as_before(value):
    shown = []
    for _ in range(2):
        environment = Environment(autoescape=True, finalize=lambda one: f"[{one}]")
        if shown:
            quicken_output(environment)
        shown.append(environment.from_string("{{ it }} {{ '<' }}").render(it=value))

    assert shown[0] == shown[1]


def test_pieces_are_no_longer_wrapped():
    quick = environments()[1]

    assert "environment.shown(" in quick.compile("{{ one }}", raw=True)


@pytest.mark.parametrize(
    "theirs",
    [
        NativeEnvironment(),
        Environment(autoescape=True, bytecode_cache=FileSystemBytecodeCache()),
    ],
)
def test_whoever_compiles_or_keeps_templates_otherwise_goes_on_to(theirs):
    quicken_output(theirs)

    assert theirs.code_generator_class is not QuickOutput
