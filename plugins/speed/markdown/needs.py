"""What a text must contain for an inline pattern to match, and a quicker search for the same matches."""

import re
from collections.abc import Callable, Iterator

from markdown import inlinepatterns as core
from markdown.extensions import nl2br, smarty

Search = Callable[[str, int], re.Match[str] | None]
FindAll = Callable[[str, int], Iterator[re.Match[str]]]

FOOTNOTE_RE = r"\[\^([^\]]*)\]"
WIKILINK_RE = r"\[\[([\w0-9_ -]+)\]\]"
# The length of each alternative of smarty's openingQuotesBase, by its last character.
OPENING_LENGTHS = {"-": (2,), ";": (6, 7)}

NEEDS: dict[str, tuple[str, ...]] = {
    core.BACKTICK_RE: ("`",),
    core.ESCAPE_RE: ("\\",),
    core.LINK_RE: ("[",),
    core.IMAGE_LINK_RE: ("![",),
    core.AUTOLINK_RE: ("<",),
    core.AUTOMAIL_RE: ("<",),
    core.HTML_RE: ("<",),
    smarty.HTML_STRICT_RE: ("<",),
    core.ENTITY_RE: ("&",),
    core.LINE_BREAK_RE: ("  \n",),
    nl2br.BR_RE: ("\n",),
    r"\*|_": ("*", "_"),
    FOOTNOTE_RE: ("[^",),
    WIKILINK_RE: ("[[",),
    r"(?<!-)---(?!-)": ("---",),
    r"(?<!-)--(?!-)": ("--",),
    r"(?<!\.)\.{3}(?!\.)": ("...",),
    r"\<\<": ("<<",),
    r"\>\>": (">>",),
    smarty.singleQuoteStartRe: ("'",),
    smarty.doubleQuoteStartRe: ('"',),
    smarty.doubleQuoteSetsRe: ("\"'",),
    smarty.singleQuoteSetsRe: ("'\"",),
    smarty.doubleQuoteSetsRe2: ("'\"",),
    smarty.singleQuoteSetsRe2: ("\"'",),
    smarty.decadeAbbrRe: ("'",),
    smarty.openingSingleQuotesRegex: ("'",),
    smarty.closingSingleQuotesRegex: ("'",),
    smarty.closingSingleQuotesRegex2: ("'",),
    smarty.remainingSingleQuotesRegex: ("'",),
    smarty.openingDoubleQuotesRegex: ('"',),
    smarty.closingDoubleQuotesRegex: ('"',),
    smarty.closingDoubleQuotesRegex2: ('"',),
    smarty.remainingDoubleQuotesRegex: ('"',),
}
"""One of these stands in each match; by the text of the expression, compiled with re.DOTALL."""

# An expression that begins by looking behind is tried at every character. Looking behind after the
# literal gives the same matches, and the search jumps from literal to literal.
LITERAL_FIRST: dict[str, str] = {
    core.LINK_RE: r"\[(?<!!\[)",
    smarty.decadeAbbrRe: r"'(?<!\w')(?=\d{2}s)",
    smarty.closingSingleQuotesRegex: rf"'(?<={smarty.closeClass}')(?!\s|s\b|\d)",
    smarty.closingDoubleQuotesRegex2: rf'"(?<={smarty.closeClass}")',
}
# These match at the first character or nowhere, which a search does not know.
AT_THE_START = (smarty.singleQuoteStartRe, smarty.doubleQuoteStartRe)
OPENING: dict[str, str] = {
    smarty.openingSingleQuotesRegex: r"'(?<=[\s;\-–—]')(?=\w)",
    smarty.openingDoubleQuotesRegex: r'"(?<=[\s;\-–—]")(?=\w)',
}


def find_need(pattern: object) -> tuple[str, ...]:
    """Give the marks of which a text must hold one for a pattern to match; () for one not known."""
    return NEEDS.get(_expression(pattern), ())


def find_search(pattern: core.InlineProcessor) -> Search:
    """Give what finds the first match of a pattern in a text from an index on."""
    compiled = _quickest(pattern)
    expression = _expression(pattern)
    if expression in OPENING:
        return _opening_quote(compiled, re.compile(OPENING[expression], re.DOTALL))
    if expression in AT_THE_START:
        return lambda text, start: None if start else compiled.match(text)
    return compiled.search


def find_all(pattern: core.InlineProcessor) -> FindAll:
    """Give what finds all matches of a pattern in a text from an index on."""
    return _quickest(pattern).finditer


def _quickest(pattern: core.InlineProcessor) -> re.Pattern[str]:
    quicker = LITERAL_FIRST.get(_expression(pattern))
    if quicker is None:
        return pattern.getCompiledRegExp()  # type: ignore[no-any-return]
    return re.compile(quicker, re.DOTALL)


def _expression(pattern: object) -> str:
    """Give the expression of a pattern of the new style which Markdown compiles itself, or ""."""
    if not isinstance(pattern, core.InlineProcessor):
        return ""
    if type(pattern).getCompiledRegExp is not core.Pattern.getCompiledRegExp:
        return ""
    compiled = pattern.compiled_re
    return compiled.pattern if compiled.flags == re.DOTALL | re.UNICODE else ""


def _opening_quote(compiled: re.Pattern[str], quote: re.Pattern[str]) -> Search:
    """Look for the quotes first, then for the one thing before each that can open it.

    What stands before a quote holds no quote, so the order of the quotes is that of the matches.
    """

    def search(text: str, start: int) -> re.Match[str] | None:
        found = quote.search(text, start)
        while found is not None:
            place = found.start()
            for length in OPENING_LENGTHS.get(text[place - 1], (1,)):
                match = compiled.match(text, place - length) if place - length >= start else None
                if match and match.end() == place + 1:
                    return match
            found = quote.search(text, place + 1)
        return None

    return search
