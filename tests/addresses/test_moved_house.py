"""A whole old blog, moved: every address it answered to, asked of real servers and of a host without rules."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser
import pytest
from little_site import LittleSite
from old_blog import Post, Remark, backup
from web_server import serving
from web_servers import SERVERS, ask, running

from plugins.addresses.old_blogs.answered import addresses_of
from plugins.addresses.old_urls import old_url_faults
from plugins.comments_import.commands import Options, import_files
from plugins.comments_import.files.intake import Limits
from plugins.comments_import.old_posts import Reading, read_old_posts
from plugins.publishing.building import build

POSTS = (
    Post(id=1, labels=("Lunch", "Good Old", "Café", "C#")),
    Post(
        id=2, title="Second", slug="second", at="2010-09-30T23:30:00.000Z", labels=("Lunch", "100%")
    ),
    Post(
        id=3,
        title="<b>Third</b>",
        slug="third_2",
        at="2012-02-01T10:00:00.000Z",
        labels=('a "b" c',),
    ),
    Post(id=4, title="Ω", slug="blog-post", at="2012-02-29T10:00:00.000Z", labels=("Ω", "$x{y}\\")),
)
REMARKS = (Remark(id=11, post=1), Remark(id=12, post=1, parent=11), Remark(id=13, post=3))


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """The site that an old Blogger blog became, and all of its old addresses."""
    site = LittleSite(tmp_path_factory.mktemp("moved") / "Anas söte")
    (site.content / "posts").mkdir(parents=True)
    export = site.folder / "backup.xml"
    export.write_text(backup(POSTS, REMARKS))
    import_files([export], site.open(), Options())
    opened = site.open("publishconf")
    build(opened)
    reading = Reading(zone=ZoneInfo("UTC"), now=datetime(2026, 6, 1, tzinfo=UTC), limits=Limits())
    urls = addresses_of(read_old_posts([export], reading))
    assert len(urls) > 90
    return site, urls


def test_no_old_address_is_lost(moved):
    site, urls = moved
    faults, summary = old_url_faults(site.output, urls, source=site.folder / "backup.xml")

    assert [str(fault) for fault in faults] == []
    assert summary.same + summary.led + summary.by_host == summary.read == len(urls)


@pytest.mark.parametrize("name", SERVERS)
def test_every_old_address_answers_on_a_real_server(moved, tool, tmp_path, name):
    site, urls = moved
    with running(name, tool, site.output, tmp_path) as address:
        for url in urls:
            parts = urlsplit(url)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            first = ask(address, path)
            is_moved = first.status in {301, 308}  # 308: Caddy's way from /search to /search/
            last = ask(address, first.leads_to.partition("#")[0]) if is_moved else first

            kind = last.headers["Content-Type"]
            assert last.status == 200, (path, first)
            if path.startswith("/feeds/") and "json" in path:
                assert kind.startswith("application/feed+json"), (path, first)
            elif path.startswith("/feeds/"):
                assert kind == "application/xml; charset=utf-8", (path, first)
                assert first.status == 301
            else:
                assert kind.startswith(("text/html", "application/xml")), (path, first)


def test_every_address_without_a_query_answers_where_there_are_no_rules(moved):
    """But for the feeds of one post alone, and of its comments when it has none: rules alone know them."""
    site, urls = moved
    urls = [
        url
        for url in urls
        if not re.search(r"/feeds/(posts/default/\d+|[24]/comments/default)$", urlsplit(url).path)
    ]
    with serving(site.output) as address:
        for url in urls:
            path = urlsplit(url).path
            found = ask(address, path)
            if found.status == 301:  # to the folder, as static hosts do
                found = ask(address, urlsplit(found.leads_to).path)
            assert found.status == 200, path
            if path.startswith("/feeds/posts/"):
                assert feedparser.parse(found.body).entries, path


def test_a_feed_reader_that_follows_the_old_feed_sees_the_same_posts(moved, tool, tmp_path):
    site, _urls = moved
    with running("nginx", tool, site.output, tmp_path) as address:
        old = feedparser.parse(f"{address}/feeds/posts/default?alt=rss")

    assert {entry.id for entry in old.entries} == {
        f"tag:blogger.com,1999:blog-77.post-{n}" for n in (1, 2, 3, 4)
    }
