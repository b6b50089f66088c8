"""How much of a digest a letter holds, so that it is never too large. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from plugins.newsletter.model import Digest
from plugins.shared.text import words_of


class Depth(StrEnum):
    """How much of each post a letter holds."""

    FULL = "full"
    OPENING = "opening"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How much of a digest a letter holds; numbers are the most, `introduction` in characters of HTML."""

    depth: Depth
    introduction: int = 40_000
    posts: int = 2_000
    talks: int = 12


# From everything to what always fits.
FORMS = (
    Form(depth=Depth.FULL),
    Form(depth=Depth.OPENING),
    Form(depth=Depth.HEADLINE),
    Form(depth=Depth.HEADLINE, introduction=12_000),
    Form(depth=Depth.HEADLINE, introduction=4_000, posts=200),
    Form(depth=Depth.HEADLINE, introduction=1_200, posts=100, talks=6),
    Form(depth=Depth.HEADLINE, introduction=1_200, posts=40, talks=3),
    Form(depth=Depth.HEADLINE, introduction=600, posts=8, talks=0),
    Form(depth=Depth.HEADLINE, introduction=600, posts=1, talks=0),
)
# Beyond these it need not be tried: no letter holds so many titles, or so many characters.
_MOST_SECTIONS = 100
_MOST_CHARACTERS = 100_000


def forms_for(digest: Digest) -> tuple[Form, ...]:
    """Give the forms that may fit, most words first; the last always does."""
    if len(digest.posts) > _MOST_SECTIONS:
        return FORMS[2:]
    characters = sum(len(words_of(post.content)) for post in digest.posts)
    return FORMS[1:] if characters > _MOST_CHARACTERS else FORMS
