"""One build: Pelican renders beside the output folder, and only a whole result moves in."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.publishing.alone import in_turn
from plugins.publishing.installing import Changes, install, refuse_foreign
from plugins.publishing.process import Order, Run, Start, start
from plugins.shared.errors import BadContent, CannotWrite, shown
from plugins.shared.promised import promised
from plugins.shared.site import ENGINE, Site

_FATAL = "RuntimeError: Warning or error encountered"  # how Pelican ends at the first error it logs
STATE = "SPEED_STATE"  # the setting that names the folder where plugins keep what the next build may use


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What is known of the build before.

    `folder` is where plugins keep what they made, and `commit` what they called it; they may use it only when
    it `is_known`. The content's files are as it found them, but for the `edited`, where that is known.
    """

    folder: Path
    is_known: bool = False
    commit: str = ""
    edited: AbstractSet[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a build did: what changed in the output, what Pelican had to say, and what plugins told of it.

    `told` is what plugins.speed tells, or nothing; `loaded` are the files and folders of modules that no
    library has, `modules` the names of the others.
    """

    changes: Changes
    said: list[str]
    told: Mapping[str, Any] = field(default_factory=dict)
    loaded: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()


class Building:
    """A build under way."""

    def __init__(
        self, site: Site, new: Path, run: Run, earlier: Earlier | None, tell: Callable[[Any], None]
    ) -> None:
        """Pelican is running already, and renders into `new`; `tell` tells it which files are damaged."""
        self._site = site
        self._new = new
        self._run = run
        self._earlier = earlier
        self._tell = tell
        self._there: AbstractSet[str] | None = None
        self._is_tidy = False

    def tell(self, *, there: AbstractSet[str], damaged: AbstractSet[str]) -> None:
        """Tell which files there are in the output, and which of them, or gone, are not as the last build left them.

        Pelican waits for that where there was an earlier build. Raises CannotWrite.
        """
        self._there = there
        self._is_tidy = bool(self._earlier and self._earlier.is_known and not damaged)
        try:
            self._tell(sorted(damaged))
        except OSError as error:
            raise CannotWrite(f"Pelican cannot be told what to do: {error.strerror}.") from error

    def finish(self) -> Done:
        """Wait for Pelican, and move in what it made. Raises BadContent, CannotWrite."""
        code, log = self._run.wait()
        said = [line.replace(f"{self._new}/", "") for line in _sayings(log)]
        if code:
            raise BadContent(
                "\n".join([*said, "", "Pelican could not build the site; the last one stays."])
            )
        folder = self._earlier.folder if self._earlier else None
        told = _read(folder / "done.json", {}) if folder else {}
        kept = frozenset(told.get("kept", ()))
        changes = install(
            self._new, self._site.output, kept=kept, there=self._there, is_tidy=self._is_tidy
        )
        loaded = _read(folder / "loaded.json", {}) if folder else {}
        files, modules = (tuple(loaded.get(name, ())) for name in ("files", "modules"))
        return Done(changes=changes, said=said, told=told, loaded=files, modules=modules)


def build(site: Site, extra: Mapping[str, str] | None = None) -> tuple[Changes, list[str]]:
    """Build the whole site into its output folder; give what changed, and what Pelican had to say.

    `extra` are settings for this build alone, texts by their names.
    Raises BadContent when Pelican fails, or for a publish build when it logs an error; the output
    folder then stays as it was.
    """
    with turn(site), begun(site, extra or {}) as building:
        done = building.finish()
    return done.changes, done.said


@contextmanager
def turn(site: Site, tell: Any = None) -> Iterator[None]:
    """Hold the site's output folder, which is made where it is not there; builds wait for one another.

    `tell` is given a sentence when this has to wait. Raises CannotWrite when there are foreign files.
    """
    refuse_foreign(site.output)
    waiting = (
        f"Another build into {shown(site.output)} is under way; this one begins when it has ended."
    )
    with in_turn(site.output, lambda: tell and tell(waiting)):
        yield


@contextmanager
def begun(
    site: Site, extra: Mapping[str, str], *, earlier: Earlier | None = None, start: Start = start
) -> Iterator[Building]:
    """Begin a build, which is given up when it is not finished in here. Raises CannotWrite."""
    refuse_foreign(site.output)
    with ExitStack() as stack:
        new = stack.enter_context(_beside(site.output))
        handed, tell = _hand_over(site, earlier, stack) if earlier else ({}, _nobody)
        earlier = earlier if handed else None
        run = start(_order(site, new, {**extra, **handed}, earlier))
        stack.callback(run.end)
        yield Building(site, new, run, earlier, tell)


def likely_order(site: Site, extra: Mapping[str, str], earlier: Earlier) -> Order:
    """Give the order with which the next build by this process will begin, if all goes well."""
    return _order(site, _new_folder(site.output), {**extra, STATE: str(earlier.folder)}, earlier)


def _order(site: Site, new: Path, settings: Mapping[str, str], earlier: Earlier | None) -> Order:
    return Order(
        arguments=_arguments(site, new, settings),
        environment=_environment(),
        loaded=str(earlier.folder / "loaded.json") if earlier else "",
    )


def _new_folder(output: Path) -> Path:
    """Give where a build renders; this process builds once at a time, so that it is known before."""
    return output.parent / f".{output.name}.{os.getpid()}.new"


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """Give a new folder on the same disk as `output`, so that files can be moved in one step."""
    _sweep(output)
    folder = _new_folder(output)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(0o700, parents=True)
    except OSError as error:
        raise CannotWrite(f"{shown(output.parent)} cannot be written: {error.strerror}.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(output: Path) -> None:
    """Remove what builds that were killed have left; their process is no more."""
    for folder in output.parent.glob(f".{output.name}.*.*"):
        pid = folder.name.split(".")[-2]
        if pid.isdigit() and not _is_running(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it runs, and is somebody else's
        return True
    return True


def _hand_over(
    site: Site, earlier: Earlier, stack: ExitStack
) -> tuple[dict[str, str], Callable[[Any], None]]:
    """Write what plugins are told of the build before; give the settings that lead them to it.

    What is given, too, tells them later which files of the output are damaged.
    """
    job = {
        "output": str(site.output),
        "known": earlier.is_known,
        "commit": earlier.commit,  # though it may be of no use: what is kept now gets another name
        "content": f"{site.content}/",
        "edited": None if earlier.edited is None else sorted(earlier.edited),
    }
    try:
        earlier.folder.mkdir(parents=True, exist_ok=True)
        for name in ("done.json", "loaded.json"):
            (earlier.folder / name).unlink(missing_ok=True)
        (earlier.folder / "job.json").write_text(json.dumps(job))
        tell = stack.enter_context(promised(earlier.folder / "damaged.json"))
    except OSError:
        return {}, _nobody  # where nothing can be kept, all is made in each build
    return {STATE: str(earlier.folder)}, tell


def _nobody(_damaged: Any) -> None:
    """Tell nobody: all is made anew."""


def _arguments(site: Site, folder: Path, extra: Mapping[str, str]) -> list[str]:
    strict = ["--fatal", "errors"] if site.is_for_publishing else []
    arguments = [str(site.content), "--settings", str(site.settings_file)]
    arguments += ["--output", str(folder), *strict, "--log-handler", "plain"]
    if extra:
        arguments.append("--extra-settings")
        arguments += [f"{name}={json.dumps(text)}" for name, text in extra.items()]
    return arguments


def _environment() -> dict[str, str]:
    paths = [str(ENGINE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",  # so that nothing hangs on the order of a set
    }


def _sayings(log: str) -> list[str]:
    """Give the lines of Pelican's log, without the way through its source when it failed."""
    lines = [line.rstrip() for line in log.splitlines() if line.strip()]
    start = next((n for n, line in enumerate(lines) if line.startswith("Traceback (")), len(lines))
    return [line for line in lines[:start] if line != _FATAL]


def _read(path: Path, otherwise: Any) -> Any:
    """Give the JSON in a file; `otherwise` when there is none of that kind."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return otherwise
    return found if isinstance(found, type(otherwise)) else otherwise
