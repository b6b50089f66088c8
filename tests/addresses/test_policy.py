"""What pages may load."""

import pytest

from plugins.addresses.loading import loads_of
from plugins.addresses.policy import format_policy, headers, search_policy, security_policy

SITE = "https://ana.example/blog"


def policy(*bodies, desk=""):
    loads = [load for body in bodies for load in loads_of(body, site=SITE)]
    return dict(security_policy(loads, site=SITE, desk=desk))


def test_a_site_that_loads_nothing_from_elsewhere_may_not():
    found = policy("<p>Words</p>")

    assert found["default-src"] == "'none'"
    assert found["img-src"] == "'self' https://ana.example data:"
    assert found["form-action"] == "'self'"
    assert "frame-src" not in found
    assert "script-src" not in found


def test_pictures_may_come_from_where_posts_have_them():
    body = """<img alt="" src="https://1.bp.blogspot.com/a.jpg"><img srcset="http://B.example:8080/x 1x, /y 2x">"""

    assert (
        policy(body)["img-src"]
        == "'self' https://ana.example data: http://b.example:8080 https://1.bp.blogspot.com"
    )


@pytest.mark.parametrize(
    ("body", "host"),
    [
        ('<img src="//1.bp.blogspot.com/a.jpg">', "https://1.bp.blogspot.com"),
        ('<img src="/a.jpg" srcset="https://c.example/a.jpg 2x">', "https://c.example"),
        ('<video poster="/a.jpg" src="https://v.example/b.mp4"></video>', "https://v.example"),
        ('<img alt="a > b" src="https://c.example/a.jpg">', "https://c.example"),
        ("<img src=https://c.example/a.jpg>", "https://c.example"),
        ('<img src="https&#58;//c.example/a.jpg">', "https://c.example"),
        ('<img src="https://foto.bücher:8080/a.jpg">', "https://foto.xn--bcher-kva:8080"),
        ('<img src="https://my_blog.example/a.jpg">', "https://my_blog.example"),
        ("<p style='background: url(//bg.example/a.png)'>", "https://bg.example"),
        ('<svg><image href="https://s.example/a.png"/></svg>', "https://s.example"),
        ('<table background="https://t.example/a.gif"></table>', "https://t.example"),
    ],
)
def test_pictures_are_found_however_they_are_written(body, host):
    assert policy(body)["img-src"] == f"'self' https://ana.example data: {host}"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!-- nothing -->",
        '<img srcset="/a//b.jpg 2x">',
        '<pre>&lt;img src="https://c.example/a.jpg"&gt;</pre>',
        "\ud800\0",
    ],
)
def test_what_is_no_picture_of_another_host_lets_nothing_in(body):
    assert policy(body)["img-src"] == "'self' https://ana.example data:"


def test_frames_and_objects_of_the_site_are_let_through_and_held_by_nobody_else():
    found = policy('<iframe src="/map/"></iframe><object data="/files/a.pdf"></object>')

    assert found["frame-src"] == found["object-src"] == "'self' https://ana.example"
    assert found["frame-ancestors"] == "'self'"
    assert policy("<p>")["frame-ancestors"] == "'none'"
    assert "object-src" not in policy("<p>")


def test_a_frame_without_a_scheme_comes_from_where_it_says():
    assert policy('<iframe src="//films.example/1">')["frame-src"] == "https://films.example"


def test_a_style_sheet_in_a_post_is_let_through():
    assert policy("<style>p { color: red }</style>")["style-src"].endswith(" 'unsafe-inline'")
    assert "unsafe" not in policy("<p>style</p>")["style-src"]


def test_frames_may_come_from_where_posts_have_them():
    assert (
        policy('<iframe src="https://films.example/1"></iframe>')["frame-src"]
        == "https://films.example"
    )


def test_the_style_attributes_of_a_table_are_let_through_where_there_are_any():
    assert policy('<td style="text-align: right">')["style-src-attr"] == "'unsafe-inline'"
    assert "style-src-attr" not in policy("<td>style=</td>")


@pytest.mark.parametrize(
    ("desk", "sent_to"),
    [
        ("https://desk.example/", "'self' https://desk.example"),
        ("https://ana.example/desk", "'self' https://ana.example"),
        ("http://127.0.0.1:8025", "'self' http://127.0.0.1:8025"),
    ],
)
def test_forms_go_to_the_desk(desk, sent_to):
    assert policy(desk=desk)["form-action"] == sent_to


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example; script-src *",
        "https://[::1/x",
        "https://ä$.example/",
    ],
)
def test_no_address_can_add_to_the_policy(source):
    value = policy(f'<img src="{source}">')["img-src"]

    assert value in {
        "'self' https://ana.example data:",
        "'self' https://ana.example data: https://evil.example",
    }


def test_very_many_hosts_become_the_web():
    bodies = [f'<img src="https://{number}.example/a.jpg">' for number in range(40)]

    assert policy(*bodies)["img-src"] == "'self' https://ana.example data: http: https:"


def test_a_page_does_not_state_what_counts_in_headers_only():
    directives = security_policy([], site="https://ana.example")

    assert "frame-ancestors" in format_policy(directives)
    assert "frame-ancestors" not in format_policy(directives, is_in_page=True)
    assert dict(headers(directives))["X-Content-Type-Options"] == "nosniff"


def test_the_search_page_may_run_its_program_and_whatever_others_may():
    directives = security_policy([], site="https://ana.example")
    found = dict(search_policy(directives))

    assert found["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert found["connect-src"] == "'self'"
    assert found.items() > dict(directives).items()


def test_links_as_pelican_knows_them_lead_to_the_site():
    body = '<img src="{static}/a.jpg"><iframe src="{static}map.html"></iframe>'

    assert loads_of(body, site=SITE) == (("frame", "https://ana.example"),)


@pytest.mark.parametrize("body", ["<p STYLE>", "<IMG SRC=//x.example/a.png>", "<Style>p{}</Style>"])
def test_what_loads_something_is_found_however_large_its_letters_are(body):
    assert loads_of(body, site=SITE)
