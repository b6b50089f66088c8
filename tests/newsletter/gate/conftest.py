"""A letter that keeps every rule, to be broken in one place by each test."""

import base64
import textwrap
from collections.abc import Callable

import pytest

HEADERS = {
    "From": "Ana Example <ana@ana.dev>",
    "To": "bo@reader.dev",
    "Reply-To": "Ana Example <ana@ana.dev>",
    "Subject": "=?utf-8?b?R3LDvMOfZSB1bmQgbWVocg==?=",
    "Date": "Mon, 23 Nov 2026 07:00:00 +0100",
    "Message-ID": "<2026-11-23-weekly.abc@ana.dev>",
    "List-Id": "Ana's tips <letters.ana.dev>",
    "List-Unsubscribe": "<https://desk.ana.dev/u/abcdefgh234567abcdefgh>, "
    "<mailto:ana@ana.dev?subject=unsubscribe%20abcdefgh234567abcdefgh>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "MIME-Version": "1.0",
    "Content-Type": 'multipart/alternative; boundary="=_b"',
}
HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Grüße</title>
<style>@media (prefers-color-scheme: dark) { .paper { color: white } }</style></head>
<body><span style="display:none;max-height:0">A few first words for the inbox, and then some more.</span>
<!--[if mso]><table width="568"><tr><td><![endif]-->
<h1>Grüße und mehr</h1><p>Hello Bo,</p>
<h2><a href="https://ana.dev/1.html">Salt</a></h2>
<p>Words <a href="https://other.dev/x?a=1&amp;b=2">elsewhere</a>, and <a href="#top" id="top">up</a>.</p>
<img src="https://ana.dev/p.png" alt="" width="568" height="300">
<p>Box 1, 1234 Town</p>
<p><a href="https://desk.ana.dev/p/abcdefgh234567abcdefgh">How often</a>
<a href="https://desk.ana.dev/u/abcdefgh234567abcdefgh">Unsubscribe</a></p>
</body></html>
"""
TEXT = """Grüße und mehr

Hello Bo,

Salt
On the web: https://ana.dev/1.html

Box 1
1234 Town

How often: https://desk.ana.dev/p/abcdefgh234567abcdefgh
Unsubscribe: https://desk.ana.dev/u/abcdefgh234567abcdefgh
"""

Write = Callable[..., bytes]


def _part(kind: str, content: str, charset: str) -> str:
    data = base64.b64encode(content.encode(charset)).decode()
    lines = "\r\n".join(textwrap.wrap(data, 76))
    return (
        f"--=_b\r\nContent-Type: {kind}; charset={charset}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{lines}\r\n"
    )


@pytest.fixture
def write() -> Write:
    """Give the bytes of the letter with other headers (None is none, a tuple is several) and parts."""

    def written(
        headers=None, *, html=HTML, text=TEXT, charset="utf-8", order=("text/plain", "text/html")
    ) -> bytes:
        lines = []
        for name, value in {**HEADERS, **(headers or {})}.items():
            values = value if isinstance(value, tuple) else (value,)
            lines += [f"{name}: {one}" for one in values if one is not None]
        contents = {"text/plain": text, "text/html": html}
        parts = "".join(_part(kind, contents[kind], charset) for kind in order)
        return ("\r\n".join(lines) + f"\r\n\r\n{parts}--=_b--\r\n").encode()

    return written


@pytest.fixture
def html() -> str:
    """The HTML of the letter."""
    return HTML


@pytest.fixture
def text() -> str:
    """The text of the letter."""
    return TEXT
