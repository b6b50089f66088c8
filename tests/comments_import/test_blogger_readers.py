"""What the fixtures in exports/ cannot show of Blogger's own formats: laws, sizes, hostile input."""

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plugins.comments.model import Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import ImportedComment, ImportedPost, Note, Skipped
from plugins.comments_import.sources import (
    SOURCES,
    blogger_backup,
    blogger_feed,
    blogger_takeout,
    recognise,
)
from plugins.shared.dates import Precision
from plugins.shared.errors import BadExport

EXPORTS = Path(__file__).parent / "exports"
BACKUP = EXPORTS / "blogger-backup-drafts.xml"
TAKEOUT = EXPORTS / "blogger-takeout-comments-before-posts.atom"
COMMENTS = EXPORTS / "blogger-feed-comments.xml"
JSON = EXPORTS / "blogger-feed-comments.json"
READERS = ((blogger_backup, BACKUP), (blogger_takeout, TAKEOUT), (blogger_feed, COMMENTS))
HEAD = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
KIND = "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"


def export(data, zone=UTC):
    data = data.encode() if isinstance(data, str) else data
    return ExportFile(name="export", open=lambda: io.BytesIO(data), zone=zone)


def comment(
    number="1", content="Words.", name="Ana", more="", published="2011-03-13T07:06:40.123-05:00"
):
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><published>{published}</published>"
        f"{KIND.format('comment')}<content type='html'>{content}</content>"
        f"<author><name>{name}</name></author><thr:in-reply-to ref='tag:blogger.com,1999:blog-1.post-9'/>"
        f"{more}</entry>"
    )


def read(*parts, zone=UTC):
    return list(blogger_backup.read(export(HEAD + "".join(parts) + "</feed>", zone)))


def only(*parts, zone=UTC):
    (item,) = read(*parts, zone=zone)
    return item.comment


def counted(source, data):
    """Give how many items there are; none for a file that is refused."""
    try:
        return sum(not isinstance(item, Note) for item in source.read(export(data)))
    except BadExport:
        return 0


