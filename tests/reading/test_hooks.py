from old_blog import Post, takeout

from plugins.comments_import.commands import Options, import_files
from plugins.publishing.building import build

ADDRESS = "<blogger:filename>/2010/08/lunch/</blogger:filename>"


def imported(site):
    """A site with one post that had an address without a file's name."""
    export = takeout([Post(id=1, title='Q&A "<b>"')])
    file = site.folder / "feed.atom"
    file.write_text(
        export.replace("<blogger:filename>/2010/08/lunch.html</blogger:filename>", ADDRESS)
    )
    import_files([file], site.open(), Options())


def test_links_of_a_preview_end_in_a_files_name(site):
    imported(site)

    assert site.run("build", "--settings", "pelicanconf_of_ana.py").returncode == 0

    home = (site.output / "index.html").read_text()
    assert 'href="./2010/08/lunch/index.html"' in home
    assert (site.output / "2010" / "08" / "lunch" / "index.html").is_file()


def test_the_published_address_is_the_old_one(site):
    imported(site)

    assert site.run("build", "--settings", "publishconf_of_ana.py").returncode == 0

    assert 'href="https://ana.example/2010/08/lunch/"' in (site.output / "index.html").read_text()


def test_a_title_of_an_html_file_is_shown_as_it_was_written(site):
    imported(site)

    assert site.run("build", "--settings", "pelicanconf_of_ana.py").returncode == 0

    page = (site.output / "2010" / "08" / "lunch" / "index.html").read_text()
    assert "Q&amp;A &#34;&lt;b&gt;&#34;</h1>" in page


def test_a_summary_that_is_left_empty_is_made_of_the_first_words(site):
    """`new` writes an empty Summary: line."""
    site.write(
        "posts/2026-05-31-lunch.md",
        "Title: Lunch\nDate: 2026-05-31\nSummary:\nGuid: urn:a\n\nWe *met* at one.\n",
    )

    build(site.open())

    assert '<p class="p-summary">We met at one.</p>' in (site.output / "index.html").read_text()
    post = (site.output / "2026" / "05" / "lunch.html").read_text()
    assert '<meta name="description" content="We met at one.">' in post
