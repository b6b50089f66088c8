"""After any edit, an incremental build is byte for byte what a clean one is.

`python3 tasks.py speed.histories` lives many more of these histories.
"""

import os

import pytest
from speed.histories import live, random_history
from speed.themes import THEMES

SEED = int(os.environ.get("SPEED_SEED", "1"))
STEPS = 25  # in each of eight: 200


@pytest.mark.parametrize("processes", [1, 4])
@pytest.mark.parametrize("theme", THEMES)
def test_after_each_step_the_output_is_that_of_a_clean_build(theme, processes, builds, tmp_path):
    history = random_history(theme, processes=processes, seed=SEED, posts=16, steps=STEPS)

    figures = live(history, tmp_path / "blog", builds)

    assert figures.steps > STEPS // 2
    assert figures.failed < STEPS // 4, "a history in which nothing builds proves nothing"
