"""Pelican loaded before it is known what it is asked, so that it need not be waited for afterwards.

What Pelican stands on is loaded at once, Pelican itself as soon as somebody will ask: where nothing has
changed, nobody does.
"""

import contextlib
import gc
import importlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Protocol

from plugins.publishing.here import load_pelican, see_engine
from plugins.publishing.pillow import pillow_put_off
from plugins.publishing.process import Forked, Order, Run, can_fork, start

# What takes longest of all that Pelican loads, and loads nothing of Pelican's.
_GROUND = (
    *("docutils.core", "docutils.writers.html4css1", "jinja2", "markdown", "rich.logging"),
    *("dateutil.parser", "feedgenerator", "multiprocessing", "watchfiles"),
)


class Starter(Protocol):
    """Lets Pelican begin, and may be told before that it will have to."""

    def expect(self, plugins: Iterable[object]) -> None:
        """Get ready: with these plugins it will be asked."""

    def get_ready(self, order: Order, frame: Callable[[], object], code: str) -> None:
        """Get ready where this is for more than one build: nothing is to be done now. Else as start()."""

    def start(self, order: Order, frame: Callable[[], object], code: str) -> Run:
        """Let it begin.

        `frame` gives what stands for all that it goes by before it reads content, or None; `code` stands for all
        code as it is now.
        """


class Early:
    """Lets Pelican be loaded as soon as it is known that it will be needed; for contextlib.closing."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._child: Forked | None = None
        self._orders = -1
        self._is_expected = False

    def begin(self) -> None:
        """Let be loaded what Pelican stands on, where that is safe in a fork."""
        if self._child or not can_fork(os.environ):
            return
        orders, self._orders = os.pipe()
        self._child = Forked(lambda: _come_by(orders, self._orders))
        os.close(orders)

    def expect(self, plugins: Iterable[object]) -> None:
        """Let Pelican itself be loaded, and those of its plugins that are the engine's."""
        self.begin()
        if self._child and not self._is_expected:
            self._is_expected = True
            ours = [name for name in plugins if str(name).startswith("plugins.")]
            self._tell(json.dumps(ours))

    def get_ready(self, order: Order, frame: object, code: str) -> None:
        """Nothing: this is for one build."""

    def start(self, order: Order, frame: object = None, code: str = "") -> Run:  # noqa: ARG002 - for who has begun
        """Let Pelican begin, whether it is loaded or not."""
        if not self._child:
            return start(order)
        self.expect(())
        self._tell(json.dumps(asdict(order)))
        return self._child

    def close(self) -> None:
        """Leave nothing running."""
        if self._child:
            self._child.end()
            os.close(self._orders)
            self._child = None

    def _tell(self, line: str) -> None:
        with (
            contextlib.suppress(BrokenPipeError),  # when it is dead, its end is told by wait()
            os.fdopen(self._orders, "w", closefd=False) as orders,
        ):
            orders.write(f"{line}\n")


def _come_by(orders: int, others: int) -> Order:
    """Load Pelican, and give the order that comes by a pipe, whose other end is the `others`'."""
    os.close(others)
    see_engine()
    gc.disable()  # what is loaded stays
    with pillow_put_off():
        _load(_GROUND)
    with os.fdopen(orders) as pipe:
        plugins = json.loads(pipe.readline())
        load_pelican()
        _load(f"{name}.hooks" for name in plugins)
        return Order(**json.loads(pipe.readline()))


def _load(names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(ImportError):  # whoever needs it will say so
            importlib.import_module(name)
