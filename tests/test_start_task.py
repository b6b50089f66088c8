"""`start` in a copy of the engine: asked by options, and at a real terminal."""

import json
import runpy
import shutil
import subprocess

import feedparser
import pytest
from engine_copy import GIVEN, copy_engine, given
from jinja2 import Environment, FileSystemLoader

from plugins.shared.languages import speak
from plugins.shared.site import ENGINE
from plugins.shared.site_file import read_site_file
from plugins.starting.example import EXAMPLE_ID

SETTINGS = runpy.run_path(str(ENGINE / "pelicanconf.py"))
TYPED = [
    "Lunch for three",
    "Of lunch",
    "lunch.example.org",
    "Ana Example",
    "",
    "",
    "ana@example.org",
]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    return copy_engine(tmp_path_factory.mktemp("engine") / "as it came")


@pytest.fixture
def engine(pristine, tmp_path):
    shutil.copytree(pristine.folder, tmp_path / "my blog")
    return type(pristine)(tmp_path / "my blog")


def test_options_answer_everything(engine):
    before = engine.files()

    done = engine.run("start", *GIVEN, "--empty")

    assert done.returncode == 0, done.stderr
    site = read_site_file(engine.site_file)
    assert (site.name, site.title, site.author) == ("Lunch for three", "Of lunch", "Ana Example")
    assert (site.address, site.time_zone) == ("https://lunch.example.org", "Europe/Lisbon")
    assert (site.sender, site.language) == ("Ana Example <ana@example.org>", "en")
    assert site.id.startswith("urn:uuid:")
    assert site.id != EXAMPLE_ID
    assert site.license == ""
    after = engine.files()
    (post,) = (name for name in after if name.startswith("posts/"))
    assert set(after) == {"pages/about.md", "pages/privacy.md", "site.toml", post}
    assert post.endswith("-hello-again.md")
    assert b"Status: draft" in after[post]
    assert b"I'm Ana Example, and" in after["pages/about.md"]
    stayed = {name: before.pop(name) for name in ("site.toml", "pages/privacy.md")}
    assert engine.set_aside() == before
    assert stayed["pages/privacy.md"] == after["pages/privacy.md"]
    assert post in done.stdout


def test_what_was_set_aside_comes_back_by_the_command_that_is_shown(engine):
    before = engine.files()
    said = engine.run("start", *GIVEN, "--empty").stdout

    (command,) = (
        line.partition(": ")[2] for line in said.splitlines() if line.startswith("To have")
    )
    subprocess.run(command, shell=True, cwd=engine.folder, check=True)

    after = engine.files()
    assert {name: after[name] for name in before if name != "site.toml"} == {
        name: data for name, data in before.items() if name != "site.toml"
    }


def test_a_site_without_a_post_is_built_checked_and_published(engine):
    started = engine.run("--search-root", ".", "start", *GIVEN, "--empty")
    assert started.returncode == 0, started.stderr

    checked = engine.run("check", "--content", "content")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    published = engine.run("publish", "www")
    assert published.returncode == 0, published.stdout + published.stderr
    preview = engine.run("digest.preview", "--feed", "var/check/feed.json")
    assert "no letter is written about nothing" in preview.stderr
    assert "Traceback" not in preview.stderr
    www = engine.folder / "www"
    assert "Nothing is written here yet. The first words" in (www / "index.html").read_text()
    assert "CC BY-SA" not in (www / "index.html").read_text()
    for name in ("atom.xml", "rss.xml"):
        feed = feedparser.parse((www / name).read_bytes())
        assert (feed.bozo, feed.feed.title, feed.entries) == (False, "Lunch for three", [])
    assert json.loads((www / "feed.json").read_text())["items"] == []


@pytest.mark.parametrize(
    ("license_", "shown"),
    [
        (
            "CC BY-SA 4.0",
            ', <a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</a>',
        ),
        ("<all> mine", ", &lt;all&gt; mine"),
        ("", ""),
    ],
)
def test_the_footer_says_the_licence(license_, shown):
    templates = FileSystemLoader(ENGINE / "theme" / "templates")
    engine = speak(Environment(loader=templates, **SETTINGS["JINJA_ENVIRONMENT"]), "en")
    engine.filters.update(SETTINGS["JINJA_FILTERS"])
    footer = engine.get_template("partials/footer.html")

    assert f"Words by Ana{shown};" in footer.render(AUTHOR="Ana", LICENSE=license_, pages=())


def test_again_changes_answers_and_never_the_id(engine):
    engine.run("start", *GIVEN, "--empty")
    text = engine.site_file.read_text().replace('license = ""', 'license = "CC0 1.0" # mine')
    engine.site_file.write_text(text.replace('cadence = "monthly"', 'cadence = "weekly"'))
    before, files = read_site_file(engine.site_file), engine.files()

    done = engine.run("start", "--title", 'Of "tea"')

    assert done.returncode == 0, done.stderr
    after = read_site_file(engine.site_file)
    assert (after.title, after.id, after.name) == ('Of "tea"', before.id, before.name)
    assert (after.license, after.cadence) == ("CC0 1.0", "weekly")
    assert '"CC0 1.0" # mine' in engine.site_file.read_text()
    assert {**engine.files(), "site.toml": b""} == {**files, "site.toml": b""}


def test_a_blog_that_moves_house_brings_its_id(engine):
    engine.run("start", *GIVEN, "--empty")
    made = read_site_file(engine.site_file).id

    done = engine.run("start", "--id", "tag:blogger.com,1999:blog-123")

    assert read_site_file(engine.site_file).id == "tag:blogger.com,1999:blog-123"
    assert f"to go back: python3 tasks.py start --id {made}" in done.stdout


