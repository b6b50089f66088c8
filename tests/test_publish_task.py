"""publish and check --old-urls, as a person types them: nothing that was public once gets lost."""

import contextlib
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from web_server import serving

from plugins.publishing.alone import alone
from plugins.publishing.building import build
from plugins.starting.example import EXAMPLE_ID
from plugins.tasks.publish import publish as task

PUBLISHED = ("--settings", "publishconf_of_ana.py")


def publish(site, *options, target="www"):
    return site.run("publish", target, *PUBLISHED, *options)


def published(site, target="www"):
    """Publish as publish does, without a process of its own: what this comes before is what is tested."""
    site.open("publishconf")
    with contextlib.chdir(site.folder):
        task.body(None, target, settings=PUBLISHED[1])


def rules(site, folder="www"):
    found = json.loads((site.folder / folder / "_servers" / "redirects.json").read_text())
    return {rule["old"]: rule["new"] for rule in found}


def test_a_renamed_post_leads_on_by_itself(site):
    post = site.post(slug="lunch")
    site.write("comments/2026-05-31-lunch.txt", "=== a:1\nAuthor: A\n\nx\n")
    published(site)
    post.write_text(post.read_text().replace("Slug: lunch", "Slug: dinner"))

    done = publish(site)

    assert done.returncode == 0, done.stderr
    assert "+ 2026/05/dinner.html" in done.stdout
    assert rules(site)["/2026/05/lunch.html"] == "/2026/05/dinner.html"
    assert rules(site)["/2026/05/lunch.comments.xml"] == "/2026/05/dinner.comments.xml"
    stub = (site.folder / "www" / "2026" / "05" / "lunch.html").read_text()
    assert 'content="0; url=/2026/05/dinner.html"' in stub
    assert '<link rel="canonical" href="https://ana.example/2026/05/dinner.html">' in stub


def test_a_third_name_needs_no_second_step(site):
    post = site.post(slug="one")
    published(site)
    for before, after in (("one", "two"), ("two", "three")):
        post.write_text(post.read_text().replace(f"Slug: {before}", f"Slug: {after}"))
        published(site)

    assert {rules(site)[f"/2026/05/{name}.html"] for name in ("one", "two")} == {
        "/2026/05/three.html"
    }


def test_a_lost_post_stops_publishing_until_it_is_withdrawn(site):
    site.post()
    gone = site.post("2026-05-30-gone")
    published(site)
    live = (site.folder / "www" / "atom.xml").read_bytes()
    gone.unlink()

    done = publish(site)
    assert done.returncode == 1
    assert "/2026/05/gone.html was the address of urn:example:2026-05-30-gone" in done.stderr
    assert "content/withdrawn.txt" in done.stderr
    assert (site.folder / "www" / "atom.xml").read_bytes() == live

    site.write("withdrawn.txt", "urn:example:2026-05-30-gone\n")
    done = publish(site)
    assert done.returncode == 0, done.stderr
    assert "- 2026/05/gone.html" in done.stdout
    for path in (site.folder / "www" / "addresses.txt", site.content / "addresses.txt"):
        assert "gone" not in path.read_text()
    published(site)


def test_a_changed_id_stops_publishing(site):
    """Feed readers would show the post as a new one."""
    post = site.post()
    published(site)
    post.write_text(post.read_text().replace("Guid: urn:example:", "Guid: urn:other:"))

    done = publish(site)

    assert done.returncode == 1
    assert "give the post its old Guid:" in done.stderr


def test_a_post_that_was_public_and_is_put_away_stops_publishing_with_the_reason(site):
    site.post()
    post = site.post("2026-05-30-dinner")
    published(site)
    text = post.read_text()
    for line, why in (("Status: draft", "a draft now"), ("Date: 2999-05-30", "in the future?")):
        post.write_text(f"{line}\n{text}")

        done = publish(site)

        assert done.returncode == 1
        assert (
            "posts/2026-05-30-dinner.md: it was public at /2026/05/dinner.html, and is"
            in done.stderr
        )
        assert why in done.stderr
        assert "list its id, urn:example:2026-05-30-dinner, in content/" in done.stderr
        assert "1 fault." in done.stderr


def test_a_published_post_with_comments_can_be_hidden(site):
    site.post()
    post = site.post("2026-05-30-dinner")
    site.write("comments/2026-05-30-dinner.txt", "=== a:1\nAuthor: A\n\nx\n")
    published(site)
    post.write_text("Status: hidden\n" + post.read_text())

    done = publish(site)

    assert done.returncode == 0, done.stderr
    assert rules(site) == {"/2026/05/dinner.comments.xml": "/comments.xml"}


