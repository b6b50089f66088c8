"""Other people's plugins: what cannot be known is made anew, and the report says why."""

from random import Random

import pytest
from speed.beginnings import begin
from speed.blogs import SPEED, Blog
from speed.comparing import faults, look
from speed.edits import make
from speed.histories import report_of
from speed.themes import with_words

DATA = """
from pathlib import Path
from pelican import signals

HERE = Path(__file__).parents[1]

def loud(text):
    return text.upper()

FILTERS = {"loud": loud}

def data():
    return (HERE / "data.txt").read_text()
"""
AT_READING = """
def register():
    signals.content_object_init.connect(mood)

def mood(content):
    content.mood = data()
"""
IN_METADATA = """
def register():
    signals.article_generator_context.connect(mood)
    signals.page_generator_context.connect(mood)

def mood(generator, metadata):
    metadata["mood"] = data()
"""
BEFORE_READING = """
def register():
    signals.article_generator_preread.connect(mood)

def mood(generator):
    generator.settings["DEFAULT_METADATA"] = {"mood": data()}
"""
READER = """
from pelican.readers import MarkdownReader

class Reader(MarkdownReader):
    def read(self, path):
        body, metadata = super().read(path)
        return body + data(), metadata

def register():
    signals.readers_init.connect(add)

def add(readers):
    readers.reader_classes["md"] = Reader
"""
EXTENSION = """
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

class Adding(Postprocessor):
    def run(self, text):
        return text + data()

class Own(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Adding(md), "adding", 1)

def makeExtension(**given):
    return Own(**given)

def register():
    pass
"""
AFTER_READING = """
def register():
    signals.article_generator_finalized.connect(mood)

def mood(generator):
    for article in generator.articles:
        article.mood = data()
"""
WHEN_ALL_IS_READ = """
def register():
    signals.all_generators_finalized.connect(mood)

def mood(generators):
    for generator in generators:
        for article in getattr(generator, "articles", ()):
            article._content += data()
"""
WHILE_WRITING_POSTS = """
def register():
    signals.article_generator_write_article.connect(mood)

def mood(generator, content):
    content.mood = data()
"""
WHILE_WRITING_PAGES = """
def register():
    signals.page_generator_write_page.connect(mood)

def mood(generator, content):
    content.mood = data()
"""
AFTER_WRITING = """
def register():
    signals.content_written.connect(add)

def add(path, context):
    if path.endswith(".html"):
        with open(path, "a") as file:
            file.write(data())
"""
FILTER = """
FILTERS["mood"] = lambda text: data()

def register():
    pass
"""
FILTER_OF_A_GENERATOR = """
def register():
    signals.generator_init.connect(add)

def add(generator):
    said = data()
    generator.env.filters["mood"] = lambda text: said
"""
UNKNOWN_OBJECT = """
class Station:
    def __str__(self):
        return data()

def register():
    signals.article_generator_finalized.connect(give)

def give(generator):
    generator.context["station"] = Station()
"""
GLOBAL = """
def weather():
    return data()

def register():
    pass
"""
WRITER = """
from pelican.writers import Writer

class Own(Writer):
    def write_file(self, name, template, context, **given):
        super().write_file(name, template, context | {"station": data()}, **given)

def register():
    signals.get_writer.connect(give)

def give(pelican):
    return Own
"""
GENERATOR = """
from pelican.generators import Generator

class Own(Generator):
    def generate_output(self, writer):
        (Path(self.output_path) / "own.txt").write_text(data())

def register():
    signals.get_generators.connect(give)

def give(pelican):
    return Own
"""
LISTING = """
def register():
    signals.finalized.connect(sum_up)

def sum_up(pelican):
    output = Path(pelican.output_path)
    found = sorted(path.relative_to(output) for path in output.rglob("*.html"))
    (output / "listed.txt").write_text("\\n".join(f"{path} {(output / path).stat().st_size}" for path in found))
"""
MOOD = "{{ article.mood }}"
# What the plugin does, what the template of posts says, and what stands in the settings.
PLUGINS = {
    "at reading": (AT_READING, MOOD, ()),
    "in metadata": (IN_METADATA, MOOD, ()),
    "before reading": (BEFORE_READING, MOOD, ()),
    "a reader": (READER, "", ()),
    "an extension of Markdown": (EXTENSION, "", ('MARKDOWN = {"extensions": ["own"]}',)),
    "after reading": (AFTER_READING, MOOD, ()),
    "when all is read": (WHEN_ALL_IS_READ, "", ()),
    "while posts are written": (WHILE_WRITING_POSTS, MOOD, ()),
    "while pages are written": (WHILE_WRITING_PAGES, "", ()),
    "after writing": (AFTER_WRITING, "", ()),
    "a filter": (FILTER, "{{ article.title|mood }}", ('SPEED_IMPURE_FILTERS = ["mood"]',)),
    "a filter of constants": (FILTER, "{{ 'x'|mood }}", ('SPEED_IMPURE_FILTERS = ["mood"]',)),
    "a filter that is mapped": (
        FILTER,
        "{{ articles[:2]|map('mood')|join }}",
        ('SPEED_IMPURE_FILTERS = ["mood"]',),
    ),
    "a filter of a generator": (FILTER_OF_A_GENERATOR, "{{ article.title|mood }}", ()),
    "an unknown object": (UNKNOWN_OBJECT, "{{ station }}", ()),
    "a global function": (
        GLOBAL,
        "{{ weather() }}",
        ('JINJA_GLOBALS = {"weather": own.weather}',),
    ),
    "a writer": (WRITER, "{{ station }}", ()),
    "a generator": (GENERATOR, "", ()),
    "a look at the output": (LISTING, "", ()),
}
needs_speed = pytest.mark.skipif(not SPEED.is_file(), reason="there is no plugins.speed")


