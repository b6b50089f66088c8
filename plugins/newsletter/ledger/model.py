"""The states of a delivery, and the sums that have to come out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where one letter to one subscriber is on its way.

    queued → dotting → submitted; dotting → uncertain when the answer never came; queued → deferred
    (try later), failed, or skipped (always with a reason).
    """

    QUEUED = "queued"
    DOTTING = "dotting"
    SUBMITTED = "submitted"
    UNCERTAIN = "uncertain"
    DEFERRED = "deferred"
    FAILED = "failed"
    SKIPPED = "skipped"


class Kind(StrEnum):
    """What is sent: a digest, or a round of invitations."""

    DIGEST = "digest"
    INVITATION = "invitation"


# What a letter that is not done with may still be.
OPEN = (State.QUEUED, State.DOTTING, State.UNCERTAIN, State.DEFERRED)
# from_mark of a letter that is sent again after later ones: it moves no mark.
MOVES_NO_MARK = -1
ORDER = (
    State.SUBMITTED,
    State.FAILED,
    State.SKIPPED,
    State.DEFERRED,
    State.UNCERTAIN,
    State.QUEUED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A digest whose readers stand fast, as the ledger keeps it; before that it has no `id` and no readers."""

    id: int = 0
    key: str
    kind: Kind
    cadence: str = ""
    subject: str
    due: datetime
    date: datetime
    to_seq: int = 0
    is_open: bool = True
    candidates: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many letters of a digest are in each state."""

    key: str
    candidates: int
    numbers: Mapping[State, int]

    def __post_init__(self) -> None:
        """See to it that nobody is lost: the states' sum is the number frozen."""
        if sum(self.numbers.values()) != self.candidates:
            raise AssertionError(f"the ledger does not add up: {self}")

    @property
    def left(self) -> int:
        """How many letters still want something done."""
        return sum(self.numbers.get(state, 0) for state in OPEN)

    def __str__(self) -> str:
        """Give `KEY: 40 candidates = 38 submitted + …`."""
        shown = {state: self.numbers.get(state, 0) for state in State}
        # While a run goes on, what stands between dot and answer is not known yet.
        shown[State.UNCERTAIN] += shown.pop(State.DOTTING)
        sums = " + ".join(f"{shown[state]} {state}" for state in ORDER)
        noun = "candidate" if self.candidates == 1 else "candidates"
        return f"{self.key}: {self.candidates} {noun} = {sums}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One letter that is to be sent now, and what its slots are filled with.

    `seen` is the database's version when this was read (see Deliveries.fresh).
    """

    digest: int
    subscriber: int
    variant: int
    from_mark: int
    attempts: int
    first_try: datetime | None
    wire: str
    name: str
    refusals: int
    notes: tuple[str, ...] = ()
    last_note: int = 0
    seen: int = 0
