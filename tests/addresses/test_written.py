"""Old addresses as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.addresses.written import key_of, parse_old


@pytest.mark.parametrize(
    ("written", "path", "query"),
    [
        ("/2010/08/lunch.html", "/2010/08/lunch.html", None),
        ("/about/", "/about", None),
        ("/about/index.html", "/about", None),
        ("https://old.example/caf%C3%A9/", "/café", None),
        ("/search/label/Good%20Old", "/search/label/Good Old", None),
        ("/?p=12", "/", ("p", "12")),
        ("/?utm_source=x&p=12", "/", ("p", "12")),
        ("/index.php?page_id=7#top", "/index.php", ("page_id", "7")),
        ("/a?b=c", "/a", ("b", "c")),
        ("http://old.blogspot.com/2010/08/lunch.html?m=1", "/2010/08/lunch.html", None),
        ("/lunch.html?showComment=1281794645123#c11", "/lunch.html", None),
        ("/lunch?utm_source=feed&fbclid=x", "/lunch", None),
        ("/?m=201008", "/", ("m", "201008")),
        ("//greek/x//", "/greek/x", None),
    ],
)
def test_an_old_address_is_read(written, path, query):
    assert parse_old(written) == (path, query)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("lunch.html", "from the slash on"),
        ("ftp://old.example/x", "from the slash on"),
        ("/", "first page"),
        ("https://old.example", "first page"),
        ("/a/../b", "no address has"),
        ("/a%0Ab", "no address has"),
        ("/a%00b", "no address has"),
        ("/a%FFb", "not UTF-8"),
        ("/index.html", "first page"),
        ("/?m=1", "first page"),
        ("http://[::1/x", "such a host"),
    ],
)
def test_what_is_no_old_address_is_refused_with_the_reason(written, why):
    with pytest.raises(ValueError, match=why):
        parse_old(written)


@given(st.text(alphabet="abz/.-", max_size=20))
def test_a_slash_at_the_end_makes_no_difference(path):
    assert key_of(f"/{path}") == key_of(key_of(f"/{path}")) == key_of(f"/{path}/")
