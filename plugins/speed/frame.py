"""The frame of a build: all that Pelican goes by before it reads the first post, page or comment."""

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.shared.site import ENGINE, Site
from plugins.speed.ingredients import settings_files
from plugins.speed.stamps import CONTENT_TICK, Stamp, stamp_of, stamps_in
from plugins.speed.survey import Survey

_READ_LATE = ("ARTICLE_PATHS", "PAGE_PATHS")
_LANGUAGES = ENGINE / "theme" / "languages"
_SITE_FILE = str(ENGINE / "content" / "site.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A key for settings, versions and environment, and the stamps of all other files."""

    key: str
    files: Mapping[str, Stamp]


def frame_of(site: Site, look: Survey) -> Frame | None:
    """Give the frame as a look has found it; None when it cannot be known.

    Plugins of other people may read posts as soon as they are loaded. And a file that was changed just now may
    change again and keep its stamp.
    """
    plugins, folders = site.settings.get("PLUGINS"), _folders(site)
    if not look.ingredients.key or not plugins or not all(map(_is_ours, plugins)):
        return None
    late = tuple(f"{site.content}/{folder}/" for folder in folders)
    found = look.ingredients.files.items()
    files = {name: stamp for name, stamp in found if not name.startswith(late)}
    # The key of what is kept is made with them, too.
    files |= stamps_in(_LANGUAGES, prefix=f"{_LANGUAGES}/")
    # The key has their values, but not that they were others meanwhile.
    files |= {name: stamp_of(name) for name in (*settings_files(site), _SITE_FILE)}
    after = look.now - CONTENT_TICK
    if any(stamp[1] > after or stamp[2] > after for stamp in files.values()):
        return None
    return Frame(key=look.ingredients.key, files=files)


def _folders(site: Site) -> list[str]:
    """Give the folders of what is read late, which lie in the content and are not all of it."""
    settings = site.settings
    named = [*(name for key in _READ_LATE for name in settings[key]), settings["COMMENTS_PATH"]]
    return [name for name in named if isinstance(name, str) and name.strip("./")]


def _is_ours(plugin: object) -> bool:
    return isinstance(plugin, str) and plugin.startswith("plugins.")
