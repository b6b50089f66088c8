import tracemalloc
from contextlib import contextmanager
from io import BytesIO

import pytest

from plugins.comments.model import Status
from plugins.comments_import.files.export_file import ExportFile, file_on_disk
from plugins.comments_import.model import ImportedComment, Skipped
from plugins.comments_import.sources import disqus

HEAD = '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
THREAD = '<thread dsq:id="7"><id/><link>https://owl.example/a.html</link></thread>'


def export(text):
    @contextmanager
    def open_():
        yield BytesIO(text.encode())

    return ExportFile(name="owls-all.xml", open=open_)


def post(id_=1, message="<p>Words.</p>", author="<author><name>Owl</name></author>", more=""):
    return (
        f'<post dsq:id="{id_}"><message><![CDATA[{message}]]></message>{more}{author}'
        '<thread dsq:id="7"/></post>'
    )


def read(*parts, head=HEAD):
    return list(disqus.read(export(head + "".join(parts) + "</disqus>")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEAD}</disqus>", True),
        (f"<?xml version='1.0'?>\n<!-- a > remark <b> -->\n<?a b?>\n\n{HEAD}", True),
        ("\ufeff  \n<disqus xmlns='http://disqus.com'>", True),
        ("<rss xmlns:dsq='http://www.disqus.com/'><item><disqus/></item></rss>", False),
        ("How to read <disqus> exports", False),
        ("<html><body><disqus></disqus></body></html>", False),
        ("<disqussion/>", False),
        ("", False),
        ("<!--" * 60_000, False),
    ],
)
def test_its_first_element_tells(text, expected):
    assert disqus.claims(export(text)) is expected


def test_the_thread_may_stand_anywhere():
    (before,) = read(THREAD, post())
    (behind,) = read(post(), THREAD)

    assert before == behind
    assert before.post == ("disqus:7", "/a")


@pytest.mark.parametrize(
    ("identifier", "key"),
    [
        ("45 http://owl.example/?p=45", "/?p=45"),
        ("https://owl.example/b/", "/b"),
        ("/b.html", "/b"),
        ("some-id", None),
        ("My thoughts on /b", None),
        ("", None),
    ],
)
def test_a_page_is_known_by_what_it_called_itself(identifier, key):
    thread = THREAD.replace("<id/>", f"<id> {identifier} </id>")

    (item,) = read(thread, post())

    assert item.post == ("disqus:7", "/a", *([key] if key else []))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", Status.APPROVED),
        ("<isDeleted>false</isDeleted><isSpam>0</isSpam>", Status.APPROVED),
        ("<isDeleted> TRUE </isDeleted>", Status.DELETED),
        ("<isApproved>false</isApproved>", Status.PENDING),
        ("<isDeleted>perhaps</isDeleted>", Status.PENDING),
        ("<isDeleted>true</isDeleted><isApproved>false</isApproved>", Status.DELETED),
    ],
)
def test_flags_tell_who_may_see_it(more, expected):
    item = read(THREAD, post(more=more))[0]

    assert item.comment.status is expected


def test_nothing_of_a_deleted_comment_is_left():
    (item,) = read(post(message="secret", more="<isDeleted>true</isDeleted>"))

    assert (item.comment.author, item.comment.url, item.comment.body) == ("", "", "")


def test_spam_is_named_so_that_its_replies_move_up():
    spam = post(2, more="<isSpam>true</isSpam>").replace("</post>", '<parent dsq:id="1"/></post>')

    _first, skipped = read(post(1), spam)

    assert isinstance(skipped, Skipped)
    assert (skipped.reason, skipped.is_reply) == ("spam", True)
    assert (skipped.id, skipped.parent) == ("disqus:2", "disqus:1")


def test_a_file_cut_anywhere_gives_whole_comments_only():
    text = HEAD + THREAD + post(1) + post(2, "<p>Second &amp; last.</p>")
    bodies = {"<p>Words.</p>", "<p>Second &amp; last.</p>"}

    for length in range(text.index("<post"), len(text)):
        items = list(disqus.read(export(text[:length])))
        comments = [item.comment for item in items if isinstance(item, ImportedComment)]

        assert {comment.body for comment in comments} <= bodies
        assert len(comments) == text[:length].count("</post>")
        assert len(items) - len(comments) <= 1


def test_ten_thousand_nested_divs_do_no_harm():
    body = "<div>" * 10_000 + "deep"

    (item,) = read(post(message=body))

    assert item.comment.body == body


def test_a_large_export_is_never_in_memory_as_a_whole(tmp_path):
    path = tmp_path / "large.xml"
    with path.open("w") as out:
        out.write(HEAD + THREAD)
        out.writelines(post(number, "<p>word</p>" * 1_000) for number in range(2_000))
        out.write("</disqus>")

    tracemalloc.start()
    found = sum(1 for _item in disqus.read(file_on_disk(path)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == 2_000
    assert peak < path.stat().st_size / 2  # of 22 MB
