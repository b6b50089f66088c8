"""The engine's modules, kept compiled where no later change could be taken for an earlier one."""

import importlib.util
import os
import py_compile
import time
from pathlib import Path

import pytest

from plugins.publishing.compiled import keep_compiled

TEXT = "plugins.shared.text"
LATER = time.time() + 3600


@pytest.fixture
def text(tmp_path):
    """A module of the engine in this folder."""
    source = tmp_path / "plugins" / "shared" / "text.py"
    source.parent.mkdir(parents=True)
    source.write_text("WORDS = 1\n")
    return source


def kept_at(source):
    return Path(importlib.util.cache_from_source(str(source)))


def test_a_module_is_kept_as_python_takes_it(text, tmp_path):
    assert keep_compiled([TEXT], now=LATER, engine=tmp_path)

    kept = kept_at(text).read_bytes()
    py_compile.compile(str(text))
    assert kept_at(text).read_bytes() == kept


def test_a_package_is_kept_by_its_own_file(text, tmp_path):
    (text.parent / "__init__.py").write_text("")

    assert keep_compiled(["plugins.shared"], now=LATER, engine=tmp_path)

    assert kept_at(text.parent / "__init__.py").exists()


def test_what_was_changed_just_now_is_not_kept(text, tmp_path):
    """Python could not tell a second change in the same second from it."""
    assert not keep_compiled([TEXT], now=text.stat().st_mtime + 1, engine=tmp_path)

    assert not kept_at(text).exists()


def test_what_was_kept_of_an_older_source_is_made_anew(text, tmp_path):
    keep_compiled([TEXT], now=LATER, engine=tmp_path)
    old = kept_at(text).read_bytes()

    text.write_text("WORDS = 20\n")
    keep_compiled([TEXT], now=LATER, engine=tmp_path)

    assert kept_at(text).read_bytes() != old


def test_what_is_kept_already_stays(text, tmp_path):
    keep_compiled([TEXT], now=LATER, engine=tmp_path)
    os.utime(kept_at(text), (1, 1))

    assert keep_compiled([TEXT], now=LATER, engine=tmp_path)

    assert kept_at(text).stat().st_mtime == 1


@pytest.mark.parametrize("name", ["json", "plugins.gone", "settings_of_ana"])
def test_other_peoples_modules_are_let_be(text, tmp_path, name):
    assert keep_compiled([name], now=LATER, engine=tmp_path)

    assert not kept_at(text).parent.exists()


def test_a_module_that_is_no_python_is_let_be(text, tmp_path):
    text.write_text("WORDS = \n")

    assert keep_compiled([TEXT], now=LATER, engine=tmp_path)

    assert not kept_at(text).exists()
