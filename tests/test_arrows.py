"""The design's import arrows: who may know whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.shared.site import ENGINE

PLUGINS = ENGINE / "plugins"
ROOMS = sorted(path.name for path in PLUGINS.iterdir() if (path / "__init__.py").exists())
MODULES = sorted(PLUGINS.rglob("*.py"))
# The two exceptions of the design: import and desk write through the comments' file format, and the
# desk uses the newsletter's subscribers, letters and delivery. Tasks compose rooms, as tasks.py does.
MAY_KNOW = {
    "comments_import": {"comments"},
    "desk": {"comments", "newsletter"},
    "tasks": {
        "addresses",
        "check",
        "comments",
        "comments_import",
        "desk",
        "environment",
        "newsletter",
        "publishing",
        "speed",
        "starting",
        "writing",
    },
}
PURE = {
    "model",
    "blocks",
    "threads",
    "rendering",
    "body",
    "contents",
    "reading_time",
    "neighbours",
    "related",
    "series",
    "structured",
    "markup",
    "tags",
    "lines",
    "location",
    "svg",
    "parting",
    "locales",
    "entries",
    "digest",
    "merging",
    "markdown_text",
    "keys",
    "homes",
    "same_comments",
    "conversations",
    "unmatched",
    "addresses",
    "tokens",
    "slots",
    "planning",
    "sighting",
    "relay",
    "answers",
    "importing",
    "networks",
    "stamps",
    "suspicion",
    "drafts",
    "attributions",
    "escaping",
    "mail",
    "mail_text",
    "printable",
    "quotes",
    "about",
    "book",
    "recording",
    "values",
    "borrowed",
    "needs",
    "steps",
    "paragraphs",
    "questions",
    "senders",
    "site_text",
    "web_addresses",
}
# What makes Pelican's own classes anew, quicker.
EXTENDING = {
    f"speed/{name}"
    for name in (
        "changes",
        "linear",
        "listening",
        "lists",
        "moments",
        "outputs",
        "pagination",
        "policy",
        "reading",
        "packing",
        "pickles",
        "plain",
        "session",
        "watched",
        "words",
        "writing",
    )
}
# What only the edges may touch.
OUTSIDE = {
    "pelican",
    "feedgenerator",
    "socket",
    "smtplib",
    "urllib.request",
    "subprocess",
    "sqlite3",
    "uvicorn",
}
EDGES = {"hooks", "commands", "store", "delivery"}


def imports(path):
    """Give (module, is it at the top) for every import of a file."""
    tree = ast.parse(path.read_text())
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module, id(node) in top
            yield from ((f"{node.module}.{alias.name}", id(node) in top) for alias in node.names)


def name_of(path):
    return path.relative_to(PLUGINS).with_suffix("").as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_rooms_know_only_themselves_and_what_is_shared(path):
    room = path.relative_to(PLUGINS).parts[0]
    known = {
        module.split(".")[1] for module, _top in imports(path) if module.startswith("plugins.")
    }

    assert known <= {room, "shared"} | MAY_KNOW.get(room, set())


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem in PURE], ids=name_of)
def test_the_pure_modules_touch_nothing_outside(path):
    for module, _top in imports(path):
        assert module not in OUTSIDE
        assert module.split(".")[0] not in OUTSIDE
        assert module.rsplit(".", 1)[-1] not in EDGES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_hooks_and_edges_know_pelican(path):
    knows = any(module.split(".")[0] == "pelican" for module, top in imports(path) if top)

    assert not knows or path.stem == "hooks" or name_of(path) in EXTENDING


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_below_the_commands_knows_them(path):
    for module, top in imports(path):
        last = module.rsplit(".", 1)[-1]
        if module.startswith("plugins.") and last in {"commands", "hooks"}:
            if path.parent.name == "tasks":  # tasks ask commands
                continue
            # A plugin's register() imports its hooks inside itself.
            assert path.stem == "__init__"
            assert not top


def test_feedgen_is_known_to_one_module():
    knowing = [
        path for path in MODULES if any(m.startswith("feedgen.") for m, _top in imports(path))
    ]

    assert [name_of(path) for path in knowing] == ["feeds/atom_rss"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for(room):
    assert ast.get_docstring(ast.parse((PLUGINS / room / "__init__.py").read_text()))


def test_the_pure_modules_load_without_pelican():
    modules = [
        f"plugins.{name_of(path).replace('/', '.')}" for path in MODULES if path.stem in PURE
    ]
    code = f"import sys, {', '.join(modules)}; sys.exit('pelican' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ENGINE, check=False).returncode == 0


def test_setting_up_needs_nothing_but_python():
    """It runs before anything is installed."""
    code = "import plugins.environment.virtualenv, sys; print([m for m in sys.modules if m.startswith('plugins')])"
    result = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(ENGINE)!r}); {code}",
        ],
        cwd=Path("/"),
        capture_output=True,
        text=True,
        check=True,
    )

    assert "plugins.shared" not in result.stdout
