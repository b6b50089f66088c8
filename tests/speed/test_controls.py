"""With a part of the recording switched off on purpose, a history that needs it has to fail.

Else a history that succeeds would prove nothing about that part.
"""

import pytest
from speed.blogs import SPEED
from speed.builds import Builds
from speed.histories import History, Miss, Step, live

pytestmark = pytest.mark.skipif(not SPEED.is_file(), reason="there is no plugins.speed")
NEEDING = {
    "attributes:title": ("title", "title", "title"),
    "lists": ("new post on top", "post removed", "new post"),
    "templates": ("template of all", "template", "template of all"),
    "context": ("new post on top",) * 6,
}


def directed(kinds, *, theme="simple"):
    """Give a history of these kinds of edit."""
    steps = tuple(Step(kind=kind, seed=number) for number, kind in enumerate(kinds))
    return History(theme=theme, processes=1, seed=41, posts=9, steps=steps)


# The nasty theme's posts list so many others that a variable's change never comes alone.
@pytest.mark.parametrize(
    ("blind", "theme"),
    [*((blind, "simple") for blind in sorted(NEEDING)), ("lists", "nasty"), ("templates", "nasty")],
)
def test_what_is_not_recorded_is_missed(blind, theme, builds, tmp_path):
    history = directed(NEEDING[blind], theme=theme)
    blinded = Builds(
        builds.forge
    )  # plugins.speed is yet to be read there, and then looks at the environment

    with pytest.raises(Miss, match="stale"):
        live(history, tmp_path / "blog", blinded, environment={"SPEED_BLIND": blind})


@pytest.mark.parametrize("blind", sorted(NEEDING))
def test_the_same_history_holds_when_all_is_recorded(blind, builds, tmp_path):
    figures = live(directed(NEEDING[blind]), tmp_path / "blog", builds)

    assert figures.steps == 1 + len(NEEDING[blind])
    assert not figures.failed
