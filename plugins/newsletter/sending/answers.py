"""What an SMTP server's answer means for a letter, and for the run. Pure.

Codes: RFC 5321, 4.2; enhanced codes: RFC 3463. What real servers say to which (Postfix, Exim, Gmail,
Outlook, Yahoo) stands as a table in the tests.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from plugins.shared.text import one_line

Stage = Literal["MAIL", "RCPT", "DATA", "dot"]

# At the beginning (RFC 2034), or as qmail writes it, behind a "#"; anywhere else it may be part of an IP.
_ENHANCED = re.compile(r"(?:^\s*|#)([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
_UNKNOWN_PERSON = {"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"}
_UNKNOWN_WORDS = re.compile(
    r"unknown (user|recipient|address|mailbox|local)|(user|recipient|mailbox|addressee|host|domain) "
    r"(is )?(unknown|not found)|no such|no mailbox|(does not|doesn't) (exist|have)|mailbox unavailable"
    r"|address rejected|invalid (user|recipient|mailbox|address)|not a valid (user|recipient|mailbox)"
    r"|unrout(e)?able address|(account|mailbox|user) (is |has been )?"
    r"(disabled|inactive|suspended|closed|deactivated|terminated)",
    re.IGNORECASE,
)
# Details that say little: the words behind them are looked at. Outlook says 5.4.1 of people it does not know.
_VAGUE = {"", "0.0", "1.0", "2.0", "3.0", "4.0", "4.1", "5.0"}
# The sender's address, or what was said, is wrong, or the letter itself is.
_OUR_FAULT = {"1.7", "1.8", "3.4", "5.1", "5.2", "5.4", "6.0", "6.1"}
_OUR_SENDER = re.compile(
    r"sender (address )?(rejected|denied|refused|verify|unknown)", re.IGNORECASE
)
_OUR_FAULT_WORDS = re.compile(
    r"relay|spam|block|blacklist|policy|polici|authenti|authori[sz]ed|sender|\bspf\b|dkim|dmarc|reputation"
    r"|prohibit|access denied|not permitted|not allowed",
    re.IGNORECASE,
)
# So many letters an hour or a day, and no more today; a reader's full box is something else.
_OUR_LIMIT = re.compile(
    r"\b(daily|hourly|sending|submission|sender's|per (hour|day))\b[^.]{0,40}\b(limit|quota)"
    r"|SubmissionQuota",
    re.IGNORECASE,
)
_FULL = re.compile(r"full|quota|storage|exceed", re.IGNORECASE)
_THROTTLE = re.compile(
    r"throttl|too many|too fast|too quickly|unusual rate|rate.?limit|rate exceeded|slow down|concurren"
    r"|connections? limit",
    re.IGNORECASE,
)
_NO_LOGIN = {530, 535, 538}
_LATER = (5, 15, 60, 240, 720, 1440)  # minutes (RFC 5321, 4.5.4.1)
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
    RECONNECT = (
        "reconnect"  # the connection is over; the letter was not taken, unless it was at the dot
    )
    STOP = "stop"  # no letter would be taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A server's answer at one stage of a letter."""

    stage: Stage
    code: int
    text: str

    def __str__(self) -> str:
        """Give it as the ledger keeps it and the terminal shows it."""
        return f"{self.stage}: {self.code} {presentable(self.text)}"[:_LONGEST].strip()


def presentable(text: str) -> str:
    """Give a server's words as one line without control characters, addresses masked."""
    return _ADDRESS.sub("<…>", one_line(text))[:_LONGEST]


def judge(answer: Answer) -> Verdict:
    """Give what an answer means. Whoever is not known to be wrong is tried again or left active."""
    match answer.code // 100:
        case 2 if answer.stage == "dot":
            return Verdict.SUBMITTED
        case 4:
            return _later(answer)
        case 5:
            return _refusal(answer)
        case _:  # out of turn, or no number at all
            return Verdict.RECONNECT


def _later(answer: Answer) -> Verdict:
    if answer.code == 421:  # noqa: PLR2004 - it closes the connection (RFC 5321, 3.8)
        return Verdict.SLOWER if answer.stage == "dot" else Verdict.RECONNECT
    if answer.stage == "MAIL" or answer.code == 454:  # noqa: PLR2004 - a rate limit, mostly
        return Verdict.SLOWER
    detail = _detail(answer)
    if detail.startswith(("1.", "2.")):  # the reader's address or box
        return Verdict.LATER
    is_system = detail.startswith("3.") and answer.stage != "RCPT"  # its disk is full, say
    return Verdict.SLOWER if is_system or _THROTTLE.search(answer.text) else Verdict.LATER


def _refusal(answer: Answer) -> Verdict:
    detail = _detail(answer)
    if detail == "6.7":  # no SMTPUTF8 further on: this reader's address
        return Verdict.REFUSED
    if answer.stage == "MAIL" or answer.code in _NO_LOGIN or _is_limit(answer, detail):
        return Verdict.STOP
    if detail.startswith("7.") or detail in _OUR_FAULT or _OUR_SENDER.search(answer.text):
        return Verdict.SENDER_AT_FAULT
    if detail in _UNKNOWN_PERSON:
        # Gmail says 5.2.1 of people who get too much mail, too.
        return Verdict.REFUSED if _is_busy(answer) else Verdict.UNKNOWN_PERSON
    return _from_words(answer) if detail in _VAGUE else Verdict.REFUSED


def _is_limit(answer: Answer, detail: str) -> bool:
    if detail in {"4.5", "1.90"}:  # Gmail's and Outlook's words for "enough for today"
        return True
    is_box = detail.startswith("2.") and detail != "2.0"
    return not is_box and _OUR_LIMIT.search(answer.text) is not None


def _is_busy(answer: Answer) -> bool:
    return re.search(r"at a rate|too (many|quickly|fast)", answer.text, re.IGNORECASE) is not None


def _from_words(answer: Answer) -> Verdict:
    """Judge a refusal that has no telling number: Exim gives none by itself."""
    if answer.stage == "RCPT" and _UNKNOWN_WORDS.search(answer.text):
        return Verdict.UNKNOWN_PERSON
    if _OUR_FAULT_WORDS.search(answer.text):
        return Verdict.SENDER_AT_FAULT
    if answer.code == 552 or _FULL.search(answer.text):  # noqa: PLR2004 - RFC 5321: storage
        return Verdict.REFUSED
    # Once the reader was fine, it is the letter, and so would the others be; as 554 is "no" to all.
    is_named = answer.stage == "RCPT" and answer.code != 554  # noqa: PLR2004
    return Verdict.REFUSED if is_named else Verdict.SENDER_AT_FAULT


def _detail(answer: Answer) -> str:
    """Give the subject and detail of the enhanced code, such as "1.1"; "" without one of the code's class."""
    match = _ENHANCED.search(answer.text)
    if not match or int(match[1]) != answer.code // 100:
        return ""
    return f"{int(match[2])}.{int(match[3])}"


def next_try(attempts: int, first_try: datetime | None, now: datetime) -> datetime | None:
    """Give when a letter is tried again after so many attempts; None when it has waited long enough."""
    if first_try and now - first_try > EXPIRES:
        return None
    minutes = _LATER[min(attempts, len(_LATER)) - 1] if attempts > 0 else _LATER[0]
    return now + timedelta(minutes=minutes)
