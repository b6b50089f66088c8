"""The letter: a digest made from the site's own feed. Composing and sending know nothing of Pelican.

As a Pelican plugin it gives each digest its public page.
"""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.newsletter import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
