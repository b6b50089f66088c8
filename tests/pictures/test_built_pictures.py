"""A site with pictures, built for its author and for the world."""

import re

import pytest
from drawn_pictures import PLACE, drawn, exif, saved, told
from little_site import LittleSite
from PIL import Image

from plugins.check.commands import site_faults
from plugins.check.content import content_faults
from plugins.pictures.album import Album
from plugins.pictures.cache import Cache
from plugins.pictures.memory import Memory
from plugins.publishing.building import build
from plugins.shared.dates import parse_time
from plugins.shared.making import make_each

NOW = parse_time("2026-07-01")
PHOTO = saved(drawn(1500, 1000), quality=92, exif=exif(orientation=6, place=PLACE))
BODY = """![First]({static}/images/photo.jpg)

<img alt="Umlaut" src="{static}/images/Größe 50% a.JPG"> ![s]({static}/images/small.png)

[![again]({static}/images/photo.jpg)](https://x.example/) ![remote](https://x.example/a.jpg)
![drawing]({static}/images/d.svg) ![broken]({static}/images/broken.jpg)

<figure><img src="/images/photo.jpg" alt=x width=300></figure>
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build the site both ways; give it, and what was said."""
    site = LittleSite(tmp_path_factory.mktemp("pictures") / "Anas söte")
    site.write("images/photo.jpg", PHOTO)
    site.write("images/Größe 50% a.JPG", saved(drawn(700, 500), quality=92))
    site.write("images/small.png", saved(drawn(40, 30), "PNG"))
    site.write("images/broken.jpg", PHOTO[:20_000])
    site.write("images/d.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"/>')
    site.post("2026-05-31-lunch", body=BODY)
    site.post("2026-06-01-site", title="No picture & <b>", save_as="site.html", url="site.html")
    site.post("2026-06-02-draft", status="draft")
    site.write("pages/about.md", "Title: About\n\n![x]({static}/images/photo.jpg)\n")
    _changes, said = build(site.open())
    build(site.open("publishconf", output=str(site.folder / "public")))
    return site, said


def pictures(path):
    return re.findall(r"(?:<picture>)?(?:<source[^>]*>)?<img[^>]*>", path.read_text())


def test_a_preview_leads_to_sizes_beside_it(built):
    site, _said = built
    page = site.output / "2026/05/lunch.html"

    first, *_others = pictures(page)

    addresses = re.search('srcset="([^"]*)"', first)[1]
    found = [one.split() for one in addresses.split(", ")]
    assert [width for _address, width in found] == ["480w", "800w", "1000w"]
    for address, width in found:
        with Image.open(page.parent / address) as image:
            assert (image.format, f"{image.width}w") == ("WEBP", width)
    assert 'width="1000" height="1500"' in first
    assert 'src="../../images/photo.jpg"' in first
    assert "lazy" not in first


def test_each_kind_of_picture_is_shown_as_it_can_be(built):
    site, _said = built

    _first, umlaut, small, again, remote, drawing, broken, figure = pictures(
        site.output / "2026/05/lunch.html"
    )

    assert umlaut.startswith("<picture>")
    assert again.startswith("<picture>")
    assert (
        small
        == '<img width="40" height="30" loading="lazy" decoding="async" alt="s" src="../../images/small.png">'
    )
    assert remote == '<img loading="lazy" alt="remote" src="https://x.example/a.jpg">'
    assert 'width="20" height="10"' in drawing
    assert broken == '<img loading="lazy" alt="broken" src="../../images/broken.jpg">'
    assert "300px" in figure
    assert 'height="450"' in figure


def test_what_is_broken_is_told_and_stops_nothing(built):
    _site, said = built

    (line,) = said
    assert "content/images/broken.jpg: it cannot be shown smaller" in line


def test_names_of_sizes_are_safe_and_the_same_picture_is_made_once(built):
    site, _said = built

    names = [path.name for path in sorted((site.output / "images/sizes").iterdir())]

    assert all(re.fullmatch(r"[a-z0-9-]+\.webp", name) for name in names)
    assert len(names) == 5


def test_the_world_gets_whole_addresses_and_the_same_sizes(built):
    site, _said = built

    page = (site.folder / "public/2026/05/lunch.html").read_text()

    assert 'srcset="https://ana.example/images/sizes/photo-' in page
    for path in (site.output / "images/sizes").iterdir():
        there = site.folder / "public/images/sizes" / path.name
        assert there.read_bytes() == path.read_bytes()


def test_feeds_and_letters_keep_the_original(built):
    site, _said = built

    feed = (site.folder / "public/atom.xml").read_text()

    assert "images/photo.jpg" in feed
    assert "images/sizes" not in feed


def test_a_published_photo_tells_no_place_and_the_authors_own_does(built):
    site, _said = built
    for output in (site.output, site.folder / "public"):
        assert told((output / "images/photo.jpg").read_bytes()) == (
            {},
            {0x0112: 6, 0x013B: "Ana"},
        )

    assert (site.content / "images/photo.jpg").read_bytes() == PHOTO


def test_the_site_is_without_fault(built):
    site, _said = built
    opened = site.open("publishconf", output=str(site.folder / "public"))

    # Servers and browsers take "%" in a name for something else; it is told.
    assert content_faults(opened) == []
    assert [
        one.message for one in site_faults(opened, now=NOW)[1] if "50%" not in one.message
    ] == []


def test_a_missing_size_is_told(built, tmp_path):
    site, _said = built
    opened = site.open("publishconf", output=str(site.folder / "public"))
    size = next((opened.output / "images/sizes").iterdir())
    kept = size.rename(tmp_path / "kept")

    found = [one.message for one in site_faults(opened, now=NOW)[1]]

    kept.rename(size)
    assert any(size.name in message and "leads to no file" in message for message in found)


def test_the_world_gets_social_images_of_published_posts(built):
    site, _said = built
    public = site.folder / "public"

    found = sorted(
        path.relative_to(public).as_posix() for path in (public / "social").rglob("*.png")
    )

    assert found == ["social/2026/05/lunch.png", "social/site.html.png", "social/site.png"]
    assert (
        "https://ana.example/social/2026/05/lunch.png"
        in (public / "2026/05/lunch.html").read_text()
    )
    assert "https://ana.example/social/site.png" in (public / "index.html").read_text()
    assert "social/" not in (public / "sitemap.xml").read_text()
    assert "social/" not in (public / "addresses.txt").read_text()


def test_previews_have_none(built):
    site, _said = built

    assert not (site.output / "social").exists()
    assert "social/" not in (site.output / "2026/05/lunch.html").read_text()


def test_the_icon_for_telephones_lies_where_they_look_for_it(built):
    site, _said = built

    with Image.open(site.output / "apple-touch-icon.png") as icon:
        assert icon.size == (180, 180)


def test_a_second_build_and_one_without_a_cache_give_the_same(built):
    site, _said = built
    before = {path: path.read_bytes() for path in site.output.rglob("*") if path.is_file()}

    changes, _said = build(site.open())

    assert "0 added, 0 changed, 0 removed" in str(changes)
    cache = site.folder / "var/pictures"
    for path in cache.rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")

    build(site.open())

    assert {path: path.read_bytes() for path in site.output.rglob("*") if path.is_file()} == before


def test_one_core_gives_the_same_bytes(built, tmp_path, monkeypatch):
    site, _said = built
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    names = ["images/photo.jpg", "images/Größe 50% a.JPG"]
    album = Album(
        {name: str(site.content / name) for name in names},
        Cache(tmp_path / "var", now=1.0),
        Memory(None, now=1),
    )

    album.make_all(names)
    make_each(tmp_path, album.files())

    made = sorted((tmp_path / "images/sizes").iterdir())
    assert len(made) == 5
    for path in made:
        assert path.read_bytes() == (site.output / "images/sizes" / path.name).read_bytes()
