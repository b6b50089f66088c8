from collections.abc import Iterator

import pytest
from speed import post_edits, site_edits
from speed.builds import Builds

from plugins.speed.watched import forget_watched

__all__ = ["post_edits", "site_edits"]  # they register their edits


@pytest.fixture(autouse=True)
def _a_run_of_its_own():
    """Forget the posts that another test has had watched."""
    forget_watched()


@pytest.fixture(scope="session")
def builds() -> Iterator[Builds]:
    """The two warm processes that build."""
    made = Builds()
    yield made
    made.close()
