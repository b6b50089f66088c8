"""Four themes to be built with: ours, both of Pelican's, and one that does what is hard to follow."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from plugins.shared.site import ENGINE

THEMES = ("ours", "simple", "notmyidea", "nasty")
_HERE = Path(__file__).resolve().parent
_ENDBLOCK = "{% endblock"
_MINE = '<p>{{ article.own_mark }} {{ article.title|loud }} {{ motto }}</p>{% include "maybe.html" ignore missing %}'
_OTHERS = """
import sys
sys.path.insert(0, {engine!r})
from pelicanconf import *
from pelican.settings import DEFAULT_CONFIG
for _name in DEFAULT_CONFIG.keys() - {{"PATH", "PLUGINS", "PLUGIN_PATHS", "ARTICLE_ORDER_BY", "PAGE_ORDER_BY"}}:
    globals()[_name] = DEFAULT_CONFIG[_name]
PLUGINS = []
ARTICLE_PATHS = ["posts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images", "attached"]
FILENAME_METADATA = r"(?P<date>\\d{{4}}-\\d{{2}}-\\d{{2}})-(?P<slug>.+)"
LOCALE = ("C.UTF-8", "C")
DEFAULT_PAGINATION = 5
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{{slug}}.atom.xml"
FEED_DOMAIN = "https://ana.example"
TAG_FEED_RSS = "feeds/tags/{{slug}}.rss.xml"
YEAR_ARCHIVE_SAVE_AS = "archives/{{date:%Y}}.html"
"""


def head_of(theme: str, *, base: str, engine: Path) -> str:
    """Give the beginning of a settings file for a theme; `base` is what ours begins with."""
    if theme == "ours":
        return f"import sys\nsys.path.insert(0, {str(engine)!r})\nfrom {base} import *\n"
    return _OTHERS.format(engine=str(engine))


def copy_theme(theme: str, folder: Path) -> None:
    """Copy a theme to `theme` in a folder, and beside it a plugin of the site's own that it uses."""
    shutil.copytree(_source(theme), folder / "theme")
    (folder / "overrides").mkdir()
    own = "nasty" if theme == "nasty" else "plain"
    (folder / "plugins_of_ana").mkdir()
    shutil.copy(_HERE / own / "plugin_of_its_own.txt", folder / "plugins_of_ana" / "own.py")
    article = folder / "theme" / "templates" / "article.html"
    article.write_text(with_words(article.read_text(), _MINE))


def with_words(template: str, words: str) -> str:
    """Give a template with words at the end of its last block, or of itself."""
    at = template.rfind(_ENDBLOCK)
    return template + words if at < 0 else f"{template[:at]}{words}{template[at:]}"


def _source(theme: str) -> Path:
    if theme == "ours":
        return ENGINE / "theme"
    if theme == "nasty":
        return _HERE / "nasty"
    found = find_spec("pelican")
    assert found
    assert found.origin
    return Path(found.origin).parent / "themes" / theme
