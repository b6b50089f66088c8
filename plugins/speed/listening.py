"""What is logged during a piece of work, kept so that it can be said later, as if it was logged then."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pelican.log import FilteredMessage, LimitFilter, LimitLogger

# Who said something, how grave it is, the words, and what is said instead of many of its kind, or "".
Said = tuple[str, int, str, str]
_FORMATTER = logging.Formatter()


@contextmanager
def listening(level: int = logging.NOTSET) -> Iterator[list[logging.LogRecord]]:
    """Keep what is logged, instead of handling it.

    Pelican says nothing twice, and little of a kind: what is kept is counted when it is said, not now.
    """
    root, listener = logging.getLogger(), _Listener(level)
    limit = vars(LimitLogger.limit_filter)
    before = root.handlers, limit.get("filter")
    root.handlers, limit["filter"] = [listener], _is_wanted
    try:
        yield listener.said
    finally:
        root.handlers = before[0]
        if before[1]:
            limit["filter"] = before[1]
        else:
            del limit["filter"]


def portable(record: logging.LogRecord) -> logging.LogRecord:
    """Give a record that may go to another process: its words stand, and nothing else in it."""
    if record.exc_info and not record.exc_text:
        record.exc_text = _FORMATTER.formatException(record.exc_info)
    record.msg, record.args, record.exc_info = record.getMessage(), None, None
    return record


def say(record: logging.LogRecord) -> None:
    """Log what was kept."""
    try:
        logging.getLogger(record.name).handle(record)
    except FilteredMessage:  # it was said already
        return


def kept(records: Iterable[logging.LogRecord]) -> tuple[Said, ...] | None:
    """Give what was logged, for a later build; None when it could not be said again in full."""
    found = list(records)
    if any(one.exc_info or one.stack_info or hasattr(one, "limit_args") for one in found):
        return None
    return tuple(
        (one.name, one.levelno, one.getMessage(), str(getattr(one, "limit_msg", "")))
        for one in found
    )


def say_again(said: Iterable[Said]) -> None:
    """Log what an earlier build has kept. Raises RuntimeError where a warning is to be fatal."""
    for name, level, text, of_many in said:
        extra = {"limit_msg": of_many} if of_many else None
        logging.getLogger(name).log(level, "%s", text, extra=extra)


class _Listener(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.said: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record)


def _is_wanted(record: logging.LogRecord) -> bool:
    """Whether LOG_FILTER lets it through; it may know the words before anything is put into them."""
    if record.levelno > LimitFilter.LOGS_DEDUP_MIN_LEVEL:
        return True
    if logging.getLogger().getEffectiveLevel() <= logging.DEBUG:
        return True
    words = {(record.levelno, record.msg), (record.levelno, record.getMessage())}
    return words.isdisjoint(LimitFilter._ignore)  # noqa: SLF001 - Pelican's own, and no other way to it
