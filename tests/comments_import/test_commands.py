import json
from pathlib import Path

import pytest

from plugins.comments.blocks import parse_blocks
from plugins.comments_import.commands import import_file
from plugins.comments_import.model import Fate, Tally, tally
from plugins.shared.errors import BadContent, BadExport, CannotWrite
from plugins.shared.front_matter import read_front_matter

LUNCH = Path(__file__).parent / "exports" / "lunch.txt"
STEM = "2010-08-14-lunch-for-three"


def files_below(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_an_import_writes_a_post_and_its_comments(site):
    report = import_file(LUNCH, site.content)

    front = read_front_matter(site.content / "posts" / f"{STEM}.md")
    assert front.get("title") == "Lunch for three"
    assert front.get("date") == "2010-08-14"
    assert front.get("imported_from") == "text"
    assert front.get("guid").startswith("urn:uuid:")
    assert front.faults == ()
    blocks = parse_blocks((site.content / "comments" / f"{STEM}.txt").read_text())
    assert [block.get("author") for block in blocks] == ["Night Owl", "The Other One", "Night Owl"]
    assert report.plan.posts == Tally(found=1, added=1, already_there=0, skipped=0)
    assert report.plan.comments == Tally(found=4, added=3, already_there=0, skipped=1)
    assert "Skipped a comment by Silent: it has no text." in str(report)


def test_a_second_import_changes_nothing(site):
    import_file(LUNCH, site.content)
    before = files_below(site.content)

    report = import_file(LUNCH, site.content)

    assert files_below(site.content) == before
    assert report.plan.posts == Tally(found=1, added=0, already_there=1, skipped=0)
    assert report.plan.comments == Tally(found=4, added=0, already_there=3, skipped=1)
    assert "Nothing new" in str(report)


def test_hand_edits_survive_the_next_import(site):
    """A post may be renamed, retitled and rewritten: its id tells that it is there."""
    import_file(LUNCH, site.content)
    old = site.content / "posts" / f"{STEM}.md"
    new = old.rename(site.content / "posts" / "2010-08-14-table.md")
    new.write_text(
        new.read_text().replace("Title: Lunch for three", f"Title: Table\nComments: {STEM}")
    )
    comments = site.content / "comments" / f"{STEM}.txt"
    comments.write_text(
        comments.read_text().replace("Author: Night Owl", "Author: N. Owl\nStatus: hidden")
    )
    before = files_below(site.content)

    import_file(LUNCH, site.content)

    assert files_below(site.content) == before


def test_new_comments_go_behind_the_ones_that_are_there(site, tmp_path):
    import_file(LUNCH, site.content)
    comments = site.content / "comments" / f"{STEM}.txt"
    before = comments.read_bytes()
    longer = tmp_path / "longer.txt"
    longer.write_text(LUNCH.read_text().rstrip() + "\n\nAt last I speak.\n")

    report = import_file(longer, site.content)

    assert report.plan.comments == Tally(found=4, added=1, already_there=3, skipped=0)
    assert comments.read_bytes().startswith(before)
    assert parse_blocks(comments.read_text())[-1].body == "At last I speak."


def test_an_id_in_a_file_is_never_changed(site):
    site.post(STEM, guid="urn:mine", title="Lunch for three")

    report = import_file(LUNCH, site.content)

    assert read_front_matter(site.content / "posts" / f"{STEM}.md").get("guid") == "urn:mine"
    assert "keeps its id urn:mine" in str(report)


def test_two_posts_of_one_day_and_name_are_two(site, tmp_path):
    for title in ("日本", "日-本!"):
        file = tmp_path / "page.txt"
        file.write_text(
            f"August 14, 2010\n\n{title}\n\nWords of {title}.\n\n\nBo said...\n\nOn {title}.\n"
        )
        assert import_file(file, site.content).plan.posts.added == 1
        assert import_file(file, site.content).plan.posts.already_there == 1

    posts = {path.name: path.read_text() for path in (site.content / "posts").iterdir()}
    assert sorted(posts) == ["2010-08-14-ri-ben-2.md", "2010-08-14-ri-ben.md"]
    assert "Words of 日-本!." in posts["2010-08-14-ri-ben-2.md"]
    assert "On 日-本!." in (site.content / "comments" / "2010-08-14-ri-ben-2.txt").read_text()


def test_a_report_that_cannot_be_written_stops_the_import(site, tmp_path):
    with pytest.raises(CannotWrite):
        import_file(LUNCH, site.content, report=tmp_path)

    assert files_below(site.content) == {}


def test_a_dry_run_tells_and_writes_nothing(site):
    report = import_file(LUNCH, site.content, is_dry_run=True)

    assert report.plan.posts.added == 1
    assert "Would write" in str(report)
    assert files_below(site.content) == {}


def test_the_report_for_machines_adds_up(site, tmp_path):
    file = tmp_path / "report.json"

    import_file(LUNCH, site.content, report=file)

    report = json.loads(file.read_text())
    for what in ("posts", "comments"):
        row = report[what]
        assert row["found"] == row["added"] + row["already_there"] + row["skipped"]
    assert report["source"] == "a text copy of a Blogger page"
    assert len(report["written"]) == 2


def test_numbers_that_do_not_add_up_cannot_be_made():
    with pytest.raises(AssertionError):
        tally(2, [Fate.ADDED])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n123", "is a PNG picture"),
        (b"\xff\xd8\xff\xe0", "is a JPEG picture"),
        (b"PK\x03\x04...", "is a zip archive"),
        (b"August 14, 2010\n\nT\n\nx\0y", "is a binary file"),
        (b"Hello", "plain text, but not a copy of a blog page"),
    ],
)
def test_a_file_that_is_no_export_is_named_and_changes_nothing(site, tmp_path, data, words):
    file = tmp_path / "file"
    file.write_bytes(data)

    with pytest.raises(BadExport, match=f"file.* {words}|file: .*{words}"):
        import_file(file, site.content)

    assert files_below(site.content) == {}


def test_a_folder_and_a_missing_file_are_named(site, tmp_path):
    with pytest.raises(BadExport, match="is a folder; name the file"):
        import_file(tmp_path, site.content)
    with pytest.raises(BadExport, match="No such file"):
        import_file(tmp_path / "nowhere.txt", site.content)


def test_an_old_encoding_is_read(site, tmp_path):
    file = tmp_path / "old.txt"
    file.write_bytes("August 14, 2010\n\nCafé\n\nÄ “quote”.\n".encode("windows-1252"))

    import_file(file, site.content)

    file.write_bytes("August 14, 2010\n\nWide\n\nÄ “wide”.\n".encode("utf-16"))
    import_file(file, site.content)

    assert "Ä “wide”." in (site.content / "posts" / "2010-08-14-wide.md").read_text()
    assert "Ä “quote”." in (site.content / "posts" / "2010-08-14-cafe.md").read_text()


def test_an_import_that_cannot_write_leaves_the_content_as_it_was(site):
    site.write("comments", "a file where a folder is needed")
    before = files_below(site.content)

    (site.content / "posts").rmdir()

    with pytest.raises(CannotWrite):
        import_file(LUNCH, site.content)

    assert files_below(site.content) == before
    assert not (site.content / "posts").exists()


def test_an_unreadable_comment_file_stops_the_import(site):
    site.write(f"comments/{STEM}.txt", b"=== a:1\nAuthor: \xff\n\nx\n")
    before = files_below(site.content)

    with pytest.raises(BadContent, match="is not UTF-8"):
        import_file(LUNCH, site.content)

    assert files_below(site.content) == before
