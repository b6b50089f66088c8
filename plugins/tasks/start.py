"""start: a copy of the engine becomes somebody's own site."""

import contextlib
import sys
from collections.abc import Mapping
from datetime import datetime
from os import environ
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from plugins.environment.command_line import asker, command, say
from plugins.shared.errors import SiteError, shown
from plugins.shared.site import ENGINE

FIRST_POST = "Hello again"


@command(
    title="the line under the name",
    address="where it will be on the web, such as example.org",
    author="who writes",
    language="the language you write in, such as en or de",
    time_zone="where you are, such as Europe/Berlin",
    sender="who letters come from, such as Jane <jane@example.org>; an address alone gets the author's name",
    id="the permanent id of a blog that moves house (default: the one it has, or a new one)",
    empty="set our posts aside, without asking",
    keep="leave our posts where they are, without asking",
)
def start(  # noqa: PLR0913, PLR0917 - each is an option
    _c: Any,
    name: str = "",
    title: str = "",
    address: str = "",
    author: str = "",
    language: str = "",
    time_zone: str = "",
    sender: str = "",
    id_: str = "",
    empty: bool = False,  # noqa: FBT001, FBT002 - Invoke makes it a flag
    keep: bool = False,  # noqa: FBT001, FBT002
) -> None:
    """Make this copy your own: its names and addresses, and our posts set aside."""
    # Here, since no other task needs what it loads.
    from plugins.starting import commands as starting  # noqa: PLC0415

    if empty and keep:
        raise SiteError("--empty and --keep say opposite things; give one of them.")
    options = {
        "name": name,
        "title": title,
        "address": address,
        "author": author,
        "language": language,
        "time_zone": time_zone,
        "newsletter.from": sender,
    }
    found = starting.open_start(ENGINE / "content")
    new_id = starting.chosen_id(found, id_, uuid4())
    defaults = starting.defaults_of(found, starting.machine_zone(environ))
    is_known = not found.is_example and any((*options.values(), id_))
    answers = _answers(options, defaults, is_known=is_known)
    is_emptied = _may_empty(found.leaving, is_empty=empty, is_kept=keep)
    now = datetime.now(ZoneInfo(answers["time_zone"]))
    aside = starting.write_start(
        found, {**answers, "id": new_id}, is_emptied=is_emptied, var=ENGINE / "var", now=now
    )
    say(f"\nWrote {shown(found.file)}; its id is {new_id}.")
    if is_emptied:
        for told in (starting.way_back(aside, found.content), *starting.told_staying(found)):
            say(told)
    for told in starting.told_of_values(found, answers, new_id):
        say(told)
    say(_next_steps(_first_post(found.content, now), address=answers["address"]))


def _answers(
    options: Mapping[str, str], defaults: Mapping[str, str], *, is_known: bool
) -> dict[str, str]:
    """Give the answers; who was asked for any says in the end that they are right.

    Of a site that `is_known` the file says what no option does, and nothing that it says is asked.
    """
    from plugins.starting import questions  # noqa: PLC0415 - as above

    is_known = is_known and all(
        options[one.key] or defaults.get(one.key) for one in questions.QUESTIONS
    )
    if is_known or not sys.stdin.isatty():
        answers = questions.collect(options, defaults, ask=None, say=say)
        say(questions.shown_answers(answers))
        return answers
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - lets who is asked move about in the line
    is_asked = not all(options[one.key] for one in questions.QUESTIONS)
    while True:
        answers = questions.collect(options, defaults, ask=_ask, say=say)
        say(f"\n{questions.shown_answers(answers)}\n")
        if not is_asked or _ask("Is that right? [Y/n] ").strip().lower() in {"", "y", "yes"}:
            return answers
        options, defaults = {}, answers


def _ask(question: str) -> str:
    try:
        return input(question)
    except (EOFError, KeyboardInterrupt) as error:
        say()
        raise SiteError("Nothing was written.") from error


def _may_empty(leaving: Any, *, is_empty: bool, is_kept: bool) -> bool:
    """Whether our example is to be set aside. Raises SiteError when nobody is there to say."""
    if not leaving.names or is_kept:
        return False
    if is_empty:
        return True
    ask = asker()
    if not ask:
        raise SiteError(
            f"What came with the engine is still in content/ ({leaving}): --empty sets it aside, "
            "--keep leaves it there. Nothing was written."
        )
    try:
        return ask(
            f"What came with the engine is still here: {leaving}.\n"
            "Set it aside, so that the site begins empty? Nothing is deleted."
        )
    except (EOFError, KeyboardInterrupt) as error:
        say()
        raise SiteError("Nothing was written.") from error


def _first_post(content: Path, now: datetime) -> Path | None:
    """Begin a post when there is none, and give it."""
    from plugins.starting import commands as starting  # noqa: PLC0415 - as above
    from plugins.writing import commands as writing  # noqa: PLC0415

    if starting.has_posts(content):
        return None
    return writing.write_new_post(FIRST_POST, content, now=now, uuid=uuid4())


def _next_steps(post: Path | None, *, address: str) -> str:
    write = f"open {shown(post)}" if post else 'python3 tasks.py new "Lunch for three"'
    return "\n".join(
        [
            "",
            "Look at it:  python3 tasks.py serve",
            f"Write:       {write} (an old blog comes in by python3 tasks.py import FILE)",
            f"Publish:     python3 tasks.py publish TARGET (docs/start.md leads to {address})",
        ]
    )


start.help = {**start.help, "name": "what the site is called"}
