"""The site as its author previews it: addresses are relative, so that pages open from disk.

What makes the site your own stands in content/site.toml, and no file beside content/ needs a change.
publishconf.py is the site as the world sees it. A settings file in another folder starts with
`from pelicanconf import *`, and sets what is its own.
"""

import logging
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE))  # so that plugins are found by their full names, from any folder

from plugins.shared.order import by_name, newest_first  # noqa: E402
from plugins.shared.site_file import license_address, read_site_file  # noqa: E402
from plugins.shared.text import mail_address  # noqa: E402

# --- yours: what becomes of each key of content/site.toml ------------------------------------------

_YOURS = read_site_file(_HERE / "content" / "site.toml")

SITENAME = _YOURS.name
SITESUBTITLE = _YOURS.title
AUTHOR = _YOURS.author
SITE_ADDRESS = _YOURS.address
SITE_ID = _YOURS.id
TIMEZONE = _YOURS.time_zone
DEFAULT_LANG = _YOURS.language
LICENSE = _YOURS.license

NEWSLETTER_FROM = _YOURS.sender
NEWSLETTER_DESK = _YOURS.desk
NEWSLETTER_CADENCE = _YOURS.cadence
NEWSLETTER_WEEKLY = _YOURS.weekly
NEWSLETTER_MONTHLY = _YOURS.monthly
NEWSLETTER_POSTAL_ADDRESS = _YOURS.postal_address
NEWSLETTER_LIST_ID = _YOURS.list_id
DESK_PROXIES = list(_YOURS.proxies)

# --- the engine's ----------------------------------------------------------------------------------

FOR_PUBLISHING = False
SITEURL = ""
RELATIVE_URLS = True
HOME_URL = "index.html"
LOCALE = ("C.UTF-8", "C")
DEFAULT_DATE_FORMAT = "%-d %B %Y"

PATH = str(_HERE / "content")
ARTICLE_PATHS = ["posts"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
COMMENTS_PATH = "comments"
FILENAME_METADATA = r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.+)"
USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = "Notes"
ARTICLE_TRANSLATION_ID = None
PAGE_TRANSLATION_ID = None
ARTICLE_ORDER_BY = newest_first
PAGE_ORDER_BY = by_name

THEME = str(_HERE / "theme")
PLUGINS = [
    "plugins.languages",
    "plugins.feeds",
    "plugins.comments",
    "plugins.reading",
    "plugins.pictures",
    "plugins.check",
    "plugins.newsletter",
    "plugins.addresses",
    "plugins.speed",
]
# Everything a template prints is escaped, unless it says |safe or is Markup.
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "trim_blocks": True,
    "extensions": ["plugins.shared.indentation.WithoutIndentation"],
}
JINJA_FILTERS = {"license_address": license_address, "mail_address": mail_address}
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {},
        "markdown.extensions.admonition": {},
        "markdown.extensions.sane_lists": {},
        "markdown.extensions.smarty": {},
    },
    "output_format": "html5",
}
SUMMARY_MAX_LENGTH = 50
# An empty alt text says that a picture only decorates; `check` tells of pictures that have none at all.
LOG_FILTER = [(logging.WARNING, "Empty alt attribute for image %s in %s")]

ARTICLE_URL = ARTICLE_SAVE_AS = "{date:%Y}/{date:%m}/{slug}.html"
DRAFT_URL = DRAFT_SAVE_AS = "drafts/{slug}.html"
PAGE_URL = PAGE_SAVE_AS = "{slug}/index.html"
DRAFT_PAGE_URL = DRAFT_PAGE_SAVE_AS = "drafts/pages/{slug}.html"
# A post that says its language has its address as any other, and no "-de" at its end.
ARTICLE_LANG_URL = ARTICLE_LANG_SAVE_AS = ARTICLE_URL
DRAFT_LANG_URL = DRAFT_LANG_SAVE_AS = DRAFT_URL
PAGE_LANG_URL = PAGE_LANG_SAVE_AS = PAGE_URL
DRAFT_PAGE_LANG_URL = DRAFT_PAGE_LANG_SAVE_AS = DRAFT_PAGE_URL
TAG_URL = TAG_SAVE_AS = "tags/{slug}.html"
CATEGORY_URL = CATEGORY_SAVE_AS = "categories/{slug}.html"
ARCHIVES_URL = ARCHIVES_SAVE_AS = "archive/index.html"
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = TAGS_SAVE_AS = CATEGORIES_SAVE_AS = ""
SEARCH_URL = SEARCH_SAVE_AS = "search/index.html"
DIRECT_TEMPLATES = ["index", "archives", "search", "404"]
DEFAULT_PAGINATION = 8
DEFAULT_ORPHANS = 2
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}.html", "{base_name}/page/{number}.html"),
]
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None}

# Pelican's own feeds stay off: the plugin "feeds" writes them.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
