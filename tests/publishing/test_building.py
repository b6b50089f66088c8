import os
import subprocess
import threading

import pytest

from plugins.publishing.building import build
from plugins.publishing.installing import MARKER
from plugins.shared.errors import BadContent, CannotWrite


def snapshot(folder):
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_build_writes_the_site_and_nothing_beside_it(site):
    site.post(body="Come to [lunch]({filename}/posts/2026-05-31-lunch.md).")

    changes, said = build(site.open())

    assert said == []
    assert {
        "index.html",
        "2026/05/lunch.html",
        "archive/index.html",
        "404.html",
        MARKER,
        "atom.xml",
    } <= set(changes.added)
    # Python keeps settings compiled, where nobody forbids it as Invoke does.
    assert {path.name for path in site.folder.iterdir()} - {"__pycache__"} == {
        "content",
        "output",
        "pelicanconf_of_ana.py",
    }


@pytest.mark.parametrize("base", ["pelicanconf", "publishconf"])
def test_two_builds_into_two_folders_are_byte_identical(site, base):
    site.post(tags="a, b, c, d", category="Food", body="Words")
    site.post("2026-04-30-coffee", tags="d, c, b, a")
    site.write(
        "comments/2026-05-31-lunch.txt", "=== a:1\nAuthor: Bo\nDate: 2026-06-01T10:00:00Z\n\nYes\n"
    )
    for name in ("one", "two"):
        build(site.open(base, output=str(site.folder / name)))

    one, two = (
        {name: data for name, (data, _time) in snapshot(site.folder / folder).items()}
        for folder in ("one", "two")
    )
    assert len(one) > 10
    assert one == two


def test_building_again_leaves_every_file_alone(site):
    site.post()
    build(site.open())
    before = snapshot(site.output)

    changes, _said = build(site.open())

    assert snapshot(site.output) == before
    assert (changes.added, changes.changed, changes.removed) == ((), (), ())


def test_a_failed_publish_build_leaves_the_output_as_it_was(site):
    site.post()
    build(site.open("publishconf"))
    before = snapshot(site.output)
    site.write("posts/broken.md", "No title here\n")

    with pytest.raises(BadContent, match="the last one stays"):
        build(site.open("publishconf"))

    assert snapshot(site.output) == before


def test_a_plugin_that_fails_stops_a_publish_build(site):
    """Pelican itself logs it and goes on without the plugin."""
    site.post()

    with pytest.raises(BadContent, match=r"plugins\.nowhere"):
        build(site.open("publishconf", extra="PLUGINS = [*PLUGINS, 'plugins.nowhere']\n"))


def test_a_preview_is_built_around_a_post_that_cannot_be_read(site):
    site.post()
    site.write("posts/broken.md", "No title here\n")

    _changes, said = build(site.open())

    assert (site.output / "2026/05/lunch.html").exists()
    assert any("broken.md" in line for line in said)


def test_other_peoples_files_are_refused_before_anything_is_built(site):
    site.post()
    site.output.mkdir()
    (site.output / "precious.txt").write_text("x")

    with pytest.raises(CannotWrite, match="holds files that no build made"):
        build(site.open())

    assert [path.name for path in site.output.iterdir()] == ["precious.txt"]


def test_files_with_one_address_do_not_end_a_preview(site):
    site.post("2026-05-31-lunch")
    site.post("2026-05-01-lunch")
    site.post("2026-05-02-lunch", status="draft")
    site.post("2026-05-03-lunch", status="draft")
    site.write("pages/about.md", "Title: About\n\nx\n")
    site.write("pages/me.md", "Title: About\n\nx\n")
    site.write("pages/archive.md", "Title: Archive\n\nx\n")

    _changes, said = build(site.open())

    assert len([line for line in said if line.endswith("is taken; it is left out.")]) == 4
    assert "Every post of" in (site.output / "archive" / "index.html").read_text()
    assert (site.output / "about" / "index.html").exists()
    with pytest.raises(BadContent, match="is taken"):
        build(site.open("publishconf"))


def test_a_hidden_post_is_there_and_linked_from_nowhere(site):
    site.post()
    site.post("2026-05-30-secret", status="hidden")
    site.write("comments/2026-05-30-secret.txt", "=== a:1\nAuthor: Bo\n\nhello\n")
    build(site.open("publishconf"))

    assert "hello" in (site.output / "2026" / "05" / "secret.html").read_text()
    assert "secret" not in (site.output / "index.html").read_text()
    assert "secret" not in (site.output / "feed.json").read_text()


def test_a_failing_pelican_ends_in_a_sentence(site):
    site.post(template="nope")

    with pytest.raises(BadContent) as caught:
        build(site.open())

    assert "unable to load nope" in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert "File " not in str(caught.value)


def test_what_a_killed_build_left_is_swept(site):
    site.post()
    ended = subprocess.Popen(["true"])
    ended.wait()
    (site.folder / f".output.{ended.pid}.abc").mkdir()
    (site.folder / f".output.{os.getpid()}.abc").mkdir()
    (site.folder / ".output.theirs.abc").mkdir()

    build(site.open())

    assert sorted(path.name for path in site.folder.glob(".output*")) == [
        f".output.{os.getpid()}.abc",
        ".output.theirs.abc",
    ]


def test_two_builds_at_once_leave_a_whole_site(site):
    site.post()
    opened = site.open()
    failures = []

    def run():
        try:
            build(opened)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is what the test is about
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert (site.output / "index.html").exists()
    assert not list(site.folder.glob(".output*"))


def test_drafts_and_the_future_are_only_in_the_preview(site):
    site.post("2026-05-31-draft", status="draft", guid="urn:secret-1")
    site.post("2999-05-31-future", guid="urn:secret-2")
    site.post()
    build(site.open())
    build(site.open("publishconf", output=str(site.folder / "published")))

    preview, published = (
        "\n".join(
            path.read_text()
            for path in folder.rglob("*.*")
            if path.suffix in {".html", ".xml", ".json"}
        )
        for folder in (site.output, site.folder / "published")
    )
    assert "Title of 2999-05-31-future" in preview
    assert "Title of 2026-05-31-draft" in preview
    for secret in ("2999-05-31-future", "2026-05-31-draft", "urn:secret"):
        assert secret not in published
    assert not (site.folder / "published" / "drafts").exists()


def test_a_desk_may_be_written_with_a_slash_at_the_end(site):
    site.write("pages/subscribe.md", "Title: Subscribe\nTemplate: subscribe\n\nThree ways.\n")

    build(site.open(extra='NEWSLETTER_DESK = "https://ana.example/desk/"\n'))

    page = (site.output / "subscribe" / "index.html").read_text()
    assert 'action="https://ana.example/desk/subscribe"' in page
