"""What a page needs beyond Pelican (a Pelican plugin)."""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.reading import hooks  # noqa: PLC0415 - the pure modules must load without Pelican
    from plugins.reading.posts import hooks as posts  # noqa: PLC0415
    from plugins.reading.search import hooks as search  # noqa: PLC0415

    hooks.connect()
    posts.connect()
    search.connect()
