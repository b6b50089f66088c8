"""Every address of the desk, asked for anything at all."""

from urllib.parse import quote

import pytest
from desks import running_desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from little_site import LittleSite

from plugins.newsletter.database.opening import reading
from plugins.newsletter.database.tables import signup, subscriber, suppression
from plugins.newsletter.tokens import make_confirm_token, make_token, parse_secrets

BO = "bo@work.example"
ROUTES = [
    "/",
    "/subscribe",
    "/c/{}",
    "/u/{}",
    "/p/{}",
    "/p/{}/data",
    "/comment",
    "/health",
    "/theme/{}",
    "/{}",
]
NAMES = ["List-Unsubscribe", "confirm", "undo", "do", "for", "name", "cadence", "address", "stamp", "topic",
         "post", "page", "parent", "text", "site"]  # fmt: skip
VALUES = ["One-Click", "yes", "save", "pause", "resume", "erase", "send", "look", "month", "ever", "each",
          "weekly", BO, "2026-05-31-lunch", "old:1", "2026/05/lunch.html"]  # fmt: skip
TEXT = st.one_of(st.sampled_from(VALUES), st.text(max_size=40))
FIELDS = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=12)), TEXT, max_size=8)
HEADERS = st.dictionaries(
    st.sampled_from(["Accept_Language", "X_Forwarded_For", "Referer", "Cookie", "Origin"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    max_size=3,
)
MANY = settings(max_examples=300, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk with a reader, somebody invited, a sign-up, and a post."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "content" / "posts").mkdir(parents=True)
    site = LittleSite(folder)
    site.post("2026-05-31-lunch")
    with running_desk(site) as running:
        running.add(BO, name="Bo")
        running.invite("di@work.example")
        running.subscribe("cy@work.example")
        running.letters("cy@work.example")
        running.settle()
        yield running


def tokens(desk):
    """Give a token of every kind that is good somewhere."""
    secrets = desk.newsletter.secrets
    return [make_token(secrets, 1), make_token(secrets, 2), make_confirm_token(secrets, 1)]


def state(desk):
    """Give all that is known of people."""
    with reading(desk.newsletter.engine) as connection:
        return [
            connection.execute(table.select()).all() for table in (subscriber, signup, suppression)
        ]


def ask(  # noqa: PLR0913, PLR0917 - each is one part of a request
    desk, method, route, token, fields, headers
):
    path = route.format(quote(token, safe=""))
    if method == "POST":
        return desk.post(path, fields, **headers)
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in fields.items())
    return desk.request(method, f"{path}?{query}", **headers)


@MANY
@given(
    st.sampled_from(["GET", "HEAD"]), st.sampled_from(ROUTES), st.integers(0, 2), FIELDS, HEADERS
)
def test_looking_never_changes_anything_whoever_holds_a_token(  # noqa: PLR0913, PLR0917 - drawn
    desk, method, route, which, fields, headers
):
    before = state(desk)

    answer = ask(desk, method, route, tokens(desk)[which], fields, headers)

    assert answer.status < 500
    assert state(desk) == before


@MANY
@given(
    st.sampled_from([route for route in ROUTES if route != "/subscribe"]),
    st.one_of(
        st.text(max_size=30), st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26)
    ),
    FIELDS,
    HEADERS,
)
def test_without_a_good_token_nothing_changes(desk, route, token, fields, headers):
    before = state(desk)

    answer = ask(desk, "POST", route, token, fields, headers)

    assert answer.status < 500
    assert state(desk) == before


@MANY
@given(
    st.integers(0, 2),
    st.integers(0, 25),
    st.sampled_from("abcdefghij234567"),
    st.sampled_from("cup"),
    FIELDS,
)
def test_a_token_with_one_sign_changed_is_nobodys(  # noqa: PLR0913, PLR0917 - drawn
    desk, which, place, sign, route, fields
):
    token = tokens(desk)[which]
    changed = token[:place] + sign + token[place + 1 :]
    before = state(desk)
    if changed == token:
        return

    fields = {**fields, "List-Unsubscribe": "One-Click", "confirm": "yes"}
    assert desk.post(f"/{route}/{changed}", fields).status == 404
    assert state(desk) == before


@MANY
@given(st.sampled_from(["c", "u", "p"]), st.integers(1, 9), FIELDS)
def test_a_token_of_another_secret_is_nobodys(desk, route, number, fields):
    other = parse_secrets("another-secret-long-enough")
    before = state(desk)

    for make in (make_token, make_confirm_token):
        assert desk.post(f"/{route}/{make(other, number)}", fields).status == 404
    assert state(desk) == before


@MANY
@given(st.sampled_from(["c", "u", "p"]), FIELDS, HEADERS)
def test_whatever_a_reader_sends_is_answered(desk, route, fields, headers):
    """With a good token, of somebody who is there for this alone."""
    token = tokens(desk)[1]

    assert desk.post(f"/{route}/{token}", fields, **headers).status < 500
