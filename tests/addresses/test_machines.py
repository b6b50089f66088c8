"""sitemap.xml, robots.txt and the theme's fingerprinted names."""

from datetime import UTC, datetime

from lxml import etree

from plugins.addresses.fingerprints import named_files, place_all
from plugins.addresses.machines import format_robots, format_sitemap
from plugins.addresses.model import Kind, Place, SiteMap

OLD, NEW = datetime(2010, 8, 14, tzinfo=UTC), datetime(2026, 5, 31, 9, 0, 5, 123, tzinfo=UTC)


def place(path, changed):
    return Place(path=path, file=path, kind=Kind.POST, title="T", changed=changed)


def test_the_sitemap_has_every_place_with_its_last_change():
    site = SiteMap(places=(place("a.html", OLD), place("b.html", NEW), place("about/", None)))
    root = etree.fromstring(format_sitemap(site, "https://ana.example"))
    rows = [[element.text for element in row] for row in root]

    assert rows == [
        ["https://ana.example/", "2026-05-31T09:00:05Z"],
        ["https://ana.example/archive/", "2026-05-31T09:00:05Z"],
        ["https://ana.example/a.html", "2010-08-14T00:00:00Z"],
        ["https://ana.example/b.html", "2026-05-31T09:00:05Z"],
        ["https://ana.example/about/"],
    ]


def test_a_site_without_posts_has_a_sitemap_too():
    assert b"<loc>https://ana.example/</loc>" in format_sitemap(
        SiteMap(places=()), "https://ana.example"
    )


def test_robots_are_told_where_the_sitemap_is():
    text = format_robots("https://ana.example/blog", "/blog")

    assert "Disallow: /blog/_servers/\n" in text
    assert text.endswith("Sitemap: https://ana.example/blog/sitemap.xml\n")


def test_a_name_changes_with_what_is_in_the_file(tmp_path):
    (tmp_path / "site.css").write_text("a {}")
    (first, _data) = named_files(tmp_path)["site.css"]
    (tmp_path / "site.css").write_text("b {}")
    files = named_files(tmp_path)
    place_all(tmp_path, files)

    assert first != files["site.css"][0]
    assert first.startswith("site.")
    assert (tmp_path / files["site.css"][0]).read_text() == "b {}"
    assert not (tmp_path / "site.css").exists()


def test_the_published_style_sheet_is_slim_and_ends_with_the_authors_own(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "site.css").write_text("/* why */\n@layer a { p { color: red; } }\n")
    (tmp_path / "content" / "site.css").write_text("p { color: blue; }")

    (_name, data) = named_files(tmp_path, content=tmp_path / "content", is_slim=True)["site.css"]

    assert data == b"@layer a{p{color:red}}p{color:blue}"
