import os
import subprocess

import pytest
from engine_copy import copy_engine

from plugins.shared.site import ENGINE
from plugins.starting.example import EXAMPLE_ID, LIST, STAYING, blob_id, read_list
from plugins.starting.leaving import find_leaving


@pytest.fixture
def engine(tmp_path):
    return copy_engine(tmp_path / "blog")


def leaving(engine, *, is_example=True):
    listed = read_list(engine.folder / "plugins" / "starting" / "example.txt")
    return find_leaving(engine.content, listed, is_example=is_example)


def test_all_that_came_with_the_engine_leaves_but_for_what_holds_for_everybody(engine):
    found = leaving(engine)

    assert set(found.names) == set(engine.files()) - STAYING
    assert found.staying == {}
    assert str(found) == "2 posts, 1 digest, 1 file of comments, 1 picture, the about page"


def test_nothing_of_the_authors_leaves(engine):
    engine.write("posts/2026-05-05-mine.md", "Title: Mine\nGuid: urn:example:mine\n\nWords.\n")
    engine.write("posts/2010-01-01-old.html", "<html><title>Old</title></html>")
    engine.write("comments/2010-01-01-old.txt", "=== blogger:1\nAuthor: Bo\n\nYes.\n")
    engine.write("comments/_pending/x.txt", "x")
    engine.write("images/mine.png", "x")
    mine = {
        name for name in engine.files() if "mine" in name or "old" in name or "_pending" in name
    }

    assert len(mine) == 5
    assert not mine & set(leaving(engine).names)


def test_a_changed_file_is_the_authors_and_keeps_what_it_needs(engine):
    """The first post names a picture and the second post, and has comments."""
    engine.write(
        "posts/2026-01-01-ours.md",
        engine.files()["posts/2026-01-01-ours.md"].decode() + "\nMy words.\n",
    )

    found = leaving(engine)

    assert set(found.names) == {"digests/2026-01-03-monthly.md", "pages/about.md"}
    assert found.staying == {
        "posts/2026-01-01-ours.md": "it was changed since it came",
        "posts/2026-01-02-two.md": "posts/2026-01-01-ours.md goes with it",
        "images/x.png": "posts/2026-01-01-ours.md goes with it",
        "comments/2026-01-01-ours.txt": "posts/2026-01-01-ours.md goes with it",
        "LICENSE.md": "it speaks of the words that stay",
    }  # fmt: skip


def test_comments_that_were_merged_in_keep_their_post(engine):
    name = "comments/2026-01-01-ours.txt"
    engine.write(name, engine.files()[name].decode() + "\n=== blogger:2\nAuthor: Cy\n\nNo.\n")

    assert "posts/2026-01-01-ours.md" in leaving(engine).staying


def test_a_digest_keeps_the_posts_it_names_by_id(engine):
    engine.write("digests/2026-02-01-monthly.md", "Title: Mine\nPosts: urn:example:two\n\nDear all.\n")  # fmt: skip

    assert (
        leaving(engine).staying["posts/2026-01-02-two.md"]
        == "digests/2026-02-01-monthly.md goes with it"
    )


def test_a_file_of_that_name_on_a_site_that_began_long_ago_is_not_worth_a_word(engine):
    engine.write("posts/2026-01-02-two.md", "Title: Mine\n\nWords.\n")

    assert leaving(engine, is_example=False).staying == {}
    assert "posts/2026-01-02-two.md" not in leaving(engine, is_example=False).names


def test_the_list_of_public_addresses_leaves_with_the_last_of_our_posts(engine):
    engine.write("addresses.txt", "/2026/01/ours.html urn:example:ours\n")

    assert "addresses.txt" in leaving(engine).names
    assert "addresses.txt" not in leaving(engine, is_example=False).names
    engine.write("posts/2026-05-05-mine.md", "Title: Mine\n\nWords.\n")
    assert "addresses.txt" not in leaving(engine).names


def test_a_link_to_one_of_our_files_is_not_ours(engine):
    file = engine.content / "LICENSE.md"
    (engine.folder / "LICENSE.md").write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to("../LICENSE.md")

    assert "LICENSE.md" not in leaving(engine).names


def test_the_bytes_of_a_file_have_the_id_that_git_gives_them(tmp_path):
    (tmp_path / "a").write_bytes("é\r\n\0".encode())
    said = subprocess.run(["git", "hash-object", "--no-filters", "a"], cwd=tmp_path, capture_output=True, text=True, check=True)  # fmt: skip

    assert blob_id("é\r\n\0".encode()) == said.stdout.strip()


def test_the_list_names_files_of_content_and_none_that_stays():
    names = [name for _blob, name in read_list()]

    assert len(names) > 10
    assert not set(names) & STAYING
    assert all(not name.startswith(("/", ".")) and ".." not in name for name in names)


@pytest.mark.skipif(
    "EVERY_TOOL_IS_NEEDED" not in os.environ,
    reason="what git tracks in content/ is held against the list only where the engine is made",
)
def test_the_list_has_what_git_tracks():
    """By .ci/run alone: elsewhere content/ is its author's, whose files are on no list of ours."""

    def git(*words):
        return subprocess.run(["git", *words], cwd=ENGINE, capture_output=True, text=True, check=False).stdout  # fmt: skip

    if EXAMPLE_ID not in git("show", ":content/site.toml"):
        pytest.skip("this site is somebody's own")
    rows = (line.split("\t") for line in git("ls-files", "--stage", "content").splitlines())
    tracked = {(meta.split()[1], name.removeprefix("content/")) for meta, name in rows}
    missing = {row for row in tracked - read_list() if row[1] not in STAYING}

    assert not missing, f"add to {LIST}: " + "; ".join(
        f"{blob} {name}" for blob, name in sorted(missing)
    )
