"""The first words of a new site's about page, which its author is to put into their own. Pure."""

import re

from plugins.shared.text import one_line

_TEXT = """\
Title: About
Slug: about
Summary: Who writes here, and how to answer.

I'm {author}, and this is where the people I've worked with can find me, whatever has become of our desks.

I write when there is something to tell. You can look in here now and then, follow along in a feed reader, or have new posts sent to you as a letter; the words are the same every way.

What I'd like best is an answer. The end of each post says how.
"""
# What means something in Markdown or HTML, wherever in a line it stands.
_SIGN = re.compile(r"[\\`*_{}\[\]<>&\"#|~^$=]|--|\.\.")


def format_about(author: str) -> str:
    """Give the page's text, with the author's name as it is, whatever it means in Markdown or HTML."""
    return _TEXT.replace("{author}", _SIGN.sub(_as_entities, one_line(author)))


def _as_entities(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" for sign in match[0])
