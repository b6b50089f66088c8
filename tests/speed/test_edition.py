"""The key for settings, plugins and versions: the same in every process, another when any of them is."""

import os
import re
import subprocess
import sys
from functools import lru_cache, partial
from types import SimpleNamespace

import pytest

from plugins.shared.site import ENGINE
from plugins.speed.edition import key_for
from plugins.speed.values import Unknown

SAID = """
import sys
from plugins.speed.edition import key_for
print(key_for({"A": {"x", "y", "z", "w"}, "B": {"b": 1, "a": len}, "C": sys.intern}))
"""


class Greeter:
    """An object whose method is a filter."""

    def __init__(self, word: str) -> None:
        self.word = word

    def greet(self, name: str) -> str:
        return f"{self.word} {name}"

    def part(self, name: str) -> str:
        return f"{name} {self.word}"


def made(word: str):
    """Give a filter that holds a word."""

    def greet(name: str) -> str:
        return f"{word} {name}"

    return greet


@lru_cache
def kept(number: int) -> int:
    return number


def test_the_key_is_the_same_in_every_process():
    def key(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ENGINE)}
        run = [sys.executable, "-c", SAID]
        return subprocess.run(
            run, env=environment, capture_output=True, text=True, check=True, timeout=60
        ).stdout

    assert key("1") == key("2") != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(1, 2, id="numbers"),
        pytest.param(True, 1, id="yes and a number"),
        pytest.param({"a": [1, (2,)]}, {"a": [1, (3,)]}, id="deep down"),
        pytest.param({1: "a"}, {"1": "a"}, id="names"),
        pytest.param(made("Hello"), made("Bye"), id="what a function holds"),
        pytest.param(partial(made, "a"), partial(made, "b"), id="what a function is given"),
        pytest.param(str, bytes, id="classes"),
        pytest.param(len, max, id="functions of Python's"),
        pytest.param(Greeter("Hello"), Greeter("Bye"), id="objects"),
        pytest.param(Greeter("Hello").greet, Greeter("Hello").part, id="methods"),
        pytest.param(Greeter("Hello").greet, Greeter("Bye").greet, id="methods of objects"),
        pytest.param(", ".join, "; ".join, id="methods of texts"),
        pytest.param(lambda: 1, lambda: 2, id="short functions"),
        pytest.param(re.compile("a"), re.compile("b"), id="patterns"),
        pytest.param(re.compile("a"), re.compile("a", re.IGNORECASE), id="flags"),
    ],
)
def test_another_setting_gives_another_key(one, other):
    assert key_for({"SETTING": one}) != key_for({"SETTING": other})
    assert key_for({"SETTING": one}) == key_for({"SETTING": one})


def test_where_a_setting_stands_among_others_is_nothing():
    assert key_for({"A": 1, "B": 2}) == key_for({"B": 2, "A": 1})
    assert key_for({"A": 1}) != key_for({"B": 1})


def test_where_is_built_to_is_nothing():
    assert key_for({"OUTPUT_PATH": "a", "SPEED_PROCESSES": 1}) == key_for({"OUTPUT_PATH": "b"})


def test_equal_functions_and_objects_made_anew_give_the_same_key():
    def settings():
        return {"FILTER": made("Hello"), "OBJECT": Greeter("a"), "KEPT": kept, "SET": {"b", "a"}}

    assert key_for(settings()) == key_for(settings())


def calls_itself():
    """Give a function that holds itself."""

    def count(number: int) -> int:
        return number and count(number - 1)

    return count


def holds_itself():
    """Give an object that holds itself."""
    one = SimpleNamespace()
    one.own = one
    return one


@pytest.mark.parametrize("make", [calls_itself, holds_itself, lambda: iter([]), object])
def test_what_cannot_be_told_is_unknown_or_told(make):
    """A build goes on without keeping anything: it does not end in an error that nobody understands."""
    try:
        found = key_for({"SETTING": make()})
    except Unknown:
        return
    assert found == key_for({"SETTING": make()})


def test_a_changed_plugin_of_a_site_gives_another_key(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    plugin = tmp_path / "unit_plugin_of_ana.py"
    plugin.write_text("NUMBER = 1\n")
    __import__(plugin.stem)
    before = key_for({})

    plugin.write_text("NUMBER = 2  # changed\n")

    try:
        assert key_for({}) != before
    finally:
        del sys.modules[plugin.stem]
