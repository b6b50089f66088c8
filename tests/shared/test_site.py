import pytest

from plugins.shared.errors import BadSettings
from plugins.shared.site import open_site


def test_content_and_output_lie_beside_each_other(site):
    opened = site.open()

    assert opened.content == site.content
    assert opened.output == site.output
    assert opened.var == site.folder / "var"
    assert not opened.is_for_publishing


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("SITE_ADDRESS = 'ana.example'", 'SITE_ADDRESS is "ana.example"'),
        ("SITE_ADDRESS = 'https://ana.example/'", "without a slash at the end"),
        ("TIMEZONE = 'Berlin'", 'TIMEZONE is "Berlin"'),
        ("SITE_ID = ''", "SITE_ID is '': a text in quotes is needed"),
        ("TIMEZONE = 5", "TIMEZONE is 5: a text"),
        ("SITE_ADDRESS = 'https://ana.example/a b'", "without a slash"),
        ("import sys; sys.exit(3)", "it ends the program"),
        ("PATH = 'nowhere'", "there is no such folder"),
        ("this is no Python", "line 11: this is no valid Python"),
        ("1 / 0", "running it failed: ZeroDivisionError"),
    ],
)
def test_bad_settings_are_named(site, extra, words):
    with pytest.raises(BadSettings, match="(?s)" + words):
        site.open(extra=extra)


def test_a_published_site_needs_one_address(site):
    with pytest.raises(BadSettings, match="write SITEURL = SITE_ADDRESS"):
        site.open("publishconf", extra="SITEURL = 'https://old.example'\nif 0:\n  ")


def test_missing_settings_are_named():
    with pytest.raises(BadSettings, match=r"nowhere\.py: there is no such settings file"):
        open_site(settings="nowhere.py")


@pytest.mark.parametrize("where", ["content", ".", "content/posts"])
def test_the_output_never_covers_the_content(site, where):
    with pytest.raises(BadSettings, match="cannot lie in the content or around it"):
        site.open(output=str(site.folder / where))
