"""The commands of docs/upgrade.md, just as they stand there, with real git on a little clone."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugins.shared.site import ENGINE

PAGE = (ENGINE / "docs" / "upgrade.md").read_text()
_FACTS = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Ana"), ("EMAIL", "ana@example.org"))
}
ENVIRONMENT = {
    **os.environ, **_FACTS, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_EDITOR": "true",
}  # fmt: skip


def commands(heading):
    """Give the commands below a heading of the page, but for the tasks."""
    part = PAGE.split(f"## {heading}", 1)[1].split("\n## ")[0]
    found = re.findall(r"^    (.+)$", part, re.MULTILINE)
    return [line for line in found if not line.startswith("python3 tasks.py")]


@dataclass
class Repository:
    folder: Path

    def git(self, *words, check=True):
        done = subprocess.run(
            ["git", *words], cwd=self.folder, capture_output=True, text=True, check=check, env=ENVIRONMENT
        )  # fmt: skip
        return done.stdout

    def shell(self, lines, *, check=True):
        """Run lines as a person types them."""
        said = ""
        for line in lines:
            done = subprocess.run(line, shell=True, cwd=self.folder, capture_output=True, text=True, check=check, env=ENVIRONMENT)  # fmt: skip
            said += done.stdout
        return said

    def put(self, files, message="x"):
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True) if text is None else path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)

    def files(self):
        names = self.git("ls-files", "-z").rstrip("\0").split("\0")
        return {name: (self.folder / name).read_text() for name in names}


ENGINE_FILES = {
    "CHANGELOG.md": "# 1\n",
    "tasks.py": "1\n",
    "plugins/old.py": "old\n",
    "theme/site.css": "".join(f"line {n}\n" for n in range(20)),
    "content/posts/example.md": "Example\n",
    "content/pages/privacy.md": "Privacy\n",
}
OWN_FILES = {
    "content/posts/example.md": None,
    "content/posts/mine.md": "Mine\n",
    "content/pages/privacy.md": "My privacy\n",
    "content/site.toml": 'name = "x"\n',
    ".github/workflows/publish.yml": "mine\n",
    "netlify.toml": "mine\n",
}
NEW_VERSION = {
    "CHANGELOG.md": "# 2\n# 1\n",
    "tasks.py": "2\n",
    "plugins/old.py": None,
    "plugins/new.py": "new\n",
    "theme/site.css": ENGINE_FILES["theme/site.css"].replace("line 1\n", "line one\n"),
    "content/posts/example.md": "Example, changed\n",
    "content/posts/another.md": "Another\n",
    "content/pages/privacy.md": "Privacy, changed\n",
    ".github/workflows/publish.yml": "the engine's\n",
}


@pytest.fixture
def blog(tmp_path):
    """A clone that is somebody's own, while the engine went on."""
    engine = Repository(tmp_path / "engine")
    engine.folder.mkdir()
    engine.git("init", "--quiet", "--initial-branch=main")
    engine.put(ENGINE_FILES)
    blog = Repository(tmp_path / "my blog")
    engine.git("clone", "--quiet", str(engine.folder), str(blog.folder))
    blog.shell(["git remote rename origin engine"])
    blog.put(OWN_FILES)
    engine.put(NEW_VERSION)
    (blog.folder / "var").mkdir()
    (blog.folder / "var" / "secret").write_text("kept")
    (blog.folder / ".git" / "info" / "exclude").write_text("/var/\n")
    return blog


def own(files):
    return {name: text for name, text in files.items() if name.startswith(("content/", ".github/"))}


def test_a_new_version_comes_in_and_content_is_untouched(blog):
    before = blog.files()
    assert "+# 2" in blog.shell(commands("1. Look what is new"))

    restore, tell, keep = commands("2. Take it")
    blog.shell([restore])
    gone = blog.shell([tell])

    assert gone.split() == ["D", "netlify.toml", "D", "plugins/old.py"]
    blog.shell([keep, *commands("3. Look whether")])
    after = blog.files()
    assert own(after) == own(before)
    assert (after["tasks.py"], after["plugins/new.py"], after["netlify.toml"]) == ("2\n", "new\n", "mine\n")  # fmt: skip
    assert "plugins/old.py" not in after
    assert not (blog.folder / "plugins" / "old.py").exists()
    assert (blog.folder / "var" / "secret").read_text() == "kept"
    assert blog.git("status", "--porcelain") == ""


def test_it_goes_back_before_the_commit_and_after_it(blog):
    before = blog.files()
    unsaved, saved = commands("To go back")
    take = [*commands("1. Look what is new"), commands("2. Take it")[0]]

    blog.shell([*take, unsaved])
    assert blog.files() == before
    assert blog.git("status", "--porcelain") == ""

    blog.shell([*take, *commands("3. Look whether"), saved])
    assert blog.files() == before
    assert not (blog.folder / "plugins" / "new.py").exists()


def test_a_second_upgrade_is_like_the_first(blog):
    everything = [*commands("1. Look what is new"), *commands("2. Take it"), *commands("3. Look whether")]  # fmt: skip
    blog.shell(everything)
    Repository(blog.folder.parent / "engine").put({"plugins/new.py": None, "tasks.py": "3\n"})

    blog.shell(everything)

    assert blog.files()["tasks.py"] == "3\n"
    assert "plugins/new.py" not in blog.files()
    assert own(blog.files())["content/posts/mine.md"] == "Mine\n"


def test_whoever_changed_the_theme_merges(blog):
    mine = blog.files()["theme/site.css"].replace("line 18\n", "my line\n")
    blog.put({"theme/site.css": mine, ".github/workflows/publish.yml": None})
    before = blog.files()

    # The merge tells of the conflict in content/ by its exit code.
    blog.shell(commands("When you have changed the engine yourself"), check=False)

    assert blog.git("diff", "--name-only", "--diff-filter=U") == ""
    blog.git("commit", "--quiet", "-m", "Upgrade the engine")
    after = blog.files()
    assert {n: t for n, t in after.items() if n.startswith("content/")} == {n: t for n, t in before.items() if n.startswith("content/")}  # fmt: skip
    assert "my line\n" in after["theme/site.css"]
    assert "line one\n" in after["theme/site.css"]
    assert after["tasks.py"] == "2\n"
    assert after["netlify.toml"] == "mine\n"
    assert not (blog.folder / "content" / "posts" / "another.md").exists()
