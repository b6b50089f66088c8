"""Where social images lie below the site."""

from pathlib import PurePosixPath

FOLDER = "social"
SITE_IMAGE = f"{FOLDER}/site.png"


def image_path(save_as: str) -> str:
    """Give the path of the image of the post at the path `save_as`: social/2026/05/lunch.png."""
    path = f"{FOLDER}/{PurePosixPath(save_as).with_suffix('.png')}"
    return path if path != SITE_IMAGE else f"{FOLDER}/{save_as}.png"
