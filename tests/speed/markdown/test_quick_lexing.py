"""Lexers that try fewer rules find the same tokens; what a match may begin with is never missed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from plugins.speed.markdown import lexing
from plugins.speed.markdown.beginnings import Beginnings
from plugins.speed.markdown.lexing import QuickStates

# Of many families: indented and not, with states of their own, with other lexers inside.
LEXERS = (
    *("python", "pycon", "bash", "console", "html", "css", "js", "ts", "json", "yaml", "toml", "c"),
    *("cpp", "csharp", "go", "rust", "ruby", "perl", "php", "sql", "postgres", "make", "docker"),
    *("ini", "diff", "haskell", "java", "kotlin", "lua", "rst", "md", "tex", "xml", "vim", "r"),
)
CODE = '''
# A comment: ünïcödé, "quotes" and 'others' ſK\tİı
@decorated(f"{x!r:>{width}} and {{}}", rb'\\x00', key=0x1F)
async def élan(self, *args: int, **kwargs) -> None:
    """Words.\n    More of them \\N{DASH}."""
    if (n := 1_000.5e-3) != .5j and not x is None: match x: pass
    return [one for one in args if one <= 2 ** 3] or {**kwargs, 'a': -1}
class A(B): __slots__ = ("a",); print(__name__, NotImplemented, u'', R'\\d')
<?php $a = <<<EOT\n$b ${c}\nEOT; ?><div class="a" onclick='f(1)'>&amp;<!-- no --></div>
<script>let x = `a${1+`b`}`; /re\\/[/]/g.test(x) // why\n</script><style>a:b{c:#fff!important}</style>
$ echo "$(ls -l | awk '{print $1}')" <<EOF >/dev/null 2>&1 && cd ${HOME:-/tmp}\nx\nEOF
>>> 1/0\nTraceback (most recent call last):\n  File "x", line 1, in y\nZeroDivisionError: no
select "a", 'b''c', $$d$$ from t where x >= 1.5e3 -- why
--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n[section]\nkey = value ; c\nkey: {a: [1, ~, yes], b: &x *x}
fn main<'a>() -> Result<(), Box<dyn E>> { println!("{:?}", 'a'); r#"raw"# }
SELECT * FROM T WHERE A=1; If X Then Y  \\begin{a}$x^2$\\end{a} % c
'''
EXPRESSIONS = (
    *("a", "[^a]", "[a-z]+", "(?i)a|Z", "(?i:k)x", "(?i)[k-s]", "(?i)[^a]", r"\d", r"\D", r"\w*x"),
    *(
        r"(?a:\w)",
        r"\W|ü",
        "",
        "a?b",
        "a*?",
        "(?=a)b",
        "(?!a)[ab]",
        "(?<!x)a",
        "^a",
        r"\bx",
        "(a)?\\1b",
    ),
    *(
        "(?:|a)b",
        "a{2,}",
        "(?>ab|c)d",
        "(?x) a # b",
        ".",
        "(?s).",
        "(?:(?:a|b)|c*)d",
        "[\\s-]",
        "ſ",
    ),
    *("[^\\S\\n]+", "(a)|(?(1)b|c)", "a++b", "(?i)ſ", "(?i)[ß-ſ]", "$", "\\Z", "(?i)[\\d_]"),
)


def tokens(lexer, text: str) -> list:
    """Give what a lexer finds in a text."""
    return list(lexer.get_tokens(text))


@pytest.mark.parametrize("name", LEXERS)
def test_the_tokens_are_the_same(name, monkeypatch):
    monkeypatch.setattr(lexing, "_WARM", 2)
    states = QuickStates()
    for text in [CODE, *CODE.splitlines(), CODE[::-1], CODE.upper(), ""]:
        quick = states.quicken(get_lexer_by_name(name))
        assert tokens(quick, text) == tokens(get_lexer_by_name(name), text)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(LEXERS),
    st.lists(st.sampled_from(CODE.split(" ")) | st.text(max_size=6), max_size=25),
)
def test_the_tokens_of_anything_are_the_same(name, words):
    states, text = QuickStates(), " ".join(words)
    quick = states.quicken(get_lexer_by_name(name))
    for state in getattr(quick, "_tokens", {}).values():
        state._seen = lexing._WARM  # noqa: SLF001 - as after many

    assert tokens(quick, text) == tokens(get_lexer_by_name(name), text)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.MULTILINE | re.DOTALL])
def test_what_a_match_begins_with_may_begin_it(expression, flags):
    pattern = re.compile(expression, flags)
    begin = Beginnings(pattern)

    for char in [*map(chr, range(0x250)), "ſ", "K", "İ", "ı", "你", "٣", "\u2028", "𝒳"]:
        if any(pattern.match(char + rest) for rest in ("", "a", "b", "x", "d", "bd", "bb", "\n")):
            assert begin.may_be(char), char


@pytest.mark.parametrize(
    ("expression", "char"),
    [("a", "b"), ('(?i)(rf|fr)(")', "x"), ("[^a]", "a"), (r"\d+(a)?", "a"), ("(?:a|b)*c", "d")],
)
def test_what_cannot_match_is_not_tried(expression, char):
    assert not Beginnings(re.compile(expression)).may_be(char)
