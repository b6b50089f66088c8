"""The desk's pages: the site's own templates and style, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from plugins.desk.opening import Desk
from plugins.shared.front_matter import content_files, read_front_matter
from plugins.shared.languages import best_language, speak, wanted_languages
from plugins.shared.safe_html import web_address
from plugins.shared.site import ENGINE, Site

TEMPLATES = ENGINE / "theme" / "templates"
STATIC = ENGINE / "theme" / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A page of the site, for its header and footer."""

    title: str
    slug: str
    url: str


class Pages:
    """Writes the pages of a desk."""

    def __init__(self, desk: Desk) -> None:
        """Get the templates ready."""
        self._desk = desk
        site = desk.newsletter.site
        self._values: dict[str, Any] = {
            **site.settings,
            "SITEURL": desk.site_address,
            "THEME_URL": f"{desk.path}/theme",
            "TOUCH_ICON": f"{desk.path}/theme/apple-touch-icon.png",
            "DESK": desk.path,
            "pages": site_pages(site),
            "digests": (),
            "page_address": "desk",  # none of those in the header
            "author_address": desk.author,
        }
        self._environments: dict[str, Environment] = {}

    def language(self, accepted: str, *, chosen: str = "") -> str:
        """Give the language for a reader, by what they chose once and by an Accept-Language header."""
        wanted = [*([chosen] if chosen else []), *wanted_languages(accepted)]
        default = str(self._desk.newsletter.site.settings.get("DEFAULT_LANG") or "en")
        return best_language(wanted, self._desk.languages, default=default)

    def show(
        self,
        template: str,
        language: str,
        /,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """Give the page of a template in theme/templates/desk/."""
        page = self._speaking(language).get_template(f"desk/{template}.html")
        text = page.render({**self._values, "page_language": language, **values})
        told = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
        return HTMLResponse(text, status_code=status, headers=told)

    def _speaking(self, language: str) -> Environment:
        if language not in self._environments:
            environment = Environment(
                loader=FileSystemLoader(TEMPLATES),
                autoescape=True,
                undefined=StrictUndefined,
                trim_blocks=True,
                lstrip_blocks=True,
            )
            environment.filters |= self._values["JINJA_FILTERS"]
            self._environments[language] = speak(environment, language)
        return self._environments[language]


def site_pages(site: Site) -> tuple[PageLink, ...]:
    """Give the pages of a site that are published, in the order of their files."""
    found = []
    for folder in site.settings["PAGE_PATHS"]:
        for path in content_files(site.content / folder):
            head = read_front_matter(path)
            slug = head.get("slug") or path.stem
            url = head.get("url") or site.settings["PAGE_URL"].format(slug=slug)
            if not head.get("status") or head.get("status").lower() == "published":
                found.append(PageLink(title=head.get("title") or slug, slug=slug, url=url))
    return tuple(found)


def page_of_the_site(site_address: str, path: str) -> str:
    """Give the address of a page below the site; the site itself for what is no path of it."""
    found = web_address(f"{site_address}/{path}")
    return found or f"{site_address}/"
