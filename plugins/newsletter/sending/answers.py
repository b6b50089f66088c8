"""What an SMTP server's answer means for a letter, and for the run. Pure.

Codes: RFC 5321, 4.2; enhanced codes: RFC 3463.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

Stage = Literal["MAIL", "RCPT", "DATA", "dot"]

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
_UNKNOWN_PERSON = {"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"}
_UNKNOWN_WORDS = re.compile(
    r"user unknown|unknown user|no such (user|person|mailbox|recipient|address)|does not exist"
    r"|mailbox (not found|unavailable)|unknown recipient|recipient (unknown|not found)"
    r"|address rejected|no mailbox|invalid (recipient|mailbox)",
    re.IGNORECASE,
)
_FULL = re.compile(r"full|quota|storage|exceed", re.IGNORECASE)
_THROTTLE = re.compile(
    r"throttl|too many|rate limit|rate exceeded|try again later.*rate|slow down", re.IGNORECASE
)
_LATER = (5, 15, 60, 240, 720, 1440)  # minutes: reference 6.3, RFC 5321 4.5.4.1
EXPIRES = timedelta(hours=72)
_LONGEST = 300


class Verdict(StrEnum):
    """What becomes of a letter, or of the run."""

    SUBMITTED = "submitted"
    LATER = "later"  # this reader's server or box cannot take it now
    UNKNOWN_PERSON = "unknown person"
    REFUSED = "refused"  # for good, but not because the person is unknown
    SENDER_AT_FAULT = "sender at fault"  # policy, authentication, reputation: ours to mend
    SLOWER = "slower"  # the server wants fewer letters a second
    RECONNECT = "reconnect"  # the connection is over; the letter was not taken
    STOP = "stop"  # no letter would be taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A server's answer at one stage of a letter."""

    stage: Stage
    code: int
    text: str

    def __str__(self) -> str:
        """Give it as the ledger keeps it and the terminal shows it: one line, addresses masked."""
        plain = _ADDRESS.sub("<…>", " ".join(self.text.split()))
        return f"{self.stage}: {self.code} {plain}"[:_LONGEST]


def judge(answer: Answer) -> Verdict:
    """Give what an answer means. Whoever is not known to be wrong is tried again or left active."""
    if 200 <= answer.code < 300:  # noqa: PLR2004 - a class of codes
        return Verdict.SUBMITTED
    if answer.code == 421 and answer.stage != "dot":  # noqa: PLR2004
        return Verdict.RECONNECT
    if 400 <= answer.code < 500:  # noqa: PLR2004
        return _later(answer)
    if answer.code < 400:  # noqa: PLR2004 - 1xx, 3xx out of turn, or no number at all
        return Verdict.RECONNECT
    if answer.stage == "MAIL" or (answer.stage == "DATA" and _detail(answer) == ""):
        return Verdict.STOP
    return _refusal(answer)


def _later(answer: Answer) -> Verdict:
    if answer.code == 454 or _THROTTLE.search(answer.text):  # noqa: PLR2004
        return Verdict.SLOWER if answer.stage != "dot" else Verdict.LATER
    return Verdict.SLOWER if answer.stage == "MAIL" else Verdict.LATER


def _refusal(answer: Answer) -> Verdict:
    detail = _detail(answer)
    if detail in _UNKNOWN_PERSON:
        return Verdict.UNKNOWN_PERSON
    if detail.startswith("7.") or (answer.code == 554 and not detail):  # noqa: PLR2004
        return Verdict.SENDER_AT_FAULT
    if detail in {
        "3.4",
        "5.1",
        "5.2",
        "5.4",
        "6.0",
        "6.1",
    }:  # the letter, or what we said, is wrong
        return Verdict.SENDER_AT_FAULT
    if detail or answer.code == 552 or _FULL.search(answer.text):  # noqa: PLR2004
        return Verdict.REFUSED
    is_named = answer.stage == "RCPT" and _UNKNOWN_WORDS.search(answer.text)
    return Verdict.UNKNOWN_PERSON if is_named else Verdict.REFUSED


def _detail(answer: Answer) -> str:
    """Give the subject and detail of the enhanced code, such as "1.1"; "" without one."""
    match = _ENHANCED.search(answer.text)
    return f"{int(match[2])}.{int(match[3])}" if match else ""


def next_try(attempts: int, first_try: datetime | None, now: datetime) -> datetime | None:
    """Give when a letter is tried again after so many attempts; None when it has waited long enough."""
    if first_try and now - first_try > EXPIRES:
        return None
    minutes = _LATER[min(attempts, len(_LATER)) - 1] if attempts > 0 else _LATER[0]
    return now + timedelta(minutes=minutes)
