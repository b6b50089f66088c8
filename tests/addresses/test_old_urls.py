from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.addresses.model import Rule
from plugins.addresses.old_urls import host_of, old_url_faults, sort_by_host
from plugins.addresses.rule_file import RULES, format_rules
from plugins.shared.errors import BadContent

SOURCE = Path("old.txt")
TABLE = (
    Rule(old="/search", new="/archive/"),
    Rule(old="/", new="/2010/08/lunch.html", query=("p", "12")),
    Rule(old="/broken", new="/gone.html"),
)


@pytest.fixture
def output(tmp_path):
    files = {
        "index.html": "<p>Home",
        "archive/index.html": '<h2 id="y2010">2010</h2>',
        "2010/08/lunch.html": '<li id="c12"><span id="comment-12"></span><a name="old"></a>',
        "empty.html": "",
        RULES: format_rules(TABLE),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_the_numbers_add_up_and_say_what_became_of_each(output):
    blog = "http://old.blogspot.com"
    urls = (
        f"{blog}/2010/08/lunch.html",
        f"{blog}/2010/08/lunch.html",
        "https://www.old.blogspot.co.uk/2010/08/lunch.html#c12",
        f"{blog}/2010/08/lunch.html#comment-12",
        f"{blog}/2010/08/lunch.html#c13",
        f"{blog}/search?q=x",
        f"{blog}/?p=12",
        f"{blog}/lost.html",
        f"{blog}/broken",
        "/empty.html#x",
        "http://other.example/x",
    )

    faults, summary = old_url_faults(output, urls, source=SOURCE)

    assert (summary.same, summary.led, summary.by_host, summary.lost) == (5, 1, 1, 2)
    assert (summary.elsewhere, summary.twice, summary.without_place) == (1, 1, 2)
    assert summary.hosts == (("other.example", 1),)
    parts = (
        summary.same,
        summary.led,
        summary.by_host,
        summary.lost,
        summary.elsewhere,
        summary.twice,
    )
    assert sum(parts) == summary.read == len(urls)
    assert [fault.is_notice for fault in faults] == [True, False, False, True]
    assert "11 old addresses" in str(summary)
    assert "of other sites: other.example (1)" in str(summary)


def test_a_lost_address_is_told_with_what_to_do(output):
    url = "http://old.example/2010/08/a,b.html"

    (fault,), _summary = old_url_faults(output, [url], source=SOURCE)

    assert str(fault) == (
        f'old.txt: nothing answers at {url} any more; write "Redirect_from: /2010/08/a%2Cb.html" into '
        'the post it was, or the line "/2010/08/a,b.html /where/it/is/now" into content/redirects.txt.'
    )


def test_a_redirect_into_nothing_is_told_apart(output):
    (fault,), _summary = old_url_faults(output, ["/broken"], source=SOURCE)

    assert "/broken leads to /gone.html, where nothing is" in str(fault)


def test_an_address_cannot_write_lines_of_its_own(output):
    (fault,), _summary = old_url_faults(output, ["/x\n\x1b[31mall is well"], source=SOURCE)

    assert "\n" not in str(fault)
    assert "\x1b" not in str(fault)


def test_a_preview_cannot_be_tried(tmp_path):
    with pytest.raises(BadContent, match=r"--settings publishconf\.py"):
        old_url_faults(tmp_path, ["/x"], source=SOURCE)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://www.Old.example:8080/x", "old.example"),
        ("https://old.blogspot.de/", "old.blogspot.com"),
        ("https://old.blogspot.co.uk/", "old.blogspot.com"),
        ("https://old.blogspot.com.br/", "old.blogspot.com"),
        ("https://other.blogspot.de/", "other.blogspot.com"),
        ("https://blogspot.de/", "blogspot.de"),
        ("/x", ""),
        ("http://[::1", ""),
    ],
)
def test_one_blog_has_many_hosts(url, host):
    assert host_of(url) == host


@given(st.lists(st.sampled_from(["http://a.example/", "https://www.a.example/x", "http://b.example/", "/y"])))  # fmt: skip
def test_each_address_is_the_blogs_or_anothers(urls):
    ours, others = sort_by_host(urls)

    assert sorted([*ours, *others]) == sorted(urls)
    assert len({host_of(url) for url in ours} - {""}) <= 1
