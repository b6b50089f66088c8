"""Lets a function of another library run with other names than its module gives it."""

from collections.abc import Callable
from types import FunctionType
from typing import Any


def with_names(function: Callable[..., Any], **names: object) -> Callable[..., Any]:
    """Give the same code as a new function, for which some global names mean something else.

    Unlike setting the names in its module, this changes nothing for anybody else; unlike a copy of
    its text, it is right in the next version, too.
    """
    if not isinstance(function, FunctionType):
        message = f"{function!r} is no plain function"
        raise TypeError(message)
    borrowed = FunctionType(
        function.__code__,
        {**function.__globals__, **names},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    borrowed.__kwdefaults__ = function.__kwdefaults__
    borrowed.__doc__ = function.__doc__
    return borrowed
