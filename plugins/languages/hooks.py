"""Gives the templates of every generator the words of the site's language, and posts without a category theirs."""

from functools import partial
from typing import Any

from markupsafe import Markup
from pelican import signals

from plugins.shared.languages import speak, words_in
from plugins.shared.locales import direction_of

_UNSORTED = "Notes"
_NOTHING = Markup()


def connect() -> None:
    """Ask Pelican to call us once, and for each of its generators, which have templates of their own."""
    signals.initialized.connect(name_category)
    signals.generator_init.connect(let_speak)


def name_category(pelican: Any) -> None:
    """Name the category of posts without one in the site's language, unless a settings file names it."""
    settings = pelican.settings
    if settings["DEFAULT_CATEGORY"] == _UNSORTED:
        settings["DEFAULT_CATEGORY"] = words_in(settings["DEFAULT_LANG"]).gettext("Notes")


def let_speak(generator: Any) -> None:
    """Let the generator's templates speak the language of DEFAULT_LANG.

    Their filter `language_of` gives the attributes that a post's words need among those of the site.
    """
    language = generator.settings["DEFAULT_LANG"]
    speak(generator.env, language)
    generator.env.filters["language_of"] = partial(_language_of, language)


def _language_of(language: str, post: Any) -> Markup:
    if post.lang == language:
        return _NOTHING
    return Markup(' lang="{}" dir="{}"').format(post.lang, direction_of(post.lang))
