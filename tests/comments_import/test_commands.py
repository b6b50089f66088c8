import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_site import LittleSite
from old_blog import Post, Remark, backup, disqus, takeout

from plugins.comments.blocks import parse_blocks
from plugins.comments.commands import comment_faults
from plugins.comments.files import read_comments
from plugins.comments.rendering import show_conversation
from plugins.comments_import.commands import Limits, Options, import_files
from plugins.comments_import.report import Row
from plugins.shared.errors import BadContent, BadExport, CannotWrite
from plugins.shared.front_matter import read_front_matter
from plugins.shared.site import ENGINE

LUNCH = Path(__file__).parent / "exports" / "lunch.txt"
STEM = "2010-08-14-lunch-for-three"
POST = Post(id=1)
TALK = (
    Remark(id=11, post=1, author="Bo", url="https://bo.example/"),
    Remark(id=12, post=1, author="Cy", body="I agree.", parent=11, at="2010-08-14T16:00:00.000Z"),
)


def run(site, *exports, **options):
    """Import texts or files into the site."""
    paths = []
    for number, export in enumerate(exports):
        path = export
        if isinstance(export, str):
            path = site.folder / f"export-{number}-{abs(hash(export)) % 10**8}"
            path.write_text(export)
        paths.append(path)
    return import_files(paths, site.open(), Options(**options))


