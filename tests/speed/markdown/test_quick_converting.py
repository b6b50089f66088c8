"""A converter used again and quickened gives what a new one gives, for whatever came before."""

import copy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from markdown import Markdown
from speed.markdown.nasty_texts import SETTINGS, TEXTS

from plugins.speed.markdown.converters import Converters

MARKS = [
    *"*_`[]()!<>#-+=.:|\\&{}'\"~^\n \t",
    *(
        "  \n",
        "\n\n",
        "\n    ",
        "--",
        "---",
        "...",
        "```",
        "~~~",
        "**",
        "***",
        "__",
        "![",
        "[^1]",
        "\n[^1]: ",
    ),
    *(
        "](",
        "]: ",
        "\n[a]: /u 't'\n",
        "[a]",
        "[a][]",
        "*[a]: b\n",
        "\n> ",
        "\n- ",
        "\n1. ",
        "\n: ",
        "\n!!! note\n    ",
    ),
    *(
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        '<div markdown="1">',
        "<!--",
        "-->",
        "<http://a.b>",
        "<a@b.c>",
        "&amp;",
    ),
    *(
        "{: .a }",
        "{#b}",
        "\na|b\n-|-\n",
        "[[w]]",
        "[TOC]",
        "'80s",
        "\x02klzzwxh:0000\x03",
        "\x0242\x03",
        "é",
        "”",
        "5",
    ),
    *(
        "a",
        "b c",
        "word",
        "W3C",
        "aé b",
        "x\ny",
        "\n# ",
        "\n---\n",
        "\r\n",
        "\\*",
        "Key: v\n",
        "\"'",
        "'\"",
    ),
]
marked = some.lists(some.sampled_from(MARKS), max_size=30).map("".join)
pieces = some.lists(
    some.sampled_from([line for text in TEXTS for line in text.split("\n")]), max_size=8
)
texts = some.one_of(
    marked, pieces.map("\n".join), some.tuples(marked, some.text(), marked).map("".join)
)

# What Markdown itself stumbles over, on texts such as these.
FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RuntimeError)


def convert_anew(name, text):
    """Give the HTML and all that a conversion leaves on the converter."""
    converter = Markdown(**copy.deepcopy(SETTINGS[name]))
    return outcome(converter, text)


def outcome(converter, text):
    try:
        html = converter.convert(text)
    except FAULTS as error:
        return type(error), str(error)
    return html, converter.Meta, converter.references, getattr(converter, "toc_tokens", None)


def convert_again(converters, name, text):
    converter = converters.take(**SETTINGS[name])
    result = copy.deepcopy(outcome(converter, text))
    if not isinstance(result[0], type):
        converters.give_back(converter)
    return result


@pytest.mark.parametrize("name", SETTINGS)
def test_nasty_texts_in_any_order_give_what_each_gives_alone(name):
    converters = Converters()
    alone = {text: convert_anew(name, text) for text in TEXTS}
    order = [*TEXTS, *TEXTS]
    random.Random(9).shuffle(order)

    for text in order:
        assert convert_again(converters, name, text) == alone[text]


@pytest.mark.parametrize("name", SETTINGS)
def test_random_texts_give_what_each_gives_alone(name):
    converters = Converters()

    @settings(max_examples=150, deadline=None)
    @given(texts)
    def compare(text):
        assert convert_again(converters, name, text) == convert_anew(name, text)

    compare()


@pytest.mark.parametrize("name", SETTINGS)
def test_the_converter_is_really_used_again(name):
    converters = Converters()
    first = converters.take(**SETTINGS[name])
    first.convert("*a*")
    converters.give_back(first)

    assert converters.take(**SETTINGS[name]) is first
