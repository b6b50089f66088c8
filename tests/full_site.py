"""A site with one of everything, for looking at the pages and for the tests that hold them.

    .venv/bin/python tests/full_site.py FOLDER [--language he] [--without-desk]

The texts lie in tests/theme/site/; `[[60]]` in them is a paragraph of 60 made-up words.
"""

import argparse
import random
import re
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

TESTS = Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS.parent), str(TESTS)]

from little_site import LittleSite  # noqa: E402
from made_up_words import Prose, make_words  # noqa: E402

TEXTS = TESTS / "theme" / "site"
DESK = "https://desk.ana.example"
SETTINGS = """
SITENAME = "Ana at Lunch"
SITESUBTITLE = "On keeping the people one once sat next to"
LICENSE = "CC BY-SA 4.0"
DEFAULT_LANG = "{language}"
NEWSLETTER_DESK = "{desk}"
"""
SHORT_POSTS = 12
TAGS = ("habits", "writing", "old friends", "coffee", "moving", "lunch", "phone")
CATEGORIES = ("Getting together", "Writing & waiting", "Between two jobs")
_PARAGRAPH = re.compile(r"\[\[(\d+)\]\]")


def write_full_site(folder: Path, *, language: str = "en", desk: str = DESK) -> LittleSite:
    """Write the content and both settings files; give the site, which is not built yet."""
    site = LittleSite(folder)
    prose = Prose(make_words(3_000))
    for path in sorted(TEXTS.rglob("*.*")):
        kind = path.parent.name
        if kind == language:
            site.write(f"posts/{path.name}", path.read_text())
        elif kind in {"posts", "comments", "pages", "digests"}:
            site.write(f"{kind}/{path.name}", _filled(path.read_text(), prose))
    _write_short_posts(site, prose)
    site.write("images/table.jpg", _table())
    site.write("images/cups.png", _cups())
    extra = SETTINGS.format(language=language, desk=desk)
    for base in ("pelicanconf", "publishconf"):
        site.open(base, extra=extra)
    return site


def _filled(text: str, prose: Prose) -> str:
    return _PARAGRAPH.sub(lambda match: prose.paragraph(int(match[1])), text)


def _write_short_posts(site: LittleSite, prose: Prose) -> None:
    """Write enough posts for three pages of the list, over three years."""
    for number in range(SHORT_POSTS):
        stem = f"{2023 + number // 4}-{1 + 2 * (number % 4):02}-{3 + number:02}-note-{number + 1}"
        site.post(
            stem,
            body="\n\n".join(prose.paragraph(30 + 10 * (number % 5)) for _ in range(2)),
            title=prose.paragraph(2 + number % 6).rstrip("."),
            category=CATEGORIES[number % 3],
            tags=", ".join({TAGS[number % 7]: 0, TAGS[(number * 3 + 1) % 7]: 0}),
        )


def _table() -> bytes:
    """Give a photograph of sorts: soft light and some noise, which packs as badly as one."""
    light = Image.radial_gradient("L").resize((1600, 1066))
    grain = _grain((1600, 1066))
    picture = Image.merge(
        "RGB", [light.point(lambda v, k=k: 250 - v * k // 100) for k in (55, 65, 80)]
    )
    picture = Image.blend(picture, Image.merge("RGB", [grain] * 3), 0.12)
    draw = ImageDraw.Draw(picture)
    for x, y in ((430, 330), (1170, 330), (430, 740), (1170, 740)):
        draw.ellipse(
            (x - 170, y - 170, x + 170, y + 170), fill="#f4f1ea", outline="#8c8171", width=5
        )
        draw.ellipse((x - 105, y - 105, x + 105, y + 105), outline="#c9bfae", width=4)
        draw.ellipse((x + 190, y - 150, x + 270, y - 70), fill="#9c2f2b")
    return _bytes_of(picture, "JPEG", quality=85)


def _grain(size: tuple[int, int]) -> Image.Image:
    few = random.Random(8).randbytes(400 * 266)
    return Image.frombytes("L", (400, 266), few).resize(size)


def _cups() -> bytes:
    picture = Image.new("RGB", (900, 600), "#fdfaf3")
    draw = ImageDraw.Draw(picture)
    for x in (130, 500):
        draw.arc((x, 160, x + 240, 460), 0, 180, fill="#31415e", width=9)
        draw.line((x, 310, x + 240, 310), fill="#31415e", width=9)
        draw.arc((x + 200, 310, x + 310, 420), 270, 120, fill="#31415e", width=9)
    return _bytes_of(picture, "PNG")


def _bytes_of(picture: Image.Image, form: str, **options: int) -> bytes:
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--without-desk", action="store_true")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    write_full_site(folder, language=asked.language, desk="" if asked.without_desk else DESK)
    print(f"Written: {folder / 'content'}\nBuild it with one of:")
    for base in ("pelicanconf", "publishconf"):
        print(f"  python3 tasks.py build --settings '{folder / base}_of_ana.py'")
    print(f"The page with everything: {folder / 'output/2026/06/the-long-lunch.html'}")


if __name__ == "__main__":
    main()
