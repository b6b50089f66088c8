from collections.abc import Iterator

import pytest
from speed import post_edits, site_edits
from speed.builds import Builds

__all__ = ["post_edits", "site_edits"]  # they register their edits


@pytest.fixture(scope="session")
def builds() -> Iterator[Builds]:
    """The two warm processes that build."""
    made = Builds()
    yield made
    made.close()
