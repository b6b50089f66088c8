"""A published photo does not tell where it was taken, and is otherwise the same."""

import io

import pytest
from drawn_pictures import PLACE, drawn, exif, saved, told
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plugins.pictures.location import without_location

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b' exif:GPSLatitude="52,31.2N" dc:creator="Ana"><exif:GPSLongitude>13,24.0E</exif:GPSLongitude>'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def dots(data):
    with Image.open(io.BytesIO(data)) as image:
        return image.mode, image.size, image.tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_is_gone_and_all_else_is_there(kind):
    data = saved(drawn(60, 40), kind, exif=exif(orientation=6, place=PLACE))
    assert told(data)[0] == PLACE

    blanked = without_location(data)

    assert told(blanked) == ({}, {0x0112: 6, 0x013B: "Ana"})
    assert dots(blanked) == dots(data)
    assert len(blanked) == len(data)
    assert without_location(blanked) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_tells_no_place_is_left_alone(kind):
    assert without_location(saved(drawn(60, 40), kind, exif=exif(orientation=6))) is None
    assert without_location(saved(drawn(60, 40), kind)) is None


def test_the_order_of_bytes_is_the_cameras():
    found = exif(place=PLACE)
    found.endian = ">"
    data = saved(drawn(60, 40), exif=found)
    assert b"MM\0*" in data

    assert told(without_location(data))[0] == {}


def test_xmp_is_blanked_too():
    blanked = without_location(saved(drawn(60, 40), xmp=XMP))

    assert b"52,31.2N" not in blanked
    assert b"13,24.0E" not in blanked
    assert b'dc:creator="Ana"' in blanked


def test_a_film_behind_a_photo_tells_no_place():
    film = b"\0\0\0\x20\xa9xyz\0\x12\x15\xc7+52.5200+013.4050/"

    blanked = without_location(saved(drawn(60, 40)) + film)

    assert b"52.52" not in blanked


def test_every_photo_in_a_file_of_several_is_blanked():
    one = saved(drawn(60, 40), exif=exif(place=PLACE))

    blanked = without_location(one + one)

    assert told(blanked[: len(one)])[0] == {}
    assert told(blanked[len(one) :])[0] == {}


WHOLE = saved(drawn(60, 40), exif=exif(place=PLACE))


@given(st.integers(0, 250), st.binary(min_size=1, max_size=4))
def test_damaged_exif_is_no_reason_to_fail(position, junk):
    data = WHOLE[:position] + junk + WHOLE[position + len(junk) :]

    blanked = without_location(data)

    assert blanked is None or len(blanked) == len(data)


@given(st.integers(0, len(WHOLE)))
def test_a_photo_that_is_cut_off_is_no_reason_to_fail(length):
    blanked = without_location(WHOLE[:length])

    assert blanked is None or len(blanked) == length
