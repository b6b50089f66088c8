"""Pictures in sizes that fit, and a picture of each post for sharing (a Pelican plugin)."""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.pictures import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
