"""How a run stands with its server: what is counted, and when it is enough. Pure."""

from dataclasses import dataclass

from plugins.newsletter.sending.answers import Answer, Verdict

_FAULTS_IN_A_ROW = 5
_REFUSED_IN_A_ROW = 20
_DOUBTS_IN_A_ROW = 5
_AT_LEAST = 50
_SHARE = 0.05


@dataclass(slots=True, kw_only=True)
class Standing:
    """Counts over all lines of a run. Each method gives why it has to stop, "" when it may go on.

    `patience` is how many tries in a row may come to nothing, `connections` how many lines there are: so
    many letters are in doubt when the server falls over once.
    """

    relay: str
    patience: int
    connections: int
    in_vain: int = 0
    _done: int = 0
    _faults: int = 0
    _faults_in_a_row: int = 0
    _refused_in_a_row: int = 0
    _doubts_in_a_row: int = 0

    def submitted(self) -> str:
        """Count a letter that was taken."""
        self._done += 1
        self.in_vain = 0
        self._faults_in_a_row = self._refused_in_a_row = self._doubts_in_a_row = 0
        return ""

    def refused(self, verdict: Verdict, last: Answer) -> str:
        """Count a letter that was refused for good: because of us, the others would be, too."""
        is_fault = verdict is Verdict.SENDER_AT_FAULT
        self._done += 1
        self.in_vain = 0
        self._faults += is_fault
        self._faults_in_a_row = self._faults_in_a_row + 1 if is_fault else 0
        self._refused_in_a_row += 1
        if is_fault and self._is_too_much:
            return (
                f"{self.relay}: {self._faults} letters were refused because of the sender, not "
                f"of their readers (the last: {last}). Mend that first; digest.check helps."
            )
        if self._refused_in_a_row >= _REFUSED_IN_A_ROW:
            return (
                f"{self.relay}: {self._refused_in_a_row} letters in a row were refused (the last: {last}). "
                "digest.status shows them; if the list is right, run this again, and it goes on."
            )
        return ""

    @property
    def _is_too_much(self) -> bool:
        is_share = self._done >= _AT_LEAST and self._faults > _SHARE * self._done
        return self._faults_in_a_row >= _FAULTS_IN_A_ROW or is_share

    def in_doubt(self, why: str) -> str:
        """Count a letter after which the answer never came."""
        self._doubts_in_a_row += 1
        if self._doubts_in_a_row < max(_DOUBTS_IN_A_ROW, self.connections + 1):
            return ""
        return (
            f"{self.relay}: {self._doubts_in_a_row} times in a row no answer came after a letter ({why}), so "
            "nobody knows whether they arrived; digest.uncertain lists them."
        )

    def tried_in_vain(self, why: str) -> str:
        """Count a try that came to nothing, and leaves the letter as it was."""
        self.in_vain += 1
        if self.in_vain <= self.patience:
            return ""
        return f"{self.relay}: it takes nothing at the moment ({why}); try again later."
