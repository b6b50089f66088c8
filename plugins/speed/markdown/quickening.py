"""Replaces the slow parts of a converter by quick ones that give the same."""

from collections.abc import Iterator
from typing import Any

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.md_in_html import HtmlBlockPreprocessor as HtmlBlocksWithMarkdown
from markdown.extensions.md_in_html import MarkdownInHTMLPostprocessor
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import UnescapeTreeprocessor

from plugins.speed.markdown import gates
from plugins.speed.markdown.highlighting import Highlighting, quicken_code
from plugins.speed.markdown.inline import QuickInline, can_be_quick
from plugins.speed.markdown.paragraphs import QuickBlockParser

QUICK: dict[type, type] = {
    NormalizeWhitespace: gates.QuickNormalizeWhitespace,
    HtmlBlockPreprocessor: gates.QuickHtmlBlocks,
    HtmlBlocksWithMarkdown: gates.QuickHtmlBlocksWithMarkdown,
    AttrListTreeprocessor: gates.QuickAttrList,
    UnescapeTreeprocessor: gates.QuickUnescape,
    RawHtmlPostprocessor: gates.QuickStashedHtml,
    MarkdownInHTMLPostprocessor: gates.QuickStashedHtmlWithMarkdown,
}


def quicken(converter: Markdown, highlighting: Highlighting) -> Markdown:
    """Give a converter quick parts for those it has from Markdown itself; others stay as they are.

    A part is replaced by giving it another class, so that it keeps its place and all who know it.
    """
    if type(converter.parser) is BlockParser and converter.tab_length > 0:
        converter.parser.__class__ = QuickBlockParser
    for processor in all_processors(converter):
        if can_be_quick(processor):
            processor.__class__ = QuickInline
        processor.__class__ = QUICK.get(type(processor), type(processor))
        quicken_code(processor, highlighting)
    return converter


def all_processors(converter: Markdown) -> Iterator[Any]:
    """Yield whatever takes part in a conversion, except inline patterns."""
    yield from converter.preprocessors
    yield from converter.parser.blockprocessors
    yield from converter.treeprocessors
    yield from converter.postprocessors
