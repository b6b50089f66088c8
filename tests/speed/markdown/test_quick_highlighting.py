"""Code is highlighted as Pygments does it for each block alone, but the same block only once."""

import pytest
from markdown import Markdown
from pygments.util import OptionError

from plugins.speed.markdown.converters import Converters
from plugins.speed.markdown.highlighting import Highlighting

CODE = '```python\ndef f(x):\n    return "é" < 2  # *no*\n```\n'
BLOCKS = (
    CODE,
    CODE.replace("python", "python hl_lines='2'"),
    CODE.replace("python", "{.python linenums=table .extra}"),
    CODE.replace("python", "{.python linenums=inline linenostart=7}"),
    CODE.replace("python", "{.php startinline=1}"),
    CODE.replace("python", "{.python use_pygments=false}"),
    CODE.replace("python", "{.python pygments_formatter=latex linenums=false}"),
    CODE.replace("python", "{.python pygments_formatter=none-such .k}"),
    CODE.replace("python", "no-such-language"),
    CODE.replace("python", ""),
    "    :::python\n    x = 1\n",
    "    #!/usr/bin/python\n    x = 1\n",
    "    plain < &\n",
)
CONFIGS = {
    "as pelican": {"css_class": "highlight"},
    "inline styles": {"noclasses": True, "pygments_style": "monokai"},
    "no guessing": {"guess_lang": False, "linenums": True},
    "without pygments": {"use_pygments": False},
    "latex": {"pygments_formatter": "latex", "linenums": False},
}


def outcome(converter, text):
    """Give the HTML; or the error: not every option is taken everywhere."""
    try:
        return converter.convert(text)
    except (OptionError, TypeError) as error:
        return str(error)


@pytest.mark.parametrize("name", CONFIGS)
def test_blocks_in_any_order_give_what_each_gives_alone(name):
    options = {
        "extensions": ["codehilite", "fenced_code", "attr_list"],
        "extension_configs": {"codehilite": {"guess_lang": False, **CONFIGS[name]}},
    }
    converters = Converters()

    for text in [*BLOCKS, "\n".join(BLOCKS), *reversed(BLOCKS)]:
        converter = converters.take(**options)
        assert outcome(converter, text) == outcome(Markdown(**options), text)
        converters.give_back(converter)


def test_the_same_block_is_highlighted_once():
    highlighting = Highlighting()
    done = []

    for _ in range(3):
        highlighting.remember_block("key", lambda: done.append(1) or "html")

    assert done == [1]


def test_a_block_without_a_key_is_never_remembered():
    highlighting = Highlighting()

    assert highlighting.remember_block(None, lambda: "a") == "a"
    assert highlighting.remember_block(None, lambda: "b") == "b"
