"""What pages may load."""

import pytest

from plugins.addresses.policy import format_policy, headers, security_policy


def policy(*bodies, desk=""):
    return dict(security_policy(bodies, site="https://ana.example/blog", desk=desk))


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
