"""What a page needs beyond Pelican (a Pelican plugin)."""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.reading import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
