import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.addresses.old_url_file import parse_list, read_old_urls
from plugins.shared.errors import BadExport

A, B = "http://old.example/2010/08/a.html", "http://old.example/search/label/Old%20friends"
SITEMAP = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc> {A} </loc>
  <image:image><image:loc>http://img.example/x.png</image:loc></image:image></url>
<url><loc>http://old.example/?a=1&amp;b=2</loc></url></urlset>"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{A}\n{B}\n", (A, B)),
        (f"# of the old blog\r\n\r\n{A}\r\n  {B}  \r\n", (A, B)),
        ("/2010/08/a.html\n/?p=12\n", ("/2010/08/a.html", "/?p=12")),
        ("old.blogspot.com/2010/08/a.html\n", ("http://old.blogspot.com/2010/08/a.html",)),
        ("/a,b.html\n/c;d.html\n", ("/a,b.html", "/c;d.html")),
        ("/a,b.html\n", ("/a,b.html",)),
        ("http://o.example/search/label/Old friends\n", ("http://o.example/search/label/Old friends",)),
        (f"Top pages,Clicks,Impressions,CTR,Position\n{A},12,345,3.48%,7.1\n{B},0,1,0%,90\n", (A, B)),
        (f"Seiten;Klicks\n{A};12\n", (A,)),
        (f"Clicks\tPage\n3\t{A}\n4\t{B}\n", (A, B)),
        (f'"Target page","Incoming links"\n"{A}","1,234"\n', (A,)),
        (f'"http://o.example/a,b.html",12\n"{A}",3\n', ("http://o.example/a,b.html", A)),
        (f"URL\n{A}\n", (A,)),
        (f'"{A}"\n', (A,)),
        (f"{A},12\n{B},13\n", (A, B)),
    ],
)  # fmt: skip
def test_a_list_or_a_table_gives_its_addresses(text, expected):
    assert parse_list(text) == expected


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (SITEMAP.encode(), (A, "http://old.example/?a=1&b=2")),
        (b"\xef\xbb\xbf" + SITEMAP.encode(), (A, "http://old.example/?a=1&b=2")),
        (f"\ufeff{A}\n".encode(), (A,)),
        (f"Page\tClicks\n{A}\t3\n".encode("utf-16"), (A,)),
        ("/caf\xe9.html\n".encode("latin-1"), ("/café.html",)),
    ],
)
def test_a_file_is_read_however_it_was_saved(tmp_path, data, expected, pack):
    path = tmp_path / "old"
    path.write_bytes(pack(data))

    assert read_old_urls(path) == expected


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "there is no address in it"),
        (b"# nothing\n", "there is no address in it"),
        (b"Dear diary,\ntoday I ate.\n", 'line 1 is "Dear diary,"'),
        (f"{A}\njavascript:alert(1)\n".encode(), 'line 2 is "javascript:alert\\(1\\)"'),
        (b"//evil.example/x\n", "line 1 is"),
        (b"PK\x03\x04...", "zip archive; unpack it"),
        (b"\x1f\x8b broken", "damaged gzip file"),
        (b"\x00\x01\x02", "it is no text"),
        (b"<rss version='2.0'><channel/></rss>", "neither a list nor a sitemap, but XML or HTML of <rss>"),
        (b"<!doctype html><p>Not found", "no sitemap that can be read"),
        (b"<urlset><url><loc> </loc></url></urlset>", "there is no address in it"),
        (b"<urlset><url><loc>x", "no sitemap that can be read"),
        (b"<sitemapindex><sitemap><loc>http://o.example/s1.xml</loc></sitemap></sitemapindex>",
         "a list of sitemaps; fetch each of them, and give that: http://o.example/s1.xml"),
        (b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><urlset>&x;</urlset>",
         "there is no address in it"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_sentence(tmp_path, data, sentence):
    path = tmp_path / "old"
    path.write_bytes(data)
    with pytest.raises(BadExport, match=sentence) as refused:
        read_old_urls(path)
    assert str(refused.value).endswith(".")


def test_a_file_that_is_not_there_is_told_of(tmp_path):
    with pytest.raises(BadExport, match="is the name right"):
        read_old_urls(tmp_path / "none")


def test_a_gzip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "old.gz"
    path.write_bytes(gzip.compress(b"/a\n" * (22 << 20)))

    with pytest.raises(BadExport, match="larger than 64 MB"):
        read_old_urls(path)


@given(st.text(st.sampled_from('/a0,;\t\r\n"# .:é'), max_size=60))
def test_no_text_stops_it_but_with_a_sentence(text):
    try:
        found = parse_list(text)
    except ValueError as error:
        found = (f"/{error}",)

    assert all(re.match(r"/[^\r\n]|https?://", address) or address == "/" for address in found)


def test_a_line_without_end_is_no_table():
    with pytest.raises(ValueError, match="line 1 is"):
        parse_list("x," * 200_000)
