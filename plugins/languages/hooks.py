"""Gives the templates of every generator the words of the site's language."""

from typing import Any

from pelican import signals

from plugins.shared.languages import speak


def connect() -> None:
    """Ask Pelican to call us for each of its generators, which have templates of their own."""
    signals.generator_init.connect(let_speak)


def let_speak(generator: Any) -> None:
    """Let the generator's templates speak the language of DEFAULT_LANG."""
    speak(generator.env, generator.settings["DEFAULT_LANG"])