# Which file is whose


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ('\ufeff\r\n\n<?xml version="1.0"?>\n<!-- saved -->\n<feed\n xmlns:blogger="http://schemas.google.com/blogger/2018"\n xmlns="http://www.w3.org/2005/Atom">', blogger_takeout),
        ("<feed><entry><blogger:type>POST</blogger:type></entry></feed>", blogger_takeout),
        (f"<feed><entry>{KIND.format('post')}</entry></feed>", blogger_backup),
        ("<feed><id>tag:blogger.com,1999:blog-1</id></feed>", blogger_feed),
        ("<entry><id>tag:blogger.com,1999:blog-1.post-2</id></entry>", blogger_feed),
        ("<!DOCTYPE feed [<!ENTITY a 'b'>]><feed><id>tag:blogger.com,1999:blog-1</id></feed>", blogger_feed),
        ('// API callback\nx.y["z"]( {"version":"1.0","feed":{"id":{"$t":"tag:blogger.com,1999:blog-1"}}} );', blogger_feed),
        ('/**/cb({"feed":{"id":{"$t":"tag:blogger.com,1999:blog-1"}}})', blogger_feed),
        ("<feed><id>tag:example.org,2005:1</id></feed>", None),
        ("<rss><channel><item><![CDATA[<feed xmlns:blogger='http://schemas.google.com/blogger/2018'> tag:blogger.com]]></item></channel></rss>", None),
        ("<html><body>&lt;feed> http://schemas.google.com/blogger/2008/kind#post <feed></body></html>", None),
        ('{"feed": {"id": "tag:blogger.com"}}', None),
        ("<", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_root_not_by_words_in_it(text, source):
    assert recognise(export(text)) is source


@pytest.mark.parametrize(
    "unit", ["<?a?>", "<!-- -->", "<!--", "<", " ", "// x\n", "/**/", "a(", "<a b='"]
)
def test_a_hostile_file_is_nobodys_or_one_sources(unit):
    file = export("tag:blogger.com $t <feed" + unit * 50_000)

    claims = [source.claims(file) for source in (blogger_backup, blogger_feed, blogger_takeout)]

    assert sum(claims) <= 1


# Everything found is given once


NEW = (
    b"",
    b"<",
    b">",
    b"'",
    b"&",
    b"\xff",
    b"\0",
    b"]]>",
    b"<b>",
    b"</entry>",
    b"<entry>",
    b"</feed>",
)
HIDING = (b"<!--", b"-->", b"<![CDATA[", b"<!DOCTYPE x>", b"<?")


def mutilated(draw, data, first=0, new=NEW):
    """Delete, double, or change bytes in some places from `first` on; perhaps cut the end off."""
    for _change in range(draw(st.integers(0, 4))):
        start = draw(st.integers(first, len(data)))
        end = draw(st.integers(start, min(len(data), start + 400)))
        data = data[:start] + draw(st.sampled_from((*new, data[start:end] * 2))) + data[end:]
    return data[: draw(st.integers(first, len(data)))] if draw(st.booleans()) else data


def start_tags(data):
    return len(re.findall(rb"<entry[\s/>]", data.replace(b"\0", b"")))


@given(st.data())
@pytest.mark.parametrize(("source", "path"), READERS)
def test_each_start_tag_of_a_mutilated_file_is_one_item(source, path, data):
    whole = path.read_bytes()
    broken = mutilated(data.draw, whole, whole.index(b"<entry>") + 1)

    assert counted(source, broken) == start_tags(broken)


@given(st.data())
@pytest.mark.parametrize(("source", "path"), READERS)
def test_a_mutilated_file_is_read_or_refused_and_nothing_is_made_up(source, path, data):
    broken = mutilated(data.draw, path.read_bytes(), new=NEW + HIDING)

    assert counted(source, broken) <= start_tags(broken)


@given(st.data())
def test_mutilated_json_is_read_or_refused(data):
    broken = mutilated(data.draw, JSON.read_bytes())
    if blogger_feed.claims(export(broken)):
        assert counted(blogger_feed, broken) <= broken.count(b'{"id"') + broken.count(
            b"{"
        ) + broken.count(b",")


@given(st.integers(0, 10_000))
def test_comments_before_the_place_where_a_file_is_cut_off_are_all_there(place):
    whole = COMMENTS.read_bytes()
    items = list(blogger_feed.read(export(whole)))
    cut = whole[: min(place, len(whole))]
    assume(whole.index(b"</entry>") < place)
    found = list(blogger_feed.read(export(cut)))

    assert found[: cut.count(b"</entry>")] == items[: cut.count(b"</entry>")]
    assert any(isinstance(item, Note) for item in found) or b"</feed" in cut


JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["$t", "name", "href", "rel", "term", "type"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
FIELDS = ("id", "published", "title", "content", "summary", "link", "author", "category", "thr$in-reply-to", "gd$extendedProperty", "app$control")  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON_VALUE) | JSON_VALUE, max_size=5))
def test_whatever_stands_in_a_json_feed_each_of_it_is_one_item(values):
    text = json.dumps({"feed": {"id": {"$t": "tag:blogger.com,1999:blog-1"}, "entry": values}})
    found = [item for item in blogger_feed.read(export(text)) if not isinstance(item, Note)]

    assert len(found) == len(values)
    for item in found:
        str(item).encode()  # no half characters


def test_json_that_is_nested_without_end_takes_only_its_entry_along():
    good = json.loads(JSON.read_text())["feed"]["entry"]
    deep = '{"id":{"$t":' + '{"x":' * 100_000 + "1" + "}" * 100_000 + "}}"
    text = '{"feed":{"id":{"$t":"tag:blogger.com,1999:blog-1"},"entry":[%s,%s,%s]}}'
    found = list(blogger_feed.read(export(text % (json.dumps(good[0], separators=(",", ":")), deep, json.dumps(good[1], separators=(",", ":"))))))  # fmt: skip

    assert [type(item) for item in found] == [ImportedComment, Skipped, ImportedComment]


# What is believed of an entry


