"""The look at a site before it is built: what makes it another one, and what does not."""

import os
import time
from dataclasses import replace
from functools import cache

import pytest

from plugins.shared.site import ENGINE
from plugins.speed.ingredients import told_settings
from plugins.speed.manifest import read_manifest
from plugins.speed.stamps import NOTHING
from plugins.speed.survey import settle, survey, trusted


@pytest.fixture
def little(site):
    """A site whose files were written an hour ago, with an output."""
    post = site.post()
    site.open()
    (site.output / "tags").mkdir(parents=True)
    for path in (post, site.output / "index.html", site.output / "tags" / "a.html"):
        path.touch()
        os.utime(path, (time.time() - 3600,) * 2)
    return site


def look(site, environ=os.environ, given=None, **options):
    return survey(site.open(**options), given=given or {}, environ=environ)


def build(site, *, valid_until=None, loaded=(), **asked):
    """Look, and settle as a build does that made just what is there."""
    before = look(site, **asked)
    settle(
        before,
        trusted(before),
        site.output,
        changed=before.output,
        removed=(),
        loaded=loaded,
        valid_until=valid_until,
        commit="1",
        told={},
    )
    return before


def test_a_site_that_was_never_built_is_to_be_built(little):
    assert not look(little).is_current
    assert not look(little).is_usable


def test_a_site_that_was_built_is_current(little):
    build(little)

    found = look(little)

    assert found.is_current
    assert found.is_usable
    assert found.manifest == read_manifest(found.folder)
    assert found.damaged == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda site: site.post(),
        lambda site: site.post("2026-06-01-new"),
        lambda site: site.write("posts/2026-05-31-lunch.md", "Title: x\n\nother\n"),
        lambda site: site.write("comments/2026-05-31-lunch.txt", "=== a:1\nAuthor: A\n\nx\n"),
        lambda site: (site.content / "posts" / "2026-05-31-lunch.md").unlink(),
    ],
    ids=["written again", "new", "edited", "comment", "gone"],
)
def test_a_change_of_the_content_is_seen(little, change):
    build(little)

    change(little)

    assert not look(little).is_current
    assert look(little).is_usable


def test_a_second_save_that_looks_like_the_first_is_seen(little):
    """In the same tick of the clock, with as many letters: only the hash tells."""
    path = little.write("posts/2026-05-31-lunch.md", "Title: x\n\none\n")
    before = look(little)
    inputs = trusted(before)
    path.write_text("Title: x\n\ntwo\n")
    looks_alike = inputs.of | {str(path): look(little).ingredients.files[str(path)]}
    settle(
        before, type(inputs)(of=looks_alike, hashes=inputs.hashes), little.output,
        changed=before.output, removed=(), loaded=(), valid_until=None, commit="", told={},
    )  # fmt: skip

    assert not look(little).is_current


@pytest.mark.parametrize(
    "extra",
    ["SITENAME = 'Other'\n", "NEW = 1\n", "MENU = {'a': (1, 2)}\n", "WITH_FUTURE_DATES = False\n"],
)
def test_a_change_of_the_settings_is_seen(little, extra):
    build(little)

    assert not look(little, extra=extra).is_current


def test_settings_that_cannot_be_told_are_never_the_same(little):
    extra = "THING = object()\n"
    build(little, extra=extra)

    assert not look(little, extra=extra).is_current
    assert told_settings({"THING": object()}) is None


@pytest.mark.parametrize("value", [{"b", "a"}, [("x", None)], len, cache(len), {"f": print}])
def test_settings_are_told_in_the_same_way_each_time(value):
    assert told_settings({"X": value}) == told_settings({"X": value}) is not None


def test_settings_that_differ_are_told_apart():
    values = [
        1,
        True,
        "1",
        1.0,
        [1],
        (1,),
        {"1"},
        {"1": 1},
        {"a": 1, "b": 2},
        {"b": 2, "a": 1},
        None,
    ]

    assert len({told_settings({"X": value}) for value in values}) == len(values)