def files_below(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def blocks_of(site, name="2010-08-14-lunch.txt"):
    return {
        block.id: block for block in parse_blocks((site.content / "comments" / name).read_text())
    }


def totals(report):
    return {
        kind.value: (row.found, row.added, row.already_there, row.unmatched, dict(row.skipped))
        for kind, row in report.totals.items()
        if row.found
    }


def test_a_text_copy_becomes_a_post_and_its_comments(site):
    report = run(site, LUNCH)

    front = read_front_matter(site.content / "posts" / f"{STEM}.md")
    assert front.get("title") == "Lunch for three"
    assert front.get("date") == "2010-08-14"
    assert front.get("imported_from") == "text"
    assert front.get("guid").startswith("urn:uuid:")
    assert front.faults == ()
    blocks = blocks_of(site, f"{STEM}.txt").values()
    assert [block.get("author") for block in blocks] == ["Night Owl", "The Other One", "Night Owl"]
    assert totals(report) == {
        "posts": (1, 1, 0, 0, {}),
        "comments": (4, 3, 0, 0, {"it has no text": 1}),
    }
    assert "Left out: 1 comment, it has no text (a comment by Silent)." in str(report)


def test_a_backup_becomes_posts_with_their_ids_addresses_and_threads(site):
    report = run(site, backup([POST], TALK))

    front = read_front_matter(site.content / "posts" / "2010-08-14-lunch.html")
    assert {
        name: front.get(name)
        for name in ("title", "date", "guid", "url", "save_as", "imported_from")
    } == {
        "title": "Lunch",
        "date": "2010-08-14T10:00:00Z",
        "guid": "tag:blogger.com,1999:blog-77.post-1",
        "url": "2010/08/lunch.html",
        "save_as": "2010/08/lunch.html",
        "imported_from": "blogger-backup",
    }
    blocks = blocks_of(site)
    assert blocks["blogger:11"].get("Date") == "2010-08-14T15:04:05.123Z"
    assert blocks["blogger:11"].get("Url") == "https://bo.example/"
    assert blocks["blogger:12"].get("Parent") == "blogger:11"
    assert report.totals["comments"].replies == 1


@pytest.mark.parametrize("export", [LUNCH, backup([POST], TALK), takeout([POST], TALK)])
def test_a_second_import_changes_no_byte(site, export):
    run(site, export)
    before = files_below(site.content)

    report = run(site, export)

    assert files_below(site.content) == before
    assert report.totals["posts"].already_there == 1
    assert report.totals["comments"].added == 0
    assert "Nothing new" in str(report)


def test_the_sources_of_one_run_give_the_same_files_in_any_order(tmp_path):
    """The page copied as text, the backup, Takeout and Disqus tell of one post."""
    text = "August 14, 2010\n\nLunch\n\nWe met.\n\n\nBo said...\n\nWords.\n"
    later = Remark(id=13, post=1, author="Di", body="Late.", at="2012-01-01T00:00:00.000Z")
    again = Remark(id=90, post=1, author="Di", body="Late.", at="2012-01-01T00:00:30.000Z")
    exports = {
        "copy.txt": text,
        "blog.xml": backup([POST], TALK),
        "feed.atom": takeout([POST], (TALK[1], later)),
        "disqus.xml": disqus([again]),
    }
    for name, words in exports.items():
        (tmp_path / name).write_text(words)
    results = []
    for number, names in enumerate(permutations(exports)):
        site = LittleSite(tmp_path / str(number))
        (site.content / "posts").mkdir(parents=True)
        report = run(site, *(tmp_path / name for name in names))
        results.append((files_below(site.content), totals(report)))

    assert all(result == results[0] for result in results)
    files, numbers = results[0]
    assert sorted(files) == ["comments/2010-08-14-lunch.txt", "posts/2010-08-14-lunch.html"]
    assert len(parse_blocks(files["comments/2010-08-14-lunch.txt"].decode())) == 3
    assert numbers["comments"] == (6, 3, 3, 0, {})


def test_a_later_import_adds_what_was_not_known(site):
    """The copy has no times and links; the backup gives them to the same blocks, and the old fragment."""
    run(
        site,
        "August 14, 2010\n\nLunch\n\nWe met.\n\n\nBo said...\n\nWords.\n\nCy said...\n\nI agree.\n",
    )
    before = blocks_of(site)

    report = run(site, backup([POST], TALK))

    blocks = blocks_of(site)
    assert list(blocks) == list(before)
    bo, cy = blocks.values()
    assert bo.get("Date") == "2010-08-14T15:04:05.123Z"
    assert bo.get("Url") == "https://bo.example/"
    assert bo.get("Anchor") == "c11"
    assert cy.get("Parent") == bo.id
    assert totals(report)["comments"] == (2, 0, 2, 0, {})
    assert sorted(path.name for path in (site.content / "posts").iterdir()) == [
        "2010-08-14-lunch.md"
    ]
    assert comment_faults(site.open()) == []


def test_every_hand_edit_wins(site):
    """Changed words, a hidden comment, a header taken out, a renamed and rewritten post."""
    run(site, backup([POST], TALK))
    comments = site.content / "comments" / "2010-08-14-lunch.txt"
    text = comments.read_text()
    comments.write_text(
        text.replace("Url: https://bo.example/\n", "").replace("Author: Cy", "Author: C. Y.\nStatus: hidden").replace("I agree.", "I do.")
    )  # fmt: skip
    old = site.content / "posts" / "2010-08-14-lunch.html"
    new = old.rename(old.with_name("2010-08-14-table.html"))
    new.write_text(
        new.read_text()
        .replace("<title>Lunch", '<meta name="comments" content="2010-08-14-lunch">\n<title>Table')
        .replace("We met.", "We ate.")
    )
    before = files_below(site.content)

    for export in (backup([POST], TALK), takeout([POST], TALK), backup([POST], TALK)):
        run(site, export)

        assert files_below(site.content) == before


def test_a_header_taken_out_by_hand_does_not_come_back_from_any_source(site):
    run(site, "August 14, 2010\n\nLunch\n\nWe met.\n\n\nBo said...\n\nWords.\n")
    run(site, backup([POST], TALK[:1]))
    comments = site.content / "comments" / "2010-08-14-lunch.txt"
    comments.write_text(comments.read_text().replace("Url: https://bo.example/\n", ""))
    before = comments.read_bytes()

    run(site, takeout([POST], TALK[:1]))

    assert comments.read_bytes() == before


def test_new_comments_go_behind_the_ones_that_are_there(site):
    run(site, backup([POST], TALK))
    comments = site.content / "comments" / "2010-08-14-lunch.txt"
    before = comments.read_bytes()
    early = Remark(id=10, post=1, author="Early", at="2010-08-14T11:00:00.000Z")

    report = run(site, backup([POST], (*TALK, early)))

    assert totals(report)["comments"] == (3, 1, 2, 0, {})
    assert comments.read_bytes().startswith(before)
    assert list(blocks_of(site)) == ["blogger:11", "blogger:12", "blogger:10"]


def test_an_id_in_a_file_is_never_changed(site):
    site.post(STEM, guid="urn:mine", title="Lunch for three")

    report = run(site, LUNCH)

    assert read_front_matter(site.content / "posts" / f"{STEM}.md").get("guid") == "urn:mine"
    assert totals(report)["posts"] == (1, 0, 1, 0, {})


def test_two_posts_of_one_day_and_name_are_two(site):
    for title in ("日本", "日-本!"):
        export = f"August 14, 2010\n\n{title}\n\nWords of {title}.\n\n\nBo said...\n\nOn {title}.\n"
        assert run(site, export).totals["posts"].added == 1
        assert run(site, export).totals["posts"].already_there == 1

    posts = {path.name: path.read_text() for path in (site.content / "posts").iterdir()}
    assert sorted(posts) == ["2010-08-14-ri-ben-2.md", "2010-08-14-ri-ben.md"]
    assert "Words of 日-本!." in posts["2010-08-14-ri-ben-2.md"]
    (block,) = blocks_of(site, "2010-08-14-ri-ben-2.txt").values()
    assert block.body == "On 日-本!."


def test_posts_with_one_name_get_numbers(site):
    twins = [Post(id=1, slug=""), Post(id=2, slug="", at="2010-08-14T12:00:00.000Z")]
    export = takeout(twins).replace("<blogger:filename>/2010/08/.html</blogger:filename>", "")

    run(site, export)

    assert sorted(path.name for path in (site.content / "posts").iterdir()) == [
        "2010-08-14-lunch-2.html",
        "2010-08-14-lunch.html",
    ]


def test_comments_wait_for_their_post(site):
    """Without its post a conversation is kept in _unmatched/, and goes home when the post is there."""
    report = run(site, backup([], TALK))
    waiting = site.content / "comments" / "_unmatched" / "blogger-1.txt"
    assert totals(report)["comments"] == (2, 0, 0, 2, {})
    waiting.write_text(waiting.read_text().replace("I agree.", "I do, by hand."))
    before = files_below(site.content)

    assert totals(run(site, backup([], TALK)))["comments"] == (2, 0, 0, 2, {})
    assert files_below(site.content) == before

    report = run(site, backup([POST], TALK))
    assert totals(report)["comments"] == (2, 2, 0, 0, {})
    assert not waiting.exists()
    assert blocks_of(site)["blogger:12"].body == "I do, by hand."
    assert totals(run(site, backup([POST], TALK)))["comments"] == (2, 0, 2, 0, {})


def test_a_table_of_addresses_finds_a_home(site, tmp_path):
    site.post("2020-01-01-table", title="Table")
    run(site, disqus(TALK))
    table = tmp_path / "addresses.csv"
    table.write_text("old,new\nhttps://old.blogspot.com/2010/08/lunch.html,2020-01-01-table.md\n")

    report = run(site, disqus(TALK), url_map=table)

    assert totals(report)["comments"] == (2, 2, 0, 0, {})
    assert list(blocks_of(site, "2020-01-01-table.txt")) == ["disqus:11", "disqus:12"]
    assert not list((site.content / "comments" / "_unmatched").iterdir())


def test_a_renamed_post_finds_its_comments_by_its_old_address(site):
    run(site, disqus(TALK))
    site.post("2020-01-01-table", title="Table", redirect_from="/2010/08/lunch.html")

    assert totals(run(site, disqus(TALK)))["comments"] == (2, 2, 0, 0, {})


def by_disqus():
    """The comments of TALK as Disqus has them, and one that it alone has."""
    return disqus(
        [
            Remark(id=501, post=1, author="Bo"),
            Remark(id=502, post=1, author="Cy", body="I agree.", at=TALK[1].at, parent=501),
            Remark(id=503, post=1, author="Di", body="New.", parent=502),
        ]
    )


def test_a_post_renamed_without_its_comment_file_takes_it_along(site):
    run(site, backup([POST], TALK))
    comments = site.content / "comments" / "2010-08-14-lunch.txt"
    comments.write_text(comments.read_text().replace("I agree.", "I do, by hand."))
    before = comments.read_bytes()
    old = site.content / "posts" / "2010-08-14-lunch.html"
    old.rename(old.with_name("2010-08-14-dinner.html"))

    report = run(site, backup([POST], TALK))

    assert not comments.exists()
    assert comments.with_name("2010-08-14-dinner.txt").read_bytes() == before
    assert totals(report)["comments"] == (2, 0, 2, 0, {})


def test_archives_of_one_name_in_two_folders_are_two(site, tmp_path):
    for folder, post in (("old", POST), ("new", Post(id=2, title="Dinner", slug="dinner"))):
        (tmp_path / folder).mkdir()
        with zipfile.ZipFile(tmp_path / folder / "takeout.zip", "w") as archive:
            archive.writestr("feed.atom", takeout([post]))

    report = run(site, tmp_path / "old" / "takeout.zip", tmp_path / "new" / "takeout.zip")

    assert totals(report)["posts"] == (2, 2, 0, 0, {})


@pytest.mark.parametrize("export", [backup, disqus])
def test_a_comment_moved_by_hand_stays_where_it_was_put(site, export):
    talk = TALK if export is disqus else ([POST, Post(id=2, title="Dinner", slug="dinner")], TALK)
    run(site, backup([POST, Post(id=2, title="Dinner", slug="dinner")]))
    run(site, export(talk) if export is disqus else export(*talk))
    old = site.content / "comments" / "2010-08-14-lunch.txt"
    old.rename(old.with_name("2010-08-14-dinner.txt"))
    before = files_below(site.content)

    run(site, export(talk) if export is disqus else export(*talk))

    assert files_below(site.content) == before


def test_comments_find_a_post_by_the_address_that_it_gets(site):
    """The export does not say where the post was; both runs have to match the same."""
    export = backup([POST]).replace("<link rel='alternate'", "<link rel='other'")
    first = totals(run(site, export, disqus(TALK)))["comments"]
    before = files_below(site.content)

    assert first == (2, 2, 0, 0, {})
    assert totals(run(site, export, disqus(TALK)))["comments"] == (2, 0, 2, 0, {})
    assert files_below(site.content) == before


def test_what_goes_home_is_not_doubled(site):
    """Disqus' comments waited; meanwhile the backup brought the same ones."""
    run(site, by_disqus())
    run(site, backup([POST], TALK))

    assert len(blocks_of(site)) == 3
    assert comment_faults(site.open()) == []


def test_what_waited_joins_what_is_there(site, tmp_path):
    run(site, by_disqus().replace("/2010/08/lunch.html", "/elsewhere.html"))
    run(site, backup([POST], TALK))
    table = tmp_path / "addresses.csv"
    table.write_text("https://old.blogspot.com/elsewhere.html,2010-08-14-lunch.html\n")

    run(site, by_disqus().replace("/2010/08/lunch.html", "/elsewhere.html"), url_map=table)

    blocks = blocks_of(site)
    assert list(blocks) == ["blogger:11", "blogger:12", "disqus:503"]
    assert blocks["disqus:503"].get("Parent") == "blogger:12"
    assert comment_faults(site.open()) == []


def test_changed_words_do_not_double_a_comment_of_two_systems(site):
    run(site, backup([POST], TALK), by_disqus())
    comments = site.content / "comments" / "2010-08-14-lunch.txt"
    comments.write_text(
        comments.read_text().replace("I agree.", "Yes.").replace("Author: Bo", "Author: B.")
    )
    before = comments.read_bytes()

    run(site, by_disqus())

    assert comments.read_bytes() == before


@pytest.mark.parametrize("first", [0, 1, 2])
def test_every_systems_fragments_are_kept_whatever_came_first(site, first):
    text = (
        "August 14, 2010\n\nLunch\n\nWe met.\n\n\nBo said...\n\nWords.\n\nCy said...\n\nI agree.\n"
    )
    exports = [text, backup([POST], TALK), by_disqus()]
    for export in exports[first:] + exports[:first]:
        run(site, export)

    (file,) = (site.content / "comments").glob("*.txt")
    threads = read_comments(file).threads
    shown = show_conversation(threads, post_id="urn:x", zone=UTC)
    places = {place for one in shown.comments for place in (one.fragment, *one.anchors)}
    assert {"c11", "c12", "comment-501", "comment-502"} <= places
    assert shown.count == 3


def test_untitled_posts_without_an_address_are_known_again(site):
    export = (
        "AUTHOR: Ana\nTITLE:\nDATE: 08/14/2010 10:00:00 AM\n-----\nBODY:\nWords.\n-----\n--------\n"
    )
    run(site, export)
    before = files_below(site.content)

    assert totals(run(site, export))["posts"] == (1, 0, 1, 0, {})
    assert files_below(site.content) == before


def test_comments_that_pelican_import_left_go_home_with_the_backup(site):
    left = site.folder / "post-00000000011.md"
    left.write_text(
        "Title: Words\nDate: 2010-08-14 15:04\nAuthor: Bo\nSlug: post-00000000011\n"
        "Tags: http://schemas.google.com/blogger/2008/kind#comment\n\nWords.\n"
    )
    run(site, left)
    (waiting,) = (site.content / "comments" / "_unmatched").iterdir()
    id_ = parse_blocks(waiting.read_text())[1].id
    export = backup([POST], TALK).replace("post-11<", f"post-{id_.removeprefix('blogger:')}<")

    run(site, export)

    assert not waiting.exists()
    assert id_ in blocks_of(site)


@pytest.mark.parametrize(
    "row",
    [
        "https://old.blogspot.com/2010/*,2020-01-01-table.md",
        "https://old.blogspot.com/2010/*,/2020/01/table.html",
        "https://old.blogspot.com/2010/08/*,/2020/01/*",
    ],
)
def test_a_star_stands_for_the_rest_of_an_address(site, tmp_path, row):
    name = "lunch" if row.endswith("*") else "table"
    site.post(f"2020-01-01-{name}", title="Table")
    table = tmp_path / "addresses.csv"
    table.write_text(row)

    assert totals(run(site, disqus(TALK), url_map=table))["comments"] == (2, 2, 0, 0, {})


def test_a_deleted_comment_keeps_its_place_only_for_its_replies(site):
    talk = [
        Remark(id=11, post=1, author="Gone", body="This was removed.", is_deleted=True),
        Remark(id=12, post=1, parent=11),
        Remark(id=13, post=1, is_deleted=True),
    ]

    report = run(site, backup([POST], talk))

    assert totals(report)["comments"] == (3, 2, 0, 0, {"deleted": 1})
    assert report.totals["comments"].placeholders == 1
    gone = blocks_of(site)["blogger:11"]
    assert (gone.get("Status"), gone.get("Author"), gone.body.strip()) == ("deleted", "", "")
    assert "Gone" not in (site.content / "comments" / "2010-08-14-lunch.txt").read_text()
    assert comment_faults(site.open()) == []


def test_what_one_source_says_was_deleted_is_not_shown(site):
    """A page saved before somebody took their comment back must not bring it back."""
    gone = Remark(id=12, post=1, parent=11, is_deleted=True)

    run(site, backup([POST], TALK), takeout([POST], (TALK[0], gone)))

    assert list(blocks_of(site)) == ["blogger:11"]


@pytest.mark.parametrize(
    "talk",
    [
        [Remark(id=11, post=1, parent=11)],
        [Remark(id=11, post=1, parent=12), Remark(id=12, post=1, parent=11)],
        [Remark(id=11, post=1, parent=13), Remark(id=12, post=1, parent=11), Remark(id=13, post=1, parent=12)],
        [Remark(id=11, post=1, parent=99)],
        [Remark(id=11, post=1, parent=21), Remark(id=21, post=2, body="Elsewhere.")],
        [Remark(id=n, post=1, parent=n - 1, body=f"Deep {n}") for n in range(11, 61)],
        [Remark(id=n, post=1, parent=n + 1, body=f"Later {n}") for n in range(11, 61)],
    ],
)  # fmt: skip
def test_odd_parents_give_no_faults_and_lose_nothing(site, talk):
    posts = [POST, Post(id=2, title="Other", slug="other")]

    report = run(site, backup(posts, talk))

    assert report.totals["comments"].added == len(talk)
    assert comment_faults(site.open()) == []


def test_one_id_with_other_words_is_another_comment(site):
    twin = Remark(id=11, post=1, author="Not Bo", body="Other words.")

    run(site, backup([POST], (TALK[0], TALK[0], twin)))

    first, second = blocks_of(site)
    assert first == "blogger:11"
    assert second.startswith("blogger:11-")


def test_comments_without_an_id_are_kept_and_known_again(site):
    """A damaged Isso database may have rows without their number."""
    place = site.folder / "comments.db"
    with closing(sqlite3.connect(place)) as base:
        base.execute("CREATE TABLE threads (id, uri, title)")
        base.execute(
            "CREATE TABLE comments (tid, id, parent, created, modified, mode, remote_addr, text, author, "
            "email, website, likes, dislikes, voters, notification)"
        )
        base.execute("INSERT INTO threads VALUES (1, '/2010/08/lunch/', 'Lunch')")
        for words in ("One.", "Two."):
            row = (1, None, None, 1e9, None, 1, "", words, "Bo", "", "", 0, 0, b"", 0)
            base.execute(f"INSERT INTO comments VALUES ({', '.join('?' * 15)})", row)
        base.commit()
    site.post("2010-08-14-lunch", save_as="2010/08/lunch/index.html")

    report = run(site, place)
    before = files_below(site.content)

    assert totals(report)["comments"] == (2, 2, 0, 0, {})
    assert totals(run(site, place))["comments"] == (2, 0, 2, 0, {})
    assert files_below(site.content) == before
    assert comment_faults(site.open()) == []


def test_dates_that_are_not_known_are_not_made_up(site):
    report = run(site, backup([POST], [Remark(id=11, post=1, at="0000-00-00T00:00:00")]))

    assert blocks_of(site)["blogger:11"].get("Date") == ""
    assert report.totals["comments"].without_date == 1


def test_names_cannot_add_headers_or_blocks(site):
    wild = "Bo\nStatus: hidden\n\n=== evil:1\nAuthor: X \u202e"
    body = "=== evil:2\nAuthor: Y\n\n{{ x }} {% y %} --- \nTitle: z"

    run(site, backup([POST], [Remark(id=11, post=1, author=wild, body=body)]))

    (block,) = blocks_of(site).values()
    assert block.get("Author") == "Bo Status: hidden === evil:1 Author: X"
    assert block.body == body


@pytest.mark.parametrize(
    "slug",
    ["../../../evil", "/etc/passwd", "a" * 300, "CON", "..", "x%2e%2e%2fy", "ä", "a b", "a\nb"],
)
def test_addresses_cannot_lead_out_of_the_content(site, slug):
    before = set(files_below(site.folder))

    run(site, takeout([Post(id=1, slug=slug)]))

    new = set(files_below(site.folder)) - before
    written = [name for name in new if "export-" not in name and not name.endswith(".py")]
    assert [name.rpartition("/")[0] for name in written] == ["content/posts"]
    front = read_front_matter(site.folder / written[0])
    assert ".." not in front.get("save_as")
    assert len(Path(written[0]).name) < 120


def test_metadata_cannot_be_added_by_a_title(site):
    title = 'X</title><meta name="status" content="draft">\nStatus: draft "quoted" & <b>'

    run(site, takeout([Post(id=1, title=title, body="</body></html><body>")]))

    (path,) = (site.content / "posts").iterdir()
    front = read_front_matter(path)
    assert front.get("title") == " ".join(title.split())
    assert front.get("status") == ""


@pytest.mark.parametrize("export", [backup, takeout])
def test_links_between_posts_lead_to_where_they_are_now(site, export):
    body = (
        '<p><a href="http://old.blogspot.de/2010/08/lunch.html?showComment=1#c11">a</a> '
        '<a href="https://elsewhere.example/2011/08/lunch.html">b</a></p>'
    )
    other = Post(id=2, title="Dinner", slug="dinner", body=body)

    run(site, export([POST, other]))

    text = (site.content / "posts" / "2010-08-14-dinner.html").read_text()
    assert 'href="{filename}/posts/2010-08-14-lunch.html#c11"' in text
    assert 'href="https://elsewhere.example/2011/08/lunch.html"' in text


def test_pictures_beside_the_export_come_along(site, tmp_path):
    png = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
    body = '<img src="https://1.bp.blogspot.com/-a/b/s320/us.png" alt="Us"> <img src="https://x.example/gone.png">'
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        archive.writestr("Takeout/Blogger/Blogs/Old/feed.atom", takeout([Post(id=1, body=body)]))
        archive.writestr("Takeout/Blogger/Albums/Old/us.png", png)

    report = run(site, tmp_path / "takeout.zip")

    (picture,) = (site.content / "images" / "imported").iterdir()
    assert picture.read_bytes() == png
    assert f"{{static}}/images/imported/{picture.name}" in (site.content / "posts" / "2010-08-14-lunch.html").read_text()  # fmt: skip
    assert totals(report)["images"] == (2, 1, 0, 0, {"only on the network": 1})
    assert "https://x.example/gone.png" in (site.content / "missing-images.txt").read_text()
    assert totals(run(site, tmp_path / "takeout.zip"))["images"] == (
        2,
        0,
        1,
        0,
        {"only on the network": 1},
    )


def test_a_report_that_has_no_place_stops_the_import(site, tmp_path):
    for place in (tmp_path, tmp_path / "nowhere" / "report.json"):
        with pytest.raises(CannotWrite):
            run(site, LUNCH, report=place)

    assert files_below(site.content) == {}


def test_a_dry_run_tells_and_writes_nothing(site):
    report = run(site, backup([POST], TALK), is_dry_run=True)

    assert report.totals["posts"].added == 1
    assert "Would write" in str(report)
    assert files_below(site.content) == {}


def test_the_report_for_machines_adds_up(site, tmp_path):
    file = tmp_path / "report.json"

    run(site, backup([POST], TALK), LUNCH, report=file)

    report = json.loads(file.read_text())
    for part in (report, *report["sources"]):
        for kind in ("posts", "pages", "comments", "pings", "images"):
            row = part[kind]
            known = row["added"] + row["already_there"] + row["unmatched"]
            assert row["found"] == known + sum(row["skipped"].values())
        assert {"replies", "placeholders", "pending", "without_date"} < set(part["comments"])
    assert [part["source"] for part in report["sources"]] == ["blogger-backup", "text"]
    assert len(report["written"]) == 4


def test_numbers_that_do_not_add_up_cannot_be_reported():
    with pytest.raises(AssertionError):
        Row(found=2, added=1).check("somewhere")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"),
        (b" \n\n", "an empty file"),
        (b"\x89PNG\r\n\x1a\n123", "a PNG picture"),
        (b"PK\x03\x04...", "a damaged zip archive"),
        (b"\0\1\2", "a binary file"),
        (b"Hello", "plain text, but not a copy of a blog page"),
        (b"<html><title>x</title></html>", "an HTML page that is none of a Blogger blog"),
        (b"<rss version='2.0'></rss>", "an RSS feed"),
        (b"<html xmlns:b='x'><b:skin>", "a Blogger theme"),
        (b'{"db": [{"data": {"posts": []}}]}', "a Ghost export"),
    ],
)
def test_a_file_that_is_no_export_is_named_and_changes_nothing(site, tmp_path, data, words):
    file = tmp_path / "file"
    file.write_bytes(data)

    with pytest.raises(BadExport, match=f"file.*{words}"):
        run(site, file)

    assert files_below(site.content) == {}


