"""After any edit, an incremental build is byte for byte what a clean one is.

`python3 tasks.py speed.histories` lives many more of these histories.
"""

import os

import pytest
from speed.histories import live, random_history
from speed.themes import THEMES

SEED = int(os.environ.get("SPEED_SEED", "1"))
STEPS = {"ours": 13}  # in each of two; the other themes' take less than half the time
OTHERS_STEPS = 29  # 200 in all
PUBLISHES = {
    1: 0,
    4: 1,
}  # added to the seed: so that, of ours, one history publishes and one does not


@pytest.mark.parametrize("processes", [1, 4])
@pytest.mark.parametrize("theme", THEMES)
def test_after_each_step_the_output_is_that_of_a_clean_build(theme, processes, builds, tmp_path):
    seed, steps = SEED + PUBLISHES[processes], STEPS.get(theme, OTHERS_STEPS)
    history = random_history(theme, processes=processes, seed=seed, posts=10, steps=steps)

    figures = live(history, tmp_path / "blog", builds)

    assert figures.steps > steps // 2
    assert figures.failed < steps // 4, "a history in which nothing builds proves nothing"
