"""What was logged about a post is logged again when the post is not read, and cut short as it was."""

import logging

import pytest
from pelican.log import FatalLogger, LimitFilter

from plugins.speed.listening import kept, listening, say_again

NAME = "pelican.said_again"


@pytest.fixture(autouse=True)
def log(monkeypatch):
    monkeypatch.setattr(LimitFilter, "_raised_messages", set())
    monkeypatch.setattr(LimitFilter, "_ignore", set())
    monkeypatch.setattr(LimitFilter, "_group_count", LimitFilter._group_count.copy())  # noqa: SLF001
    LimitFilter._group_count.clear()  # noqa: SLF001
    found = logging.getLogger(NAME)
    assert isinstance(found, FatalLogger)
    return found


def said_about(log, post: int) -> None:
    """Say something about a post, as Pelican does of which there may be many."""
    log.warning("picture %s of 100%%", post, extra={"limit_msg": "More pictures"})
    log.warning("post %s", post)


def heard(caplog, say) -> list[tuple[str, int, str]]:
    """Give what is said about ten posts, of which the even ones are not read."""
    LimitFilter._raised_messages.clear()  # noqa: SLF001
    LimitFilter._group_count.clear()  # noqa: SLF001
    caplog.clear()
    for post in range(10):
        say(post)
    return [(record.name, record.levelno, record.getMessage()) for record in caplog.records]


def test_warnings_of_a_kind_are_cut_short_whether_their_posts_are_read_or_not(caplog, log):
    def say(post):
        if post % 2:
            said_about(log, post)
            return
        with listening() as records:
            said_about(log, post)
        say_again(kept(records))

    said = heard(caplog, say)

    assert said == heard(caplog, lambda post: said_about(log, post))
    assert (NAME, logging.WARNING, "More pictures") in said
    assert len(said) == 15


def test_a_warning_that_is_to_be_fatal_is_when_it_is_said_again(monkeypatch, log):
    with listening() as records:
        log.warning("here")
    monkeypatch.setattr(FatalLogger, "fatal_lvl", logging.WARNING)

    with pytest.raises(RuntimeError, match="Warning or error"):
        say_again(kept(records))


@pytest.mark.parametrize(
    "more",
    [{"exc_info": ValueError("deep down")}, {"extra": {"limit_msg": "%s", "limit_args": (1,)}}],
)
def test_what_cannot_be_said_again_in_full_is_not_kept(log, more):
    with listening() as records:
        log.warning("here", **more)

    assert kept(records) is None
