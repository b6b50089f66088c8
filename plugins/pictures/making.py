"""How large a picture is, and smaller ones made of it as WebP. Pixels alone: no place, no camera, no name."""

import contextlib
import io
import json
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import PIL
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from plugins.pictures.model import WIDTHS, widths_for

# Whoever changes how a size is made changes this, and all are made anew.
RECIPE = f"sizes 1, Pillow {PIL.__version__}, {WIDTHS}"
FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "WEBP")
_LARGEST_UNSCALED = 50_000_000  # dots of a picture that has to be unpacked whole: 200 MB of memory
_LEAST_WIDTH = 200
_LEAST_BYTES = 12 * 1024
# How Pillow's readers say that a file is not what it claims to be.
_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    Image.DecompressionBombError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class BrokenPicture(Exception):
    """A file that is no picture, is cut off, or is too large to be unpacked; nobody sees this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A picture's width and height as it is seen, and its smaller ones: (width, file)."""

    width: int
    height: int
    files: tuple[tuple[int, bytes], ...] = ()

    def dump(self) -> bytes:
        """Give it as bytes for the cache: a line of JSON, then the files."""
        lengths = [[width, len(data)] for width, data in self.files]
        head = json.dumps([self.width, self.height, lengths]).encode()
        return b"\n".join([head, b"".join(data for _width, data in self.files)])

    @classmethod
    def parse(cls, data: bytes) -> "Made":
        """Read what dump() gave."""
        head, _, rest = data.partition(b"\n")
        width, height, lengths = json.loads(head)
        files = []
        for one, length in lengths:
            files.append((one, rest[:length]))
            rest = rest[length:]
        return cls(width=width, height=height, files=tuple(files))


@contextlib.contextmanager
def large_pictures_allowed() -> Iterator[None]:
    """Let nothing be printed of pictures that are merely large; what is far too large stays an error.

    It changes the whole process, so it goes around threads, not into them.
    """
    Image.init()  # which two threads cannot do at once
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def make_sizes(data: bytes) -> Made:
    """Give the size of the picture in a file, and smaller ones when they are. Raises BrokenPicture."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if image.getexif().get(0x0112, 1) in {5, 6, 7, 8}:  # it lies on its side
                width, height = height, width
            files = _files(image, width, len(data)) if _is_worth_it(image, width, data) else ()
    except UnidentifiedImageError as error:  # it names the place in memory, another each time
        raise BrokenPicture("it is of no known kind") from error
    except _BROKEN as error:
        raise BrokenPicture(str(error)) from error
    return Made(width=width, height=height, files=files)


def _is_worth_it(image: Image.Image, width: int, data: bytes) -> bool:
    is_photo = image.format in {
        "JPEG",
        "MPO",
    }  # an MPO has further pictures, of which browsers know nothing
    is_moving = not is_photo and getattr(image, "is_animated", False)
    is_huge = not is_photo and image.size[0] * image.size[1] > _LARGEST_UNSCALED
    is_small = width < _LEAST_WIDTH or len(data) < _LEAST_BYTES
    return not (is_moving or is_huge or is_small or image.format == "AVIF")


def _files(image: Image.Image, width: int, length: int) -> tuple[tuple[int, bytes], ...]:
    """Give the smaller ones as far as each has fewer bytes than the next and the picture itself."""
    is_photo = image.format in {"JPEG", "MPO"}
    profile = image.info.get("icc_profile")
    whole = _unpacked(image, width)
    kept: list[tuple[int, bytes]] = []
    for one in reversed(widths_for(width)):
        size = (one, max(1, round(whole.height * one / whole.width)))
        small = whole.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        data = _webp(_in_srgb(small, profile), is_photo=is_photo)
        if len(data) >= (len(kept[-1][1]) if kept else length):
            if not kept:
                return ()
            continue
        kept.append((one, data))
    return tuple(reversed(kept))


def _unpacked(image: Image.Image, width: int) -> Image.Image:
    """Give a picture's dots, the right way up, as RGB, RGBA or CMYK.

    A JPEG of that `width`, as it is seen, comes at half its size, or less, when that is ample.
    """
    ample = max(1, width * 2 // (WIDTHS[-1] * 3))
    image.draft(None, (image.size[0] // ample, image.size[1] // ample))
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I") or turned.mode == "F":  # 16 bits of grey
        turned = turned.convert("I").point(lambda grey: grey / 256).convert("L")
    mode = "RGBA" if turned.has_transparency_data else "RGB"
    if turned.mode == "CMYK":
        return turned
    return turned.convert(mode)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Give the picture in the colours that all screens know; a wrong profile is none."""
    if profile:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, given, target, outputMode=mode)
            if changed:
                return changed
    return image.convert("RGB") if image.mode == "CMYK" else image


def _webp(image: Image.Image, *, is_photo: bool) -> bytes:
    """Give a WebP; drawings and shots of a screen have sharp edges, so the smaller of two ways is taken."""
    if is_photo:
        return _saved(image, quality=80, method=4)
    found = [
        _saved(image, lossless=True, quality=60, method=3),
        _saved(image, quality=90, method=4),
    ]
    return min(found, key=len)


def _saved(image: Image.Image, **options: bool | int) -> bytes:
    # A new picture has no metadata that could be written along.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    file = io.BytesIO()
    bare.save(file, "WEBP", **options)
    return file.getvalue()
