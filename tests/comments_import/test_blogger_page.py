"""Saved pages of Blogger blogs beyond the fixtures: sizes, damage, and what must never happen."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import ImportedComment, ImportedPost, Note, Skipped
from plugins.comments_import.sources import blogger_page
from plugins.shared.errors import BadExport

EXPORTS = Path(__file__).parent / "exports"
PAGES = {
    path.name: path.read_text()
    for path in sorted(EXPORTS.glob("blogger-page-*.html"))
    if "cut-off" not in path.name
}
THREADED = PAGES["blogger-page-threaded.html"]
FLAT = PAGES["blogger-page-flat.html"]


def file_of(html):
    data = html.encode()
    return ExportFile(name="page.html", open=lambda: BytesIO(data), zone=ZoneInfo("Europe/Lisbon"))


def read(html):
    return list(blogger_page.read(file_of(html)))


def comments_of(items):
    return {item.comment.id: item.comment for item in items if isinstance(item, ImportedComment)}


def threaded(*bodies, tag="p"):
    """Give the threaded page with these comments, numbered from 700001 on."""
    start, end = (
        THREADED.index('<li class="comment"'),
        THREADED.rindex('</ol><div id="top-continue"'),
    )
    items = (
        f'<li class="comment" id="c{number}"><div class="comment-block"><div class="comment-header">'
        f'<cite class="user">Ana</cite><span class="datetime"><a href="https://tinte.example/2015/06/nebel.html'
        f'?showComment=1433669405250#c{number}">7. Juni 2015</a></span></div>'
        f'<{tag} class="comment-content">{body}</{tag}><span class="comment-actions"></span></div></li>'
        for number, body in enumerate(bodies, 700_001)
    )
    return THREADED[:start] + "".join(items) + THREADED[end:]


@pytest.mark.parametrize("tag", ["p", "div"])
def test_deep_nesting_in_a_comment_takes_no_other_along(tag):
    deep = "<div>" * 10_000 + "deep" + "</div>" * 10_000

    found = comments_of(read(threaded("first", deep, "last", tag=tag)))

    assert [comment.body[:5] for comment in found.values()] == ["first", "<div>", "last"]
    assert "deep" in found["blogger:700002"].body


def test_deep_nesting_in_the_post_is_kept():
    page = THREADED.replace("Text\n", "<div>" * 10_000 + "deep")

    post, *rest = read(page)

    assert "deep" in post.body
    assert len(rest) == 4


def test_replies_may_be_nested_deeply():
    one = '<li class="comment" id="c{}"><p class="comment-content">x</p><ol>'
    page = THREADED.replace(
        '<ol id="top-ra">',
        '<ol id="top-ra">' + "".join(one.format(700_000 + n) for n in range(3_000)),
    )

    found = comments_of(read(page))

    assert found["blogger:702999"].parent == "blogger:702998"


def test_many_comments_are_all_read():
    found = comments_of(read(threaded(*(f"words {number}" for number in range(5_000)))))

    assert len(found) == 5_000
    assert found["blogger:705000"].body == "words 4999"


def test_a_list_that_ends_a_paragraph_early_stays_in_its_comment():
    (comment,) = comments_of(read(threaded("a<ul><li>b</li></ul>c <i>d</i>"))).values()

    assert comment.body == "a<ul><li>b</li></ul>c <i>d</i>"


def test_a_large_picture_in_the_post_is_kept():
    """A parser of HTML gives up such attributes beyond 10 MB unless it is told not to."""
    picture = "data:image/png;base64," + "A" * 10_100_000

    post, *_ = read(THREADED.replace("Text\n", f'<img src="{picture}">'))

    assert picture in post.body


def test_words_that_name_deleted_comments_delete_none():
    body = "the class is &lt;span class=&quot;deleted-comment&quot;&gt;"

    (comment,) = comments_of(read(threaded(body))).values()

    assert comment.is_shown


def test_an_unknown_theme_is_told():
    """Whatever marks the comments, their links show that there are some."""
    page = re.sub(r'class="comment[\w -]*"|id="c\d+"', "", THREADED)

    notes = [item.text for item in read(page) if isinstance(item, Note)]

    assert notes == [
        "the page shows 0 comments and links to more; a backup of the blog or its comment feed has the rest."
    ]


def test_comments_of_data_without_markup_are_read():
    page = PAGES["blogger-page-threaded-2011.html"]
    start, end = page.index("<div id='comment-holder'>"), page.index("<p class='comment-footer'>")

    found, whole = comments_of(read(page[:start] + page[end:])), comments_of(read(page))

    assert list(found) == list(whole)
    for id_, comment in found.items():
        known = whole[id_]
        assert (comment.author, comment.url, comment.date) == (known.author, known.url, known.date)
        assert (comment.parent, comment.status) == (known.parent, known.status)


def told_by(comment):
    words = " ".join(unescape(comment.body).split())
    return comment.author, words, comment.status, comment.parent, comment.url


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_cut_off_tells_nothing_wrong(name):
    """Wherever it ends: what is given of it is what the whole page gives."""
    html = PAGES[name]
    whole = comments_of(read_or_nothing(html))
    for end in range(html.lower().index("<body"), len(html), 97):
        for id_, comment in comments_of(read_or_nothing(html[:end])).items():
            known = whole[id_]
            assert told_by(comment) == told_by(known)
            # Which number is the day in 4/5/2011 may be told by the part that is missing.
            assert comment.date in ({known.date} if "showComment" in html else {known.date, None})


@pytest.mark.parametrize("name", ["blogger-page-flat.html", "blogger-page-threaded.html"])
def test_no_comment_that_has_begun_is_dropped(name):
    html = PAGES[name]
    for end in range(html.index("id='comments'"), len(html), 53):
        begun = set(re.findall(r"""<(?:dt|li)[^>]{1,60}id=["']c(\d+)["'][^>]*>""", html[:end]))
        items = read_or_nothing(html[:end])
        found = {item.comment.id for item in items if isinstance(item, ImportedComment)}
        found |= {item.id for item in items if isinstance(item, Skipped)}
        assert found == {f"blogger:{number}" for number in begun}


def read_or_nothing(html):
    try:
        return read(html)
    except BadExport:
        return []


@given(
    st.lists(
        st.sampled_from(
            ["<li class='comment' id='c123456'>", "<li class=comment>", "</li>", "<dl id=comments-block>", "</dl>",
             "<dt id=c223456>", "<dt>", "<dd class=comment-body>", "<dd>", "<p class=comment-content>", "</p>",
             "<a name=c323456></a>", "<a href='?showComment=1433669405250#c423456'>6/7/2015", "</a>", "<div class=post>",
             "<div class='post-body'>", "<div id=comments>", "</div>", "<h4>7", "<span class=deleted-comment>",
             "<div class=blogComment>", "<cite class=user>", "Ana said...", "<div class=comment-author>",
             "<div style='clear: both;'></div>", "<script>var items = [{'id': '9", "</script>", "x", "<!--", "<table>"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_whatever_the_markup_no_id_is_given_twice_and_no_words_are_empty(parts):
    items = read_or_nothing("<html><body>" + "".join(parts))

    ids = [item.comment.id for item in items if isinstance(item, ImportedComment)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"blogger(?:-page)?:\w+", id_) for id_ in ids)
    for comment in comments_of(items).values():
        assert bool(comment.body) is comment.is_shown


@given(st.text())
def test_no_text_makes_recognising_fail(text):
    blogger_page.claims(file_of(text.encode("utf-8", "ignore").decode()))


def test_a_page_without_a_zone_is_in_the_authors():
    """Only the comments' own times tell another one."""
    page = PAGES["blogger-page-flat-local-times.html"]
    alone = re.sub(r"\?showComment=\d+", "", page)

    post = next(item for item in read(alone) if isinstance(item, ImportedPost))

    assert post.date.isoformat() == "2011-07-10T02:54:00+00:00"
