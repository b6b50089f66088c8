from datetime import UTC, datetime

import pytest

from plugins.check.content import content_faults
from plugins.shared.written import read_posts


def messages(site, base="pelicanconf"):
    return [str(fault) for fault in sorted(content_faults(site.open(base)))]


def test_good_content_has_no_fault(site):
    site.write("images/p.png", b"x")
    site.post(
        body="[a]({filename}2026-05-31-lunch.md) ![p]({static}/images/p.png)", image="/images/p.png"
    )
    site.write(
        "posts/2026-06-01-old.html",
        "<html><head><title>Old</title><meta name='guid' content='urn:o'></head>",
    )
    site.write("pages/about.md", "Title: About\n\nMe.\n")
    site.write(
        "digests/2026-06-01-weekly.md",
        "Title: T\nDate: 2026-06-01\nCadence: weekly\nGuid: urn:d\n\nHi\n",
    )

    assert messages(site, "publishconf") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date: 2026-05-31\n\nx", 'there is no title; add a line "Title: …" at the top.'),
        ("Title: x\nDate: soon\n\nx", 'line 2: "Date: soon" is no date'),
        (
            "Title: x\nModified: later\nDate: 2026-05-31\n\nx",
            'line 2: "Modified: later" is no date',
        ),
        ("Title: x\nStatus: hide\nDate: 2026-05-31\n\nx", 'line 2: "Status: hide" is not known'),
        ("Title: x\n\nx", 'there is no date; add "Date: 2026-05-31 09:00"'),
        ("\nTitle: x\n\nx", "line 1: the first line is empty"),
        ("Title: x\nDate: 2026-05-31\nTags lunch\n\nx", 'line 3: "Tags lunch" is no metadata line'),
        ("", "the file is empty"),
        ("Title: x\nDate: 2026-05-31\n\nx\n\n[a]({filename}/posts/none.md)", "line 6: the link"),
        ("Title: x\nDate: 2026-05-31\n\n![a](|static|/images/none.png)", "line 4: the link"),
        (
            "Title: x\nDate: 2026-05-31\nImage: /images/none.png\n\nx",
            'line 3: "Image: /images/none.png" is no file',
        ),
    ],
)
def test_a_fault_is_one_sentence_with_file_and_line(site, text, expected):
    site.write("posts/post.md", text)

    (message,) = messages(site)

    assert "content/posts/post.md: " in message
    assert expected in message


def test_a_name_may_give_the_date(site):
    site.write("posts/2026-05-31-lunch.md", "Title: Lunch\n\nx\n")

    assert messages(site) == []
    (post,) = read_posts(site.open())
    assert post.date == datetime(2026, 5, 30, 22, tzinfo=UTC)
    assert post.address == "2026/05/lunch.html"


def test_only_publishing_asks_for_an_id(site):
    site.write("posts/2026-05-31-lunch.md", "Title: Lunch\n\nx\n")
    site.write("posts/2026-05-31-draft.md", "Title: Draft\nStatus: draft\n\nx\n")

    assert messages(site) == []
    (message,) = messages(site, "publishconf")
    assert "there is no permanent id" in message
    assert "tasks.py ids" in message


def test_two_posts_with_one_address_are_named(site):
    site.post("2026-05-31-lunch")
    site.post("2026-05-01-lunch")
    site.post("2026-05-02-lunch", status="draft")

    (message,) = messages(site)

    assert (
        "2026-05-31-lunch.md: its address 2026/05/lunch.html is that of 2026-05-01-lunch.md too"
        in message
    )


def test_two_posts_with_one_id_are_named(site):
    site.post("2026-05-31-lunch", guid="urn:same")
    site.post("2026-05-30-coffee", guid="urn:same")

    (message,) = messages(site)

    assert "its id urn:same is that of 2026-05-30-coffee.md too" in message


