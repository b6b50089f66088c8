"""The proof is put to the proof: builds that go wrong on purpose are found, in few steps and told shortly."""

import pytest
from speed.histories import History, Miss, Step, live, random_history, shrink

FAULTS = {
    "stale": ("title", "stale: index.html"),
    "left over": ("post removed", "too many: "),
    "missing": ("nothing", "missing: "),
    "touched": ("nothing", "written though the same: index.html"),
}


def directed(*kinds: str, theme: str = "simple") -> History:
    """Give a history of these kinds of edit."""
    steps = tuple(Step(kind=kind, seed=number) for number, kind in enumerate(kinds))
    return History(theme=theme, processes=1, seed=5, posts=8, steps=steps)


@pytest.fixture
def go_wrong(builds):
    """Let the incremental builds have a fault."""

    def choose(fault):
        builds.fault = fault
        return builds

    yield choose
    builds.fault = ""


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_wrong_build_is_found(fault, go_wrong, tmp_path):
    kind, told = FAULTS[fault]

    with pytest.raises(Miss, match=told):
        live(directed("nothing", kind, kind), tmp_path / "blog", go_wrong(fault))


def test_the_steps_that_matter_are_found(go_wrong, tmp_path):
    history = directed("picture added", "attached file changed", "a site's name", "nothing")

    def fails(fewer: History) -> bool:
        try:
            live(fewer, tmp_path / "blog", go_wrong("stale"))
        except Miss:
            return True
        return False

    assert [step.kind for step in shrink(history, fails).steps] == ["a site's name"]


def test_a_history_is_the_same_each_time():
    histories = [random_history("nasty", processes=4, seed=7, posts=9, steps=80) for _ in range(2)]

    assert histories[0] == histories[1]
    assert len({step.kind for step in histories[0].steps}) > 40


@pytest.mark.parametrize("theme", ["simple", "nasty"])
def test_another_template_for_a_post_is_seen(theme, builds, tmp_path):
    live(directed(*["template of a post"] * 4, theme=theme), tmp_path / "blog", builds)