def test_only_a_template_is_left_out_without_a_word():
    huge = "&lt;style&gt;entry { color: red }" * 20_000
    template = f"<entry><id>tag:blogger.com,1999:blog-1.layout</id>{KIND.format('template')}<content type='text'>{huge}</content></entry>"
    setting = (
        f"<entry><id>tag:blogger.com,1999:blog-1.settings.X</id>{KIND.format('settings')}</entry>"
    )
    found = read(template, setting, f"<entry>{KIND.format('poll')}<title>Which?</title></entry>")

    assert found == [
        Skipped(kind=found[0].kind, reason='of the unknown kind "poll"', what="Which?")
    ]


@pytest.mark.parametrize(
    ("written", "date", "precision"),
    [
        ("2011-03-13T07:06:40.123-05:00", datetime(2011, 3, 13, 12, 6, 40, 123_000, UTC), Precision.SECOND),
        ("2006-03-04T05:06:00.000Z", datetime(2006, 3, 4, 5, 6, tzinfo=UTC), Precision.SECOND),
        ("2012-01-01T00:00:00+14:00", datetime(2011, 12, 31, 10, tzinfo=UTC), Precision.SECOND),
        ("2010-07-01T12:00:00", datetime(2010, 7, 1, 11, tzinfo=UTC), Precision.SECOND),  # the file's zone
        ("2010-07-01T12:00Z", datetime(2010, 7, 1, 12, tzinfo=UTC), Precision.MINUTE),
        ("2010-07-01", datetime(2010, 7, 1, tzinfo=UTC), Precision.DAY),
        ("1969-12-31T23:59:59Z", None, Precision.SECOND),
        ("0001-01-01T00:00:00+14:00", None, Precision.SECOND),
        ("9999-12-31T23:59:59-12:00", None, Precision.SECOND),
        ("0000-00-00T00:00:00Z", None, Precision.SECOND),
        ("yesterday", None, Precision.SECOND),
        ("12", None, Precision.SECOND),
        ("", None, Precision.SECOND),
    ],
)  # fmt: skip
def test_a_time_is_read_or_unknown_but_never_made_up(written, date, precision):
    found = only(comment(published=written), zone=ZoneInfo("Europe/Lisbon"))

    assert (found.date, found.precision) == (date, precision)


@pytest.mark.parametrize("shown", ["1281798000941", "99999999999999", "1", "9" * 30])
def test_the_time_in_an_address_counts_only_when_it_is_one(shown):
    link = f"<link rel='alternate' href='http://x.example/a.html?showComment={shown}#c1'/>"
    found = only(comment(published="?", more=link))

    assert found.date == (
        datetime(2010, 8, 14, 15, 0, 0, 941_000, UTC) if len(shown) == 13 else None
    )


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("", "Anonymous"),
        (" \n ", "Anonymous"),
        ("Anonymous", "Anonymous"),
        ("Ana\n=== blogger:2\nStatus: hidden", "Ana === blogger:2 Status: hidden"),
        ("\u202eanA\u202c\u2066", "anA"),
        ("&lt;b&gt;Ana&lt;/b&gt;", "<b>Ana</b>"),
        ("<b>Ana</b>", "Ana"),
        ("ana@mail.example", "ana"),
        ("A" * 500, "A" * 199 + "…"),
        ("A" * 5_000_000, "A" * 199 + "…"),
    ],
)
def test_a_name_is_one_clean_line(name, author):
    assert only(comment(name=name)).author == author


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("http://www.blogger.com/profile/33", "http://www.blogger.com/profile/33"),
        (" https://ana.example/ ", "https://ana.example/"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("//ana.example/", ""),
        ("http://", ""),
        ("http://[::1", ""),
        ("http://ana@mail.example", ""),
        ("ana@mail.example", ""),
        ("http://a b.example/", ""),
        ("http://a.example/\u2028x", ""),
        ("http://a.example/" + "x" * 5_000, ""),
    ],
)
def test_only_a_web_address_is_linked(uri, url):
    found = only(comment().replace("</name>", f"</name><uri>{uri}</uri>"))

    assert found.url == url


