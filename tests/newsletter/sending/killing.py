"""Kill a sender again and again, and tell from the server's log where each letter was when it died.

A sender is any program that hands letters to the server of the tests, and goes on where it was when
it is started again. Where a connection stood is told by what the client had said, all of which is in the
log: what it sent before it died still arrives. What the server answered counts only if it was before.
"""

import random
import signal
import smtplib
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import cycle, pairwise
from typing import Literal

from smtp_server import Event, Fault, SmtpServer

What = Literal["started", "body", "dot", "answered", "unread"]
# Answers that take their time, so that a moment falls into every window now and then.
SLOW_ANSWERS = (Fault(at="RCPT", jitter=0.002), Fault(at="dot", jitter=0.004))
_ENDS = ("QUIT", "lost", "dropped")
_SECONDS = 60
# On a busy machine body and dot may come together, each time; after so many letters any event will do.
_PATIENCE = 10


class Window(StrEnum):
    """Where a connection can be when its client dies."""

    IDLE = "between letters, or not yet at the first"
    BEFORE_THE_DOT = "before the dot"
    BEFORE_THE_ANSWER = "between dot and answer"
    AFTER_THE_ANSWER = "after the answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When to kill: `delay` seconds after the first `what` that follows so many `dots` since the start.

    "answered" often comes too late, for a client is at its next letter soon: for "unread" it is stopped
    at the dot, and killed with the answer before it.
    """

    what: What
    dots: int = 0
    delay: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """Where each connection was, and whose letters were on their way."""

    windows: tuple[Window, ...]
    on_their_way: frozenset[str]


def choose_moments(seed: int, *, kills: int, letters: int) -> tuple[Moment, ...]:
    """Give moments spread over half of the letters, for more go while each is waited for."""
    choice = random.Random(seed)
    places = [0, *sorted(choice.sample(range(letters // 2), kills))]
    steps = [after - before for before, after in pairwise(places)]
    kinds: Iterable[What] = cycle(("body", "dot", "answered", "unread"))
    return tuple(
        Moment(what=kind, dots=step, delay=choice.choice([0, choice.uniform(0, 0.003)]))
        for step, kind in zip(steps, kinds, strict=False)
    )


def kill_often(
    start: Callable[[], subprocess.Popen[str]],
    server: SmtpServer,
    moments: Sequence[Moment],
    *,
    letters: int,
) -> tuple[Kill, ...]:
    """Start the sender once for each moment, and kill it then.

    On a busy machine many letters go before a kill falls: moments move together so that all have some of
    what is left of the `letters`. Raises AssertionError when the sender ends by itself before its moment.
    """
    kills = []
    for number, moment in enumerate(moments):
        left = letters - len({letter.recipient for letter in server.letters})
        share = left // (2 * (len(moments) - number))
        kills.append(_kill_once(start, server, replace(moment, dots=min(moment.dots, share))))
    return tuple(kills)


def _kill_once(
    start: Callable[[], subprocess.Popen[str]], server: SmtpServer, moment: Moment
) -> Kill:
    before = len(server.log)
    killer = _Killer(server, moment)
    server.watch = killer.see
    process = start()
    killer.aim(process)
    process.wait(_SECONDS)
    server.watch = lambda _event: None
    assert killer.killed is not None, f"it ended by itself ({process.returncode}) before {moment}"
    _let_arrive(server)
    return _describe(server.log[before:], killer.killed)


class _Killer:
    """Waits for a moment; `killed` is the number of that event in the log."""

    def __init__(self, server: SmtpServer, moment: Moment) -> None:
        self.killed: int | None = None
        self._server = server
        self._moment = moment
        self._process: subprocess.Popen[str] | None = None
        self._dots = 0
        self._stopped_at = 0
        self._lock = threading.Lock()
        self._has_fired = False

    def aim(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        if self._moment.what == "started":
            self._fire()

    def see(self, event: Event) -> None:
        """Kill right here, in the thread of the connection: nothing comes between event and kill."""
        with self._lock:
            self._dots += event.what == "dot"
            if self._has_fired or self._dots < self._moment.dots or not self._is_due(event):
                return
            self._has_fired = True
        self._fire()

    def _is_due(self, event: Event) -> bool:
        if self._moment.what == "body" and self._dots >= self._moment.dots + _PATIENCE:
            return True
        if self._moment.what != "unread":
            return event.what == self._moment.what
        if event.what == "dot" and not self._stopped_at and self._process:
            self._stopped_at = event.connection
            self._process.send_signal(signal.SIGSTOP)
        return event.what == "answered" and event.connection == self._stopped_at

    def _fire(self) -> None:
        if self._moment.delay:
            threading.Timer(self._moment.delay, self._kill).start()
        else:
            self._kill()

    def _kill(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self.killed = len(self._server.log)
        self._server.record(0, "killed")
        self._process.kill()


def _let_arrive(server: SmtpServer) -> None:
    """Wait until the server has seen everything that was sent to it.

    Connections are accepted in order: once a new one is greeted, all others are known.
    """
    with smtplib.SMTP("127.0.0.1", server.port):
        pass
    end = time.monotonic() + _SECONDS
    while _open_connections(server.log) and time.monotonic() < end:
        time.sleep(0.002)
    assert not _open_connections(server.log)


def _open_connections(log: Sequence[Event]) -> set[int]:
    ended = {event.connection for event in log if event.what in _ENDS}
    return {event.connection for event in log if event.what == "connected"} - ended


def _describe(log: Sequence[Event], killed: int) -> Kill:
    ended = {one.connection for one in log if one.what in _ENDS and one.number < killed}
    numbers = sorted({event.connection for event in log} - ended - {0})[:-1]  # not our own
    found = [_last_stand([one for one in log if one.connection == it], killed) for it in numbers]
    return Kill(
        windows=tuple(window for window, _recipient in found),
        on_their_way=frozenset(recipient for _window, recipient in found if recipient),
    )


def _last_stand(events: Iterable[Event], killed: int) -> tuple[Window, str]:
    """Give where one connection was, and whose letter was on it or was its last."""
    window, recipient = Window.IDLE, ""
    for event in events:
        if event.what == "MAIL":
            window, recipient = Window.BEFORE_THE_DOT, ""
        elif event.what == "DATA":
            recipient = event.recipient
        elif event.what == "dot":
            window = Window.BEFORE_THE_ANSWER
        elif event.what == "answered" and event.number < killed:
            window = Window.AFTER_THE_ANSWER
    return window, recipient


def find_wrongs(
    kills: Sequence[Kill], server: SmtpServer, *, readers: Iterable[str], uncertain: Iterable[str]
) -> list[str]:
    """Give, in a sentence each, what no sender may do; `uncertain` are those it says it is unsure of."""
    received = Counter(letter.recipient for letter in server.letters)
    wanted, unsure = set(readers), set(uncertain)
    on_their_way = frozenset().union(*(kill.on_their_way for kill in kills))
    wrongs = {
        "got more than one letter": [one for one, number in received.items() if number > 1],
        "got none, without trace": wanted - received.keys() - unsure,
        "got one without being a reader": received.keys() - wanted,
        "are uncertain, and were not on their way at any kill": unsure - on_their_way,
    }
    return [f"{len(found)} {wrong}" for wrong, found in wrongs.items() if found]


def count_windows(kills: Iterable[Kill]) -> Counter[Window]:
    """Give how many connections were where, over all kills."""
    return Counter(window for kill in kills for window in kill.windows)
