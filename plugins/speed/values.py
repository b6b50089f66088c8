"""What a value is, told by a short text: equal texts mean that no template can tell the values apart. Pure.

A content is told by where it comes from; what is read of it is told by itself. What cannot be told, such
as a function, raises Unknown.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from functools import cache
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

_LONGEST = 40


class Unknown(ValueError):
    """A value that cannot be told; its text says of what kind it is."""


def tell(value: Any) -> str:
    """Give the text for a value, 40 characters at most. Raises Unknown."""
    try:
        found = _tell(value)
    except RecursionError:
        raise Unknown(f"a {type(value).__qualname__} that has itself in it") from None
    return found if len(found) <= _LONGEST else f"={digest(found)}"


def digest(text: str | bytes) -> str:
    """Give 24 hexadecimal digits that tell texts apart."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return blake2b(data, digest_size=12).hexdigest()


def add_teller(kind: type, teller: Callable[[Any], str]) -> None:
    """Let values of a class, and of those made from it, be told by a function."""
    _TELLERS.append((kind, teller))
    _teller_of.cache_clear()


def _tell(value: Any) -> str:
    return _teller_of(type(value))(value)  # type: ignore[arg-type]


def _plain(value: Any) -> str:
    return repr(value)


def _text(value: str) -> str:
    kind = "" if type(value) is str else _kind(value)
    return f"{kind}{str(value)!r}" if len(value) <= _LONGEST else f"{kind}#{digest(value)}"


def _moment(value: Any) -> str:
    zone = getattr(value, "tzinfo", None)
    return f"{value.isoformat()}{f'[{_zone(zone)}]' if zone else ''}"


def _zone(value: tzinfo) -> str:
    return str(getattr(value, "key", None) or repr(value))


def _row(value: Any) -> str:
    # Not through __iter__: lists that watch who reads them would note this.
    items = list.__iter__(value) if isinstance(value, list) else iter(value)
    kind = "" if type(value) is tuple or type(value) is list else _kind(value)
    return f"{kind}{'(' if isinstance(value, tuple) else '['}{','.join(map(_tell, items))}]"


def _set(value: Any) -> str:
    return f"{_kind(value)}{{{','.join(sorted(map(_tell, value)))}}}"


def _mapping(value: Mapping[Any, Any]) -> str:
    kind = "" if type(value) is dict else _kind(value)
    return f"{kind}{{{','.join(f'{_tell(key)}:{_tell(one)}' for key, one in value.items())}}}"


def _record(value: Any) -> str:
    names, kind = _record_class(type(value))  # type: ignore[arg-type]
    try:
        told = ",".join([_tell(getattr(value, name)) for name in names])
    except AttributeError:
        raise Unknown(f"a {type(value).__qualname__} that is not complete") from None
    return f"{_kind(value, names) if hasattr(value, '__dict__') else kind}({told})"


@cache
def _record_class(kind: type) -> tuple[tuple[str, ...], str]:
    """Give the fields of a class of records, and its name."""
    return tuple(one.name for one in fields(kind)), f"{kind.__module__}.{kind.__qualname__}"


def _choice(value: Enum) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}.{value.name}"


def _kind(value: Any, but: Collection[str] = ()) -> str:
    """Give the class of a value, and what was set on the value besides what it is made of."""
    kind = type(value)
    more = {} if isinstance(value, Enum) else getattr(value, "__dict__", {})
    extra = {name: one for name, one in more.items() if name not in but and not hasattr(kind, name)}
    return f"{kind.__module__}.{kind.__qualname__}{_mapping(extra) if extra else ''}"


def _unknown(value: Any) -> str:
    raise Unknown(f"a {type(value).__module__}.{type(value).__qualname__}")


_TELLERS: list[tuple[type, Callable[[Any], str]]] = [
    (bool, _plain),
    (Enum, _choice),
    (int, _plain),
    (float, _plain),
    (complex, _plain),
    (type(None), _plain),
    (str, _text),
    (bytes, lambda value: f"b#{digest(value)}"),
    (datetime, _moment),
    (date, _moment),
    (time, _moment),
    (timedelta, _plain),
    (tzinfo, _zone),
    (PurePath, lambda value: f"path{str(value)!r}"),
    (list, _row),
    (tuple, _row),
    (set, _set),
    (frozenset, _set),
    (Mapping, _mapping),
    (range, _plain),
]


@cache
def _teller_of(kind: type) -> Callable[[Any], str]:
    for known, teller in reversed(_TELLERS):
        if issubclass(kind, known):
            return teller  # type: ignore[no-any-return]
    return _record if is_dataclass(kind) else _unknown
