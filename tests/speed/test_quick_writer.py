"""The writer that leaves pages as they are writes, refuses and says what Pelican's own does."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from pelican.contents import Article
from pelican.log import LimitFilter
from pelican.urlwrappers import Category, Tag
from pelican.utils import SafeDatetime
from pelican.writers import FileOverwriteFailedError, Writer
from speed.reading_posts import settings_for

from plugins.speed.policy import Policy
from plugins.speed.session import Session
from plugins.speed.state import Job
from plugins.speed.templates import watch_environment
from plugins.speed.writing import QuickWriter

PAGE_NAME = "page.html"
PAGE = (
    "{{ SITEURL }} {{ localsiteurl }} {{ output_file }} {{ word }} "
    "{% if articles_page %}"
    "{% for one in articles_page.object_list %}{{ one.title }} {% endfor %}"
    "{{ articles_page.number }} {{ articles_next_page.url }} {{ articles_previous_page.url }} "
    "{{ dates_page.has_next() }} {{ articles_paginator.count }}{% endif %}"
)


@pytest.fixture(autouse=True)
def _nothing_was_said(monkeypatch):
    monkeypatch.setattr(LimitFilter, "_raised_messages", set())


class Desk:
    """A writer, and the folder that it writes into."""

    def __init__(self, folder: Path, *, is_quick: bool, **more) -> None:
        self.folder = folder
        folder.mkdir()
        self.settings = settings_for(folder, OUTPUT_PATH=str(folder), **more)
        self.context = {
            **self.settings,
            "generated_content": {},
            "static_content": {},
            "localsiteurl": self.settings["SITEURL"],
        }
        self.env = Environment(autoescape=False, loader=DictLoader({PAGE_NAME: PAGE}))
        self.writer = Writer(str(folder), settings=self.settings)
        if is_quick:
            watch_environment(self.env)
            session = Session(self.settings, Job("", ""), None, Policy())
            kind = type("Writer", (QuickWriter,), {"session": session})
            session.begin_writing([self], 1)
            self.writer = kind(str(folder), settings=self.settings)

    def write(self, name, **options):
        """Write a page; give the error that this ends in."""
        given = {"word": "word", **options}
        template = self.env.get_template(PAGE_NAME)
        try:
            self.writer.write_file(name, template, self.context, **given)
        except (FileOverwriteFailedError, RuntimeError) as error:
            return type(error)
        return None

    def files(self):
        """Give all files with their bytes."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def posts(self, count: int):
        """Give some posts."""
        return [
            Article(
                f"<p>Words {number}</p>",
                {
                    "title": f"Post <b>{number}</b>",
                    "slug": f"p{number}",
                    "date": SafeDatetime(2026, 1, number + 1),
                    "category": Category("life", self.settings),
                    "tags": [Tag("sea", self.settings)],
                },
                settings=self.settings,
                source_path=f"p{number}.md",
                context=self.context,
            )
            for number in range(count)
        ]


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    """Both writers, each with a folder of its own."""

    def both(**more):
        folder = tmp_path_factory.mktemp("written")
        return [Desk(folder / way, is_quick=way == "quick", **more) for way in ("plain", "quick")]

    return both


NAMES = st.sampled_from(["a.html", "b/c.html", "./a.html", "b/../a.html", "", None, False])


@settings(max_examples=30)
@given(
    writes=st.lists(st.tuples(NAMES, st.booleans()), max_size=6),
    feeds=st.lists(st.tuples(st.sampled_from(["a.html", "f.xml"]), st.booleans()), max_size=2),
)
def test_what_may_be_written_over_is_and_the_rest_is_refused(desks, writes, feeds):
    ended = []
    for desk in desks():
        told = [
            desk.write(name, override_output=override, word=str(number))
            for number, (name, override) in enumerate(writes)
        ]
        for path, override in feeds:
            try:
                desk.writer.write_feed([], desk.context, path=path, override_output=override)
                told.append(None)
            except FileOverwriteFailedError as error:
                told.append(type(error))
        feeds_written = {name for name, data in desk.files().items() if b"<feed" in data}
        pages = {name: one for name, one in desk.files().items() if name not in feeds_written}
        ended.append((told, pages, feeds_written))

    assert ended[0] == ended[1]


@settings(max_examples=20)
@given(writes=st.lists(st.tuples(NAMES, st.booleans()), max_size=6))
def test_gathered_pages_end_as_pages_that_are_written_one_by_one(desks, writes):
    plain, quick = desks()
    wanted = [
        plain.write(name, override_output=override, word=str(number))
        for number, (name, override) in enumerate(writes)
    ]

    with quick.writer.gathering():
        told = [
            quick.write(name, override_output=override, word=str(number))
            for number, (name, override) in enumerate(writes)
        ]

    assert told == wanted
    assert quick.files() == plain.files()


def test_a_template_that_a_plugin_has_made_up_is_rendered(desks):
    for desk in desks():
        desk.writer.write_file("a.html", desk.env.from_string("{{ SITEURL }}"), desk.context)
        assert desk.files() == {"a.html": b"https://ana.example"}


def test_no_page_leaves_the_output(desks):
    for desk in desks():
        assert desk.write("../outside.html") is RuntimeError
        assert desk.files() == {}


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("count", [0, 1, 5])
@pytest.mark.parametrize("per_page", [0, 2])
def test_pages_of_a_list_are_written_as_by_pelican(desks, relative, count, per_page):
    written = []
    for desk in desks(DEFAULT_PAGINATION=per_page, RELATIVE_URLS=relative):
        posts = desk.posts(count)
        for name in ("index", "tag/sea"):
            told = desk.write(
                f"{name}.html",
                template_name="index",
                relative_urls=relative,
                articles=posts,
                dates=posts[::-1],
                url=f"{name}.html",
            )
            assert told is None
        written.append((desk.files(), desk.context["localsiteurl"]))

    assert written[0] == written[1]
    assert len(written[0][0]) == 2 * (3 if (count, per_page) == (5, 2) else 1)


def test_a_context_of_its_own_counts(desks):
    written = []
    for desk in desks():
        own = {**desk.context, "word": "own", "SITEURL": "https://other.example"}
        desk.writer.write_file("a.html", desk.env.get_template(PAGE_NAME), own)
        desk.writer.write_file("b.html", desk.env.get_template(PAGE_NAME), desk.context)
        written.append(desk.files())

    assert written[0] == written[1]
    assert b"own" in written[0]["a.html"]


@pytest.mark.parametrize("kind", ["atom", "rss"])
@pytest.mark.parametrize("most", [None, 2])
@pytest.mark.parametrize("title", [None, "sea & <sun>"])
def test_feeds_are_written_as_by_pelican(desks, kind, most, title):
    written = []
    for desk in desks(FEED_MAX_ITEMS=most, FEED_DOMAIN="https://ana.example"):
        desk.writer.write_feed(
            desk.posts(3),
            desk.context,
            path="feeds/all.xml",
            url="feeds/all",
            feed_type=kind,
            feed_title=title,
        )
        written.append(desk.files())

    assert written[0] == written[1]
    assert written[0]["feeds/all.xml"].count(b"Words") == (most or 3)


def test_an_error_while_pages_are_gathered_is_told_and_none_of_them_is_written(desks):
    quick = desks()[1]

    def gather():
        with quick.writer.gathering():
            quick.write("a.html")
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - ours
        gather()

    assert quick.files() == {}
    assert quick.write("b.html") is None
    assert quick.files().keys() == {"b.html"}
