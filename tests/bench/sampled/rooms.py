"""Which part of a build a file of Python belongs to."""

_TASKS = "the task around it"
# The beginnings of paths below plugins/, the more particular first; "" is whoever calls it.
_PLUGINS = (
    ("speed/markdown", "Markdown"),
    ("speed", "speed: remembering, tracing, sharing"),
    ("reading/related", "related posts"),
    ("reading/posts/related", "related posts"),
    ("reading/search", "search"),
    ("reading", "reading (structure, neighbours, series)"),
    ("comments/commands", "looking for faults"),
    ("comments", "comments"),
    ("feeds", "feeds"),
    ("pictures", "pictures"),
    ("addresses/commands", "looking for faults"),
    ("addresses/authored", "looking for faults"),
    ("addresses", "addresses"),
    ("languages", "languages"),
    ("check", "looking for faults"),
    ("newsletter", "the digest"),
    ("publishing", _TASKS),
    ("environment", _TASKS),
    ("tasks", _TASKS),
    ("shared/safe_html", "sanitising"),
    ("shared/tame_html", "sanitising"),
    ("shared/site", _TASKS),
    ("shared", ""),
    ("", "other plugins"),
)
_LIBRARIES = {
    "markdown": "Markdown",
    "pygments": "highlighting",
    "jinja2": "writing (Jinja)",
    "markupsafe": "writing (Jinja)",
    "pelican": "Pelican's own",
    "feedgen": "feeds",
    "feedgenerator": "feeds",
    "lxml": "feeds",
    "nh3": "sanitising",
    "html5lib": "sanitising",
    "bs4": "sanitising",
    "PIL": "pictures",
    "invoke": _TASKS,
}
IMPORTS = "loading libraries"
PYTHON = "Python itself"


class Rooms:
    """Knows the part of each file, and looks each up once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of_stack(self, files: list[str]) -> list[str]:
        """Give the parts at work on a stack of files, the innermost first, each once."""
        if any(file.startswith("<frozen importlib") for file in files):
            return [IMPORTS]
        found = dict.fromkeys(filter(None, map(self.of_file, files)))
        return list(found) or [PYTHON]

    def of_file(self, file: str) -> str:
        """Give a file's part; "" when what it does is done for whoever calls it."""
        if file not in self._known:
            self._known[file] = _find_room(file)
        return self._known[file]


def _find_room(file: str) -> str:
    if "/site-packages/" in file:
        library = file.rpartition("/site-packages/")[2].partition("/")[0]
        if not file.endswith(".html"):
            return _LIBRARIES.get(library.removesuffix(".py"), "")
    if file.endswith((".html", ".xml")) or file == "<template>":
        return "writing (Jinja)"
    if file.endswith("/tasks.py"):
        return _TASKS
    _before, is_ours, place = file.rpartition("/plugins/")
    if not is_ours:
        return ""
    return next(room for beginning, room in _PLUGINS if place.startswith(beginning))
