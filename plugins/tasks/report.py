"""What a build tells: the faults of the content, what Pelican had to say, and what has become of the output."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from plugins.publishing.building import Done
from plugins.shared.errors import CannotWrite, Fault, listing, shown
from plugins.shared.files import write_file
from plugins.shared.site import Site
from plugins.shared.text import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found wrong in the content; notices are what came in with imports."""

    all: tuple[Fault, ...]

    @property
    def faults(self) -> list[Fault]:
        """What stops a publish build."""
        return [fault for fault in self.all if not fault.is_notice]

    @property
    def faulty(self) -> str:
        """How many of these there are, in words; "" for none."""
        return f"{count(len(self.faults), 'fault')} in the content." if self.faults else ""

    def after(self, line: str, said: list[str], *, is_for_publishing: bool) -> str:
        """Give all that there is to tell, around the `line` that says what was done."""
        named = {fault.path.name for fault in self.faults}
        # What Pelican says of a file that we have named already says nothing more.
        said = [one for one in said if not any(name in one for name in named)]
        before = [listing(self.faults, "\n".join(said))] if self.faults or said else []
        number = sum(one.is_notice for one in self.all)
        notices = "" if is_for_publishing else noticed(number, "; check tells.")
        return "\n".join([*before, " ".join(filter(None, [line, self.faulty, notices]))])

    def as_json(self) -> list[list[Any]]:
        """Give it for a file; the words of a fault hang on the folder that it was told in."""
        return [[str(one.path), one.line, one.message, one.is_notice] for one in self.all]

    @classmethod
    def from_json(cls, rows: list[list[Any]]) -> Self:
        """Read what as_json() gives."""
        faults = (
            Fault(path=Path(path), line=line, message=message, is_notice=is_notice)
            for path, line, message, is_notice in rows
        )
        return cls(all=tuple(faults))


def noticed(number: int, rest: str = "") -> str:
    """Say how much is wrong in imported words, which stops nothing."""
    return f"{count(number, 'notice')} in imported posts and comments{rest}" if number else ""


def line_of(site: Site, done: Done, *, seconds: float) -> str:
    """Say what a build did to the output, how many pages it had to render for that, and why."""
    line = f"Built {shown(site.output)}: {done.changes} ({seconds:.1f} s)."
    return f"{line} {_rendering(done.told)}" if done.told else line


def write_report(path: Path, done: Done) -> None:
    """Keep the numbers of a build for whoever wants to read them; nothing hangs on them."""
    told = {name: done.told[name] for name in ("rendered", "same", "why") if name in done.told}
    told |= {"kept": done.told.get("kept_pages", 0), "removed": len(done.changes.removed)}
    with suppress(CannotWrite):
        write_file(path, json.dumps(told, indent=1, ensure_ascii=False).encode())


def _rendering(told: Mapping[str, Any]) -> str:
    rendered, kept = int(told.get("rendered", 0)), int(told.get("kept_pages", 0))
    line = f"{count(rendered, 'file')} rendered"
    why = told.get("why") or {}
    if not rendered or not kept or not why:
        return f"{line}, {kept} kept."
    reason, times = max(why.items(), key=lambda item: (item[1], item[0]))
    share = f"{times} of them" if times != rendered else "all"
    return f"{line}, {share} because {reason}; {kept} kept."
