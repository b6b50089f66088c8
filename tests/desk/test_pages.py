import re
from urllib.parse import urljoin
from urllib.request import urlopen

import html5lib
import pytest
from desks import running_desk

from plugins.desk.pages import site_pages

POST = {"post": "2026-05-31-lunch", "page": "2026/05/lunch.html"}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_page_is_valid_in_every_language(desk, language):
    desk.blog.site.post("2026-05-31-lunch")
    token = desk.add("bo@work.example", name='"><b>&amp;', language=language)
    invited = desk.invite("di@work.example")
    said = {"Accept_Language": language}
    pages = [
        desk.get("/", **said),
        desk.get("/nowhere", **said),
        desk.subscribe("cy@work.example", **said),
        desk.subscribe("none", **said),
        desk.get(f"/c/{invited}", **said),
        desk.post(f"/c/{invited}", {"confirm": "yes"}, **said),
        desk.post(f"/p/{token}", {"do": "pause", "for": "month"}, **said),
        desk.post(f"/p/{token}", {"do": "erase", "address": "x"}, **said),
        desk.get(f"/u/{token}", **said),
        desk.post(f"/u/{token}", {"confirm": "yes"}, **said),
        desk.post(f"/u/{token}", {"undo": "yes"}, **said),
        desk.post(
            "/comment", {**POST, "name": "<", "text": "*a*\n\n</textarea>", "do": "look"}, **said
        ),
        desk.post("/comment", {**POST, "topic": "x"}, **said),
        desk.post(f"/p/{token}", {"do": "erase", "address": "bo@work.example"}, **said),
    ]

    for page in pages:
        html5lib.HTMLParser(strict=True).parse(page.text)
        assert f'<html lang="{language}">' in page.text
        assert page.heading
        assert page.headers["cache-control"] == "no-store"
        assert "set-cookie" not in page.headers
        assert "<script" not in page.text
        assert "style=" not in page.text


@pytest.mark.parametrize("path", ["/desk", "/a/b"])
def test_the_desk_may_be_a_part_of_another_address(site, path):
    with running_desk(site, address=f"https://ana.example{path}") as desk:
        page = desk.get(f"{path}/subscribe")

        assert f'action="{path}/subscribe"' in page.text
        assert f'href="{path}/theme/site.css"' in page.text
        assert desk.get(f"{path}/theme/site.css").headers["content-type"].startswith("text/css")
        for icon in re.findall(
            r'<link rel="(?:icon|apple-touch-icon)"[^>]* href="([^"]+)"', page.text
        ):
            with urlopen(urljoin(desk.server.address, icon)) as answer:
                assert answer.headers["Content-Type"].startswith("image/"), icon
        assert desk.get(f"{path}/health").text == "ok\n"
        assert desk.get("/subscribe").status == 404
        assert desk.get(f"{path}/theme/..%2f..%2fbase.html").status == 404
        assert "max-age=63072000" in page.headers["strict-transport-security"]


def test_the_sites_own_pages_stand_in_the_header(site):
    site.write("pages/about.md", "Title: About <me>\nSlug: about\n\nMe.\n")
    site.write("pages/secret.md", "Title: Secret\nStatus: draft\n\nMe.\n")
    with running_desk(site) as desk:
        page = desk.get("/")

        assert [one.title for one in site_pages(desk.newsletter.site)] == ["About <me>"]
        assert "About &lt;me&gt;" in page.text
        assert "Secret" not in page.text


def test_a_desk_out_of_order_says_so_and_does_not_look_well(desk):
    with desk.newsletter.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outgoing")

    answer = desk.subscribe("bo@work.example")

    assert answer.status == 503
    assert "not your fault" in answer.text
    assert desk.get("/health").status == 503
    assert desk.person("bo@work.example") is None