@pytest.mark.parametrize("name", ["TZ", "LANG", "LC_ALL", "SOURCE_DATE_EPOCH"])
def test_the_environment_has_its_say(little, name):
    build(little)

    found = look(little, environ={**os.environ, name: "another"})

    assert not found.is_current
    assert not found.is_usable


def test_what_else_a_build_was_given_counts(little):
    build(little, given={"ledger": b"one"})

    assert look(little, given={"ledger": b"one"}).is_current
    assert not look(little, given={"ledger": b"two"}).is_current
    assert look(little, given={"ledger": b"two"}).is_usable


def test_a_file_that_settings_name_counts(little):
    (little.folder / "words.txt").write_text("x")
    build(little, extra="WORDS = 'words.txt'\n")
    (little.folder / "words.txt").write_text("other")

    assert not look(little, extra="WORDS = 'words.txt'\n").is_current


def test_a_theme_of_the_sites_own_counts(little):
    template = little.folder / "mine" / "templates" / "index.html"
    template.parent.mkdir(parents=True)
    template.write_text("x")
    build(little, extra="THEME = 'mine'\n")
    template.write_text("other")

    assert not look(little, extra="THEME = 'mine'\n").is_current


def test_code_that_only_the_build_could_name_counts(little):
    package = little.folder / "own"
    package.mkdir()
    for name in ("__init__.py", "words.txt"):
        (package / name).write_text("x")
    build(little, loaded=[f"{package}/"])
    (package / "words.txt").write_text("other")

    assert not look(little).is_current


def test_code_and_versions_are_told_apart_from_words(little):
    before = look(little).ingredients.code

    little.post("2026-06-01-new")

    assert look(little).ingredients.code == before
    assert look(little, environ={**os.environ, "TZ": "Asia/Tokyo"}).ingredients.code != before
    found = look(little).ingredients
    changed = found.files | {f"{ENGINE}/plugins/speed/__init__.py": NOTHING}
    assert replace(found, files=changed).code != before


def test_what_becomes_of_the_output_is_seen(little):
    build(little)
    (little.output / "index.html").write_text("scribbled")
    (little.output / "foreign.txt").write_text("x")
    (little.output / "tags" / "a.html").unlink()

    found = look(little)

    assert found.damaged == {"index.html", "foreign.txt", "tags/a.html"}
    assert not found.is_current


def test_a_scheduled_post_ends_the_peace(little):
    build(little, valid_until=time.time() + 3600)
    assert look(little).is_current

    build(little, valid_until=time.time() - 1)
    assert not look(little).is_current


def test_a_damaged_manifest_is_none(little):
    found = build(little)
    path = found.folder / "manifest"
    path.write_bytes(path.read_bytes()[:-3])

    assert look(little).manifest is None
    assert not look(little).is_current


def test_the_output_is_looked_at_when_it_is_asked_for(little):
    """Where something else has changed, Pelican begins meanwhile."""
    build(little)
    little.write("posts/2026-05-31-lunch.md", "Title: x\n\nother\n")
    found = look(little)
    assert not found.is_current

    (little.output / "index.html").write_text("scribbled")

    assert found.damaged == {"index.html"}


def test_what_was_edited_since_the_last_build_is_named(little):
    old, gone = little.post(slug="old"), little.post(slug="gone")
    for path in (old, gone):
        os.utime(path, (time.time() - 3600,) * 2)
    assert look(little).edited is None
    time.sleep(2.1)  # else all that was just written counts as edited
    build(little)
    assert look(little).edited == set()

    new = little.post(slug="new")
    old.write_text(f"{old.read_text()} More.")
    gone.unlink()

    assert look(little).edited == {str(new), str(old), str(gone)}


def test_what_may_have_been_written_over_within_one_tick_counts_as_edited(little):
    fresh = little.post(slug="fresh")

    build(little)

    assert look(little).edited == {str(fresh)}
