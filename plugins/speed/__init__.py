"""Builds that make only what has changed, and use all of the machine (a Pelican plugin; docs/speed.md)."""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.speed import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
