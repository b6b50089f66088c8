"""The key of a conversion tells when the same text may give something else."""

import functools
import subprocess
import sys
import textwrap

import pytest
from markdown.extensions.toc import slugify, slugify_unicode

from plugins.shared.site import ENGINE
from plugins.speed.markdown.key import conversion_key

OURS = {"extension_configs": {"extra": {}, "smarty": {}}, "output_format": "html5"}


def with_markdown(**options):
    return conversion_key({"MARKDOWN": {**OURS, **options}})


@pytest.mark.parametrize(
    "changed",
    [
        {"output_format": "xhtml"},
        {"extensions": ["toc"]},
        {"extensions": ["smarty", "extra"]},
        {"extension_configs": {"extra": {}, "smarty": {"smart_dashes": False}}},
        {"extension_configs": {"toc": {"slugify": slugify}}},
        {"extension_configs": {"toc": {"slugify": slugify_unicode}}},
        {"extension_configs": {"toc": {"slugify": functools.partial(slugify, unicode=True)}}},
    ],
    ids=["format", "another", "order", "option", "function", "other function", "partial"],
)
def test_other_settings_give_another_key(changed):
    assert with_markdown(**changed) != with_markdown()
    assert with_markdown(**changed) == with_markdown(**changed)


def test_the_key_is_the_same_before_and_after_the_reader_completed_the_settings():
    completed = {**OURS, "extensions": ["extra", "smarty", "markdown.extensions.meta"]}

    assert conversion_key({"MARKDOWN": completed}) == with_markdown()


def test_the_key_names_the_versions():
    key = with_markdown()

    assert "markdown 3." in key
    assert "pygments 2." in key


def test_an_extension_with_another_content_gives_another_key(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "grown_extension.py"
    module.write_text("a = 1")
    before = with_markdown(extensions=["grown_extension:Grown"])
    module.write_text("a = 2")

    assert with_markdown(extensions=["grown_extension:Grown"]) != before


def test_the_key_is_the_same_in_every_process():
    code = """
        import functools
        from markdown.extensions.toc import slugify
        from plugins.speed.markdown.key import conversion_key
        toc = {"slugify": functools.partial(slugify, unicode=True), "x": {"a", "b", "c"}}
        print(conversion_key({"MARKDOWN": {"extension_configs": {"toc": toc}}}))
    """
    keys = {
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            cwd=ENGINE,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(keys) == 1