@pytest.mark.parametrize(
    ("number", "id_"),
    [
        ("4711", "blogger:4711"),
        ("4711\n  ", "blogger:4711"),
        ("47 11", None),
        ("../../4711", None),
        ("4711/x", None),
        ("٤٧", None),
        ("4711\u2028Status: hidden", None),
        ("9" * 500, None),
    ],
)
def test_an_id_is_a_number_or_made_of_the_words(number, id_):
    found = only(comment(number))

    assert found.id == id_ or (id_ is None and re.fullmatch("blogger:[0-9a-f]{12}", found.id))
    assert bool(found.guid) is bool(id_)


def test_of_a_comment_without_number_and_words_nothing_is_left():
    (item,) = read(comment("x", content=""))

    assert (item.reason, item.id) == ("damaged", "")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ("", Status.APPROVED),
        ("<gd:extendedProperty name='blogger.contentRemoved' value='true'/>", Status.DELETED),
        ("<gd:extendedProperty name='blogger.contentRemoved' value='false'/>", Status.APPROVED),
        ("<app:control><app:draft>yes</app:draft></app:control>", Status.PENDING),
        ("<unclosed>", Status.PENDING),  # damaged, and without the link that a public one has
    ],
)
def test_what_may_not_be_public_is_not(more, status):
    assert read(comment(more=more))[0].comment.status is status


def test_a_damaged_draft_does_not_become_public():
    draft = f"<entry><id>tag:blogger.com,1999:blog-1.post-1</id><title>Secret</title>{KIND.format('post')}<app:control><app:draft>y"
    post, note = read(draft + "<content>x</content></entry>")

    assert (post.title, post.status) == ("Secret", "draft")
    assert "Secret" in note.text


@pytest.mark.parametrize("length", [10, 900, 100_000])
def test_a_comment_meets_its_post_however_long_addresses_are(length):
    href = f"<thr:in-reply-to href='http://a.example/{'x' * length}' ref="
    (item,) = read(comment().replace("<thr:in-reply-to ref=", href))

    assert item.post[0] == "blogger:9"
    assert len(item.post) == (2 if length < 1_000 else 1)


def test_a_comment_answers_the_comment_that_a_related_link_names():
    links = "<link rel='related' href='http://a.example/'/><link rel='related' href='http://www.blogger.com/feeds/1/9/comments/default/77?v=2'/>"

    assert only(comment(more=links)).parent == "blogger:77"


@pytest.mark.parametrize(
    "name", ["/../../x.html", "https://x.example/a.html", "C:\\con.html", "/nul", "x" * 5_000, "http://[::1", "//x/y", "\\\\x\\y", "/%2e%2e/x", "/a\nb.html", ""]
)  # fmt: skip
def test_no_file_name_leads_anywhere_else(name):
    text = TAKEOUT.read_text().replace("/2019/03/lunch-at-harbour.html", name)
    post = next(
        item for item in blogger_takeout.read(export(text)) if isinstance(item, ImportedPost)
    )

    assert re.fullmatch(r"(?:https://x\.example|/(?![/\\]))[^\n]*|", post.address)
    assert ".." not in post.address
    assert "blogger:900" in post.keys


# Size


def test_many_entries_are_read():
    file = export(HEAD + "".join(comment(str(n)) for n in range(20_000)) + "</feed>")

    assert sum(1 for _item in blogger_backup.read(file)) == 20_000


def test_reading_holds_one_entry_in_memory():
    import tracemalloc  # noqa: PLC0415

    class Feed(io.RawIOBase):
        """A feed of 60 MB that is nowhere."""

        left = 3_000

        def readable(self):
            return True

        def read(self, _size=-1):
            self.left -= 1
            row = comment(str(self.left), "word " * 4_000).encode()
            return row if self.left > 0 else b"</feed>" if self.left == 0 else b""

    file = ExportFile(name="export", open=Feed)
    tracemalloc.start()
    try:
        found = sum(1 for _item in blogger_backup.read(file))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found == 2_999
    assert peak < 16 << 20


def test_every_source_is_asked_about_every_blogger_file():
    """No other source claims one of them."""
    for path in EXPORTS.glob("blogger-[btf]*"):
        if path.suffix != ".expected":
            assert sum(source.claims(export(path.read_bytes())) for source in SOURCES) <= 1, path
