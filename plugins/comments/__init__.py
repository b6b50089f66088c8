"""The conversation under each post: its file format, threads, safe HTML (a Pelican plugin)."""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.comments import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
