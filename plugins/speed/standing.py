"""Which files of the last build stand as they are, and why others do not."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from plugins.speed.book import Book, PageReads
from plugins.speed.changes import own_fact
from plugins.speed.outputs import Outputs
from plugins.speed.values import Unknown
from plugins.speed.writing import Listed, Task


class Standing:
    """What the book says of each file, beside what has changed since."""

    def __init__(self, book: Book, outputs: Outputs) -> None:
        """Begin with what the last build has left; which files a change has `touched` is found out later."""
        self._book, self._outputs = book, outputs
        self.touched: Mapping[str, str] = {}

    @cached_property
    def _lists(self) -> Mapping[tuple[str, str], list[str]]:
        return self._book.lists()

    def why(self, task: Task) -> str:
        """Give why a page is to be made; "" when it stands."""
        page, why = self._found(task.name)
        if why or page is None:
            return why
        if page.template != str(task.template.name):
            return "they have another template"
        if task.inputs and task.inputs == page.inputs:
            return ""
        if _has_its_own(page.own, task.given):
            self._book.place(task.name, task.inputs)
            return ""
        return "their place among others changed"

    def why_file(self, name: str, given: str) -> str:
        """Give why a file is to be made, of which what it is given is told; "" when it stands."""
        page, why = self._found(name)
        if why or page is None:
            return why
        return "" if page.inputs == given else "what they are made of changed"

    def pages_of(self, listed: Listed) -> list[str]:
        """Give the pages of a list that all stand as they are; none when any of them does not."""
        names = self._lists.get((listed.inputs, listed.template), [])
        is_whole = len(names) == listed.pages
        return names if is_whole and not any(self._found(name)[1] for name in names) else []

    def _found(self, name: str) -> tuple[PageReads | None, str]:
        """Give what a file has read, and why it is to be made, as far as what all files share tells that."""
        page = self._book.page(name)
        if page is None:
            return page, "they are new"
        if self._outputs.is_damaged(name):
            return page, "they were no longer as they had been built"
        if page.reason:
            return page, page.reason
        touched = self.touched.get(name)
        return page, _said(touched) if touched else ""


def _has_its_own(own: Mapping[Any, str], given: Mapping[str, Any]) -> bool:
    """Whether what a page alone is given is what it was given before, as far as it has read it."""
    try:
        return all(own_fact(given, key, name) == text for (key, name), text in own.items())
    except Unknown:
        return False


def _said(key: str) -> str:
    if key == "variables":
        return "a variable of all pages changed"
    if key == "templates":
        return "a template changed"
    if key.startswith("list "):
        return "a list of posts changed"
    return "posts that they show changed"
