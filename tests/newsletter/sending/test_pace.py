import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sendings import Clock

from plugins.newsletter.sending.pace import SLOWEST, Pace


def make(rate):
    clock = Clock()
    return Pace(rate, monotonic=clock.monotonic, sleep=clock.sleep), clock


def starts(pace, clock, how_many):
    """Give when each of so many letters goes, in seconds from now."""
    before, found = clock.now, []
    for _ in range(how_many):
        pace.wait()
        found.append(round(clock.now - before, 6))
    return found


def test_so_many_letters_go_in_a_second():
    assert starts(*make(5), 6) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]


def test_without_a_limit_nothing_waits():
    assert starts(*make(0), 1000) == [0] * 1000


def test_time_that_passes_by_itself_is_not_waited_for_again():
    pace, clock = make(1)
    pace.wait()
    clock.now += 0.75

    pace.wait()

    assert clock.now == 1001


def test_a_long_silence_saves_nothing_up():
    pace, clock = make(2)
    pace.wait()
    clock.now += 100

    assert starts(pace, clock, 3) == [0, 0.5, 1.0]


@given(st.sampled_from([0, 0.01, 5, 1000]), st.lists(st.floats(0, 10), max_size=100))
def test_letters_never_go_faster_than_the_rate(rate, idle):
    pace, clock = make(rate)
    gone = []
    for seconds in idle:
        clock.now += seconds
        pace.wait()
        gone.append(clock.now)

    gap = 1 / rate if rate else 0
    assert all(after - before > gap - 1e-6 for before, after in pairwise(gone))


def test_slowing_down_pauses_and_halves_the_rate():
    pace, clock = make(5)
    pace.wait()

    pace.slow_down(60)

    assert starts(pace, clock, 3) == [60, 60.4, 60.8]


def test_what_several_lines_are_told_at_once_counts_once():
    pace, clock = make(5)

    for _ in range(4):
        pace.slow_down(60)

    assert starts(pace, clock, 2) == [60, 60.4]


def test_the_rate_falls_no_lower_than_a_sixty_fourth():
    pace, clock = make(5)
    for _ in range(20):
        pace.slow_down(60)
        clock.now += 61

    _first, second = starts(pace, clock, 2)

    assert second == pytest.approx(SLOWEST / 5)


@pytest.mark.parametrize("rate", [0, 5])
def test_letters_that_are_taken_bring_the_rate_back_and_never_beyond(rate):
    pace, clock = make(rate)
    pace.slow_down(1)
    clock.now += 2
    for _ in range(40):
        pace.speed_up()
    pace.wait()

    assert starts(pace, clock, 2) == ([0.2, 0.4] if rate else [0, 0])


def test_a_twentieth_of_the_rate_comes_back_with_a_letter():
    pace, clock = make(10)
    pace.slow_down(1)
    clock.now += 2
    pace.speed_up()

    first, second = starts(pace, clock, 2)

    assert second - first == pytest.approx(1 / 5.5, abs=1e-5)


def test_threads_share_the_rate():
    """Each is given its own moment, though none of them waits here."""
    told, lock = [], threading.Lock()

    def sleep(seconds):
        with lock:
            told.append(round(seconds, 6))

    pace = Pace(10, monotonic=lambda: 0.0, sleep=sleep)
    threads = [threading.Thread(target=lambda: [pace.wait() for _ in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == [round(number / 10, 6) for number in range(1, 100)]
