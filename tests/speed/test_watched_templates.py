"""Which variables and templates a page uses is noted; pages come out as without that."""

import pytest
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    Environment,
    FunctionLoader,
    ModuleLoader,
    TemplateNotFound,
    pass_context,
)

from plugins.speed.recording import MISSING, TEMPLATES, VARIABLES, Facts, Reads, noting
from plugins.speed.templates import (
    CompiledTemplates,
    note_template,
    template_fact,
    watch_environment,
)
from plugins.speed.values import digest, tell

SOURCES = {
    "base": "<{% block body %}base {{ base_word }}{% endblock %}>",
    "child": '{% extends "base" %}{% block body %}{{ super() }} {{ word }}{% endblock %}',
    "macros": "{% macro say(what) %}said {{ what }} {{ hidden }}{% endmacro %}",
}
SITE = {
    "word": "word",
    "other": "other",
    "some": [1, 2],
    "base_word": "b",
    "hidden": "h",
    "nil": None,
}
GIVEN = {"word": "own"}


def environment() -> Environment:
    """Give an environment with a global, a function and a filter."""
    made = Environment(autoescape=False, loader=DictLoader(dict(SOURCES)))
    made.globals |= {"number": 7, "now": lambda: "now"}

    @pass_context
    def looked_up(context, name):
        return context.get(name, "none")

    @pass_context
    def everything(context, _word):
        return len(dict(context.items()))

    made.filters |= {"looked_up": looked_up, "everything": everything}
    return made


def render(source: str, given=None):
    """Give what a template makes, and what was noted."""
    watched = environment()
    watch_environment(watched)
    reads = Reads(Facts(), SITE, given or {})
    template = watched.from_string(source)
    with noting(reads):
        text = template.render(SITE | (given or {}))
    assert text == environment().from_string(source).render(SITE | (given or {}))
    return text, reads


@pytest.mark.parametrize(
    ("source", "noted"),
    [
        pytest.param("{{ word }}{{ word }}", {"word"}, id="one"),
        pytest.param("{% if other is defined %}{% endif %}", {"other"}, id="whether it is there"),
        pytest.param("{{ unknown }}", {"unknown"}, id="one that is not there"),
        pytest.param("{% for one in some %}{{ one }}{% endfor %}", {"some"}, id="a loop"),
        pytest.param("{% set word = 1 %}{{ word }}", set(), id="one of the template's own"),
        pytest.param("{% set mine = other %}{{ mine }}", {"other"}, id="one that is passed on"),
        pytest.param("{% with word = 2 %}{{ word }}{% endwith %}", set(), id="one within"),
        pytest.param("{{ number }}", {"global number"}, id="a global"),
        pytest.param("{{ 'other'|looked_up }}", {"other"}, id="a filter that looks it up"),
        pytest.param("{{ 'lost'|looked_up }}", {"lost"}, id="a filter that finds none"),
        pytest.param("{{ range(2)|list }}{{ dict(a=1) }}", set(), id="functions of Jinja's"),
        pytest.param('{% extends "child" %}', {"base_word", "word"}, id="in other templates"),
        pytest.param('{% include "child" %}', {"base_word", "word"}, id="in an included one"),
        pytest.param(
            '{% from "macros" import say with context %}{{ say(nil) }}',
            {"hidden", "nil"},
            id="in a macro",
        ),
    ],
)
def test_the_variables_that_a_page_uses_are_noted(source, noted):
    _text, reads = render(source)

    assert reads.shared.get(VARIABLES, set()) == noted
    assert not reads.reason
    for name in noted & SITE.keys():
        assert reads.facts.fresh[VARIABLES, name] == tell(SITE[name])
    for name in noted & {"unknown", "lost"}:
        assert reads.facts.fresh[VARIABLES, name] == tell(MISSING)


@pytest.mark.parametrize(
    ("source", "noted"),
    [
        ('{% extends "child" %}', {"child", "base"}),
        ('{% include "child" %}', {"child", "base"}),
        ('{% include "none" ignore missing %}', {"none"}),
        ('{% include ["none", "base", "child"] %}', {"none", "base"}),
        ('{% import "macros" as macros %}{{ macros.say(1) }}', {"macros"}),
        ('{% from "macros" import say %}{{ say(1) }}', {"macros"}),
        ("{% set name = 'base' %}{% include name %}", {"base"}),
        ("{% if false %}{% include 'base' %}{% endif %}", set()),
    ],
)
def test_the_templates_that_a_page_uses_are_noted_those_that_are_not_there_too(source, noted):
    _text, reads = render(source)

    assert reads.shared.get(TEMPLATES, set()) == noted
    for name in noted:
        told = digest(SOURCES[name]) if name in SOURCES else MISSING
        assert reads.facts.fresh[TEMPLATES, name] == tell(told)


