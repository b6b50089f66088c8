import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.model import Format, Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import ImportedComment, ImportedPost, Note, Skipped
from plugins.comments_import.sources import blogger_text, recognise
from plugins.shared.dates import Precision
from plugins.shared.errors import BadExport
from plugins.shared.site import ENGINE

LUNCH = (Path(__file__).parent / "exports" / "lunch.txt").read_text()
SEED = ENGINE.parent / "shared" / "seed" / "good-ol-networking-tips.txt"


def copy(text, zone=UTC):
    return ExportFile(name="page.txt", open=lambda: io.BytesIO(text.encode()), zone=zone)


def page(*comments, title="Title", date="August 14, 2010", body="Body."):
    return "\n\n".join([date, title, body, *comments]) + "\n"


def read(text, zone=UTC):
    """Give the post and its comments."""
    items = list(blogger_text.read(copy(text, zone)))
    (post,) = (item for item in items if isinstance(item, ImportedPost))
    return post, [item.comment for item in items if isinstance(item, ImportedComment)]


def authors(text):
    return [comment.author for comment in read(text)[1]]


def test_post_and_comments_are_told_apart():
    items = list(blogger_text.read(copy(LUNCH)))

    post, comments = read(LUNCH)
    assert (post.title, post.date, post.is_day_only, post.format) == (
        "Lunch for three",
        datetime(2010, 8, 14, tzinfo=UTC),
        True,
        Format.TEXT,
    )
    assert [comment.author for comment in comments] == ["Night Owl", "The Other One", "Night Owl"]
    assert comments[1].body == "Straight below my name."
    assert [(item.what, item.reason) for item in items if isinstance(item, Skipped)] == [
        ("a comment by Silent", "it has no text")
    ]


def test_the_comments_name_their_post():
    post, *comments = blogger_text.read(copy(page("Bo said...\n\nYes.")))

    assert post.keys == ("text:2010-08-14 Title",)
    assert [comment.post for comment in comments] == [post.keys]


def test_nothing_is_made_up():
    """A copy has no times, links or parents: the comments have none either."""
    post, comments = read(LUNCH)

    assert post.guid == ""
    for comment in comments:
        assert (comment.date, comment.url, comment.parent, comment.guid) == (None, "", "", "")
        assert comment.format is Format.TEXT


def test_ids_are_made_of_the_words_and_differ():
    first, _other, again = read(LUNCH)[1]

    assert first.id != again.id
    assert read(LUNCH)[1][0].id == first.id
    # A comment before it changes nothing.
    longer = page("New said...\n\nHi.", f"{first.author} said...\n\n{first.body}")
    assert read(longer)[1][1].id == first.id


def test_ids_never_change():
    """They stand in content/: another id would bring every comment a second time."""
    assert [comment.id for comment in read(LUNCH)[1]] == [
        "text:41aa615152f6",
        "text:fc2c040977cd",
        "text:42aab028a082",
    ]


@pytest.mark.skipif(not SEED.exists(), reason="the blog's own page is elsewhere")
def test_the_page_this_blog_began_with():
    _post, comments = read(SEED.read_text())

    assert [(comment.author, comment.id.removeprefix("text:")) for comment in comments] == [
        ("PrincessBeks", "705d8c037b60"),
        ("Angeline", "6c73ccc51c26"),
        ("LittleMissBusiness", "8f6faffcba91"),
        ("PR Working Girl", "01954c41f1f3"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        LUNCH.replace("\n", "\r\n"),
        "\n\n" + LUNCH,
        "\ufeff" + LUNCH,
        LUNCH.replace(" said...\n", " said…\n"),
        LUNCH.replace("Night Owl said", "Night Owl\xa0said"),
        LUNCH.replace("Night Owl said...", "Night Owl\nsaid..."),
        LUNCH.replace("Night Owl said...", "4 comments:\n\nNight Owl\n\nsaid...", 1),
        LUNCH + "\nPost a Comment\n\nNewer Post Older Post Home\n",
    ],
)
def test_copies_differ_in_ways_that_do_not_matter(text):
    assert blogger_text.claims(copy(text))
    post, comments = read(text)
    assert [comment.author for comment in comments] == ["Night Owl", "The Other One", "Night Owl"]
    assert post.body == read(LUNCH)[0].body


