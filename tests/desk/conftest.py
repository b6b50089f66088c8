"""A running desk for the tests of this room."""

import logging

import pytest
from desks import desk

__all__ = ["desk"]


@pytest.fixture(autouse=True)
def _every_line():
    """Pelican, where tests of other rooms load it, makes loggers that say nothing twice."""
    logging.getLogger("desk").filters.clear()
