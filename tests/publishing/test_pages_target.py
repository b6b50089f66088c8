import os
import re
import subprocess

import pytest
from folder_trees import tree

from plugins.publishing.installing import MARKER, Changes
from plugins.publishing.targets.git import without_secrets
from plugins.shared.errors import CannotWrite

HOOK = "#!/bin/sh\necho 'error: this file is too large' >&2\nexit 1\n"


def git(folder, *arguments, **options):
    command = ["git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org", *arguments]
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True, **options
    )
    return ended.stdout.strip()


@pytest.fixture(autouse=True)
def _nobody_at_home(tmp_path, monkeypatch):
    """As on a machine that only builds: git knows nobody."""
    (tmp_path / "home").mkdir()
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def remote(tmp_path):
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    return tmp_path / "remote.git"


@pytest.fixture
def repository(tmp_path, remote):
    """An author's repository, in the middle of some work."""
    folder = tmp_path / "my site"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", folder.name)
    (folder / "content").mkdir()
    (folder / "content" / "post.md").write_text("committed")
    git(folder, "add", "content")
    git(folder, "commit", "--quiet", "-m", "A post")
    (folder / "content" / "post.md").write_text("staged")
    git(folder, "add", "content")
    (folder / "content" / "post.md").write_text("not staged")
    git(folder, "remote", "add", "origin", str(remote))
    return folder


@pytest.fixture
def pages(target, repository):
    def open_(text="github-pages", address="https://blog.example.org"):
        return target(text, repository=repository / "content", address=address)

    return open_


@pytest.fixture
def clone(tmp_path, remote):
    numbers = iter(range(100))

    def make(branch="gh-pages"):
        folder = tmp_path / f"clone {next(numbers)}"
        git(tmp_path, "clone", "--quiet", "--branch", branch, str(remote), folder.name)
        return folder

    return make


def own_state(repository):
    """Give what of a repository is the author's."""
    found = {
        str(path.relative_to(repository)): path.read_bytes()
        for path in repository.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
    index = (repository / ".git" / "index").read_bytes()
    head = (repository / ".git" / "HEAD").read_bytes()
    return found, index, head, git(repository, "branch", "--format=%(refname) %(objectname)")


def pushed(remote, name="index.html", branch="gh-pages"):
    """Give a file of the branch at the remote; None where there is none."""
    command = ["git", "cat-file", "blob", f"{branch}:{name}"]
    ended = subprocess.run(command, cwd=remote, capture_output=True, check=False)
    return None if ended.returncode else ended.stdout.decode()


def objects(remote):
    lines = git(remote, "count-objects", "-v").splitlines()
    counts = dict(line.split(": ") for line in lines)
    return int(counts["count"]) + int(counts["in-pack"])


def test_a_site_is_pushed_and_cloned_back_byte_for_byte(built, pages, clone, repository, publish):
    before = own_state(repository)
    expected = (".built-site", ".htaccess", ".nojekyll", "2026/lunch.html")
    assert pages().compare(built).added[:4] == expected

    told = publish(pages())

    assert re.fullmatch("commit [0-9a-f]{10} on the branch gh-pages", told)
    extra = {".nojekyll": b"", "CNAME": b"blog.example.org\n"}
    assert tree(clone()) == tree(built) | extra
    assert MARKER in tree(built)
    assert own_state(repository) == before


def test_the_second_publish_sends_only_what_changed_and_the_third_nothing(
    built, pages, remote, publish
):
    publish(pages())
    before = objects(remote)
    (built / "index.html").write_text("two")
    (built / "2026" / "lunch.html").unlink()

    changes = Changes(changed=("index.html",), removed=("2026/lunch.html",), same=5)
    assert pages().compare(built) == changes
    publish(pages())

    assert objects(remote) - before == 4  # the commit, two folders, the page
    assert pushed(remote) == "two"
    assert pushed(remote, "CNAME") == "blog.example.org\n"
    commit = git(remote, "rev-parse", "gh-pages")
    assert pages().compare(built) == Changes(same=6)
    assert publish(pages()).startswith("nothing has changed")
    assert git(remote, "rev-parse", "gh-pages") == commit
    assert git(remote, "rev-list", "--count", "gh-pages") == "2"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://ana.github.io", None),
        ("https://ana.GitHub.io/blog", None),
        ("http://127.0.0.1:8000", None),
        ("http://localhost", None),
        ("https://blog.example.org:8443/x", "blog.example.org\n"),
    ],
)
def test_the_branch_names_the_sites_own_domain(pages, remote, address, expected, publish):
    publish(pages(address=address))

    assert pushed(remote, "CNAME") == expected


