"""The language an author writes in: its tag (BCP 47, https://www.rfc-editor.org/info/bcp47), by Babel. Pure."""

import re
from difflib import get_close_matches
from functools import lru_cache

from babel import Locale
from babel.localedata import locale_identifiers

_ENGLISH = Locale("en")
# The language, then perhaps a script, a region and variants (RFC 5646, 2.1); extensions have no use here.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)"
)


def parse_language(text: str) -> str:
    """Give the tag of a language as it is customarily written: "pt_br" is "pt-BR".

    Raises ValueError with a sentence, which names the tag when the text is a language's name.
    """
    typed = " ".join(text.split())
    match = _TAG.fullmatch(typed.replace("_", "-").lower())
    if match and match["language"] in _ENGLISH.languages:
        script, region = (match["script"] or "").title(), (match["region"] or "").upper()
        if script in {"", *_ENGLISH.scripts} and region in {"", *_ENGLISH.territories}:
            tag = "-".join(filter(None, (match["language"], script, region)))
            return tag + match["variants"]
    near = _near(typed)
    meant = f'; "{near}" is meant, perhaps' if near else ', such as "en", "de" or "pt-BR"'
    raise ValueError(f'"{typed}" is no short name of a language{meant}')


def _near(text: str) -> str:
    names = _names()
    found = get_close_matches(text.casefold(), names, n=1, cutoff=0.8)
    return names[found[0]] if found else ""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Give each language's tag by its name, in English and in the language itself."""
    names = {
        str(name).casefold(): tag.replace("_", "-") for tag, name in _ENGLISH.languages.items()
    }
    for tag in locale_identifiers():
        if "_" not in tag and (own := Locale(tag).languages.get(tag)):
            names.setdefault(str(own).casefold(), tag)
    return names
