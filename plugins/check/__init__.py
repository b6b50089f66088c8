"""Everything `check` proves: about the content, about a built site, about this repository.

As a Pelican plugin it keeps two files with one address from ending a preview.
"""


def register() -> None:
    """Connect to Pelican; called by Pelican itself."""
    from plugins.check import hooks  # noqa: PLC0415 - the pure modules must load without Pelican

    hooks.connect()