def test_what_is_missing_is_named_and_nothing_is_written(engine):
    before = engine.files()

    done = engine.run("start", *given(title="", sender=""))

    assert done.returncode == 1
    assert done.stderr.strip() == "--title and --sender are needed, since nobody is at a terminal to be asked."  # fmt: skip
    assert engine.files() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*GIVEN,), "--empty sets it aside, --keep leaves it there"),
        ((*GIVEN, "--empty", "--keep"), "say opposite things"),
        ((*given(address="http://lunch.example.org"), "--empty"), "--address: "),
        ((*given(time_zone="Berlin"), "--empty"), "Europe/Berlin is meant"),
        ((*given(language="German"), "--empty"), '"de" is meant'),
        ((*given(name="   "), "--empty"), "--name is empty"),
        ((*GIVEN, "--empty", "--id", "12"), '--id is "12"'),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(pristine, arguments, words):
    before = pristine.files()

    done = pristine.run("start", *arguments)

    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert pristine.files() == before
    assert not (pristine.folder / "var" / "set-aside").exists()


def test_what_was_imported_first_stays(engine):
    engine.write("posts/2010-01-01-old.html", "<html><head><title>Old</title><meta name='imported_from' content='blogger'></head><body>Yes.</body></html>")  # fmt: skip
    engine.write("comments/2010-01-01-old.txt", "=== blogger:1\nAuthor: Bo\n\nYes.\n")

    done = engine.run("start", *GIVEN, "--empty")

    assert done.returncode == 0, done.stderr
    found = {name for name in engine.files() if name.startswith(("posts/", "comments/"))}
    assert found == {"posts/2010-01-01-old.html", "comments/2010-01-01-old.txt"}
    assert "tasks.py new" in done.stdout


def test_a_second_run_finishes_what_the_first_could_not(engine):
    """The first wrote site.toml and laid some files aside, and was killed."""
    before = engine.files()
    engine.run("start", *GIVEN, "--keep")
    half = engine.folder / "var" / "set-aside" / "2026-01-01-000000" / "posts"
    half.mkdir(parents=True)
    (engine.content / "posts" / "2026-01-01-ours.md").rename(half / "2026-01-01-ours.md")

    done = engine.run("start", "--name", "Lunch", "--empty")

    assert done.returncode == 0, done.stderr
    del before["site.toml"], before["pages/privacy.md"]
    assert engine.set_aside() == before
    assert read_site_file(engine.site_file).license == ""


@pytest.mark.parametrize("text", [None, "# empty\n", 'name = "Tea"\nid = "urn:example:mine"\n'])
def test_a_site_whose_file_was_lost_gets_a_new_one(engine, text):
    engine.site_file.unlink()
    if text is not None:
        engine.site_file.write_text(text)
    done = engine.run("start", *GIVEN, "--empty")

    assert done.returncode == 0, done.stderr
    is_kept = text is not None and "urn:example:mine" in text
    assert (read_site_file(engine.site_file).id == "urn:example:mine") is is_kept


def test_a_site_without_its_file_says_who_writes_it(engine):
    engine.site_file.unlink()

    built = engine.run("build")

    assert built.returncode == 1
    assert (
        built.stderr.strip()
        == "content/site.toml: there is no such file; python3 tasks.py start writes it."
    )


@pytest.mark.parametrize("text", ['name = "x', 'newsletter = "x"'])
def test_a_broken_file_is_told_and_left_alone(engine, text):
    engine.site_file.write_text(text)

    done = engine.run("start", *GIVEN, "--empty")

    assert done.returncode == 1
    assert "content/site.toml: " in done.stderr
    assert engine.site_file.read_text() == text


def test_questions_are_asked_at_a_terminal(engine):
    code, shown = engine.talk("start", answers=[*TYPED, "", "y"])

    assert code == 0, shown
    site = read_site_file(engine.site_file)
    assert (site.name, site.sender) == ("Lunch for three", "Ana Example <ana@example.org>")
    assert (site.language, site.time_zone) == ("en", "Europe/Lisbon")
    assert "[Europe/Lisbon]" in shown
    assert "2 posts, 1 digest, 1 file of comments, 1 picture, the about page" in shown
    assert "posts/2026-01-01-ours.md" in engine.set_aside()


def test_an_answer_that_cannot_be_right_is_asked_for_again(engine):
    answers = [
        "", "Lunch for three", "Of lunch", "http://lunch.example.org", "lunch.example.org", "Ana", "German", "de",
        "Berlin", "Europe/Berlin", "ana", "Jane ana@example.org", "", "n",
    ]  # fmt: skip

    code, shown = engine.talk("start", answers=answers)

    assert code == 0, shown
    for words in ("This has to be said", "https://lunch.example.org is needed", '"de" is meant', "Europe/Berlin is meant", "has no e-mail address"):  # fmt: skip
        assert words in shown
    assert read_site_file(engine.site_file).sender == "Jane <ana@example.org>"
    assert "posts/2026-01-01-ours.md" in engine.files()


def test_whoever_sees_a_mistake_in_the_end_is_asked_again(engine):
    code, shown = engine.talk(
        "start", answers=[*TYPED, "n", "Tea for two", "", "", "", "", "", "", "y", "n"]
    )

    assert code == 0, shown
    assert read_site_file(engine.site_file).name == "Tea for two"
    assert read_site_file(engine.site_file).title == "Of lunch"


@pytest.mark.parametrize("key", ["\x03", "\x04"])
@pytest.mark.parametrize("answered", [3, 8])
def test_whoever_leaves_before_the_end_has_written_nothing(engine, key, answered):
    before = engine.files()

    code, shown = engine.talk("start", answers=[*[*TYPED, ""][:answered], key])

    assert code == 1
    assert "Nothing was written." in shown
    assert "Traceback" not in shown
    assert engine.files() == before