def test_folders_without_exports_and_missing_files_are_named(site, tmp_path):
    with pytest.raises(BadExport, match="it is empty"):
        run(site, tmp_path / "Anas söte" / "content" / "posts")
    with pytest.raises(BadExport, match="no such file or folder"):
        run(site, tmp_path / "nowhere.txt")


def test_a_folder_is_searched_for_exports(site, tmp_path):
    folder = tmp_path / "old blog"
    (folder / "deep").mkdir(parents=True)
    (folder / "blog.xml").write_text(backup([POST], TALK))
    (folder / "deep" / "lunch.txt").write_bytes(LUNCH.read_bytes())
    (folder / "notes.txt").write_text("Buy milk.")

    report = run(site, folder)

    assert totals(report)["posts"] == (2, 2, 0, 0, {})
    assert "left alone: old blog/notes.txt" in str(report)


def test_an_export_that_cannot_be_read_does_not_stop_the_others(site):
    report = run(site, backup([POST], TALK), "August 14, 2010\n\nTitle only\n")

    assert totals(report)["posts"] == (1, 1, 0, 0, {})
    assert "Not read: export-1" in str(report)
    with pytest.raises(BadExport, match="a title and a text below it are missing"):
        run(site, "August 14, 2010\n\nTitle only\n")