@pytest.mark.parametrize(
    "date",
    [
        "Saturday, August 14, 2010",
        "August 14, 2010",
        "14 August 2010",
        "Saturday, 14. August 2010",
        "Samstag, 14. August 2010",
        "samedi 14 août 2010",
        "sábado, 14 de agosto de 2010",
        "sabato 14 agosto 2010",
        "Sábado, 14 de Agosto de 2010",
        "zaterdag 14 augustus 2010",
        "sobota, 14 sierpnia 2010",
        "суббота, 14 августа 2010 г.",
        "2010年8月14日 星期六",
    ],
)
def test_a_long_date_is_understood(date):
    assert recognise(copy(page(date=date))) is blogger_text
    assert read(page(date=date))[0].date == datetime(2010, 8, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "verb"),
    [
        ("14. August 2010", "hat gesagt..."),
        ("14 août 2010", "a dit…"),
        ("14 de agosto de 2010", "dijo..."),
        ("14 agosto 2010", "ha detto..."),
        ("14 de agosto de 2010", "disse..."),
        ("14 augustus 2010", "zei"),
        ("14 sierpnia 2010", "pisze..."),
        ("14 августа 2010", "комментирует..."),
        ("August 14, 2010", "dijo..."),
    ],
)
def test_each_language_says_it_in_its_own_words(date, verb):
    verb = verb if verb.endswith(("...", "…")) else f"{verb}..."

    assert authors(page(f"Bo Li {verb}\n\nYes.", date=date)) == ["Bo Li"]


def test_words_that_only_look_like_a_head_stay_in_the_text():
    body = "Then he said... nothing.\nShe said...\nstill in one paragraph."

    assert read(page(body=body))[1] == []


def test_verbs_of_other_languages_are_words_of_the_text():
    text = page("Bo said...\n\nQuote:\n\nAna dijo...\n\nshe really did.")

    (comment,) = read(text)[1]
    assert comment.body == "Quote:\n\nAna dijo...\n\nshe really did."


def test_words_of_the_post_before_the_gap_are_no_comment():
    """A copy has two empty lines between the post and its first comment."""
    text = page(
        body="First.\n\nAnd then my boss said...\n\nnothing at all.\n\nThird.\n\n\nBo said...\n\nYes."
    )

    post, comments = read(text)

    assert [comment.author for comment in comments] == ["Bo"]
    assert "And then my boss said...\n\nnothing at all.\n\nThird." in post.body


def test_words_of_the_post_before_the_heading_are_no_comment():
    text = page(body="First.\n\nMy boss said...\n\nnothing.\n\n1 comment:\n\nBo said...\n\nYes.")

    post, comments = read(text)

    assert [comment.author for comment in comments] == ["Bo"]
    assert post.body.endswith("nothing.")


def test_a_first_paragraph_is_never_a_comment():
    assert authors(page(body="Everybody said...")) == []


def test_a_shown_time_is_local_and_exact_to_the_minute():
    text = page("Bo said...\n\nYes.\n\nJanuary 1, 2011 12:05 AM")

    (comment,) = read(text, ZoneInfo("America/New_York"))[1]

    assert comment.date == datetime(2011, 1, 1, 5, 5, tzinfo=UTC)
    assert comment.precision is Precision.MINUTE
    assert comment.body == "Yes."


@pytest.mark.parametrize("line", ["1/2/2011 10:30 AM", "10:30 AM", "February 31, 2011 10:30 AM"])
def test_a_doubtful_time_stays_a_word_of_the_comment(line):
    (comment,) = read(page(f"Bo said...\n\nYes.\n\n{line}"))[1]

    assert (comment.date, comment.body) == (None, f"Yes.\n\n{line}")


def test_a_time_in_one_comment_of_three_is_part_of_what_was_said():
    comments = read(
        page("A said...\n\nx", "B said...\n\nSee you\nMay 5, 2011 10:30", "C said...\n\nz")
    )[1]

    assert [comment.date for comment in comments] == [None, None, None]
    assert comments[1].body == "See you\nMay 5, 2011 10:30"


def test_what_stands_below_the_foot_of_the_page_is_told():
    items = list(
        blogger_text.read(copy(page("Bo said...\n\nYes.", "Post a Comment", "About me\nI bake.")))
    )

    assert [item.comment.body for item in items if isinstance(item, ImportedComment)] == ["Yes."]
    assert "foot of the page" in next(item.text for item in items if isinstance(item, Note))


def test_a_removed_comment_keeps_only_its_place():
    (comment,) = read(page("Bo said...\n\nThis comment has been removed by the author."))[1]

    assert (comment.status, comment.author, comment.body) == (Status.DELETED, "", "")


def test_a_day_below_the_title_is_enough_where_comments_follow():
    text = "Title\n\nAugust 14, 2010\n\nBody.\n\n\nBo said...\n\nYes.\n"

    assert recognise(copy(text)) is blogger_text
    assert read(text)[0].title == "Title"
    assert recognise(copy(text.partition("Bo")[0])) is None


def test_a_copy_without_empty_lines_at_its_head():
    post, _comments = read("August 14, 2010\nTitle\nBody.\nMore.\n")

    assert (post.title, post.body) == ("Title", "Body.\nMore.")


