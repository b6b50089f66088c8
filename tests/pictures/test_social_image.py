"""The social images: whole PNGs, small, the same at every call, and never with boxes for letters."""

import io
from pathlib import Path

import pytest
from PIL import Image

from plugins.pictures.cache import Cache
from plugins.pictures.social.easel import Easel, Wanted
from plugins.pictures.social.image import Words, draw_image
from plugins.pictures.social.letters import Script, find_script, fonts_of, runs_right_to_left
from plugins.pictures.social.places import image_path

FONTS = fonts_of("Semibold", Path("none"))
LONG = "The first note after a year, or sixteen: how to begin again when nobody remembers who was to answer whom"


def image_of(title, site="Still in Touch", author="Ana"):
    words = (find_script(text, FONTS) for text in (title, site, author))
    return draw_image(Words(**dict(zip(("title", "site", "author"), words, strict=True))))


@pytest.mark.parametrize("title", ["Lunch", LONG, LONG * 3, "W" * 200, "Über Łódź", "", "中文标题"])
def test_each_is_a_small_picture_of_the_size_that_is_shared(title):
    data = image_of(title)

    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "P", (1200, 630))
    assert len(data) < 32_000
    assert data == image_of(title)


def test_words_stay_within_the_margins():
    with Image.open(io.BytesIO(image_of("W" * 200, site="W" * 200, author="W" * 200))) as image:
        dark = image.convert("L").point(lambda grey: 255 if grey < 150 else 0)

    edge = 20
    left, top, right, bottom = dark.crop((0, edge, 1200, 630)).getbbox()
    assert left >= 75
    assert right <= 1200 - 75
    assert top >= 30
    assert bottom <= 630 - edge - 40


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lunch", "Lunch"),
        ("Lunch 🎉 and 👩🏽\u200d💻 tea", "Lunch and tea"),
        ("  one\n two\t", "one two"),
        ("Cafe\u0301", "Café"),
        ("a\x00b\ud800c", "abc"),
        ("I ❤\ufe0f lunch", "I lunch"),
        ("“Ol’ naïve” – Łódź…", "“Ol’ naïve” – Łódź…"),
        ("中文标题", None),
        ("Lunch 中文", None),
        ("مرحبا", None),
        ("🎉", None),
        ("", None),
        ("!?", None),
    ],
)
def test_only_letters_that_the_font_has_are_drawn(text, expected):
    found = find_script(text, FONTS)

    assert (found and found.text) == expected


def test_another_font_is_asked_for_the_letters_that_the_first_lacks():
    italic = FONTS[0].replace("-Semibold", "-SemiboldIt")  # has no Cyrillic letters

    assert find_script("Lunch", (italic, *FONTS)).path == italic
    assert find_script("Обед вместе", (italic, *FONTS)).path == FONTS[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lunch", False),
        ("مرحبا بالعالم", True),
        ("2026: שלום", True),
        ("A שלום", False),
        ("42", False),
    ],
)
def test_the_first_letter_tells_the_direction(text, expected):
    assert runs_right_to_left(text) is expected


@pytest.mark.parametrize("is_right_to_left", [False, True])
def test_a_headline_stands_where_reading_begins(is_right_to_left):
    title = Script(path=FONTS[0], text="Lunch", is_right_to_left=is_right_to_left)

    with Image.open(io.BytesIO(draw_image(Words(title=title, site=None, author=None)))) as image:
        words = image.convert("L").crop((0, 200, 1200, 480)).point(lambda grey: 255 * (grey < 100))

    left, _top, right, _bottom = words.getbbox()
    assert (left > 600) is is_right_to_left
    assert (right < 600) is not is_right_to_left


def test_a_font_that_is_none_is_left_out(tmp_path):
    (tmp_path / "social.ttf").write_text("no font")

    assert fonts_of("Semibold", tmp_path) == FONTS


def test_an_image_is_drawn_once_and_again_when_its_words_change(tmp_path):
    def draw(title, now):
        easel = Easel(tmp_path, Cache(tmp_path / "var", now=now))
        (file,) = easel.files({"social/a.png": Wanted(title=title, site="S", author="A")})
        return file.make()

    first = draw("Lunch", 1.0)

    assert draw("Lunch", 2.0) == first
    assert len([path for path in (tmp_path / "var").rglob("*") if path.is_file()]) == 1
    assert draw("Tea", 3.0) != first
    assert len([path for path in (tmp_path / "var").rglob("*") if path.is_file()]) == 2


@pytest.mark.parametrize(
    ("save_as", "expected"),
    [
        ("2026/05/lunch.html", "social/2026/05/lunch.png"),
        ("lunch/index.html", "social/lunch/index.png"),
        ("v1.2", "social/v1.png"),
        ("site.html", "social/site.html.png"),
    ],
)
def test_each_has_its_place(save_as, expected):
    assert image_path(save_as) == expected
