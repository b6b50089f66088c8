"""WordPress' shortcodes: words in square brackets that it replaces when a text is shown.

    [caption width="300"]<img src="…"> Words below it[/caption]
    [embed]https://video.example/1[/embed]    [youtube https://…]    [audio src="https://…"]
    [code lang="php"]echo "<b>";[/code]

They become what they stand for; what plays something becomes a link to it. Whatever nobody knows here
may be words in brackets, and stays as it is (https://codex.wordpress.org/Shortcode_API).
"""

import re
from html import escape, unescape

_MEDIA = ("audio", "dailymotion", "embed", "soundcloud", "video", "vimeo", "youtube")
_CODE = ("code", "sourcecode")
_CAPTIONS = ("caption", "wp_caption")
_OPENING = re.compile(
    rf"\[(?P<extra>\[?)(?P<name>{'|'.join((*_MEDIA, *_CODE, *_CAPTIONS))})"
    r"(?P<attributes>(?:[\s=:][^\[\]]{0,4000}+)?)\](?P<doubled>\]?)"
)
_CLOSE_BY = re.compile(r"([^\[\]]{0,2000})\[/(\w+)\]")
_ADDRESS = re.compile(r"https?://[^\s\"'<>|\[\]]+")
_NUMBER = re.compile(r"[\s=\"']*([\w-]{6,20})[\s\"']*")
_BY_NUMBER = {"vimeo": "https://vimeo.com/", "youtube": "https://www.youtube.com/watch?v="}
_IMAGE = re.compile(r"\s*((?:<a\s[^<>]*>\s*)?<img\s[^<>]*>(?:\s*</a>)?)")
_OLD_CAPTION = re.compile(r"""\bcaption\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def replace_shortcodes(html: str) -> str:
    """Give `html` with HTML in the place of the shortcodes that are known."""
    parts: list[str] = []
    missing: set[str] = set()  # ends that stand nowhere below
    done = 0
    while match := _OPENING.search(html, done):
        parts.append(html[done : match.start()])
        found, done = _replaced(html, match, missing)
        parts.append(found)
    return "".join([*parts, html[done:]])


def _replaced(html: str, match: re.Match[str], missing: set[str]) -> tuple[str, int]:
    """Give what stands for the shortcode that begins at `match`, and where the text goes on."""
    if match["extra"] and match["doubled"]:  # [[code]] writes about it
        return match[0][1:-1], match.end()
    start = match.end("attributes") + 1
    if match["name"] in _MEDIA:
        found, end = _link(html, match, start)
        return match["extra"] + found, end
    closing = f"[/{match['name']}]"
    end = html.find(closing, start) if closing not in missing else -1
    if end < 0:
        missing.add(closing)
        return html[match.start() : start], start
    make = _figure if match["name"] in _CAPTIONS else _code
    return match["extra"] + make(html[start:end], match["attributes"]), end + len(closing)


def _link(html: str, match: re.Match[str], start: int) -> tuple[str, int]:
    """Give a link to what is played; without an address the shortcode stays as it is."""
    name, inner, end = match["name"], "", start
    closing = _CLOSE_BY.match(html, start)
    if closing and closing[2] == name:
        inner, end = closing[1], closing.end()
    found = _ADDRESS.search(unescape(inner)) or _ADDRESS.search(unescape(match["attributes"]))
    number = _NUMBER.fullmatch(inner or match["attributes"])
    if found:
        return link_to(found[0]), end
    if name in _BY_NUMBER and number:
        return link_to(_BY_NUMBER[name] + number[1]), end
    return html[match.start("name") - 1 : end], end


def link_to(address: str) -> str:
    """Give a link to `address` that shows it."""
    shown = escape(address)
    return f'<a href="{shown}">{shown}</a>'


def _code(inner: str, _attributes: str) -> str:
    """Give code as it was typed. The visual editor kept it escaped, the other one as it was."""
    text = inner if "<" in inner or ">" in inner else unescape(inner)
    text = text.strip("\r\n")
    return f"\n\n<pre><code>{escape(text, quote=False)}</code></pre>\n\n"


def _figure(inner: str, attributes: str) -> str:
    """Give a picture with its words, which stand behind it or, until 2012, in an attribute."""
    image = _IMAGE.match(inner)
    if not image:
        return inner
    old = _OLD_CAPTION.search(attributes)
    words = inner[image.end() :].strip() or (old and (old[1] or old[2])) or ""
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure>{image[1]}{caption}</figure>\n\n"
