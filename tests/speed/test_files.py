"""Files that plugins make are made where they have to be, by this process or by another meanwhile."""

import os
import signal

import pytest

from plugins.shared.making import Made, plan_files
from plugins.speed.book import Book, Notebook
from plugins.speed.files import Files
from plugins.speed.standing import Standing

HERE = os.getpid()
NAMES = [f"{number}.xml" for number in range(60)]


class Desk:
    """Files, of which some are wanted; it writes down where each was made."""

    def __init__(self, wanted=()):
        self.touched, self.standing = dict.fromkeys(wanted, "it"), Standing(Book(), None)
        self.context, self.remembered = {}, {"a": b"1"}
        self.notebook = Notebook((1, 1))
        self.files = Files(self.why, self.make, self.remembered)

    def why(self, path, given):
        return f"{given} is new" if path in self.standing.touched else ""

    def make(self, one):
        file, _given = one
        where = "here" if os.getpid() == HERE else "elsewhere"
        return self.notebook.note({}, {}, "", {}, template=where), file.make() != b""

    def plan(self, names, make=lambda: b"x"):
        """Plan files whose names are only asked for when they are made."""
        return plan_files(
            self.context, lambda: [Made(path=name, given=name, make=make) for name in names]
        )

    def begin(self):
        """Let planned files be begun, before it is known which of them are touched."""
        self.files.begin(self.context["PLANNED_FILES"], self.standing)
        self.standing.touched = self.touched
        self.files.go_on(self.standing)

    def made(self, files, processes=1):
        return list(self.files.outcomes(files, processes=processes))


def where(note):
    return note.page.template


def test_what_was_begun_is_made_elsewhere_and_only_where_it_has_to_be():
    desk = Desk(wanted=["3.xml"])
    planned, others = desk.plan(NAMES), desk.plan(["other.xml"])
    desk.begin()

    outcomes = desk.made(planned)

    assert [path for path, *_more in outcomes] == NAMES
    ((path, reason, note, is_new),) = [one for one in outcomes if one[1]]
    assert (path, reason, where(note), is_new) == ("3.xml", "'3.xml' is new", "elsewhere", True)
    assert desk.made(others) == [("other.xml", "", None, False)]


def test_where_more_is_touched_than_can_be_told_at_once_all_is_made_here():
    desk = Desk(wanted=["1.xml", *(f"{number:0>40}.html" for number in range(2000))])
    planned = desk.plan(NAMES)
    desk.begin()

    notes = [note for _path, _reason, note, _is_new in desk.made(planned) if note]
    assert [where(note) for note in notes] == ["here"]


def test_many_are_left_to_whoever_has_all_processes():
    desk = Desk(wanted=NAMES)
    planned = desk.plan(NAMES)
    desk.begin()

    made = desk.made(planned)
    assert {where(note) for _path, _reason, note, _is_new in made} == {"here"}


def test_files_that_nobody_planned_are_made_here():
    desk = Desk(wanted=["a.xml"])
    desk.standing.touched = desk.touched

    ((_path, _reason, note, is_new),) = desk.made([Made(path="a.xml", given=1, make=lambda: b"")])

    assert (where(note), is_new) == ("here", False)


def test_of_a_process_that_is_lost_all_is_made_here():
    def make():
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"x"

    desk = Desk(wanted=["1.xml"])
    planned = desk.plan(NAMES, make)
    desk.begin()

    notes = [note for _path, _reason, note, _is_new in desk.made(planned) if note]
    assert [where(note) for note in notes] == ["here"]


def test_what_cannot_be_made_says_so_here():
    desk = Desk(wanted=["1.xml"])
    planned = desk.plan(NAMES, lambda: bytes([1 // 0]))
    desk.begin()

    with pytest.raises(ZeroDivisionError):
        desk.made(planned)


def test_what_plugins_remember_of_it_is_remembered_here():
    desk = Desk()

    def plan():
        desk.remembered["b"] = str(os.getpid()).encode()
        return []

    planned = plan_files(desk.context, plan)
    desk.begin()
    assert desk.remembered == {"a": b"1"}

    assert desk.made(planned) == []
    assert int(desk.remembered["b"]) != HERE
