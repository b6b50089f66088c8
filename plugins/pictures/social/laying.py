"""Gives the pages their social images' addresses, and lays the images into the output of a published site."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plugins.pictures.cache import Cache
from plugins.pictures.social.places import SITE_IMAGE, image_path
from plugins.shared.making import MAKER, make_files

log = logging.getLogger(__name__)


def give_social_images(context: Any, settings: Any) -> dict[str, tuple[str, str, str]]:
    """Set `social_image` on published posts, and SOCIAL_IMAGE for all other pages; "" in previews.

    Give the title, the site's name and the author for each image by its path below the site.
    """
    is_public = bool(settings.get("FOR_PUBLISHING"))
    context["SOCIAL_IMAGE"] = SITE_IMAGE if is_public else ""
    if not is_public:
        return {}
    name, author = settings["SITENAME"], settings["AUTHOR"]
    wanted = {}
    for post in context.get("articles", ()):
        post.social_image = image_path(post.save_as)
        wanted[post.social_image] = str(post.title), name, str(getattr(post, "author", author))
    return wanted | {SITE_IMAGE: (settings["SITESUBTITLE"], name, author)}


def lay_social_images(
    context: Any, output: Path, cache: Cache, wanted: dict[str, tuple[str, str, str]]
) -> Iterable[str]:
    """Lay the images into the output; give the keys that they are kept by."""
    if not wanted:
        return ()
    from plugins.pictures.social.easel import Easel, Wanted  # noqa: PLC0415 - previews need not wait for it

    easel = Easel(Path(context["PATH"]), cache)
    images = {
        path: Wanted(title=title, site=site, author=author)
        for path, (title, site, author) in wanted.items()
    }
    if MAKER not in context:
        easel.draw_ahead(images)
    files = list(easel.files(images))
    make_files(context, output, files)
    log.info("Social images: %d", len(files))
    return [file.given for file in files]
