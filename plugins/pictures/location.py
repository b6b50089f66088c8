"""Where a photo was taken, blanked in the file itself. Pure.

Telephones write it into Exif (CIPA DC-008, a TIFF in the file) and XMP. Only these bytes become zeros and
spaces, so that the picture and all else that is told of it, its author for instance, stay as they are.
"""

import re
import struct
import zlib

from plugins.shared.patterns import late_pattern

# JPEG and most others; PNG; WebP, whose chunk has its length between. Apart, as each is then looked for
# by its first letters at once, ten times as fast.
_EXIF = tuple(
    late_pattern(mark + rb"(?=II\*\0|MM\0\*)", re.DOTALL)
    for mark in (rb"Exif\0\0", rb"eXIf", rb"EXIF....")
)
# What XMP tells as an attribute or an element; no "<" in what may be long, so that it is read once.
_XMP = late_pattern(
    rb"\bexif:GPS\w{1,40}+(?:\s{0,9}=\s{0,9}(?:\"(?P<a>[^\"<]{1,200})\"|'(?P<b>[^'<]{1,200})')"
    rb"|>(?P<c>[^<]{1,200})</)"
)
# Where a film was taken, which telephones hang on to photos: ISO 6709 in a QuickTime atom.
_FILM = late_pattern(rb"\xa9xyz....(?P<a>[+-][0-9.]{1,20}[+-][0-9.]{1,20})", re.DOTALL)
_GPS = 0x8825
_ENTRY = 12
_BYTES_OF_TYPE = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_INLINE = 4
_MOST_FOLDERS = 4


def without_location(data: bytes) -> bytes | None:
    """Give the file, as long as before, without the place it tells; None when it tells none."""
    found = bytearray(data)
    blanked = [_blank_exif(found, match) for mark in _EXIF for match in mark.finditer(data)]
    if b"exif:GPS" in data:
        blanked += [_blank(found, match) for match in _XMP.finditer(data)]
    if b"\xa9xyz" in data:
        blanked += [_blank(found, match) for match in _FILM.finditer(data)]
    return bytes(found) if any(blanked) else None


def _blank(data: bytearray, match: re.Match[bytes]) -> bool:
    for name, text in match.groupdict().items():
        if text and text.strip():
            data[match.start(name) : match.end(name)] = b" " * len(text)
            return True
    return False


def _blank_exif(data: bytearray, match: re.Match[bytes]) -> bool:
    """Blank what the TIFF behind a mark tells; whether there was anything."""
    start = match.end()
    order = "<" if data[start : start + 2] == b"II" else ">"
    tiff = memoryview(data)[start:]
    try:
        is_blanked = sum(_blank_folder(tiff, at, order) for at in _gps_folders(tiff, order)) > 0
    except struct.error:  # it ends too early
        return False
    finally:
        tiff.release()
    if is_blanked and match[0] == b"eXIf":
        _sum_up(data, match.start())
    return is_blanked


def _gps_folders(tiff: memoryview, order: str) -> list[int]:
    """Give where the folders of places begin, as the folders of the picture and its thumbnail tell."""
    found = []
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    for _round in range(_MOST_FOLDERS):
        (number,) = struct.unpack_from(f"{order}H", tiff, at)
        for tag, _type, _count, value in _entries(tiff, at, number, order):
            if tag == _GPS:
                found.append(value)
        (at,) = struct.unpack_from(f"{order}I", tiff, at + 2 + number * _ENTRY)
        if not at:
            break
    return found


def _entries(tiff: memoryview, at: int, number: int, order: str) -> list[tuple[int, int, int, int]]:
    whole = struct.iter_unpack(f"{order}HHII", tiff[at + 2 : at + 2 + number * _ENTRY])
    return list(whole)


def _blank_folder(tiff: memoryview, at: int, order: str) -> bool:
    """Let a folder have no entries, and none of what they told; whether it had any."""
    (number,) = struct.unpack_from(f"{order}H", tiff, at)
    for _tag, kind, count, value in _entries(tiff, at, number, order):
        length = _BYTES_OF_TYPE.get(kind, 0) * count
        if _INLINE < length <= len(tiff) - value:
            tiff[value : value + length] = bytes(length)
    end = min(at + 2 + number * _ENTRY, len(tiff))
    tiff[at:end] = bytes(end - at)
    return bool(number)


def _sum_up(data: bytearray, name: int) -> None:
    """Write the sum that ends a chunk of a PNG (its name is at `name`) anew."""
    (length,) = struct.unpack_from(">I", data, name - 4)
    end = name + 4 + length
    struct.pack_into(">I", data, end, zlib.crc32(data[name:end]))
