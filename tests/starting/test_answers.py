"""What a person may type, and what becomes of it."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.letter.sender import _author
from plugins.shared.site_file import fault_of
from plugins.shared.text import mail_address, one_line
from plugins.starting.languages import parse_language
from plugins.starting.senders import parse_sender
from plugins.starting.web_addresses import is_only_here, parse_web_address
from plugins.starting.zones import machine_zone, parse_zone

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.org", "https://example.org"),
        (" https://Example.org/ ", "https://example.org"),
        ("https://ana.example/blog/", "https://ana.example/blog"),
        ("HTTPS://ana.example/Blog", "https://ana.example/Blog"),
        ("ana.example:8443", "https://ana.example:8443"),
        ("bücher.example", "https://bücher.example"),
        ("localhost", "http://localhost"),
        ("localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("https://blog.localhost", "https://blog.localhost"),
    ],
)
def test_an_address_is_what_is_meant(typed, kept):
    assert parse_web_address(typed) == kept
    assert fault_of("address", kept) == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is no address of a website"),
        ("example", "is no address of a website"),
        ("two words.org", "is no address of a website"),
        ("https://example.org?x=1", "is no address of a website"),
        ("https://example.org:99999", "is no address of a website"),
        ("https://example.org:", "is no address of a website"),
        ("ana@example.org", "is an e-mail address"),
        ("ftp://example.org", "begins with https://"),
        ("http://example.org/blog", "https://example.org/blog is needed"),
        ("https://example.org/index.html", 'that of the site ends before "/index.html"'),
        ("https://example.org/a?b", "is the address of a page"),
        ("https://example.org/a b", "is the address of a page"),
    ],
)
def test_what_is_no_address_is_told(typed, words):
    with pytest.raises(ValueError, match=r"address|https://") as caught:
        parse_web_address(typed)

    assert words in str(caught.value)


@given(st.text(max_size=30) | st.text(st.sampled_from("aZ9.-:/@[]?#% \"'<&é"), max_size=30))
def test_an_address_that_is_taken_can_be_kept_and_taken_again(typed):
    try:
        address = parse_web_address(typed)
    except ValueError:
        return
    assert fault_of("address", address) == ""
    assert parse_web_address(address) == address


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("https://blog.localhost", True),
        ("https://localhost.example", False),
        ("https://ana.example", False),
    ],
)
def test_an_address_of_this_machine_alone_is_known(address, is_here):
    assert is_only_here(address) is is_here


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("en", "en"), ("DE", "de"), ("pt_br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"), ("de-1996", "de-1996"), ("gsw", "gsw"),
    ],
)  # fmt: skip
def test_a_language_is_written_as_is_customary(typed, kept):
    assert parse_language(typed) == kept
    assert fault_of("language", kept) == ""


@pytest.mark.parametrize(
    ("typed", "near"),
    [("German", '"de"'), ("Deutsch", '"de"'), ("françai", '"fr"'), ("english", '"en"'), ("xx", "such as"), ("", "such as"), ("en-XY", "such as")],
)  # fmt: skip
def test_what_is_no_language_is_told_with_what_may_be_meant(typed, near):
    with pytest.raises(ValueError, match=f"is no short name of a language.*{near}"):
        parse_language(typed)


@pytest.mark.parametrize("typed", ["Europe/Berlin", "europe/berlin", " EUROPE/berlin "])
def test_a_zone_is_known_in_any_case(typed):
    assert parse_zone(typed) == "Europe/Berlin"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Berlin", "Europe/Berlin is meant"),
        ("new york", "America/New_York is meant"),
        ("São Paulo", "America/Sao_Paulo is meant"),
        ("Europe/Belin", "Europe/Berlin is meant"),
        ("nowhere at all", 'such as "Europe/Berlin"'),
        ("", 'such as "Europe/Berlin"'),
    ],
)
def test_what_is_no_zone_is_told_with_what_may_be_meant(typed, near):
    with pytest.raises(ValueError, match=f"is no time zone.*{near}"):
        parse_zone(typed)


def test_two_hours_ahead_is_not_taken_for_two_hours_behind():
    with pytest.raises(ValueError, match="is no time zone") as caught:
        parse_zone("GMT +2")
    assert "Etc/" not in str(caught.value)


def test_the_machine_says_its_zone_in_one_of_three_ways(tmp_path):
    assert machine_zone({}, tmp_path) == "UTC"
    (tmp_path / "timezone").write_text("Europe/Lisbon\n")
    assert machine_zone({}, tmp_path) == "Europe/Lisbon"
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Asia/Kolkata")
    assert machine_zone({}, tmp_path) == "Asia/Kolkata"
    assert machine_zone({"TZ": ":Europe/Paris"}, tmp_path) == "Europe/Paris"
    assert machine_zone({"TZ": "CET-1CEST"}, tmp_path) == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jane <jane@example.org>", "Jane <jane@example.org>"),
        ("Jane jane@example.org", "Jane <jane@example.org>"),
        ("jane@example.org", "Ana <jane@example.org>"),
        (" <jane@example.org> ", "Ana <jane@example.org>"),
        ("Doe, Jane <jane@example.org>", '"Doe, Jane" <jane@example.org>'),
        ('"Doe, Jane" <jane@example.org>', '"Doe, Jane" <jane@example.org>'),
    ],
)
def test_a_sender_has_a_name_and_an_address(typed, kept):
    assert parse_sender(typed, author="Ana") == kept


@pytest.mark.parametrize("typed", ["", "Jane", "jane@", "jane@example", "jané@example.org", "a@b@example.org"])  # fmt: skip
def test_what_is_no_sender_is_told(typed):
    with pytest.raises(ValueError, match="@"):
        parse_sender(typed, author="Ana")


@given(NAMES, st.text(string.ascii_lowercase, min_size=1, max_size=9))
def test_whoever_writes_the_sender_can_be_read_again_by_all_who_need_it(author, local):
    sender = parse_sender(f"{local}@example.org", author=author)

    assert fault_of("newsletter.from", sender) == ""
    assert mail_address(sender) == f"{local}@example.org"
    assert _author({"NEWSLETTER_FROM": sender})[1] == f"{local}@example.org"
    plain = one_line(author)
    if len(plain) < 50 and not set(plain) & set('<>"\\'):
        assert _author({"NEWSLETTER_FROM": sender})[0] == plain
