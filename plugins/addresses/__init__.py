"""Where everything is, and was: redirects, headers, sitemap, robots, and the forms servers want them in."""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.addresses import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