def blog_with(folder, plugin, template="", lines=()):
    """Give a blog with a plugin of its own; `data.txt` is what the plugin reads."""
    blog = Blog(folder=folder, theme="simple", lines=list(lines))
    begin(blog, Random(51), posts=6)
    blog.plugin.write_text(DATA + plugin)
    (folder / "data.txt").write_text("<p>fair</p>")
    path = folder / "theme" / "templates" / "article.html"
    path.write_text(with_words(path.read_text().replace("{{ article.own_mark }}", ""), template))
    page = folder / "theme" / "templates" / "page.html"
    page.write_text(with_words(page.read_text(), "{{ page.mood }}"))
    return blog


def assert_right(blog, builds):
    """Build in both ways, compare, and give what the incremental build said."""
    before = look(blog.output)
    got, clean = builds.build(blog), builds.clean(blog)
    assert got.is_right, got.said
    assert clean.is_right, clean.said
    assert not faults(look(blog.output), look(blog.clean_output), before)
    return got.said


@pytest.mark.parametrize("name", sorted(PLUGINS))
def test_what_a_plugin_reads_is_on_the_pages(name, builds, tmp_path):
    blog = blog_with(tmp_path / "blog", *PLUGINS[name])
    assert builds.build(blog).is_right

    make(blog, "text", 1)
    assert_right(blog, builds)

    (blog.folder / "data.txt").write_text("<p>foul weather</p>")
    assert_right(blog, builds)


@needs_speed
@pytest.mark.parametrize(
    "name",
    [
        "at reading",
        "a reader",
        "after writing",
        "while posts are written",
        "a filter",
        "an unknown object",
        "a global function",
    ],
)
def test_the_report_says_why_pages_were_made_anew(name, builds, tmp_path):
    blog = blog_with(tmp_path / "blog", *PLUGINS[name])
    assert_right(blog, builds)
    make(blog, "files touched", 1)
    make(blog, "text", 1)
    assert_right(blog, builds)

    report = report_of(blog)

    assert set(report) >= {"rendered", "same", "kept", "removed", "why"}
    # Whoever is in the way is named.
    named = ("own.", "mood", "station", "Station", "weather")
    assert any(one in sentence for sentence in report["why"] for one in named), report["why"]


@needs_speed
def test_without_foreign_plugins_most_is_kept(builds, tmp_path):
    blog = blog_with(tmp_path / "blog", "\ndef register():\n    pass\n")
    assert_right(blog, builds)
    make(blog, "text", 1)
    assert_right(blog, builds)

    report = report_of(blog)

    assert report["kept"] > report["rendered"] > 0
    assert all(report["why"].values())


LOOKING = """
def register():
    signals.content_written.connect(look)

def look(path, context):
    with (HERE / "looked.log").open("a") as log:
        log.write(Path(path).name + " " + str(context.get("SITENAME")) + "\\n")
"""


@needs_speed
def test_who_only_looks_is_told_of_kept_pages_too(builds, tmp_path):
    blog = blog_with(tmp_path / "blog", LOOKING, "", ('SPEED_ONLY_LOOKING = ["own.look"]',))
    assert_right(blog, builds)
    log = blog.folder / "looked.log"
    make(blog, "text", 1)
    log.unlink()
    assert builds.build(blog).is_right
    seen = sorted(log.read_text().splitlines())
    log.unlink()
    assert builds.clean(blog).is_right

    assert seen == sorted(log.read_text().splitlines())
    assert report_of(blog)["kept"] > 0


@pytest.mark.parametrize("deletes", [True, False])
def test_an_output_folder_that_is_to_be_deleted(deletes, builds, tmp_path):
    line = f"DELETE_OUTPUT_DIRECTORY = {deletes}"
    blog = blog_with(tmp_path / "blog", "\ndef register():\n    pass\n", "", (line,))
    for kind in ("text", "post removed", "a stranger in the output"):
        assert_right(blog, builds)
        make(blog, kind, 2)
    assert_right(blog, builds)


def test_template_pages_are_always_made(builds, tmp_path):
    line = 'TEMPLATE_PAGES = {"theirs.html": "theirs.html"}'
    blog = blog_with(tmp_path / "blog", "\ndef register():\n    pass\n", "", (line,))
    blog.write("theirs.html", "{{ articles|length }} {{ articles[0].title }}")
    assert_right(blog, builds)
    for kind in ("new post on top", "title"):
        make(blog, kind, 3)
        assert_right(blog, builds)
    blog.write("theirs.html", "another {{ articles[-1].title }}")
    assert_right(blog, builds)
