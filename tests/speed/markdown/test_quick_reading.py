"""The quick reader reads files as Pelican's own does, whatever it read before."""

import copy
import sys

import pytest
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.preprocessors import Preprocessor
from pelican.readers import MarkdownReader
from pelican.settings import DEFAULT_CONFIG
from speed.markdown.nasty_texts import SETTINGS, TEXTS

from plugins.speed.markdown.reader import quick_reader

POST = """Title: A *title*
Summary: *One* "two"[^1] [x][]
    three
Date: 2020-01-02
Tags: a, b
Custom: 1
Custom: 2

Text[^1] [x].

[^1]: Note
[x]: /y
"""


class Failing(Extension):
    """Lets a conversion fail half-way on a text that asks for it."""

    def extendMarkdown(self, md):  # noqa: N802
        md.registerExtension(self)
        md.preprocessors.register(FailingPreprocessor(md), "failing", 24)


class FailingPreprocessor(Preprocessor):
    """Leaves something behind before it fails."""

    def run(self, lines):
        """Fail where the text says so."""
        if "FAIL" in "".join(lines):
            self.md.references["x"] = ("/left", "behind")
            self.md.parser.state.set("list")
            raise ValueError("as asked for")
        return lines


class Counting(Extension):
    """Counts what one converter converted, and does not reset it."""

    def extendMarkdown(self, md):  # noqa: N802
        counter = Preprocessor(md)
        counter.count = 0
        counter.run = lambda lines: [*lines, "", str(counter.tally())]

        def tally():
            counter.count += 1
            return counter.count

        counter.tally = tally
        md.preprocessors.register(counter, "counting", 1)


def settings_for(markdown, **others):
    return {
        **copy.deepcopy(DEFAULT_CONFIG),
        "MARKDOWN": copy.deepcopy(markdown),
        "FORMATTED_FIELDS": ["summary", "custom"],
        **others,
    }


def readers_for(markdown, **others):
    """Give Pelican's reader and the quick one, each with settings of its own."""
    return (
        MarkdownReader(settings_for(markdown, **others)),
        quick_reader(MarkdownReader)(settings_for(markdown, **others)),
    )


def outcome(reader, path):
    """Give what a reader reads, or the error: Markdown itself stumbles over some of the texts."""
    try:
        return reader.read(path)
    except TypeError as error:
        return str(error)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("posts")
    paths = []
    for number, text in enumerate(
        [POST, *TEXTS, POST, f"Title: b\nSummary: {'*c* ' * 3}\n\nd", POST]
    ):
        paths.append(folder / f"{number}.md")
        paths[-1].write_text(text, newline="")
    return [str(path) for path in paths]


@pytest.mark.parametrize("name", SETTINGS)
def test_files_one_after_the_other_give_the_same_html_and_metadata(name, files):
    plain, quick = readers_for(SETTINGS[name])

    for path in [*files, *reversed(files)]:
        assert outcome(quick, path) == outcome(plain, path)


def test_one_converter_reads_all_files(files):
    _plain, quick = readers_for(DEFAULT_CONFIG["MARKDOWN"])
    quick.read(files[0])
    first = quick._md  # noqa: SLF001
    quick.read(files[-1])

    assert quick._md is first  # noqa: SLF001


def test_metadata_is_found_again_after_formatted_fields(tmp_path):
    _plain, quick = readers_for(SETTINGS["ours"])
    path = tmp_path / "post.md"
    path.write_text(POST)

    first, again = quick.read(str(path)), quick.read(str(path))

    assert again == first
    assert first[1]["tags"][0].name == "a"


def test_a_file_that_fails_leaves_the_next_unharmed(tmp_path, files):
    module = Failing.__module__
    names = {"extensions": ["extra", f"{module}:Failing"]}
    sys.modules.setdefault(module, sys.modules[__name__])
    plain, quick = readers_for(names, MARKDOWN_RESETTABLE=names["extensions"])
    failing = tmp_path / "fails.md"
    failing.write_text("Title: a\n\n[x] FAIL")
    assert quick.read(files[0]) == plain.read(files[0])
    used = quick._md  # noqa: SLF001

    for reader in (plain, quick):
        with pytest.raises(ValueError, match="as asked for"):
            reader.read(str(failing))

    assert quick.read(files[0]) == plain.read(files[0])
    assert quick._md is not used  # noqa: SLF001


@pytest.mark.parametrize(
    "extension",
    [Counting(), f"{Counting.__module__}:Counting", AdmonitionExtension()],
    ids=["instance", "name", "own instance"],
)
def test_an_extension_that_is_not_known_gets_a_new_converter_per_file(extension, files):
    plain, quick = readers_for({"extensions": [extension]})

    for path in files[:4]:
        assert outcome(quick, path) == outcome(plain, path)
    used = quick._md  # noqa: SLF001
    quick.read(files[0])

    assert quick._md is not used  # noqa: SLF001


def test_settings_that_change_on_the_way_are_obeyed(files):
    plain, quick = readers_for(SETTINGS["ours"])
    quick.read(files[0])
    for reader in (plain, quick):
        reader.settings["MARKDOWN"]["extensions"].append("nl2br")

    for path in files:
        assert outcome(quick, path) == outcome(plain, path)


# Quotes within some 280 quotes are cut off by how deep Markdown's callers stand, so that no two agree.
@pytest.mark.parametrize(
    ("nest", "depth"),
    [
        (("[", "](b)"), 60),
        (("[", "](b)"), 400),
        (("> ", ""), 60),
        (("> ", ""), 150),
        (("*a **b ", " c** d*"), 60),
        (("*a **b ", " c** d*"), 400),
    ],
    ids=["link", "many links", "quote", "many quotes", "em", "many em"],
)
def test_what_is_nested_deep_is_read_as_far_as_pelican_reads_it(nest, depth, tmp_path):
    path = tmp_path / "deep.md"
    path.write_text(f"Title: a\n\n{nest[0] * depth}x{nest[1] * depth}\n")
    plain, quick = readers_for(SETTINGS["ours"])
    try:
        expected = plain.read(str(path))
    except RecursionError:
        with pytest.raises(RecursionError):
            quick.read(str(path))
        return

    assert quick.read(str(path)) == expected
