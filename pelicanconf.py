"""The site as its author previews it: addresses are relative, so that pages open from disk.

Everything a site of your own changes is in the first part. publishconf.py is the site as the world
sees it. A settings file in another folder starts with `from pelicanconf import *`.
"""

import logging
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE))  # so that plugins are found by their full names, from any folder

from plugins.shared.text import mail_address  # noqa: E402

# --- yours -----------------------------------------------------------------------------------------

SITENAME = "Still in Touch"
SITESUBTITLE = "Good old networking tips, for after you leave the job"
AUTHOR = "The Planner"
# Where the site is on the web, without a slash at the end; feeds and letters always use it.
SITE_ADDRESS = "https://still-in-touch.example"
# The site's permanent id. The feeds' own ids are made from it: never change it, even when moving.
SITE_ID = "urn:uuid:6f1c7f0e-5c1b-4f3a-9b55-0d3a4b8e2c10"
TIMEZONE = "America/New_York"
DEFAULT_LANG = "en"

NEWSLETTER_FROM = "The Planner <planner@still-in-touch.example>"
NEWSLETTER_DESK = ""  # the address of the desk, once it runs; without it, readers write an e-mail
DESK_PROXIES = ["127.0.0.1", "::1"]  # the web servers that hand requests on to the desk
NEWSLETTER_CADENCE = "monthly"
NEWSLETTER_WEEKLY = "Monday 08:00"  # when letters go out by themselves, in weeks and months
NEWSLETTER_MONTHLY = "1 08:00"  # for which there is no digest of the author's
NEWSLETTER_POSTAL_ADDRESS = ""
NEWSLETTER_LIST_ID = ""

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

THEME = str(_HERE / "theme")
PLUGINS = [
    "plugins.reading",
    "plugins.check",
    "plugins.feeds",
    "plugins.comments",
    "plugins.newsletter",
]
# Everything a template prints is escaped, unless it says |safe or is Markup.
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
JINJA_FILTERS = {"mail_address": mail_address}
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {},
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
TAG_URL = TAG_SAVE_AS = "tags/{slug}.html"
CATEGORY_URL = CATEGORY_SAVE_AS = "categories/{slug}.html"
ARCHIVES_URL = ARCHIVES_SAVE_AS = "archive/index.html"
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = TAGS_SAVE_AS = CATEGORIES_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "archives", "404"]
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
