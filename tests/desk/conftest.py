"""A running desk for the tests of this room."""

from desks import desk

__all__ = ["desk"]
