import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.sending.relay import Relay, Security, parse_relay
from plugins.shared.errors import BadSettings


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("smtp://mail.example.org", {"port": 587, "security": "starttls", "user": ""}),
        ("smtps://mail.example.org", {"port": 465, "security": "tls"}),
        ("SMTPS://Mail.Example.org:2465", {"host": "mail.example.org", "port": 2465}),
        ("smtp://ana:p%40ss%2F@mail.example.org:25", {"password": "p@ss/", "user": "ana"}),
        (
            "smtp://ana%40x.example:a@b@mail.example.org",
            {"user": "ana@x.example", "password": "a@b"},
        ),
        ("smtp://[::1]:25", {"host": "::1", "port": 25}),
        ("smtp://h?rate=300/h", {"rate": pytest.approx(1 / 12)}),
        ("smtp://h?rate=1.5", {"rate": 1.5}),
        ("smtp://h?rate=10/m&connections=50", {"rate": pytest.approx(1 / 6), "connections": 50}),
        ("smtp://h?rate=0", {"rate": 0}),
        ("smtp://h?rate=1/d", {"rate": pytest.approx(1 / 86400)}),
        ("smtp://h", {"rate": 5, "connections": 4}),
        ("smtp://localhost?tls=never", {"security": "none"}),
        ("smtp://ana:b@[::1]:25?tls=never", {"security": "none", "user": "ana", "password": "b"}),
    ],
)
def test_an_address_names_a_server_and_how_to_use_it(url, wanted):
    relay = parse_relay(url)

    assert {name: getattr(relay, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "SMTP_URL is not set"),
        ("mail.example.org", "neither smtp:// nor smtps://"),
        ("http://mail.example.org", "neither smtp:// nor smtps://"),
        ("smtp://", "not whole"),
        ("smtp://:25", "not whole"),
        ("smtp://h:port", "not whole"),
        ("smtp://h:99999", "not whole"),
        ("smtp://[::1", "not whole"),
        ("smtp://ana:se/cret@h", "%2F"),
        ("smtp://ana:12?rate=1@h", "%3F"),
        ("smtp://h?rate=fast", 'rate is "fast"'),
        ("smtp://h?rate=-1", 'rate is "-1"'),
        ("smtp://h?rate=0.000001", "the slowest is 1/d"),
        ("smtp://h?rate=5/w", "300/h"),
        ("smtp://h?connections=0", "1 to 50"),
        ("smtp://h?connections=51", "1 to 50"),
        ("smtp://h?connections=٣", "1 to 50"),
        ("smtp://h?speed=5", '"speed" is no option'),
        ("smtp://h?tls=never", "on this machine"),
        ("smtps://localhost?tls=never", "on this machine"),
        ("smtp://localhost?tls=maybe", "on this machine"),
    ],
)
def test_what_is_no_server_is_refused_with_what_is_wanted(url, told):
    with pytest.raises(BadSettings, match=f"(?s).*{told.replace('?', '.')}"):
        parse_relay(url)


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("127.evil.example", False),
        ("127.1", False),
        ("192.0.2.7", False),
        ("localhost.example.org", False),
        ("::2", False),
    ],
)
def test_only_this_machine_is_here(host, is_here):
    assert Relay(host=host, port=25, security=Security.STARTTLS).is_here is is_here


SECRET = "Geheim77"
odd = st.text(st.sampled_from("ab:/?#@[]%&=. \n\tü\x00é٣-+"), max_size=12)


@given(
    scheme=st.sampled_from(["smtp://", "smtps://", "http://", "smtp:", "//", ""]),
    before=odd,
    after=odd,
    host=st.sampled_from(["@h", "@h:25", "@h:x", "@[::1", "@h?rate=x", "@h?x=1", "@h?tls=never"]),
)
def test_no_error_holds_a_part_of_the_password(scheme, before, after, host):
    """Whatever it is made of, and though its characters are not written as they should be."""
    url = f"{scheme}ana:{before}{SECRET}{after}{host}"

    try:
        told = f"{parse_relay(url)} {parse_relay(url)!r}"
    except BadSettings as error:
        told = f"{error} {error.__cause__} {error.args}"

    assert SECRET.lower() not in told.lower()
