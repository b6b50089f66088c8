"""What the gate found before a sending, one finding a check, and whether the sending may go ahead. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plugins.shared.text import count, one_line


class Level(StrEnum):
    """How much a finding matters, in the order of the report: what needs doing comes last.

    UNKNOWN is what could not be looked at, a name server that does not answer, say; only FAULT stops
    a sending.
    """

    GOOD = "good"
    UNKNOWN = "unknown"
    WARNING = "warning"
    FAULT = "fault"


_ORDER = tuple(Level)
_NAMED = {Level.GOOD: "good", Level.UNKNOWN: "unknown"}  # the others are counted: "2 warnings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found: about what, how bad, and a message of what was found, wanted and to do.

    A message holds no reader's address and no token.
    """

    subject: str
    level: Level
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings, each once, in the order of their levels and then as they came."""

    findings: tuple[Finding, ...]

    @property
    def may_send(self) -> bool:
        """Whether nothing stands in the way of sending."""
        return not any(finding.level is Level.FAULT for finding in self.findings)

    @property
    def summary(self) -> str:
        """Give the counts, which add up: "12 checks: 10 good, 1 warning, 1 fault"."""
        counts = (
            (level, sum(finding.level is level for finding in self.findings)) for level in Level
        )
        parts = ", ".join(_counted(level, number) for level, number in counts if number)
        checks = count(len(self.findings), "check")
        return f"{checks}: {parts}" if parts else checks

    def __str__(self) -> str:
        """Give a line for each finding, and below them the summary and what follows from it."""
        lines = [_line(finding) for finding in self.findings]
        verdict = (
            "Nothing stands in the way of sending."
            if self.may_send
            else "Nothing should be sent before this is mended."
        )
        return "\n".join([*lines, "", f"{self.summary}. {verdict}"])


def build_report(findings: Iterable[Finding]) -> Report:
    """Give the report; what was found twice, in the letters of two readers say, stands in it once."""
    once = dict.fromkeys(findings)
    return Report(findings=tuple(sorted(once, key=lambda finding: _ORDER.index(finding.level))))


def conclude(subject: str, problems: Iterable[Finding], *, good: str) -> tuple[Finding, ...]:
    """Give the problems of one check, or that it is good."""
    found = tuple(problems)
    return found or (Finding(subject=subject, level=Level.GOOD, message=good),)


def faults(subject: str, messages: Iterable[str]) -> tuple[Finding, ...]:
    """Give a fault for each message, the same one once."""
    return tuple(
        Finding(subject=subject, level=Level.FAULT, message=message)
        for message in dict.fromkeys(messages)
    )


def _counted(level: Level, number: int) -> str:
    return f"{number} {_NAMED[level]}" if level in _NAMED else count(number, level.value)


def _line(finding: Finding) -> str:
    # Capitals stand out where there are no colours.
    level = finding.level if finding.level in _NAMED else finding.level.upper()
    return f"{level:<8} {one_line(finding.subject)}: {one_line(finding.message)}"