def test_what_a_page_alone_is_given_is_noted_apart():
    text, reads = render("{{ word }} {{ other }}", GIVEN)

    assert text == "own other"
    assert reads.own == {(VARIABLES, "word"): tell("own")}
    assert reads.shared == {VARIABLES: {"other"}}


@pytest.mark.parametrize("source", ["{{ now() }}", "{{ ''|everything }}"])
def test_a_page_that_hangs_on_anything_is_made_in_every_build(source):
    assert render(source)[1].reason


def test_a_template_that_comes_to_stand_before_another_is_another():
    made = environment()
    before = template_fact(made, "base")
    made.loader = ChoiceLoader([DictLoader({"base": "new"}), made.loader])

    assert before != template_fact(made, "base") == digest("new")
    assert template_fact(made, "none") == MISSING
    with pytest.raises(TemplateNotFound):
        made.get_template("none")


@pytest.mark.parametrize("way", ["whole", "cut", "changed", "empty", "another key"])
def test_compiled_templates_are_believed_only_when_they_are_whole(tmp_path, way):
    def built(key: str = "key") -> str:
        made = environment()
        made.bytecode_cache = CompiledTemplates(tmp_path, key)
        return made.get_template("child").render(SITE)

    first = built()
    files = sorted(path for path in tmp_path.iterdir() if path.is_file())
    assert len(files) == 2
    for path in files:
        data = path.read_bytes()
        left = {"cut": data[:-1], "changed": data[:-1] + b"?", "empty": b""}
        path.write_bytes(left.get(way, data))

    assert built("another" if way == "another key" else "key") == first == "<base b word>"


@pytest.mark.parametrize("loader", [None, DictLoader({})], ids=["no loader", "a loader"])
def test_a_page_of_a_template_that_has_no_name_is_made_in_every_build(loader):
    made = Environment(autoescape=False, loader=loader)
    watch_environment(made)
    reads = Reads(Facts(), SITE, {})

    with noting(reads):
        note_template(made, made.from_string("made up").name)

    assert reads.reason


def noted_by(made, name: str, *, beside=None) -> Reads:
    """Give what is noted when a page uses a template; the next build looks at those `beside` it."""
    facts = Facts()
    facts.environment = beside or made
    reads = Reads(facts, SITE, {})
    with noting(reads):
        note_template(made, name)
    return reads


def watched_environment(loader) -> Environment:
    """Give a generator's environment."""
    made = Environment(autoescape=False, loader=loader)
    watch_environment(made)
    return made


def test_a_page_of_a_plugins_own_environment_is_made_in_every_build():
    own = Environment(autoescape=False, loader=DictLoader({"base": SOURCES["base"]}))

    reads = noted_by(own, "base", beside=watched_environment(DictLoader(dict(SOURCES))))

    assert "plugin" in reads.reason


@pytest.mark.parametrize(
    ("theirs", "is_made"), [({"base": "other"}, True), ({}, True), (dict(SOURCES), False)]
)
def test_a_template_that_the_next_build_would_find_elsewhere_is_used_in_every_build(
    theirs, is_made
):
    ours = watched_environment(DictLoader(dict(SOURCES)))

    reads = noted_by(watched_environment(DictLoader(theirs)), "base", beside=ours)

    assert bool(reads.reason) is is_made


class WithoutSources(BaseLoader):
    """A loader that gives templates, but not what they were made of."""

    has_source_access = False

    def load(self, environment, name, globals=None):  # noqa: A002 - Jinja's name
        return environment.from_string(SOURCES[name], globals)


class WithSecrets(WithoutSources):
    """One that would give sources, and says there are none."""

    has_source_access = True


@pytest.mark.parametrize("kind", [WithoutSources, WithSecrets])
@pytest.mark.parametrize("source", ['{% include "base" %}', '{% extends "base" %}'])
def test_a_template_without_a_source_is_used_in_every_build(kind, source):
    made = watched_environment(kind())
    facts = Facts()
    facts.environment = made
    reads = Reads(facts, SITE, {})

    with noting(reads):
        text = made.from_string(source).render(SITE)

    assert text == "<base b>"
    assert "base" in reads.reason
    assert noted_by(made, "base").reason


def test_templates_compiled_beforehand_do_not_end_a_build(tmp_path):
    environment().compile_templates(tmp_path, zip=None)
    made = watched_environment(ModuleLoader(tmp_path))

    assert noted_by(made, "base").reason
    assert made.get_template("base").render(SITE) == "<base b>"


def test_templates_that_a_function_gives_are_known_by_their_sources():
    reads = noted_by(watched_environment(FunctionLoader(SOURCES.get)), "base")

    assert not reads.reason
    assert reads.facts.fresh == {(TEMPLATES, "base"): tell(digest(SOURCES["base"]))}
