"""Smaller pictures of every kind of file, and nothing but a picture in them."""

import io
import warnings

import pytest
from drawn_pictures import PLACE, drawn, exif, saved
from PIL import Image, ImageCms

from plugins.pictures.making import BrokenPicture, Made, large_pictures_allowed, make_sizes


@pytest.fixture(autouse=True)
def _allowed():
    with large_pictures_allowed():
        yield


def see_through():
    image = drawn(500, 400, mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def palette_with_a_hole():
    image = drawn(900, 600).quantize(200)
    image.info["transparency"] = 0
    return image


def grey_of_16_bits():
    return drawn(900, 600, mode="L").convert("I").point(lambda grey: grey * 256).convert("I;16")


KINDS = {
    "photo": (saved(drawn(), quality=95), "RGB"),
    "grey": (saved(drawn(mode="L"), quality=95), "RGB"),
    "cmyk": (saved(drawn(mode="CMYK"), quality=95), "RGB"),
    "progressive": (saved(drawn(), quality=95, progressive=True), "RGB"),
    "png": (saved(drawn(), "PNG"), "RGB"),
    "see-through": (saved(see_through(), "PNG"), "RGBA"),
    "palette": (saved(palette_with_a_hole(), "PNG"), "RGBA"),
    "16 bits": (saved(grey_of_16_bits(), "PNG"), "RGB"),
    "gif": (saved(drawn().quantize(250), "GIF"), "RGB"),
    "webp": (saved(drawn(), "WEBP", lossless=True), "RGB"),
    "bmp": (saved(drawn(), "BMP"), "RGB"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_smaller_and_looks_the_same(kind):
    data, mode = KINDS[kind]

    made = make_sizes(data)

    assert made.files
    for width, file in made.files:
        assert len(file) < len(data)
        with Image.open(io.BytesIO(file)) as image, Image.open(io.BytesIO(data)) as original:
            assert (image.format, image.mode, image.width) == ("WEBP", mode, width)
            assert image.height == round(made.height * width / made.width)
            if mode == "RGB" and kind != "16 bits":
                there, here = (
                    one.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
                    for one in (original, image)
                )
                assert all(abs(a - b) < 6 for a, b in zip(there, here, strict=True))


def test_16_bits_of_grey_stay_grey_and_no_white():
    made = make_sizes(KINDS["16 bits"][0])

    with Image.open(io.BytesIO(made.files[0][1])) as image:
        low, high = image.convert("L").getextrema()

    assert high - low > 100


def test_a_photo_that_lies_on_its_side_is_turned_and_tells_nothing():
    data = saved(drawn(1000, 500), quality=95, exif=exif(orientation=6, place=PLACE))

    made = make_sizes(data)

    assert (made.width, made.height) == (500, 1000)
    for _width, file in made.files:
        assert b"EXIF" not in file
        assert b"Ana" not in file
        with Image.open(io.BytesIO(file)) as image:
            assert image.height == image.width * 2


def test_colours_of_another_profile_become_those_of_all_screens():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    for profile in (srgb, lab, b"no profile"):
        made = make_sizes(saved(drawn(), quality=95, icc_profile=profile))

        assert made.files
        assert all(b"ICCP" not in file for _width, file in made.files)


def test_moving_pictures_keep_moving():
    frames = [drawn(900, 600), drawn(900, 600).rotate(90)]
    for kind in ("GIF", "WEBP", "PNG"):
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:])

        assert make_sizes(data) == Made(width=900, height=600)


def test_a_small_picture_is_left_alone():
    assert make_sizes(saved(drawn(150, 100))) == Made(width=150, height=100)


def test_what_saves_nothing_is_left_alone():
    assert make_sizes(saved(drawn(1200, 900), quality=1)).files == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        saved(drawn(), quality=95)[:20_000],
        saved(drawn(), "PNG")[:30_000],
        saved(drawn(), "PNG")[:40] + b"x" * 30_000,
        saved(drawn(), "WEBP", quality=100)[:20_000],
        saved(drawn(), "GIF")[:20_000],
    ],
    ids=["empty", "text", "jpeg", "png", "damaged png", "webp", "gif"],
)  # fmt: skip
def test_a_file_that_is_broken_is_named_so(data):
    with pytest.raises(BrokenPicture) as told:
        make_sizes(data + bytes(20_000 if data[:4] == b"RIFF" else 0))
    assert " at 0x" not in str(told.value)


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100_000)

    with pytest.raises(BrokenPicture):
        make_sizes(saved(drawn(), "PNG"))


def test_a_picture_that_is_merely_large_is_made_without_a_warning(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 400_000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with large_pictures_allowed():
            assert make_sizes(saved(drawn(), quality=95)).files


def test_the_cache_gives_back_what_was_made():
    made = Made(width=3, height=4, files=((1, b"\n\n["), (2, b"")))

    assert Made.parse(made.dump()) == made
