"""Lets the site's pages speak its language: words, days, direction (a Pelican plugin)."""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.languages import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
