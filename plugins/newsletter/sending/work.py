"""What a run of letters works with, and how patient it is."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from plugins.newsletter.ledger.deliveries import Deliveries
from plugins.newsletter.ledger.model import Due
from plugins.newsletter.letter.model import Reader
from plugins.newsletter.sending.line import Timeouts
from plugins.newsletter.sending.relay import Relay


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is waited for what, in seconds, and how often it is tried.

    `reconnecting` are the pauses between tries to open a line, `slower` is the pause when the server
    wants one. A letter is tried `tries` times in a run; after `in_vain` tries in a row of which nothing
    came, the run stops. A line is renewed after so many letters or seconds, or when it has been idle.
    """

    timeouts: Timeouts = field(default_factory=Timeouts)
    reconnecting: tuple[float, ...] = (1, 2, 4, 8, 16)
    slower: float = 60
    tries: int = 3
    in_vain: int = 12
    letters_a_line: int = 100
    seconds_a_line: float = 300
    seconds_idle: float = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a run sends: to whom, which letters, through what. `reader_of` fills a letter's slots."""

    deliveries: Deliveries
    templates: Mapping[int, bytes]
    reader_of: Callable[[Due], Reader]
    relay: Relay
    sender: str
    clock: Callable[[], datetime]
    patience: Patience = field(default_factory=Patience)
    progress: Callable[[], None] = lambda: None
    monotonic: Callable[[], float] = time.monotonic

    @property
    def domain(self) -> str:
        """What the sender calls itself to the server (EHLO)."""
        return self.sender.rpartition("@")[2]
