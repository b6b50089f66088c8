"""Each export of ours is imported, and every address its blog answered to is looked for on the new site."""

from datetime import UTC, datetime
from pathlib import Path

import old_blog
import pytest
from little_site import LittleSite
from old_blog import Post, Remark
from old_places import FILES, tag

from plugins.addresses.answering import Way, find_answer
from plugins.addresses.model import Kind, Place, SiteMap
from plugins.addresses.old_blogs.answered import addresses_of
from plugins.addresses.old_blogs.every import old_blog_rules
from plugins.addresses.old_urls import old_url_faults
from plugins.addresses.rule_book import RuleBook
from plugins.addresses.stated import parse_redirect_from
from plugins.addresses.table import build_table
from plugins.comments_import.commands import Options, import_files
from plugins.comments_import.files.intake import Limits
from plugins.comments_import.old_posts import Reading, read_old_posts
from plugins.shared.errors import BadExport
from plugins.shared.text import make_slug
from plugins.shared.written import read_pages, read_posts

EXPORTS = Path(__file__).parents[1] / "comments_import" / "exports"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
READING = Reading(zone=UTC, now=NOW, limits=Limits())
SYSTEMS = (
    "blogger-backup",
    "blogger-takeout",
    "blogger-feed",
    "wordpress",
    "movabletype",
    "typepad",
)
CASES = sorted(
    path
    for path in EXPORTS.iterdir()
    if path.suffix != ".expected" and path.name.startswith(SYSTEMS)
)


def old_addresses(export):
    try:
        return addresses_of(read_old_posts([export], READING))
    except BadExport:  # cut off before its first post, or comments only
        return ()


def places_of(site):
    """Give what Pelican would tell of an imported site, and the rules its files state."""
    places, stated = [], []
    for kind, found in ((Kind.POST, read_posts(site)), (Kind.PAGE, read_pages(site))):
        for one in (each for each in found if each.is_public(NOW)):
            path = one.address.removesuffix("index.html")
            field = one.front.find("redirect_from")
            old = field.values if field else ()
            stated += parse_redirect_from(old, f"/{path}", path=one.front.path)[0]
            old = tuple(value.strip() for values in old for value in values.split(","))
            source = one.front.get("imported_from")
            places.append(
                Place(
                    path=path,
                    file=one.address,
                    kind=kind,
                    title="",
                    id=one.id,
                    date=one.date,
                    old=old,
                    source=source,
                )
            )
            names = filter(None, map(str.strip, one.front.get("tags").split(",")))
            places += [tag(name, make_slug(name)) for name in names]
    unique = {place.path: place for place in places}
    return SiteMap(places=tuple(unique.values())), [one.rule for one in stated]


@pytest.mark.parametrize("export", CASES, ids=lambda path: path.name)
def test_every_address_of_an_old_blog_answers(tmp_path, export):
    urls = old_addresses(export)
    little = LittleSite(tmp_path)
    (little.content / "posts").mkdir(parents=True)
    site = little.open("publishconf")
    try:
        import_files([export], site, Options())
    except BadExport:
        return
    site_map, stated = places_of(site)
    files = {place.file for place in site_map.places} | {place.feed for place in site_map.places} | set(FILES)  # fmt: skip
    book = RuleBook(build_table([stated, old_blog_rules(site_map)], files))

    answers = [find_answer(url, book, files, lambda _file: ()) for url in urls]

    assert [answer.url for answer in answers if answer.way is Way.NONE] == []


def test_the_exports_of_ours_give_addresses_of_every_system():
    for system in {*SYSTEMS} - {"movabletype"}:  # which tells no addresses
        assert any(old_addresses(case) for case in CASES if case.name.startswith(system))


def test_a_built_site_answers_for_the_blog_it_was(tmp_path):
    """Comments' places, labels and feeds are looked for in what Pelican made."""
    posts = [
        Post(id=1, labels=("Old friends", "Tea & <cake>")),
        Post(id=2, slug="quiet", at="2011-02-03T10:00:00.000Z"),
    ]
    remarks = [Remark(id=11, post=1), Remark(id=12, post=1, parent=11)]
    export = tmp_path / "blog.xml"
    export.write_text(old_blog.backup(posts, remarks))
    little = LittleSite(tmp_path / "site")
    (little.content / "posts").mkdir(parents=True)
    site = little.open("publishconf")
    import_files([export], site, Options())
    done = little.run(
        "build", "--content", str(site.content), "--settings", str(site.settings_file)
    )
    assert done.returncode == 0, done.stderr

    urls = old_addresses(export)
    faults, summary = old_url_faults(site.output, urls, source=export)

    assert faults == []
    assert summary.read == len(urls) == summary.same + summary.led + summary.by_host
    assert any("#c12" in url for url in urls)
