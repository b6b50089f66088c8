"""A warm process that has read Pelican, and forks for each build: a fresh one, which costs no start.

It obeys lines of JSON and answers with lines of JSON; see Forge in builds.py.
"""

import gc
import importlib
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from inspect import signature
from pathlib import Path
from typing import Any

import markdown
from PIL import Image

_WARM = (
    "pelican",
    "asyncio",
    "bs4",
    "charset_normalizer",
    "encodings.idna",
    "encodings.unicode_escape",
    "encodings.utf_8_sig",
    "feedgen.ext.dc",
    "feedgen.feed",
    "font_source_serif_pro",
    "html5lib",
    "jinja2.ext",
    "pagefind.service",
    "PIL.ImageChops",
    "PIL.ImageCms",
    "PIL.ImageDraw",
    "PIL.ImageFont",
    "PIL.ImageOps",
    "PIL.JpegPresets",
    "pygments.formatters.html",
    "pygments.lexers",
    "rcssmin",
    "rich._emoji_codes",
    "rich.progress",
    "rich.status",
    "rich.table",
    "tomllib",
    "unidecode.x000",
    "plugins.tasks.building",
    "plugins.tasks.schedule",
    "plugins.addresses.answering",
    "plugins.addresses.commands",
    "plugins.addresses.forms.every",
    "plugins.addresses.hooks",
    "plugins.addresses.stubs",
    "plugins.check.commands",
    "plugins.check.hooks",
    "plugins.comments.commands",
    "plugins.comments.hooks",
    "plugins.feeds.atom_rss",
    "plugins.feeds.hooks",
    "plugins.feeds.json_feed",
    "plugins.feeds.opml",
    "plugins.languages.hooks",
    "plugins.newsletter.hooks",
    "plugins.pictures.hooks",
    "plugins.pictures.making",
    "plugins.pictures.social.easel",
    "plugins.pictures.social.image",
    "plugins.reading.again",
    "plugins.reading.hooks",
    "plugins.reading.posts.hooks",
    "plugins.reading.search.hooks",
    "plugins.reading.search.index",
    "plugins.reading.structured",
    "plugins.shared.order",
)
CANNOT = 3  # the exit code of a build that failed with a sentence
_BROKE = 4  # of one that failed with a traceback


def main() -> None:
    """Obey until the input ends."""
    for name in [*_WARM, *sys.argv[1:]]:
        with suppress(Exception):  # the build says what is wrong
            importlib.import_module(name)
    _warm_up()
    gc.collect()
    gc.freeze()  # else each child would soon have a copy of its own of all this
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _work(asked)
        _answer({"pid": child})
        _pid, status, used = os.wait4(child, 0)
        code = os.waitstatus_to_exitcode(status)
        _answer({"code": code, "cpu": used.ru_utime + used.ru_stime})


def _warm_up() -> None:
    """Let Markdown, Pygments and Pillow load what they load at first use: nothing of it hangs on a site."""
    names = ("admonition", "codehilite", "extra", "meta", "sane_lists", "smarty")
    converter = markdown.Markdown(extensions=[f"markdown.extensions.{name}" for name in names])
    converter.convert("Title: x\n\n*Words* -- [a](b)\n\n    def f():\n        return 1\n\n* a\n* b")
    Image.init()


def _answer(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _work(asked: dict[str, Any]) -> None:
    os.setpgid(0, 0)  # so that all it starts can be killed with it
    os.environ.update(asked["environment"])
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(asked["folder"])
    code = _BROKE
    try:
        code = _KINDS[asked["kind"]](**asked["given"])
    except SystemExit as error:  # Pelican's way to fail
        code = CANNOT if error.code else 0
    except BaseException:  # noqa: BLE001 - the parent's stack must not be unwound in here
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _incremental(settings: str) -> int:
    """Build as the task does."""
    from plugins.shared.errors import SiteError  # noqa: PLC0415 - warm already
    from plugins.shared.site import open_site  # noqa: PLC0415
    from plugins.tasks.building import build_site  # noqa: PLC0415

    try:
        build_site(open_site(settings=settings), **_warm_start(build_site))
    except SiteError as error:
        print(error)
        return CANNOT
    return 0


def _warm_start(build_site: Callable[..., None]) -> dict[str, Any]:
    """Let the build fork although Pelican is here already, where it can be told to: nothing was built with it."""
    if (
        "pelican" not in signature(build_site).parameters
        or os.environ.get("SPEED_START") == "spawn"
    ):
        return {}
    return {"pelican": _Forking()}


class _Forking:
    def expect(self, _plugins: object) -> None:
        """Nothing: all is loaded."""

    def get_ready(self, *_order: object, **_how: object) -> None:
        """Nothing: this is for one build."""

    def start(self, order: Any, **_how: object) -> Any:
        from plugins.publishing.process import Forked  # noqa: PLC0415

        return Forked(order)


def _clean(settings: str, content: str, output: str, *, is_strict: bool) -> int:
    """Build as Pelican does by itself; before a strict build, look for faults as the task does."""
    from pelican import main as run_pelican  # noqa: PLC0415

    if is_strict and _has_faults(settings):
        return CANNOT
    strict = ["--fatal", "errors"] if is_strict else []
    run_pelican(
        [content, "--settings", settings, "--output", output, *strict, "--log-handler", "plain"]
    )
    return 0


def _has_faults(settings: str) -> bool:
    from plugins.addresses.commands import address_faults  # noqa: PLC0415
    from plugins.check.commands import content_faults  # noqa: PLC0415
    from plugins.comments.commands import comment_faults  # noqa: PLC0415
    from plugins.shared.site import open_site  # noqa: PLC0415

    site = open_site(settings=settings)
    found = [*content_faults(site), *comment_faults(site), *address_faults(site)]
    return any(not fault.is_notice for fault in found)


def _wrong(settings: str, content: str, output: str, fault: str) -> int:
    """Build as Pelican does, but for a fault that the proof has to find."""
    from plugins.publishing.installing import install  # noqa: PLC0415

    new, old = Path(f"{output}.new"), Path(output)
    _clean(settings, content, str(new), is_strict=False)
    if old.exists():
        _FAULTS[fault](new, old)
    install(new, old)
    return 0


def _stale(new: Path, old: Path) -> None:
    (new / "index.html").write_bytes((old / "index.html").read_bytes())


def _left_over(new: Path, old: Path) -> None:
    for path in old.rglob("*.html"):
        there = new / path.relative_to(old)
        if not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())


def _missing(new: Path, _old: Path) -> None:
    min(new.rglob("*.html")).unlink()


def _touched(_new: Path, old: Path) -> None:
    (old / "index.html").touch()


_FAULTS = {"stale": _stale, "left over": _left_over, "missing": _missing, "touched": _touched}
_KINDS = {"incremental": _incremental, "clean": _clean, "wrong": _wrong}

if __name__ == "__main__":
    main()
