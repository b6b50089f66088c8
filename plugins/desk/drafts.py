"""A comment as somebody typed it, and what of it cannot stay so. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.comments.moderation.pending import is_page_path
from plugins.newsletter.addresses import parse_address
from plugins.shared.safe_html import web_address
from plugins.shared.text import one_line

LONGEST = {"name": 60, "site": 300, "address": 254, "text": 4_000}
_LONGEST_PARENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A comment as it was typed. `page` is the post's path below the site, `parent` whom it answers."""

    post: str
    page: str
    parent: str = ""
    name: str = ""
    site: str = ""
    address: str = ""
    text: str = ""


def draft_from(form: Mapping[str, str]) -> Draft:
    """Give what was typed; a page that is none of the site is left out."""
    page = form.get("page", "")
    return Draft(
        post=form.get("post", ""),
        page=page if is_page_path(page) else "",
        parent=one_line(form.get("parent", ""))[:_LONGEST_PARENT],
        name=one_line(form.get("name", "")),
        site=one_line(form.get("site", "")),
        address=one_line(form.get("address", "")),
        text=form.get("text", "").strip("\n").rstrip(),
    )


def find_faults(draft: Draft) -> tuple[str, ...]:
    """Give the names of the fields that cannot stay as they are."""
    return tuple(
        name
        for name, is_good in (
            ("name", 0 < len(draft.name) <= LONGEST["name"]),
            ("site", not draft.site or whole_site(draft.site) != ""),
            ("address", not draft.address or _is_address(draft.address)),
            ("text", 0 < len(draft.text.strip()) <= LONGEST["text"]),
        )
        if not is_good
    )


def whole_site(typed: str) -> str:
    """Give the whole address of a site, whose beginning people leave out; "" for what is none."""
    whole = typed if "://" in typed else f"https://{typed}"
    found = web_address(whole) or ""
    is_good = len(found) <= LONGEST["site"] and "." in found and not set(found) & {" ", "@"}
    return found if is_good else ""


def _is_address(typed: str) -> bool:
    try:
        parse_address(typed)
    except ValueError:
        return False
    return True
