"""The commands, as a person types them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from engine_copy import copy_engine
from little_site import run_task

from plugins.shared.site import ENGINE
from plugins.speed.manifest import read_manifest, state_folder

README = (ENGINE / "README.md").read_text()
DOCS = README + "".join(path.read_text() for path in (ENGINE / "docs").glob("*.md"))
SETTINGS = (ENGINE / "pelicanconf.py").read_text().split("# --- the engine's")[0]


def tasks():
    listed = run_task("--list", "--list-format=json", cwd=ENGINE)
    root = json.loads(listed.stdout)
    yield from ((task["name"], task["help"]) for task in root["tasks"])
    for part in root["collections"]:
        yield from ((f"{part['name']}.{task['name']}", task["help"]) for task in part["tasks"])


def test_every_task_has_help_and_is_in_the_docs():
    found = dict(tasks())

    assert {
        "build",
        "serve",
        "new",
        "ids",
        "import",
        "digest.preview",
        "publish",
        "test",
        "check",
        "lock",
        "clean",
    } <= set(found)
    for name, text in found.items():
        assert text, name
        assert re.search(rf"(tasks\.py |`){re.escape(name)}[\s`]", DOCS), name


@pytest.mark.parametrize("name", re.findall(r"^([A-Z][A-Z_]+) = ", SETTINGS, re.MULTILINE))
def test_every_setting_an_author_changes_is_in_the_docs(name):
    assert f"`{name}`" in DOCS


def test_every_library_is_explained():
    libraries = (ENGINE / "docs" / "libraries.md").read_text()
    wanted = re.findall(
        r'^ +"([a-z0-9-]+)>=', (ENGINE / "pyproject.toml").read_text(), re.MULTILINE
    )

    assert len(wanted) > 15
    assert [name for name in wanted if f"**{name}**" not in libraries] == []


def test_links_of_the_docs_lead_somewhere():
    for path in [ENGINE / "README.md", ENGINE / "CHANGELOG.md", *(ENGINE / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^){#]+)\)", path.read_text()):
            assert "://" in link or (path.parent / link).exists(), (path, link)


def test_options_are_explained():
    """The same words as `--help NAME` shows; asking each task in a process of its own takes a minute."""
    code = (
        "import json, tasks\n"
        "all = {n: {a.name: a.help for a in t.get_arguments()} for n, t in (\n"
        "    (n, tasks.namespace[n]) for n in tasks.namespace.task_names)}\n"
        "print(json.dumps(all))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ENGINE, capture_output=True, text=True, check=True
    )

    for name, options in json.loads(ended.stdout).items():
        for option, words in options.items():
            assert words, (name, option)


def test_build_says_where_to_look(site):
    site.post()

    done = site.run("build", "--settings", "pelicanconf_of_ana.py")

    assert done.returncode == 0, done.stderr
    assert str(site.output / "index.html") in done.stdout
    assert str(site.folder / "var" / "preview" / "digest.html") in done.stdout
    assert (site.folder / "var" / "preview" / "digest.eml").exists()


def test_a_preview_counts_its_faults_and_is_built_all_the_same(site):
    site.post()
    site.write("posts/2026-05-01-broken.md", "Title: x\nno metadata\n\nx\n")

    done = site.run("build", "--settings", "pelicanconf_of_ana.py")

    assert done.returncode == 0
    assert "content/posts/2026-05-01-broken.md: line 2: " in done.stdout
    assert "1 fault in the content." in done.stdout
    assert done.stdout.count("2026-05-01-broken.md") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--settings", "publishconf_of_ana.py"),
        ("check", "--settings", "publishconf_of_ana.py"),
        ("publish", "www", "--settings", "publishconf_of_ana.py"),
    ],
)
def test_a_fault_stops_whatever_is_for_the_world(site, arguments):
    site.post()
    good = site.run(*arguments)
    assert good.returncode == 0, good.stderr
    before = {path: path.read_bytes() for path in site.folder.rglob("*.html")}
    site.write("comments/2026-05-31-lunch.txt", "=== a:1\n\nNobody.\n")

    done = site.run(*arguments)

    assert done.returncode == 1
    assert (
        "content/comments/2026-05-31-lunch.txt: line 1: the comment a:1 has no author"
        in done.stderr
    )
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in site.folder.rglob("*.html")} == before


@pytest.mark.parametrize("arguments", [("publish", "www"), ("check",)])
def test_settings_for_previews_are_never_published(site, arguments):
    """They would bring drafts and posts of the future to the world."""
    site.post()

    done = site.run(*arguments, "--settings", "pelicanconf_of_ana.py")

    assert done.returncode == 1
    assert "is for previews, with drafts" in done.stderr
    assert not (site.folder / "www").exists()


def test_help_may_stand_behind_the_task():
    done = subprocess.run(
        [sys.executable, str(ENGINE / "tasks.py"), "publish", "--help"],
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip

    assert done.returncode == 0
    assert "--dry-run" in done.stdout


def test_check_refuses_to_lose_an_id_that_readers_know(site):
    site.post("2026-05-30-kept")
    lost = site.post("2026-05-31-lost", guid="urn:lost")
    command = ("check", "--settings", "publishconf_of_ana.py", "--against")
    site.run("check", "--settings", "publishconf_of_ana.py")
    published = site.folder / "atom.xml"
    published.write_bytes((site.folder / "var" / "check" / "atom.xml").read_bytes())
    lost.unlink()

    done = site.run(*command, "atom.xml")
    assert done.returncode == 1
    assert "the id urn:lost is in no feed any more" in done.stderr

    site.write("withdrawn.txt", "urn:lost\n")
    assert site.run(*command, "atom.xml").returncode == 0


def test_check_finds_a_link_that_leads_nowhere(site):
    site.post(body="[gone](/no/such/page.html)")

    done = site.run("check", "--settings", "publishconf_of_ana.py")

    assert done.returncode == 1
    assert 'the link "/no/such/page.html" leads to no file of the site' in done.stderr
    assert "The page is made of content/posts/2026-05-31-lunch.md." in done.stderr
    assert "The site (6 pages): 1 fault." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("build", "--settings", "nowhere.py"), "there is no such settings file"),
        (
            ("build", "--content", "nowhere", "--settings", "pelicanconf_of_ana.py"),
            "there is no such folder",
        ),
        (
            ("import", "nowhere.txt", "--settings", "pelicanconf_of_ana.py"),
            "nowhere.txt: there is no such file",
        ),
        (("digest.preview", "--settings", "pelicanconf_of_ana.py", "--since", "soon"), "--since"),
        (
            ("digest.preview", "--settings", "pelicanconf_of_ana.py", "--feed", "none.json"),
            "none.json",
        ),
        (("new", "", "--settings", "pelicanconf_of_ana.py"), "needs a title"),
        (("import",), "path"),
    ],
)
def test_a_mistake_ends_with_a_sentence(site, arguments, words):
    done = site.run(*arguments)

    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_script_runs_tasks_inside_its_environment():
    """`python3 tasks.py` and `invoke` are the same thing."""
    done = subprocess.run(
        [sys.executable, str(ENGINE / "tasks.py"), "--list"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )

    assert done.returncode == 0, done.stderr
    assert "digest.preview" in done.stdout


def test_who_stops_it_while_it_sets_up_reads_no_traceback(tmp_path):
    copy = copy_engine(tmp_path / "Anas söte")
    running = subprocess.Popen(
        [sys.executable, "tasks.py", "--list"],
        cwd=copy.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "PIP_NO_INDEX": "1"},
    )
    assert "Setting up" in running.stdout.readline()

    os.killpg(running.pid, signal.SIGINT)
    told, _ = running.communicate(timeout=30)

    assert "Traceback" not in told
    assert running.returncode == -signal.SIGINT


def test_a_reader_who_goes_away_stops_no_task(site):
    """As in `tasks.py start | head -1`: what is done is done to its end."""
    site.open()
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE)]
    command += ["new", "Lunch", "--settings", "pelicanconf_of_ana.py"]

    done = subprocess.run(command, cwd=site.folder, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)  # fmt: skip
    os.close(writing)

    assert done.stderr == ""
    assert done.returncode == 0
    assert list((site.content / "posts").glob("*-lunch.md"))


BUILD = ("build", "--settings", "pelicanconf_of_ana.py")


def written(folder):
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_build_of_what_has_not_changed_says_so_and_loads_nothing_for_it(site, monkeypatch):
    site.post()
    first = site.run(*BUILD)
    assert ": 0 added" not in first.stdout
    before = written(site.output)
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")

    done = site.run(*BUILD)

    assert done.returncode == 0
    assert f"Nothing has changed since the last build: {len(before)} files are as" in done.stdout
    assert done.stdout.splitlines()[1:] == first.stdout.splitlines()[1:]
    assert written(site.output) == before
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "plugins.speed.survey" in loaded
    assert not loaded & {"pelican", "markdown", "jinja2", "rich", "sqlalchemy", "uvicorn", "lxml"}


def test_faults_are_told_again_when_nothing_has_changed(site):
    site.post()
    site.write("posts/2026-05-01-broken.md", "Title: x\nno metadata\n\nx\n")
    first = site.run(*BUILD).stdout.splitlines()

    again = site.run(*BUILD).stdout.splitlines()
    elsewhere = site.run(*BUILD[:2], f"../{BUILD[2]}", cwd=site.content).stdout

    assert first[0].startswith("content/posts/2026-05-01-broken.md: line 2: ")
    assert again[0] == first[0]
    line = next(line for line in again if line.startswith("Nothing has changed since the last"))
    assert line.endswith(" 1 fault in the content.")
    assert again[: again.index(line)] == first[: again.index(line)]
    assert elsewhere.startswith("posts/2026-05-01-broken.md: line 2: ")


def test_what_was_taken_from_the_output_is_built_again(site):
    site.post()
    site.run(*BUILD)
    page = site.output / "2026" / "05" / "lunch.html"
    whole = page.read_bytes()
    page.unlink()
    (site.output / "foreign.html").write_text("x")

    done = site.run(*BUILD)

    assert "1 added, 0 changed, 1 removed" in done.stdout
    assert page.read_bytes() == whole


def test_a_published_site_that_has_not_changed_is_checked_all_the_same(site):
    site.post()
    command = ("check", "--settings", "publishconf_of_ana.py")
    site.run(*command)

    done = site.run(*command)

    assert "Nothing has changed since the last build" in done.stdout
    assert "no fault found" in done.stdout


def test_a_scheduled_post_limits_the_time_for_which_nothing_changes(site):
    """Only where posts of the future are hidden: a preview shows them."""
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    site.post("2026-05-30-soon", date=f"{soon:%Y-%m-%dT%H:%M:%SZ}")
    for base, until in (("publishconf", soon.timestamp()), ("pelicanconf", None)):
        done = site.run("build", "--settings", f"{base}_of_ana.py")

        assert done.returncode == 0, done.stderr
        assert read_manifest(state_folder(site.open(base))).valid_until == until


def test_two_builds_that_begin_at_once_both_end_well(site):
    site.post()
    site.open()
    command = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), *BUILD]
    running = [
        subprocess.Popen(command, cwd=site.folder, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [one.communicate(timeout=60)[0] for one in running]

    assert [one.returncode for one in running] == [0, 0]
    assert any("Another build into output is under way" in one for one in told)
    assert any("Nothing has changed since the last build" in one for one in told)


# A test run in the background is one that Ctrl-C does not reach, and so is all that it starts.
ATTENDED = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from invoke.main import program; program.run()"
)


def test_a_build_that_is_interrupted_leaves_nothing_behind(site):
    site.post()
    site.open()
    command = [sys.executable, "-c", ATTENDED, "--search-root", str(ENGINE), *BUILD]
    running = subprocess.Popen(
        command,
        cwd=site.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    while not list(site.folder.glob(".output.*/*")):  # Pelican writes
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)
    told, _ = running.communicate(timeout=30)

    assert running.returncode == 1
    assert "Traceback" not in told
    assert not list(site.folder.glob(".output.*"))
    assert not site.output.exists()
