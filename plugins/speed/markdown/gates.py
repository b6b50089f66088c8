"""Processors of whole documents that work only where what they look for stands in the text."""

import re
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.md_in_html import HtmlBlockPreprocessor as HtmlBlocksWithMarkdown
from markdown.extensions.md_in_html import MarkdownInHTMLPostprocessor
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER, STX

PLACEHOLDER = HTML_PLACEHOLDER % r"([0-9]+)"
STASHED = re.compile(f"<p>{PLACEHOLDER}</p>|{PLACEHOLDER}")
BLANKS = re.compile(r"\n +(?=\n)")


class QuickNormalizeWhitespace(NormalizeWhitespace):  # type: ignore[misc]
    """Does the same steps; blanks are looked for from newline to newline."""

    def run(self, lines: list[str]) -> list[str]:
        """Give the lines without marks of placeholders, carriage returns, tabs and blanks."""
        source = "\n".join(lines).replace(STX, "").replace(ETX, "")
        source = source.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        source = source.expandtabs(self.md.tab_length)
        return BLANKS.sub("\n", source).split("\n")


class _WithoutTags:
    def run(self, lines: list[str]) -> list[str]:
        """Take out blocks of HTML.

        The parser for HTML gives back a text without tags and entities as it was.
        """
        source = "\n".join(lines)
        if "<" in source or "&" in source:
            return super().run(lines)  # type: ignore[misc,no-any-return]
        return source.split("\n")


class QuickHtmlBlocks(_WithoutTags, HtmlBlockPreprocessor):  # type: ignore[misc]
    """For a converter without md_in_html."""


class QuickHtmlBlocksWithMarkdown(_WithoutTags, HtmlBlocksWithMarkdown):  # type: ignore[misc]
    """For md_in_html."""


class QuickAttrList(AttrListTreeprocessor):  # type: ignore[misc]
    """Attributes stand in braces; those of the root's own tail, too."""

    def run(self, doc: Element) -> None:
        """Give elements the attributes that stand behind them."""
        if "{" in (doc.tail or "") or any("{" in text for text in doc.itertext()):
            super().run(doc)


class QuickUnescape(UnescapeTreeprocessor):  # type: ignore[misc]
    """What was escaped stands between two marks."""

    def unescape(self, text: str) -> str:
        """Give the text with its escaped characters."""
        return super().unescape(text) if STX in text else text


class _StashedHtml:
    def run(self, text: str) -> str:
        """Put the stashed HTML back; only what holds a placeholder itself is gone through again."""
        stash = self.md.htmlStash  # type: ignore[attr-defined]

        def restored(match: re.Match[str]) -> str:
            index = int(match[1] or match[2])
            if index >= stash.html_counter:
                return match[0]
            html = self.stash_to_string(stash.rawHtmlBlocks[index])  # type: ignore[attr-defined]
            if match[1] and not self.isblocklevel(html):  # type: ignore[attr-defined]
                html = f"<p>{html}</p>"
            return STASHED.sub(restored, html) if STX in html else html

        return STASHED.sub(restored, text) if stash.html_counter else text


class QuickStashedHtml(_StashedHtml, RawHtmlPostprocessor):  # type: ignore[misc]
    """For a converter without md_in_html."""


class QuickStashedHtmlWithMarkdown(_StashedHtml, MarkdownInHTMLPostprocessor):  # type: ignore[misc]
    """For md_in_html."""