def test_a_domain_that_the_site_itself_names_stays(built, pages, remote, publish):
    (built / "CNAME").write_text("other.example.org")
    publish(pages())

    assert pushed(remote, "CNAME") == "other.example.org"
    assert pages().compare(built).is_nothing


def test_a_place_tells_what_is_live(pages, publish):
    assert pages().read_live("index.html") is None

    publish(pages())

    assert pages().read_live("2026/lunch.html") == b"one"
    assert pages().read_live("none.html") is None
    assert pages().read_live("2026") is None


def test_the_commit_is_by_the_site_when_git_knows_nobody(pages, remote, publish):
    publish(pages())

    form = "--format=%an <%ae> %cn <%ce> %aI %cI"
    name, time = "Still in Touch <noreply@blog.example.org>", "2026-11-23T12:15:00+00:00"
    assert git(remote, "log", form, "gh-pages") == f"{name} {name} {time} {time}"


def test_the_commit_is_by_the_author_when_git_knows_them(pages, remote, repository, publish):
    git(repository, "config", "user.name", "Ana")
    git(repository, "config", "user.email", "ana@example.org")

    publish(pages())

    assert git(remote, "log", "--format=%an %ae %cn %ce", "gh-pages") == (
        "Ana ana@example.org Ana ana@example.org"
    )


def test_a_detached_head_and_another_branch_will_do(pages, remote, repository, publish):
    git(repository, "checkout", "--quiet", "--detach")

    publish(pages("github-pages:site/live"))

    assert pushed(remote, branch="site/live") == "one"


def test_a_stale_local_branch_of_that_name_is_left_alone(pages, remote, repository, publish):
    git(repository, "branch", "gh-pages")
    before = own_state(repository)

    for text in ("one", "two"):
        publish(pages(), text)

    assert pushed(remote) == "two"
    assert own_state(repository) == before


def test_a_refused_push_changes_nothing_and_the_next_one_works(pages, remote, repository, publish):
    publish(pages())
    before = own_state(repository)
    hook = remote / "hooks" / "pre-receive"
    hook.write_text(HOOK)
    hook.chmod(0o755)

    with pytest.raises(CannotWrite) as error:
        publish(pages(), "two")

    assert "the remote refused the commit; what is live stays as it was" in str(error.value)
    assert "this file is too large" in str(error.value)
    assert pushed(remote) == "one"
    hook.unlink()
    publish(pages())
    assert pushed(remote) == "two"
    assert own_state(repository) == before


def test_who_pushes_meanwhile_is_not_undone(built, pages, remote, publish):
    publish(pages())
    (built / "index.html").write_text("mine")
    mine = pages()
    mine.compare(built)
    publish(pages(), "theirs")
    (built / "index.html").write_text("mine")

    with pytest.raises(CannotWrite, match=r"somebody else has pushed .* run it again"):
        publish(mine)

    assert pushed(remote) == "theirs"
    publish(mine)
    assert pushed(remote) == "mine"


@pytest.mark.parametrize("name", ["readme.txt", "content/post.md"])
def test_a_branch_with_other_files_is_refused(built, pages, remote, name, publish):
    other = remote.with_name("other")
    git(remote.parent, "init", "--quiet", "--initial-branch=gh-pages", "other")
    (other / name).parent.mkdir(exist_ok=True)
    (other / name).write_text("x")
    git(other, "add", ".")
    git(other, "commit", "--quiet", "-m", "x")
    git(other, "push", "--quiet", str(remote), "gh-pages")
    before = git(remote, "rev-parse", "gh-pages")

    for deed in (
        lambda: pages().compare(built),
        lambda: publish(pages()),
        lambda: pages().go_back(),
    ):
        with pytest.raises(CannotWrite, match=r"no build made.*git push origin --delete gh-pages"):
            deed()

    assert git(remote, "rev-parse", "gh-pages") == before


def test_an_empty_branch_may_be_filled(pages, remote, repository, publish):
    empty = git(repository, "hash-object", "-t", "tree", "-w", os.devnull)
    commit = git(repository, "commit-tree", empty, "-m", "empty")
    git(repository, "push", "--quiet", "origin", f"{commit}:refs/heads/gh-pages")

    publish(pages())

    assert pushed(remote) == "one"


