"""Knows blocks that can only be paragraphs without asking each of the block processors."""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import blockprocessors as core
from markdown.blockparser import BlockParser
from markdown.extensions import (
    abbr,
    admonition,
    def_list,
    footnotes,
    md_in_html,
    sane_lists,
    tables,
)

KNOWN = frozenset(
    {
        core.BlockQuoteProcessor,
        core.CodeBlockProcessor,
        core.EmptyBlockProcessor,
        core.HashHeaderProcessor,
        core.HRProcessor,
        core.ListIndentProcessor,
        core.OListProcessor,
        core.ParagraphProcessor,
        core.ReferenceProcessor,
        core.SetextHeaderProcessor,
        core.UListProcessor,
        abbr.AbbrBlockprocessor,
        admonition.AdmonitionProcessor,
        def_list.DefListIndentProcessor,
        def_list.DefListProcessor,
        footnotes.FootnoteBlockProcessor,
        md_in_html.MarkdownInHtmlProcessor,
        sane_lists.SaneOListProcessor,
        sane_lists.SaneUListProcessor,
        tables.TableProcessor,
    }
)
# Space: empty blocks, indented ones, lists. \x02: a placeholder. The others begin a list (* + - and
# digits), heading (#), rule (- _ *), quote (>), definition (:), reference, footnote or abbreviation
# ([ *[), table (|) or admonition (!!!).
BEGINS_AS_TEXT = re.compile(r"[^\s\x02\d*+\-_#>:\[|!]")
# What may begin on a later line: also the line below a heading (=).
BEGINS_LATER = re.compile(r"\n *[*\-_#>:\[!=]")


class QuickBlockParser(BlockParser):  # type: ignore[misc]
    """A BlockParser that gives plain paragraphs to the paragraph processor at once.

    An instance is made by giving a BlockParser this class: its processors hold on to it.
    """

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        """Parse blocks until none is left; see BlockParser.parseBlocks."""
        processors, paragraph = self._look_at_processors()
        while blocks:
            block = blocks[0]
            if paragraph and is_paragraph(block):
                paragraph.run(parent, blocks)
                continue
            for processor in processors:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break

    def _look_at_processors(self) -> tuple[list[Any], core.ParagraphProcessor | None]:
        """Give all processors in order, and the one for paragraphs if all others are known, too."""
        processors = list(self.blockprocessors)
        if processors != getattr(self, "looked_at", None):
            self.looked_at = processors
            last = processors[-1] if processors else None
            are_known = all(type(processor) in KNOWN for processor in processors)
            self.paragraph = last if are_known and type(last) is core.ParagraphProcessor else None
        return processors, self.paragraph


def is_paragraph(block: str) -> bool:
    """Tell whether no block processor known here but that for paragraphs would take a block."""
    if not BEGINS_AS_TEXT.match(block):
        return False
    return "\n" not in block or ("|" not in block and not BEGINS_LATER.search(block))