def test_limits_are_the_authors(site):
    with pytest.raises(BadExport, match=r"larger than 0 MB.*--max-size"):
        run(site, LUNCH, limits=Limits(size=10))


def test_an_import_that_cannot_write_leaves_the_content_as_it_was(site):
    site.write("comments", "a file where a folder is needed")
    before = files_below(site.content)

    with pytest.raises(CannotWrite):
        run(site, LUNCH)

    assert files_below(site.content) == before


def test_an_unreadable_comment_file_stops_the_import(site):
    site.write(f"comments/{STEM}.txt", b"=== a:1\nAuthor: \xff\n\nx\n")
    before = files_below(site.content)

    with pytest.raises(BadContent, match="is not UTF-8"):
        run(site, LUNCH)

    assert files_below(site.content) == before


@pytest.mark.parametrize("zone", ["Nowhere/City", "../etc"])
def test_a_zone_that_is_none_is_named(site, zone):
    with pytest.raises(BadExport, match="--timezone"):
        run(site, LUNCH, timezone=zone)


REMARKS = st.lists(
    st.builds(
        Remark,
        id=st.integers(11, 25),
        post=st.integers(1, 3),
        author=st.sampled_from(["Ana", "Bo", "", "Status: draft"]),
        body=st.sampled_from(["Words.", "=== x:1", "Yes <b>yes</b>", "\\=== ", ""]),
        parent=st.sampled_from([0, 0, *range(11, 26)]),
        is_deleted=st.booleans(),
    ),
    max_size=8,
)