def test_a_page_whose_file_is_renamed_is_told_how_to_be_known_again(site):
    site.post()
    page = site.write("pages/about.md", "Title: About\n\nWords.\n")
    published(site)
    page = page.rename(page.with_name("me.md"))

    done = publish(site)
    assert 'add a line "Guid: page:about" to it' in done.stderr

    page.write_text("Guid: page:about\nSlug: me\n" + page.read_text())
    published(site)
    assert rules(site) == {"/about": "/me/"}


def test_a_dry_run_writes_nothing_anywhere(site):
    site.post()
    done = publish(site, "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "Against what is live at www: " in done.stdout
    assert "+ 2026/05/lunch.html" in done.stdout
    assert "nothing was sent" in done.stdout
    assert not (site.folder / "www").exists()
    assert not (site.content / "addresses.txt").exists()


def test_what_is_live_elsewhere_is_not_lost_in_a_new_place(site):
    post = site.post(slug="lunch")
    published(site, target="old place")
    (site.content / "addresses.txt").unlink()  # as on a machine that starts from git each time
    post.write_text(post.read_text().replace("Slug: lunch", "Slug: dinner"))

    with serving(site.folder / "old place") as address:
        done = publish(site, "--live", address)

    assert done.returncode == 0, done.stderr
    assert rules(site)["/2026/05/lunch.html"] == "/2026/05/dinner.html"


def test_a_site_that_is_not_there_yet_has_nothing_to_lose(site, tmp_path):
    site.post()
    (tmp_path / "empty").mkdir()

    with serving(tmp_path / "empty") as address:
        assert publish(site, "--live", address).returncode == 0

    done = publish(site, "--live", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "could not be read" in done.stderr


@pytest.mark.parametrize(
    "live", ["ana.example", "https://ana:secret@ana.example", "ftp://a.example"]
)
def test_an_address_that_nobody_can_read_is_refused_and_not_repeated(site, live):
    """A password in it would stand in the logs of whoever builds."""
    done = publish(site, "--live", live)

    assert done.returncode == 1
    assert "begins with https://" in done.stderr
    assert "secret" not in done.stdout + done.stderr


def test_a_post_of_the_future_appears_with_the_first_build_after_its_time(site):
    site.post()
    soon = datetime.now(UTC) + timedelta(seconds=5)
    site.post("2026-05-30-soon", date=f"{soon:%Y-%m-%dT%H:%M:%SZ}", slug="soon")
    opened = site.open("publishconf")
    build(opened)
    texts = [path for path in site.output.rglob("*") if path.suffix in {".html", ".xml", ".txt"}]
    assert not [path for path in texts if "soon" in path.read_text()]

    time.sleep(max(0, (soon - datetime.now(UTC)).total_seconds()) + 0.1)
    changes, _said = build(opened)

    assert [path for path in changes.added if path.endswith("/soon.html")]
    assert "soon.html" in (site.output / "sitemap.xml").read_text()


def test_old_addresses_are_told_with_what_to_do(site):
    site.post(redirect_from="/old/lunch.html, /?p=12")
    site.write("redirects.txt", "/older /2026/05/lunch.html\n")
    (site.folder / "old.txt").write_text(
        "https://ana.example/2026/05/lunch.html\n/old/lunch.html\n/older/\n/?p=12\n"
    )

    done = site.run("check", *PUBLISHED, "--old-urls", "old.txt")
    assert done.returncode == 0, done.stdout + done.stderr

    (site.folder / "old.txt").write_text("/older\n/nowhere.html\n")
    done = site.run("check", *PUBLISHED, "--old-urls", "old.txt")
    assert done.returncode == 1
    assert "/nowhere.html" in done.stderr
    assert "redirects.txt" in done.stderr


def test_faults_in_old_addresses_stop_publishing_and_are_told_in_previews(site):
    site.post("2026-05-30-dinner", slug="dinner")
    site.post(redirect_from="/2026/05/dinner.html, here")
    site.write("redirects.txt", "/a /b\n/b /a\n")

    done = publish(site)

    assert done.returncode == 1
    assert "is the address of 2026-05-30-dinner.md" in done.stderr
    assert '"here" cannot be used' in done.stderr
    assert "round and back to itself" in done.stderr
    assert not (site.folder / "www").exists()
    preview = site.run("build", "--settings", "pelicanconf_of_ana.py")
    assert preview.returncode == 0
    assert "4 faults in the content." in preview.stdout


def test_a_redirect_over_what_no_file_of_the_content_makes_is_told(site):
    site.post(tags="Lunch")
    site.write("images/dot.svg", "<svg/>")
    files = ("/atom.xml", "/archive", "/tags/lunch.html", "/images/dot.svg")
    site.write("redirects.txt", "".join(f"{file} /\n" for file in files))

    done = publish(site)

    assert done.returncode == 1
    for number, file in enumerate(files, start=1):
        said = f"redirects.txt: line {number}: the old address {file} is a page or file of the site"
        assert said in done.stderr


def test_a_redirect_to_nothing_is_told(site):
    site.post()
    site.write("redirects.txt", "/old /no/such/page.html\n")

    done = publish(site)

    assert done.returncode == 1
    assert "the old address /old leads to /no/such/page.html, where nothing is" in done.stderr
    assert "1 redirect): 1 fault." in done.stderr


def test_a_redirect_to_a_place_that_is_not_on_its_page_is_told_once(site):
    site.post()
    site.write("redirects.txt", "/old /2026/05/lunch.html#none\n/older /2026/05/lunch.html#main\n")

    done = publish(site)

    assert done.returncode == 1
    assert (
        "the old address /old leads to /2026/05/lunch.html#none, a place that is not" in done.stderr
    )
    assert "2 redirects): 1 fault." in done.stderr


def test_a_site_in_a_folder_of_its_host_leads_on_too(site):
    site.post(redirect_from="/old/lunch.html")
    in_folder = 'SITE_ADDRESS = SITEURL = "https://ana.example/blog"\n'
    settings = site.open("publishconf", extra=in_folder).settings_file.rename(
        site.folder / "in_folder.py"
    )

    done = site.run("publish", "www", "--settings", settings.name)

    assert done.returncode == 0, done.stderr
    stub = (site.folder / "www" / "old" / "lunch.html").read_text()
    assert 'content="0; url=/blog/2026/05/lunch.html"' in stub


def test_an_imported_posts_old_address_that_is_none_stops_nothing(site):
    site.post(redirect_from="http://[::1/x, /old", imported_from="wordpress")

    done = publish(site)

    assert done.returncode == 0, done.stderr
    assert "/old" in rules(site)


EXAMPLE = f'SITE_ID = "{EXAMPLE_ID}"\n'
OTHER = 'SITE_ID = "urn:example:another"\n'


def publish_as(site, extra, target="www"):
    """Publish with other settings than those of the little site."""
    settings = site.open("publishconf", extra=extra).settings_file
    other = settings.rename(site.folder / "of_others.py")
    return site.run("publish", target, "--settings", str(other))


def test_another_site_that_is_live_is_not_replaced(site):
    """A --content without its --settings, or the wrong host."""
    site.post()
    assert publish_as(site, OTHER).returncode == 0
    (site.content / "addresses.txt").unlink()
    live = (site.folder / "www" / "atom.xml").read_bytes()

    done = publish(site)

    assert done.returncode == 1
    assert "urn:example:another" in done.stderr
    assert "python3 tasks.py start --id urn:example:another" in done.stderr
    assert (site.folder / "www" / "atom.xml").read_bytes() == live
    site.write("withdrawn.txt", "urn:example:another\n")
    published(site)


def test_our_example_that_was_published_first_gives_way(site):
    """Whoever tries the engine out publishes what came with it, then makes it their own."""
    ours = site.post("2026-05-30-ours", tags="ours")
    own = site.post("2026-05-31-own", slug="own")
    assert publish_as(site, EXAMPLE).returncode == 0
    ours.unlink()
    own.write_text(own.read_text().replace("Slug: own", "Slug: mine"))

    done = publish(site)

    assert done.returncode == 0, done.stderr
    assert "The example that came with the engine was published before" in done.stdout
    assert rules(site)["/2026/05/own.html"] == "/2026/05/mine.html"
    assert "ours" not in (site.content / "addresses.txt").read_text()
    assert site.run("check", *PUBLISHED).returncode == 0
    assert "example" not in publish(site).stdout


def test_the_folder_of_previews_is_no_place_to_publish_to(site):
    """It is ours, too, but the next preview puts drafts into it."""
    site.post()
    site.run("build", "--settings", "pelicanconf_of_ana.py")

    done = publish(site, target="output")

    assert done.returncode == 1
    assert "name another folder" in done.stderr


def test_what_another_machine_published_is_not_taken_away(site):
    """This one has an older content, and no ledger that knows better."""
    site.post()
    new = site.post("2026-05-30-new")
    published(site)
    new.unlink()
    (site.content / "addresses.txt").unlink()

    done = publish(site)

    assert done.returncode == 1
    assert "git pull" in done.stderr
    assert (site.folder / "www" / "2026" / "05" / "new.html").is_file()


@pytest.mark.parametrize("arguments", [("publish", "www"), ("check",)])
def test_two_windows_do_not_build_into_each_other(site, arguments):
    """One would send what the other has built, or ask the other's list what may not get lost."""
    site.post()
    var = site.folder / "var"
    var.mkdir()
    with alone(var, ""):
        done = site.run(*arguments, *PUBLISHED)

    assert done.returncode == 1
    assert "in another window; run it again when they are done" in done.stderr
    assert not (site.folder / "www").exists()