def test_going_back_brings_the_site_of_before_the_last_publish(pages, remote, publish):
    publish(pages(), "one")
    with pytest.raises(CannotWrite, match="holds no earlier site"):
        pages().go_back()
    publish(pages(), "two")
    publish(pages(), "bad")
    pages().go_back()
    assert pushed(remote) == "two"
    publish(pages(), "four")
    pages().go_back()
    assert pushed(remote) == "two"
    pages().go_back()
    assert pushed(remote) == "one"
    assert git(remote, "rev-list", "--count", "gh-pages") == "7"


def test_a_shallow_clone_publishes_and_stays_shallow(target, pages, repository, remote, publish):
    for text in ("one", "two", "three"):
        publish(pages(), text)
    git(repository, "push", "--quiet", "origin", "main")
    shallow = remote.with_name("shallow")
    git(
        remote.parent,
        "clone",
        "--quiet",
        "--depth=1",
        "--branch=main",
        f"file://{remote}",
        "shallow",
    )
    publish(target("github-pages", repository=shallow), "four")

    assert pushed(remote) == "four"
    assert git(shallow, "rev-list", "--count", "origin/gh-pages") == "1"
    target("github-pages", repository=shallow).go_back()
    assert pushed(remote) == "three"
    assert git(remote, "rev-list", "--count", "gh-pages") == "5"


def test_a_hook_of_the_repository_may_publish(pages, remote, monkeypatch, tmp_path, publish):
    """Git tells its hooks where they are; it is not where the site's own steps are."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))

    publish(pages())

    monkeypatch.undo()
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    assert pushed(remote) == "one"


def test_a_file_that_git_cannot_name_is_told(built, pages, remote, publish):
    (built / '"quoted".html').write_text("x")

    with pytest.raises(CannotWrite, match="what is live stays as it was"):
        publish(pages())

    assert not git(remote, "branch")


def test_no_repository_or_no_remote_is_told(target, tmp_path, repository):
    (tmp_path / "content").mkdir()
    with pytest.raises(CannotWrite, match="lies in no git repository"):
        target("github-pages", repository=tmp_path / "content")
    git(repository, "remote", "remove", "origin")
    with pytest.raises(CannotWrite, match='has no remote called "origin"'):
        target("github-pages", repository=repository)


@pytest.mark.parametrize("branch", ["-x", "a..b", "a b", "@{-1}"])
def test_what_is_no_branch_is_told(pages, branch):
    with pytest.raises(CannotWrite, match="no name for a branch"):
        pages(f"github-pages:{branch}")


def test_a_remote_that_is_gone_is_told(built, pages, remote):
    remote.rename(remote.with_name("gone"))

    with pytest.raises(CannotWrite, match="the remote is no git repository"):
        pages().compare(built)


def test_no_token_of_the_remote_is_told(built, pages, repository):
    address = "http://ana:s3cr3t@127.0.0.1:1/ana/site.git"
    git(repository, "remote", "set-url", "origin", address)

    with pytest.raises(CannotWrite, match="refuses the connection") as error:
        pages().compare(built)

    assert "s3cr3t" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "unable to access 'https://t0ken@github.com/a/b.git/'",
        "unable to access 'https://ana:t0ken@github.com/a/b.git/'",
        "unable to access 'https://ana:t0@ken@github.com/a/b.git/'",
        "unable to access 'https://x-access-token:t0/ken@github.com/a/b.git/'",
    ],
)
def test_tokens_are_taken_out(text):
    assert without_secrets(text) == "unable to access 'https://github.com/a/b.git/'"


def test_nobody_is_asked_without_a_terminal(built, pages, repository, tmp_path, monkeypatch):
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text(
        f'#!/bin/sh\necho "$@" >"{tmp_path}/asked"\necho "ana@h: Permission denied (publickey)." >&2\n'
        "exit 255\n"
    )
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}{os.pathsep}{os.environ['PATH']}")
    git(repository, "remote", "set-url", "origin", "ana@host.example:site.git")

    with pytest.raises(CannotWrite, match="lets nobody in"):
        pages().compare(built)

    assert "-o BatchMode=yes" in (tmp_path / "asked").read_text()
