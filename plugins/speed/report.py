"""What a build did: how many files were made, kept and removed, and why most were needed."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """The numbers of one build. `same` are those of the rendered files whose bytes had not changed."""

    rendered: int = 0
    same: int = 0
    kept: int = 0
    why: Counter[str] = field(default_factory=Counter)

    def needed(self, reason: str) -> None:
        """Count a file that has to be made, for a reason."""
        self.why[reason] += 1

    def as_value(self) -> dict[str, object]:
        """Give the numbers by their names."""
        return {
            "rendered": self.rendered,
            "same": self.same,
            "kept_pages": self.kept,
            "why": dict(self.why.most_common()),
        }
