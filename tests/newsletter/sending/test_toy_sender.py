"""The harness of the kill test catches senders that keep their ledger in the classic wrong ways."""

import subprocess
import sys

import pytest
from newsletter.sending import toy_sender
from newsletter.sending.killing import (
    SLOW_ANSWERS,
    Kill,
    Moment,
    Window,
    choose_moments,
    count_windows,
    find_wrongs,
    kill_often,
)
from smtp_server import smtp_server

READERS = tuple(f"reader{number}@bo.example" for number in range(400))


def kill_toy(folder, policy, *, kills=12):
    """Give what is wrong with a toy sender after some kills and one whole run, and the windows."""
    (folder / "readers").write_text("\n".join(READERS))
    with smtp_server(SLOW_ANSWERS) as server:
        command = [sys.executable, toy_sender.__file__, str(server.port), str(folder), policy]

        def start():
            return subprocess.Popen(command, stderr=subprocess.DEVNULL, text=True)

        moments = choose_moments(1, kills=kills, letters=len(READERS))
        made = kill_often(start, server, moments, letters=len(READERS))
        subprocess.run(command, check=True)
    uncertain = find_uncertain(folder) if policy == toy_sender.RIGHT else ()
    wrongs = find_wrongs(made, server, readers=READERS, uncertain=uncertain)
    return wrongs, count_windows(made), server


def find_uncertain(folder):
    states = [line.split() for line in (folder / "ledger").read_text().splitlines()]
    named = {state: {one for other, one in states if other == state} for state, _one in states}
    return named["dotting"] - named["submitted"]


def test_a_sender_that_writes_before_the_dot_passes(tmp_path):
    wrongs, windows, server = kill_toy(tmp_path, toy_sender.RIGHT)

    assert wrongs == []
    assert min(windows[window] for window in Window if window is not Window.IDLE) > 0, windows
    assert server.violations == []


@pytest.mark.parametrize(
    ("policy", "kills", "wrong"),
    [
        (toy_sender.AFTER_THE_ANSWER, 12, "got more than one letter"),
        (toy_sender.WHEN_FETCHED, 3, "got none, without trace"),
        (toy_sender.NEVER, 3, "got more than one letter"),
    ],
)
def test_a_sender_that_writes_at_another_time_is_caught(tmp_path, policy, kills, wrong):
    wrongs, _windows, _server = kill_toy(tmp_path, policy, kills=kills)

    assert any(wrong in one for one in wrongs), wrongs


def test_a_sender_that_calls_too_much_uncertain_is_caught():
    with smtp_server() as server:
        kill = Kill(windows=(Window.BEFORE_THE_DOT,), on_their_way=frozenset({"a@bo.example"}))
        uncertain = {"a@bo.example", "b@bo.example"}
        wrongs = find_wrongs([kill], server, readers=uncertain, uncertain=uncertain)

    assert wrongs == ["1 are uncertain, and were not on their way at any kill"]


def test_a_sender_that_ends_before_its_moment_fails_the_test():
    with (
        smtp_server() as server,
        pytest.raises(AssertionError, match="it ended by itself"),
    ):
        kill_often(
            lambda: subprocess.Popen([sys.executable, "-c", ""], text=True),
            server,
            [Moment(what="dot")],
            letters=len(READERS),
        )
