"""What makes bytes a picture, and the name it is stored by."""

import re
from pathlib import PurePosixPath

from plugins.shared.text import make_slug

LIMIT = 30 * 1024 * 1024  # bytes; a camera's largest pictures have about 25 MB
HEAD = 64  # bytes that tell what a picture is
NO_PICTURE = "it is not a picture that is safe to show"

_NO_ENDING = 40  # letters from which on a name without an ending is a key, such as Blogger's AVvX…
_SIGNS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpg"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"....ftyp(?:avif|avis|mif1.{4,40}avif)", re.DOTALL), "avif"),
    # "BM" alone begins many a text: the zeros and the size of the second header, too.
    (re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}", re.DOTALL), "bmp"),
)


def picture_ending(head: bytes) -> str:
    """Give the ending of the picture that begins with `head`; "" for what is none, such as SVG.

    An SVG picture can hold scripts, so it is not taken.
    """
    return next((ending for sign, ending in _SIGNS if sign.match(head)), "")


def stored_name(original: str, *, digest: str, ending: str) -> str:
    """Give a name that tells what the picture was called, and is the same for the same picture only.

    `original` is a file's name or the last part of an address, `digest` the SHA-256 of the bytes.
    """
    path = PurePosixPath(original)
    stem = path.stem if re.fullmatch(r"\.\w{2,5}", path.suffix) else path.name
    is_key = stem == path.name and len(stem) > _NO_ENDING
    has_letters = re.search(r"\w", stem)
    slug = make_slug("picture" if is_key or not has_letters else stem)
    return f"{slug}-{digest[:8]}.{ending}"
