"""One page has one key, whatever address of it a source knows; two pages have two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.keys import address_key, blogger_key, keys_of, unarchived

SLUG = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,30}", fullmatch=True).filter(
    lambda slug: slug != "index"
)
PATH = st.builds(
    lambda year, month, slug: f"/{year}/{month:02}/{slug}", st.integers(1999, 2030), st.integers(1, 12), SLUG
)  # fmt: skip
FORMS = (
    "http://b.blogspot.com{}.html",
    "https://b.blogspot.com{}.html",
    "http://b.blogspot.co.uk{}.html",
    "http://b.blogspot.com.br:80{}.html",
    "http://B.BlogSpot.com{}.HTML",
    "https://www.b.example{}/",
    "https://www.b.example{}//",
    "//b.example{}",
    "http://b.example{}.html?m=1",
    "http://b.example{}.html?utm_source=feed&utm_medium=rss",
    "http://b.example{}.html?showComment=1281798000941#c1",
    "http://b.example{}.html#comments",
    "http://b.example{}.htm",
    "http://b.example{}/index.html",
    "http://b.example{}/index.php",
    "http://web.archive.org/web/20110415140707/http://b.example{}.html",
    "https://web.archive.org/web/20110415140707id_/http://b.example:80{}.html?m=1",
    "/web/20110415140707im_/http://b.example{}.html",
    "https://web.archive.org/web/2013/https://web.archive.org/web/2012/http://b.example{}.html",
    "  http://b.example{}.html\n",
    "{}",
    "{}.html",
)


@pytest.mark.parametrize("form", FORMS)
@given(path=PATH)
def test_every_address_of_a_page_has_its_key(form, path):
    assert address_key(form.format(path)) == path


@given(PATH, PATH, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_different_pages_have_different_keys(one, other, first, second):
    keys = address_key(first.format(one)), address_key(second.format(other))

    assert (keys[0] == keys[1]) == (one == other)


@given(
    st.text(st.sampled_from("/.?=&%25#:ahtmlindexpü İ\\[]@;\t~+2eA"), max_size=40).map("/{}".format)
    | st.text()
)
def test_a_key_is_a_path_that_has_itself_for_a_key(address):
    key = address_key(address)

    assert key == "" or key.startswith("/")
    assert address_key(key) == key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://wp.example/?p=45", "/?p=45"),
        ("https://wp.example/index.php?p=45&x=1", "/?p=45"),
        ("https://wp.example/?page_id=7#comment-3", "/?page_id=7"),
        ("https://wp.example/?p=45&p=46", "/?p=45"),
        ("https://wp.example/lunch?p=45", "/lunch"),
        ("https://wp.example/", "/"),
        ("https://wp.example", "/"),
        ("https://wp.example/index.html", "/"),
        ("https://wp.example/%E6%97%A5%E6%9C%AC", "/日本"),
        ("https://wp.example/Cafe\u0301", "/caf\u00e9"),
        ("https://wp.example/a%20b/", "/a b"),
        ("https://wp.example/caf%ff", "/caf\ufffd"),
        ("", ""),
        ("lunch.html", ""),
        ("mailto:a@b.example", ""),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
        ("http://a\u2100b.example/x", ""),
        ("http://b.example/" + "x" * 3_000, ""),
        ("/" + "%25" * 300, "/" + "%" * 300),
        ("/" + "%" + "25" * 400, "/%"),
        ("/../../x.html", "/../../x"),
        ("C:\\2010\\x.html", ""),
        ("/nul", "/nul"),
        ("/\ud800", "/\ud800"),
    ],
)
def test_odd_addresses(address, key):
    assert address_key(address) == key


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://web.archive.org/web/20110415140707im_/http://old.example/a.jpg", "http://old.example/a.jpg"),
        ("//web.archive.org/web/2011/http://old.example/", "http://old.example/"),
        ("/web/20110415140707/http://old.example/", "http://old.example/"),
        ("http://old.example/web/20110415140707/http://x/", "http://old.example/web/20110415140707/http://x/"),
        ("/web/design", "/web/design"),
    ],
)  # fmt: skip
def test_a_copy_in_the_archive_is_taken_for_what_it_is_of(address, plain):
    assert unarchived(address) == plain


@pytest.mark.parametrize(
    ("id_", "key"),
    [
        ("tag:blogger.com,1999:blog-1.post-2", "blogger:2"),
        ("tag:blogger.com,1999:blog-1.page-2", "blogger:2"),
        ("\n tag:blogger.com,1999:blog-1.post-2 \n", "blogger:2"),
        ("tag:blogger.com,1999:blog-1", ""),
        ("tag:blogger.com,1999:blog-1.layout", ""),
        ("tag:blogger.com,1999:blog-1.post-2x", ""),
        ("tag:blogger.com,1999:blog-1.post-../2", ""),
        ("tag:blogger.com,1999:blog-1.post-٤٢", ""),
        ("tag:blogger.com,1999:blog-1.post-" + "2" * 30, ""),
        ("", ""),
    ],
)
def test_a_post_of_blogger_is_known_by_its_number(id_, key):
    assert blogger_key(id_) == key


def test_keys_are_given_once_each_in_their_order():
    assert keys_of("b", "", "a", "b", "") == ("b", "a")
