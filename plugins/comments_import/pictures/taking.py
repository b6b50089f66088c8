"""The pictures of an imported post: taken out of the export, their links led to content/images/imported/.

Nothing is fetched: what only the network has is named, for missing-images.txt.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from plugins.comments.model import Format
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.keys import unarchived
from plugins.comments_import.pictures.addresses import (
    is_picture_name,
    is_tracker,
    is_upload,
    network_address,
    split_address,
)
from plugins.comments_import.pictures.formats import LIMIT, picture_ending, stored_name
from plugins.comments_import.pictures.html_places import find_places
from plugins.comments_import.pictures.places import Edit, Place, apply
from plugins.comments_import.pictures.shelf import PictureShelf

__all__ = ["IMPORTED", "PictureShelf", "Taken", "picture_bytes", "take_pictures"]

IMPORTED = "{static}/images/imported/"
_NOT_HERE = "it is not in the export"
_NO_DATA = "it stands in the text, and is not a picture that is safe to show"
_SHOWN = 200  # letters of an address that leads nowhere
_DATA = re.compile(r"data:[^,]{0,100};base64,", re.IGNORECASE)

Picture = ExportFile | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A text whose pictures are led to their files, and what became of each address in it.

    `pictures` are the files to write into content/images/imported/, by name; `names` gives the name
    for each address that was found, `missing` why one that the network may have was not, `lost` the
    same for those that lead nowhere. Each address is in one of the three. `trackers` counts the
    pictures that were dropped, as they only told others who reads.
    """

    html: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)
    trackers: int = 0


def take_pictures(  # noqa: PLR0913 - each by its name, and most have a default
    html: str,
    shelf: PictureShelf,
    *,
    page: str = "",
    base: str = "",
    prefix: str = IMPORTED,
    format_: Format = Format.HTML,
) -> Taken:
    """Lead the pictures of a post to the files of the export.

    `page` is the export's file that the post comes from, `base` the post's old address, if known.
    """
    taking = _Taking(shelf=shelf, page=page, base=base, prefix=prefix)
    edits: list[Edit] = []
    for place in find_places(html, format_):
        edits += taking.edits_for(place)
    return Taken(
        html=apply(edits, html) if edits else html,
        pictures=taking.pictures,
        # An address can be found at one place, by another size of it, and not at the next.
        names={
            address: name
            for address, name in taking.names.items()
            if address not in taking.missing and address not in taking.lost
        },
        missing=taking.missing,
        lost=taking.lost,
        trackers=taking.trackers,
    )


def picture_bytes(picture: Picture) -> bytes:
    """Give the bytes of a picture that was taken."""
    if isinstance(picture, bytes):
        return picture
    with picture.open() as stream:
        return stream.read()


@dataclass(slots=True, kw_only=True)
class _Taking:
    """Collects what becomes of the pictures of one post."""

    shelf: PictureShelf
    page: str
    base: str
    prefix: str
    pictures: dict[str, Picture] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    trackers: int = 0

    def edits_for(self, place: Place) -> list[Edit]:
        """Give what has to change at one place."""
        if place.address.startswith(self.prefix) or not _leads_to_picture(place):
            return []
        if place.tag and not place.is_link and (place.is_pixel or is_tracker(place.address)):
            self.trackers += 1
            return [Edit(start=place.tag[0], end=place.tag[1])]
        name, why = self._take(place)
        if name:
            is_data = place.address.startswith("data:")
            self.names[f"data:{name}" if is_data else place.address] = name
            return place.edits(f"{self.prefix}{name}")
        return self._leave(place, why)

    def _take(self, place: Place) -> tuple[str, str]:
        """Give the name of the place's picture; or "", and why it could not be taken."""
        if place.address.startswith("data:"):
            return self._take_data(place.address)
        why = _NOT_HERE
        for address in (place.address, *place.others):
            file = self.shelf.find(address, self.page)
            if not file:
                continue
            measured = self.shelf.measure(file)
            if measured.name:
                self.pictures.setdefault(measured.name, file)
                return measured.name, ""
            why = measured.problem
        return "", why

    def _take_data(self, address: str) -> tuple[str, str]:
        """Take a picture that stands in the text itself (RFC 2397)."""
        start = _DATA.match(address)
        if not start or len(address) > 2 * LIMIT:
            return "", _NO_DATA
        try:
            text = "".join(unquote(address[start.end() :]).split()).rstrip("=")
            data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except (binascii.Error, ValueError):
            return "", _NO_DATA
        ending = picture_ending(data)
        if not ending or len(data) > LIMIT:
            return "", _NO_DATA
        name = stored_name("picture", digest=hashlib.sha256(data).hexdigest(), ending=ending)
        self.pictures.setdefault(name, data)
        return name, ""

    def _leave(self, place: Place, why: str) -> list[Edit]:
        """Name what was not taken."""
        whole = network_address(place.address, self.base)
        if place.is_link and not place.holds_picture and self._is_foreign(whole):
            return []  # a link in the text to somebody else's picture is just a link
        if not whole:
            self.lost[place.address[:_SHOWN]] = why
            return []
        self.missing[whole] = why
        # Where the post goes, "/2010/lunch.jpg" leads elsewhere.
        return [] if whole == place.address else [place.edit(whole)]

    def _is_foreign(self, whole: str) -> bool:
        return bool(whole) and not is_upload(whole) and _host(whole) != _host(self.base)


def _host(address: str) -> str:
    return split_address(unarchived(address)).hostname or ""


def _leads_to_picture(place: Place) -> bool:
    if not place.is_link:
        return bool(place.address)
    return is_picture_name(place.address) or (place.holds_picture and is_upload(place.address))
