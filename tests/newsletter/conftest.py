import pytest
from sendings import prepare


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory):
    """Letters frozen once, by how many readers they have: tests get copies."""
    made = {}

    def get(readers):
        if readers not in made:
            made[readers] = prepare(tmp_path_factory.mktemp(f"letters {readers}"), readers)
        return made[readers]

    yield get
    for sending in made.values():
        sending.newsletter.engine.dispose()


@pytest.fixture
def letters_for(_prepared, tmp_path):
    """Give a sending to so many readers."""
    given = []

    def give(readers):
        given.append(_prepared(readers).copy(tmp_path / f"sending {len(given)}"))
        return given[-1]

    yield give
    for sending in given:
        sending.newsletter.engine.dispose()


@pytest.fixture
def sending(letters_for):
    """A letter to three readers."""
    return letters_for(3)
