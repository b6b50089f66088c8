"""How a function becomes a command: its options explained, its errors told in a sentence."""

import functools
import gc
import os
import sys
from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any

from invoke.exceptions import Exit
from invoke.tasks import Task

from plugins.environment.virtualenv import CannotSetUp
from plugins.shared.errors import Fault, SiteError
from plugins.shared.text import count

OPTIONS = {  # those that several tasks have; each task names its own beside it
    "content": "the folder with posts/, pages/, comments/ (default: the settings' PATH)",
    "output": "the folder for the result (default: output, beside the content)",
    "settings": "the settings file; one elsewhere starts with: from pelicanconf import *",
    "name": "what to call them",
}


def command(
    name: str | None = None, iterable: Sequence[str] = (), **help_: str
) -> Callable[[Callable[..., None]], Task[Any]]:
    """Make a task of a function; what a person can mend ends it with a sentence and exit code 1.

    `help_` says what each option is for; `iterable` are those that may be given several times.
    """

    def make(body: Callable[..., None]) -> Task[Any]:
        known = {**OPTIONS, **help_}
        described = {
            option: known[option.rstrip("_")]  # for_ is --for
            for option in signature(body).parameters
            if option.rstrip("_") in known
        }

        @functools.wraps(body)
        def run(*args: Any, **kwargs: Any) -> None:
            gc.freeze()  # what is loaded stays, so it need not be looked through for garbage
            try:
                body(*args, **kwargs)
            except (SiteError, CannotSetUp) as error:
                raise Exit(str(error), code=1) from error
            finally:
                gc.freeze()  # nor at the end, when Python would look through all there is, several times

        # No short forms: -s would be --settings here and --since there.
        return Task(run, name=name, help=described, auto_shortflags=False, iterable=list(iterable))

    return make


def say(text: str = "") -> None:
    """Print a line for the person at the terminal.

    Whoever reads a pipe may go away (`… | head -1`): what is being done goes on, and is told to nobody.
    """
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def asker() -> Callable[[str], bool] | None:
    """Give what puts a question to the person at the terminal; None when nobody is there to answer."""
    if not sys.stdin.isatty():
        return None

    def ask(question: str) -> bool:
        return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}

    return ask


def end_with(found: Sequence[Fault | str], what: str, *, besides: str = "") -> None:
    """End with exit code 1 when anything was found in `what`, saying it; otherwise say that all is well.

    `besides` is what follows the number of faults, such as "; 3 notices".
    """
    if found:
        lines = dict.fromkeys(map(str, found))
        summary = f"{what}: {count(len(lines), 'fault')}{besides}."
        raise Exit("\n".join([*lines, "", summary]), code=1)
    say(f"{what}: no fault found{besides}.")