def test_a_file_nobody_reads_is_named(site):
    site.write("posts/2026-05-31-lunch.txt", "Title: x\n\nx")
    site.write("posts/2026-05-31-loud.MD", "Title: x\n\nx")
    site.write("posts/table.jpg", b"x")
    site.write("posts/.2026.swp", "x")
    (site.content / "posts" / "folder.md").mkdir()
    (site.content / "posts" / ".#2026-05-31-lunch.md").symlink_to("nowhere")

    found = messages(site)

    assert len(found) == 3
    assert "lunch.txt: it is no post" in found[0] or "lunch.txt: it is no post" in found[1]
    assert any("name it 2026-05-31-loud.md" in message for message in found)
    assert any("move it to" in message and "content/images/" in message for message in found)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Date: 2026-05-31\nTags: a,\n    b", "line 3: the tags go over several lines"),
        ("Date: 2026-05-31\nTemplate: nope", 'line 3: "Template: nope" is no template'),
        ("Date: 2026-05-31\nSlug: ../../evil", "line 3: its address would be made of"),
        ("Date: 2026-05-31\nSave_as: ../evil.html", 'line 3: "Save_as: ../evil.html" leads out'),
        ("Date: 2026-05-31\nTags: good, <c>", '"<c>" has no letter or digit'),
        ("Date: 2026-05-31\nTags: good; !!!", '"!!!" has no letter or digit'),
        ("Date: 2026-05-31\nTags: good, &amp", '"&amp" has no letter or digit'),
        ("Date: 2026-05-31\nCategory: !!!", '"!!!" has no letter or digit'),
        ("Date: 12", 'line 2: "Date: 12" is no date'),
        ("Date: March 2026", "is no date"),
        ("Date: 9999-12-31 23:59", "is no date"),
        ("Date: 2026-05-31 10:00+99:00", "is no date"),
        ("Date: monday", "is no date"),
    ],
)
def test_lines_that_would_mislead_are_named(site, head, expected):
    site.write("posts/post.md", f"Title: x\n{head}\n\nWords\n")

    (message,) = messages(site)

    assert expected in message


def test_a_title_too_long_for_an_address_is_named(site):
    site.write("posts/post.md", f"Title: {'many words ' * 100}\nDate: 2026-05-31\n\nx\n")

    (message,) = messages(site)

    assert 'add a line "Slug: …"' in message


def test_an_odd_file_name_needs_a_slug(site):
    site.post("2026-05-31-日本 #1?%")

    (message,) = messages(site)

    assert 'its address would be made of "日本 #1?%"' in message
    site.post("2026-05-31-日本 #1?%", slug="nihon")
    assert messages(site) == []


def test_a_post_without_words_is_named(site):
    site.write("posts/2026-05-31-x.md", "Title: x\n")

    (message,) = messages(site)

    assert "there is no text" in message


def test_an_html_file_without_a_head_is_named(site):
    site.write("posts/2026-05-31-x.html", "<p>x</p>")

    (message,) = messages(site, "publishconf")

    assert "there is no <title>" in message


def test_pages_and_drafts_have_addresses_too(site):
    site.post("2026-05-31-lunch", status="draft")
    site.post("2026-05-30-lunch", status="draft")
    site.write("pages/about.md", "Title: About\n\nx\n")
    site.write("pages/me.md", "Title: About\n\nx\n")
    site.write("pages/archive.md", "Title: Archive\n\nx\n")

    found = messages(site)

    assert len(found) == 3
    assert "its address drafts/lunch.html is that of 2026-05-30-lunch.md too" in found[2]
    assert "its address about/index.html is that of about.md too" in found[1]
    assert "its address archive/index.html is that of index.html too" in found[0]
    # Drafts have no address in a site for publishing.
    assert len(messages(site, "publishconf")) == 2


def test_a_digest_names_posts_that_are_there(site):
    site.post("2026-05-31-lunch", guid="urn:lunch")
    site.write(
        "digests/2026-06-01-weekly.md",
        "Title: T\nDate: 2026-06-01\nCadence: weekly\nGuid: urn:d\nPosts: urn:lunch\n    urn:gone\n\n[x]({filename}/a.md)\n",
    )

    first, second = messages(site)

    assert 'line 6: no post has the id "urn:gone"' in first
    assert "line 8: a letter cannot link to a file" in second


def test_pages_and_digests_are_looked_at_too(site):
    site.write("pages/about.md", "Slug: about\n\n[x]({filename}/none.md)\n")
    site.write("digests/2026-06-01-weekly.md", "Title: T\nDate: never\n\nHi\n")

    found = messages(site)

    assert [part for part in found if "about.md: there is no title" in part]
    assert [part for part in found if "about.md: line 3: the link" in part]
    assert [part for part in found if '"Date: never" is no date' in part]
    assert [part for part in found if "there is no guid" in part]
    assert [part for part in found if "there is no cadence" in part]
    assert len(found) == 5


@pytest.mark.parametrize(
    ("status", "date", "expected"),
    [
        ("", "2026-05-31", True),
        ("draft", "2026-05-31", False),
        ("", "2999-01-01", False),
        ("hidden", "2026-05-31", False),
    ],
)
def test_what_the_world_may_see(site, status, date, expected):
    site.post("post", status=status, date=date)
    (post,) = read_posts(site.open())

    assert post.is_public(datetime(2026, 6, 1, tzinfo=UTC)) == expected
