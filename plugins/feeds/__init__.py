"""Atom, RSS and JSON Feed of all posts, from one model (a Pelican plugin)."""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.feeds import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
