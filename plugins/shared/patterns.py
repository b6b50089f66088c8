"""Patterns that are compiled when they are first used: a build needs few of those that there are."""

import re
from typing import Any, AnyStr, cast


def late_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Give what re.compile() gives, or rather something with its methods."""
    return cast("re.Pattern[AnyStr]", _Late(text, flags))


class _Late:
    """Has a pattern's methods, each from when it is first asked for."""

    def __init__(self, *given: Any) -> None:
        self._given = given

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":  # whoever copies it asks for these, before it has anything
            raise AttributeError(name)
        value = getattr(re.compile(*self._given), name)
        setattr(self, name, value)
        return value
