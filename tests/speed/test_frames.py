"""What a build goes by before it reads content: when it may have begun before anybody asks."""

import os
import time
from dataclasses import replace

import pytest

from plugins.shared.site import open_site
from plugins.speed.frame import frame_of
from plugins.speed.survey import survey


@pytest.fixture
def settings(site):
    """The settings file of a site with two posts; all that lies there was written an hour ago."""
    site.post()
    site.post("2026-06-01-dinner")
    theme = site.folder / "theme" / "templates"
    theme.mkdir(parents=True)
    (theme / "own.html").write_text("own")
    site.open(extra=f'THEME = "{theme.parent}"\n')
    for path in site.folder.rglob("*"):
        make_old(path)
    return site.folder / "pelicanconf_of_ana.py"


def make_old(path):
    os.utime(path, (time.time() - 3600,) * 2)


def look(settings, **changed):
    """Give the frame, as seen an hour from now: no file was changed just before."""
    site = open_site(settings=str(settings))
    site = replace(site, settings={**site.settings, **changed})
    found = survey(site, given={}, environ=os.environ)
    return frame_of(site, replace(found, now=found.now + 3600 * 10**9))


def test_posts_and_comments_are_read_late(site, settings):
    before = look(settings)

    site.post("2026-06-02-tea")
    site.write("comments/2026-05-31-lunch.txt", "")

    assert before
    assert look(settings) == before


@pytest.mark.parametrize("name", ["theme/templates/own.html", "content/robots.txt"])
def test_other_files_are_in_the_frame(site, settings, name):
    before = look(settings)

    (site.folder / name).write_text("new")

    assert look(settings) != before


def test_settings_that_are_what_they_were_again_may_have_been_read_meanwhile(settings):
    before = look(settings)

    settings.write_text(settings.read_text())

    assert look(settings).key == before.key
    assert look(settings) != before


@pytest.mark.parametrize(
    "changed",
    [{"PLUGINS": ["plugins.speed", "theirs"]}, {"PLUGINS": None}, {"OWN": object()}],
    ids=["a plugin of others", "whatever is installed", "what cannot be told"],
)
def test_what_cannot_be_known_has_no_frame(settings, changed):
    assert look(settings, **changed) is None


def test_a_file_that_was_changed_just_now_may_change_again_unseen(site, settings):
    (site.folder / "theme" / "templates" / "own.html").write_text("new")
    opened = open_site(settings=str(settings))

    assert frame_of(opened, survey(opened, given={}, environ=os.environ)) is None