THREAD = """5 comments:

Ann
July 13, 2015 at 2:39 AM
One.
{own}
Replies
Bo
July 13, 2015 at 3:39 AM
Two.
{child}
Cy
July 13, 2015 at 4:39 AM
Three.
{child}
{end}
Di
July 13, 2015 at 5:39 AM
Four.
{own}
"""


@pytest.mark.parametrize(
    ("own", "child", "end"),
    [
        ("Reply\nDelete", "Delete", "Reply"),
        ("ReplyDelete", "ReplyDelete", "Reply"),
        ("Reply", "", "Reply"),
        ("Reply Delete", "  Delete", "Reply\n\nAdd comment\n"),
        ("ResponderEliminar", "Eliminar", "Responder"),
    ],
)
def test_answers_stand_below_what_they_answer(own, child, end):
    end = end.partition("Add")[0]
    comments = read(page(THREAD.format(own=own, child=child, end=end)))[1]

    first = comments[0].id
    assert [comment.parent for comment in comments] == ["", first, first, ""]
    assert [comment.body for comment in comments] == ["One.", "Two.", "Three.", "Four."]


def test_what_may_be_an_answer_or_not_is_none():
    """Without the end of the list only the first one in it is an answer beyond doubt."""
    text = THREAD.format(own="ReplyDelete", child="ReplyDelete", end="")

    comments = read(page(text))[1]

    assert [bool(comment.parent) for comment in comments] == [False, True, False, False]


def test_an_empty_list_of_answers_changes_nothing():
    text = THREAD.format(own="Reply\nReplies\nReply", child="", end="").replace("Replies\nBo", "Bo")

    assert not any(comment.parent for comment in read(page(text))[1])


def test_the_same_comment_has_one_id_in_every_zone_and_form_of_a_copy():
    text = page(THREAD.format(own="Reply", child="", end="Reply"))
    glued = (
        text.replace("Ann\n", "Ann")
        .replace("Bo\n", "Bo")
        .replace("July 13, 2015 at", "13 July 2015,")
    )

    first = [comment.id for comment in read(text, ZoneInfo("Asia/Tokyo"))[1]]

    assert [comment.id for comment in read(glued)[1]] == first


def test_a_page_that_is_neither_is_a_post_alone():
    body = "I met Ann\nJuly 13, 2015 at 2:39 AM\nand it was nice."

    assert read(page(body=body))[1] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("August 14, 2010\n\nTitle only\n", "a title and a text below it are missing"),
        ("August 14, 2010\n", "a title and a text below it are missing"),
        (page(date="February 31, 2010"), "no day of any calendar"),
    ],
)
def test_what_is_missing_is_named(text, words):
    assert blogger_text.claims(copy(text))
    with pytest.raises(BadExport, match=words):
        list(blogger_text.read(copy(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Dear diary,\n\ntoday",
        "<!DOCTYPE html><html>",
        "<?xml version='1.0'?><feed/>",
        '{"comments": []}',
        "Samstag, 14. Auguscht 2010\n\nT\n\nx",
        "8/14/2010\n\nT\n\nx",
        "",
    ],
)
def test_what_is_no_copy_of_a_page_is_not_claimed(text):
    assert not blogger_text.claims(copy(text))


ROWS = st.sampled_from(
    [
        "", "", "Bo said...", "said...", "4 comments:", "Ann", "July 13, 2015 at 2:39 AM", "text",
        "Reply", "ReplyDelete", "Delete", "Replies", "  Lou", "Post a Comment", "Home", "\u202f",
        "BoJuly 13, 2015 2:39 PM", "\x00x",
    ]
)  # fmt: skip


@given(st.lists(ROWS, max_size=40))
def test_every_word_of_a_copy_arrives(rows):
    """What is no mark of the page itself is in the post, or in a comment, or told as left out."""
    marked = [f"{row} w{number}" if row == "text" else row for number, row in enumerate(rows)]
    items = list(blogger_text.read(copy("August 14, 2010\n\nT\n\nBody.\n\n" + "\n".join(marked))))

    comments = [item.comment for item in items if isinstance(item, ImportedComment)]
    skipped = [item.what for item in items if isinstance(item, Skipped)]
    texts = [items[0].body, *(f"{one.author} {one.body}" for one in comments), *skipped]
    kept = " ".join(texts).split()
    if not any(isinstance(item, Note) for item in items):
        assert {row.split()[1] for row in marked if " w" in row} <= set(kept)
    ids = [comment.id for comment in comments]
    assert len(set(ids)) == len(ids)
    assert {comment.parent for comment in comments} - {""} <= {
        item.id for item in items if isinstance(item, Skipped)
    } | set(ids)
