"""What happens to settings, templates, plugins, pictures, and to the output itself."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from speed.beginnings import add_post
from speed.blogs import Blog
from speed.edits import edit, make, names_for
from speed.themes import with_words
from speed.words import picture, some_words

OTHERS = "simple notmyidea nasty"
SOON = timedelta(seconds=3)  # when a scheduled post comes out; both builds should be over by then
_SETTINGS = {  # two or three values of each; None is as if it were not set
    "SITENAME": ["A Test", "Another", "Ana & <Co>"],
    "SITESUBTITLE": ["Of everything", "Of little"],
    "AUTHOR": ["Ana Example", "Ana Sample"],
    "DEFAULT_PAGINATION": [3, 5, 8],
    "DEFAULT_ORPHANS": [0, 2],
    "SUMMARY_MAX_LENGTH": [4, 50],
    "DEFAULT_DATE_FORMAT": ["%Y-%m-%d", "%d.%m.%Y"],
    "TIMEZONE": ["Europe/Berlin", "Asia/Tokyo"],
    "MARKDOWN": [
        {"extension_configs": {"markdown.extensions.extra": {}}, "output_format": "html5"},
        {"extension_configs": {"markdown.extensions.smarty": {}}, "output_format": "html5"},
    ],
    "TAG_SAVE_AS": ["tags/{slug}.html", "about/{slug}.html"],
    "ARTICLE_ORDER_BY": ["reversed-date", "title"],
    "STATIC_PATHS": [["images"], ["images", "attached"]],
    "SPEED_PROCESSES": [1, 2, 4],
    "WITH_FUTURE_DATES": [True, False],
    "DELETE_OUTPUT_DIRECTORY": [True, False],
    "DEFAULT_CATEGORY": ["misc", "Notes"],
}
_OURS = {
    "LICENSE": ["", "CC BY-SA 4.0"],
    "NEWSLETTER_DESK": ["", "https://desk.ana.example"],
    "DEFAULT_LANG": ["en", "de"],
    "COMMENTS_PATH": ["comments", "no-comments"],
    "SITE_ADDRESS": ["https://ana.example", "https://ana.example/blog"],
}
_THEIRS = {
    "SITEURL": ["", "https://ana.example"],
    "RELATIVE_URLS": [True, False],
    "MENUITEMS": [(("A", "/a"),), (("B", "/b"), ("C", "/c"))],
    "LINKS": [(("A", "/a"),), ()],
    "TAG_URL": ["tag/{slug}.html", "tag/{slug}/"],
    "YEAR_ARCHIVE_SAVE_AS": ["", "{date:%Y}/index.html", "archives/{date:%Y}.html"],
    "DISPLAY_PAGES_ON_MENU": [True, False],
    "DISPLAY_CATEGORIES_ON_MENU": [True, False],
    "REVERSE_CATEGORY_ORDER": [True, False],
    "NEWEST_FIRST_ARCHIVES": [True, False],
    "ARTICLE_URL": ["{slug}.html", "a/{slug}.html"],
    "ARTICLE_SAVE_AS": ["{slug}.html", "{date:%Y}/{slug}.html"],
    "PAGE_ORDER_BY": ["basename", "title"],
    "FEED_ALL_ATOM": ["feeds/all.atom.xml", None],
    "FEED_MAX_ITEMS": [3, 100],
    "RSS_FEED_SUMMARY_ONLY": [True, False],
    "OUTPUT_SOURCES": [True, False],
    "USE_FOLDER_AS_CATEGORY": [True, False],
    "DEFAULT_METADATA": [{}, {"mood": "fine"}],
    "EXTRA_PATH_METADATA": [{}, {"images/1.png": {"path": "elsewhere.png"}}],
    "IGNORE_FILES": [["**/.*"], ["**/.*", "*7.md"]],
    "PAGINATED_TEMPLATES": [{"index": None, "tag": None}, {"index": 2, "category": None}],
    "DEFAULT_LANG": ["en", "de"],
    "FORMATTED_FIELDS": [["summary"], []],
}
_NASTY = {
    "NASTY_PARTS": [
        (),
        ("looks",),
        ("write",),
        ("minifies", "generator"),
        ("reads",),
        ("context",),
    ],
    "TEMPLATE_PAGES": [{}, {"theirs.html": "theirs.html"}],
    "PAGES_LAST": ["last", "first"],
}


@edit("setting")
def setting(blog: Blog, rng: Random) -> None:
    pool = _SETTINGS | (_OURS if blog.is_ours else _THEIRS)
    _set(blog, rng, pool | (_NASTY if blog.theme == "nasty" else {}))


@edit("setting of its own", only="nasty")
def setting_of_its_own(blog: Blog, rng: Random) -> None:
    _set(blog, rng, _NASTY)


@edit("a site's name")
def name(blog: Blog, _rng: Random) -> None:
    blog.settings["SITENAME"] = f"A Test {blog.next()}"
    blog.write_settings()


def _set(blog: Blog, rng: Random, pool: dict[str, list[object]]) -> None:
    name = rng.choice(sorted(pool))
    there = blog.settings.get(name)
    blog.settings[name] = rng.choice([value for value in pool[name] if value != there])
    if name == "TEMPLATE_PAGES":
        blog.write("theirs.html", "<p>{{ SITENAME }} {{ articles|length }}</p>")
    blog.write_settings()


def _templates(folder: Path) -> list[Path]:
    """Give the templates that make pages; ours has letters and forms, too."""
    found = [*folder.glob("*.html"), *folder.glob("partials/*.html")]
    return sorted(path for path in found if path.name not in {"subscribe.html", "years.html"})


@edit("template")
def template(blog: Blog, rng: Random) -> None:
    path = rng.choice(_templates(blog.folder / "theme" / "templates"))
    path.write_text(with_words(path.read_text(), f"<!-- {blog.next()} {{{{ SITENAME }}}} -->"))


@edit("template of all")
def template_of_all(blog: Blog, _rng: Random) -> None:
    path = blog.folder / "theme" / "templates" / "base.html"
    path.write_text(path.read_text().replace("<body", f"<!-- {blog.next()} --><body", 1))


@edit("template shadowed, or no more")
def template_shadowed(blog: Blog, rng: Random) -> None:
    theme, shadows = blog.folder / "theme" / "templates", blog.folder / "overrides"
    there = sorted(shadows.glob("*.html"))
    if there and rng.random() < 0.5:
        rng.choice(there).unlink()
        return
    name = rng.choice([path.name for path in _templates(theme) if path.parent == theme])
    words = f"<!-- shadow {blog.next()} {{{{ SITESUBTITLE }}}} -->"
    (shadows / name).write_text(with_words((theme / name).read_text(), words))


@edit("template that may be missing")
def template_that_may_be_missing(blog: Blog, rng: Random) -> None:
    name = rng.choice(["maybe.html", "mine.html"])
    path = blog.folder / rng.choice(["theme/templates", "overrides"]) / name
    if path.exists():
        path.unlink()
    else:
        path.write_text(f"<p>maybe {blog.next()} {{{{ articles[0].title if articles }}}}</p>")


@edit("theme's static file")
def static_file(blog: Blog, _rng: Random) -> None:
    static = blog.folder / "theme" / "static"
    path = min(static.rglob("*.css"), default=static / "own.css")
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"{path.read_text() if path.exists() else ''}\n.x{blog.next()} {{ color: red }}\n"
    )


@edit("a plugin's code")
def plugin(blog: Blog, _rng: Random) -> None:
    path = blog.plugin
    lines = path.read_text().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("MARK"))
    lines[at] = f'MARK = "mark {blog.next()}"'
    path.write_text("\n".join(lines) + "\n")


@edit("what a filter reads", only="nasty")
def what_a_filter_reads(blog: Blog, rng: Random) -> None:
    (blog.folder / "weather.txt").write_text(f"{rng.choice(['fair', 'foul'])} {blog.next()}")


@edit("picture replaced")
def picture_replaced(blog: Blog, rng: Random) -> None:
    blog.write(f"images/{rng.randint(0, 2)}.png", picture(rng))


@edit("picture added")
def picture_added(blog: Blog, rng: Random) -> None:
    blog.write(f"images/new-{blog.next()}.png", picture(rng))


@edit("attached file changed")
def attached_changed(blog: Blog, rng: Random) -> None:
    blog.write(f"attached/{rng.randint(0, 2)}.txt", some_words(rng, 1, 5))


@edit("output deleted")
def output_deleted(blog: Blog, rng: Random) -> bool:
    found = _written(blog)
    for path in rng.sample(found, min(2, len(found))):
        path.unlink()
    return bool(found)


@edit("output changed")
def output_changed(blog: Blog, rng: Random) -> bool:
    found = _written(blog)
    for path in rng.sample(found, min(2, len(found))):
        path.write_bytes(path.read_bytes()[::-1] if rng.random() < 0.5 else b"")
    return bool(found)


@edit("a stranger in the output")
def stranger(blog: Blog, rng: Random) -> None:
    (blog.output / f"stranger-{blog.next()}.html").write_text(some_words(rng, 1, 3))


@edit("output gone")
def output_gone(blog: Blog, _rng: Random) -> None:
    shutil.rmtree(blog.output, ignore_errors=True)


def _written(blog: Blog) -> list[Path]:
    return sorted(
        path for path in blog.output.rglob("*.*") if path.is_file() and path.name[0] != "."
    )


@edit("nothing")
def nothing(_blog: Blog, _rng: Random) -> None:
    pass


@edit("files touched")
def touched(blog: Blog, rng: Random) -> None:
    for path in rng.sample(blog.paths("posts"), 2):
        (blog.content / path).touch()


@edit("two at once")
def two_at_once(blog: Blog, rng: Random) -> None:
    names = [name for name in names_for(blog.theme) if name not in {"two at once", "scheduled"}]
    for name in rng.sample(names, rng.randint(2, 3)):
        make(blog, name, rng.randrange(1 << 30))


@edit("scheduled")
def scheduled(blog: Blog, rng: Random) -> bool:
    """Write a post that comes out soon, in a blog that does not show what is of the future."""
    if not blog.is_ours:
        blog.settings["WITH_FUTURE_DATES"] = False
        blog.write_settings()
    elif not blog.is_for_publishing:
        return False
    now = datetime.now(UTC)
    blog.due = now.replace(microsecond=0) + SOON
    zone = ZoneInfo(blog.settings.get("TIMEZONE", "Europe/Berlin"))
    add_post(blog, rng, date=f"{blog.due.astimezone(zone):%Y-%m-%d %H:%M:%S}")
    return True
