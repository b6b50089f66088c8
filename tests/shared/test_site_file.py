import dataclasses
import runpy
import shutil
import subprocess
import sys

import pytest
from little_site import SETTINGS as OTHER_SITE

from plugins.shared.errors import BadSettings
from plugins.shared.site import ENGINE, open_site
from plugins.shared.site_file import KEYS, SiteFile, license_address, read_site_file
from plugins.starting.site_text import FRESH

SETTINGS = [
    "SITENAME",
    "SITESUBTITLE",
    "AUTHOR",
    "SITE_ADDRESS",
    "SITE_ID",
    "TIMEZONE",
    "DEFAULT_LANG",
    "LICENSE",
    "NEWSLETTER_FROM",
    "NEWSLETTER_DESK",
    "NEWSLETTER_CADENCE",
    "NEWSLETTER_WEEKLY",
    "NEWSLETTER_MONTHLY",
    "NEWSLETTER_POSTAL_ADDRESS",
    "NEWSLETTER_LIST_ID",
    "DESK_PROXIES",
]
WHOLE = """
name = "Lunch"
title = "Of lunch"
author = "Ana"
address = "https://ana.example/blog"
id = "tag:blogger.com,1999:blog-12"
time_zone = "Europe/Lisbon"
language = "pt-BR"
license = "CC BY 4.0"
[newsletter]
from = "Ana <ana@ana.example>"
desk = "https://desk.ana.example"
cadence = "weekly"
weekly = "friday 17:30"
monthly = "28 7:05"
postal_address = '''
A Street 1
Lisbon'''
list_id = "letters.ana.example"
[desk]
proxies = []
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))  # a settings file puts its folder there
    (tmp_path / "content").mkdir()
    shutil.copy2(ENGINE / "pelicanconf.py", tmp_path)
    return tmp_path / "content" / "site.toml"


def settings_of(file):
    found = runpy.run_path(str(file.parents[1] / "pelicanconf.py"))
    return {name: found[name] for name in SETTINGS}


def fault_in(file, text):
    file.write_text(text)
    with pytest.raises(BadSettings) as caught:
        read_site_file(file)
    return str(caught.value)


def test_each_key_reaches_its_setting(file):
    file.write_text(WHOLE)

    assert list(settings_of(file).values()) == [
        "Lunch", "Of lunch", "Ana", "https://ana.example/blog", "tag:blogger.com,1999:blog-12",
        "Europe/Lisbon", "pt-BR", "CC BY 4.0", "Ana <ana@ana.example>", "https://desk.ana.example",
        "weekly", "friday 17:30", "28 7:05", "A Street 1\nLisbon", "letters.ana.example", [],
    ]  # fmt: skip


def test_every_key_is_a_field_and_in_the_file_that_a_site_begins_with():
    assert sorted(KEYS.values()) == sorted(one.name for one in dataclasses.fields(SiteFile))
    assert read_site_file(FRESH) == SiteFile()
    for key in KEYS:
        assert f"\n{key.rpartition('.')[2]} = " in FRESH.read_text()


@pytest.mark.parametrize("text", [None, "", 'name = ""\n[newsletter]\nweekly = " "\n'])
def test_what_is_missing_or_empty_is_as_most_people_want_it(file, text):
    if text is not None:
        file.write_text(text.replace('" "', '""'))

    assert read_site_file(file) == SiteFile()
    assert settings_of(file)["NEWSLETTER_WEEKLY"] == "Monday 08:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('nane = "x"', 'line 1: there is no key "nane"; "name" is meant, perhaps.'),
        ('\ntimezone = "UTC"', 'line 2: there is no key "timezone"; "time_zone" is meant'),
        ('qqq = "x"', 'there is no key "qqq"; there are name, title,'),
        ('cadence = "weekly"', '"cadence" belongs below [newsletter].'),
        ('[desk]\nname = "x"', 'line 2: "name" belongs above the first [table].'),
        ('newsletter = "x"', 'there is no key "newsletter"; "newsletter.from" is meant'),
        ("# x\nname = 5", 'line 2: name is 5: a text in quotes is needed, name = "…".'),
        ("name = true", "name is true: a text in quotes"),
        ('name = ["x"]', "name is ['x']: a text in quotes"),
        ('[desk]\nproxies = "::1"', 'proxies is "::1": a list such as ["127.0.0.1", "::1"]'),
        ("[desk]\nproxies = [1]", "proxies is [1]: a list"),
        ('name = """a\nb"""', "name is 'a\\nb': one line is needed"),
        ('address = "example.org"', 'address is "example.org": an address such as "https://'),
        ('address = "https://example.org/"', "without a slash at the end is needed"),
        ('time_zone = "Berlin"', 'time_zone is "Berlin": a name such as "Europe/Berlin"'),
        ('language = "German!"', 'language is "German!": the short name of a language'),
        ('id = "12"', 'id is "12": a permanent id such as'),
        ('[newsletter]\nfrom = "Jane"', 'line 2: newsletter.from is "Jane": a sender such as'),
        ('[newsletter]\ncadence = "daily"', "each, weekly or monthly is needed"),
        ('[newsletter]\nweekly = "Moonday 8:00"', "a day and an hour, such as"),
        ('[newsletter]\nmonthly = "31 08:00"', "a day from 1 to 28"),
        ('[newsletter]\ndesk = "desk"', "the address of the desk is needed"),
        ("name = Lunch", "line 1: this is no TOML (Invalid value)"),
        ("name = “Lunch”", "with straight quotes"),
        ('name = "a"\nname = "b"', "this is no TOML (Cannot overwrite a value)"),
        ('name = "a', "this is no TOML"),
    ],
)
def test_a_fault_says_where_what_and_what_is_wanted(file, text, words):
    said = fault_in(file, text)

    assert words in said
    assert "site.toml: " in said


def test_all_faults_are_told_together(file):
    said = fault_in(file, 'nane = "x"\naddress = "x"\n[newsletter]\nfrom = "x"\n').splitlines()

    assert [line.split(": ")[1] for line in said] == ["line 1", "line 2", "line 4"]


def test_a_file_that_is_no_text_is_told(file):
    file.write_bytes(b'name = "caf\xe9"\n')

    with pytest.raises(BadSettings, match="line 1 is not UTF-8 text"):
        read_site_file(file)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(file):
    file.write_bytes(b'\xef\xbb\xbfname = "x"\r\n[desk]\r\nproxies = []\r\n')

    assert read_site_file(file) == SiteFile(name="x", proxies=())


def test_a_task_tells_the_faults_as_they_are(file):
    file.write_text('nane = "x"')
    settings = file.parents[1] / "pelicanconf.py"

    with pytest.raises(BadSettings, match=r'^[^"]*site\.toml: line 1: there is no key "nane"'):
        open_site(settings=str(settings))


def test_another_sites_settings_work_beside_an_engine_without_content(tmp_path):
    engine, site = tmp_path / "engine", tmp_path / "site"
    shutil.copytree(ENGINE / "plugins" / "shared", engine / "plugins" / "shared")
    shutil.copy2(ENGINE / "pelicanconf.py", engine)
    (site / "content").mkdir(parents=True)
    code = "import sys; from plugins.shared.site import open_site; print(open_site(settings=sys.argv[1]).settings['SITENAME'])"

    def run(text):
        (site / "conf.py").write_text(text)
        command = [sys.executable, "-c", code, str(site / "conf.py")]
        return subprocess.run(command, cwd=engine, capture_output=True, text=True, check=False)

    assert run(OTHER_SITE.format(base="pelicanconf")).stdout == "A Test\n"
    assert "SITENAME is '': a text in quotes is needed" in run("from pelicanconf import *\n").stderr


def test_reading_it_loads_nothing_but_the_standard_library():
    code = (
        "import sys; import plugins.shared.site_file as f; f.read_site_file(f.Path('none'));"
        "print([m for m in sys.modules if m.split('.')[0] in ('nh3', 'babel', 'tomlkit', 'unidecode', 'pelican')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ENGINE, capture_output=True, text=True, check=True)  # fmt: skip

    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC BY-NC-ND 3.0", "https://creativecommons.org/licenses/by-nc-nd/3.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC BY-SA", ""),
        ("All rights reserved", ""),
        ("", ""),
    ],
)
def test_a_licence_of_creative_commons_has_an_address(name, address):
    assert license_address(name) == address
