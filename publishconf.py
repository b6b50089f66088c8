"""The site as the world sees it: whole addresses, no drafts, nothing before its time.

A site of your own in another folder starts with `from publishconf import *` and, when it sets
SITE_ADDRESS, says `SITEURL = SITE_ADDRESS` once more.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pelicanconf import *

FOR_PUBLISHING = True  # a fault in the content stops the build
SITEURL = SITE_ADDRESS
RELATIVE_URLS = False
HOME_URL = ""
PAGE_URL = PAGE_LANG_URL = "{slug}/"
ARCHIVES_URL = "archive/"
SEARCH_URL = "search/"

WITH_FUTURE_DATES = False
DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = ""
DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = ""