@given(one=REMARKS, other=REMARKS, by_disqus=REMARKS)
def test_whatever_comes_imports_twice_like_once_in_any_order(
    tmp_path_factory, one, other, by_disqus
):
    folder = tmp_path_factory.mktemp("law")
    posts = [Post(id=1), Post(id=2, title="Other", slug="other")]
    exports = [backup(posts, one), takeout(posts[:1], other), disqus(by_disqus)]
    paths = [folder / name for name in ("a.xml", "b.atom", "c.xml")]
    for path, export in zip(paths, exports, strict=True):
        path.write_text(export)
    sites = [LittleSite(folder / name) for name in ("there", "back")]
    for site in sites:
        (site.content / "posts").mkdir(parents=True)

    run(sites[0], *paths)
    run(sites[1], *reversed(paths))

    before = files_below(sites[0].content)
    assert files_below(sites[1].content) == before
    assert [f for f in comment_faults(sites[0].open()) if "no author" not in f.message] == []
    run(sites[0], *paths)
    assert files_below(sites[0].content) == before


def test_a_site_of_every_export_passes_its_check(site):
    """All the exports of these tests as one blog, with whatever is wrong in them."""
    run(site, LUNCH.parent)

    done = site.run("check", "--content", "content", "--settings", "publishconf_of_ana.py")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "no fault found" in done.stdout


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("blogger-backup.xml", {"posts": 9, "pages": 2, "comments": 6, "replies": 3}),
        ("wordpress.xml", {"posts": 58, "pages": 21, "comments": 29, "pings": 4, "pending": 3}),
        ("typepad.txt", {"posts": 2, "comments": 6}),
        ("disqus.xml", {"comments": 6, "replies": 2, "unmatched": 6}),
        ("blogger-page-2011-threaded.html", {"posts": 1, "comments": 7}),
        ("blogger-page-2015-german.html", {"posts": 1, "comments": 13, "replies": 9}),
        ("blogger-takeout-one-comment.atom", {"comments": 1, "replies": 1, "unmatched": 1}),
    ],
)
def test_sample_exports_come_over_completely(site, name, expected):
    sample = ENGINE.parent / "shared" / "exports" / name
    if not sample.exists():
        pytest.skip("the sample exports are not here")

    report = run(site, sample)
    before = files_below(site.content)
    run(site, sample)

    rows = report.totals
    talk = rows["comments"]
    found = {kind.value: row.found for kind, row in rows.items()}
    found |= {name: getattr(talk, name) for name in ("replies", "pending", "unmatched")}
    assert {key: found[key] for key in expected} == expected
    assert files_below(site.content) == before
