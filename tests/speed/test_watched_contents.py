"""Whatever Python reads of a post is noted, once and by its value; the post itself stays as it is."""

from enum import StrEnum
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from pelican.contents import Article, Page, Static
from pelican.urlwrappers import Category, Tag
from pelican.utils import SafeDatetime
from speed.reading_posts import attributes_of, settings_for

from plugins.speed.packing import pack
from plugins.speed.recording import MISSING, Facts, Reads, noting
from plugins.speed.restored import restore
from plugins.speed.values import Unknown, tell
from plugins.speed.watched import Watched, fact_of, forget_watched, key_of, watch

KEY = "Article:a.md"
READ = ["title", "slug", "tags", "category", "date", "locale_date", "lang", "translations"]
WORKED_OUT = ["url", "save_as", "content", "summary", "status"]


class Field(StrEnum):
    TITLE = "title"


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """What all contents share."""
    chosen = settings_for(tmp_path_factory.mktemp("content"))
    context = {"generated_content": {}, "static_content": {}, "localsiteurl": chosen["SITEURL"]}
    return {"settings": chosen, "_context": context}


def post(shared, kind=Article, body="<p>Hello</p>", **more):
    """Give a post that is not watched yet."""
    chosen = shared["settings"]
    metadata = {
        "title": "A post",
        "date": SafeDatetime(2026, 1, 2),
        "tags": [Tag("sea", chosen)],
        "category": Category("life", chosen),
        **more,
    }
    where = f"{chosen['PATH']}/a.md"
    return kind(body, metadata, settings=chosen, source_path=where, context=shared["_context"])


@pytest.fixture(params=["read", "restored"])
def watched(shared, request):
    """A post that is watched, as Pelican has read it or from the library."""
    content = post(shared)
    if request.param == "restored":
        packed = pack(content)
        content = restore(packed, lambda one: one.large, shared, is_trusted=True)
    watch(content)
    return content


def reads_of(function, *given):
    """Give what was noted while something was done."""
    reads = Reads(Facts(), {}, {})
    with noting(reads):
        function(*given)
    return reads


def test_a_watched_post_is_the_same_in_everything(shared, watched):
    plain = post(shared)
    names = [name for name in vars(plain) if name != "_context"]

    assert attributes_of(watched, names + WORKED_OUT) == attributes_of(plain, names + WORKED_OUT)
    assert isinstance(watched, Article)
    assert (type(watched).__name__, str(watched)) == ("Article", str(plain))
    assert watched.is_valid()


@pytest.mark.parametrize("kind", [Article, Page])
def test_a_post_goes_by_its_class_and_its_path(shared, kind):
    content = post(shared, kind)

    assert key_of(content) == f"{kind.__name__}:a.md"
    watch(content)
    watch(content)
    assert key_of(content) == f"{kind.__name__}:a.md"
    assert type(content).__mro__.count(Watched) == 1


@pytest.mark.parametrize("name", READ + WORKED_OUT)
def test_what_is_read_is_noted_with_the_value_that_it_has(watched, name):
    reads = reads_of(attrgetter(name), watched)

    assert reads.shared == {KEY: {name}}
    assert reads.facts.fresh == {(KEY, name): fact_of(watched, name)}
    assert not reads.reason


@given(names=st.lists(st.sampled_from(READ + WORKED_OUT), max_size=6))
@settings(max_examples=25)
def test_exactly_what_is_read_is_noted_however_often(shared, names):
    forget_watched()
    content = post(shared)
    watch(content)

    reads = reads_of(lambda: [getattr(content, name) for name in names])

    assert reads.shared == ({KEY: set(names)} if names else {})


@pytest.mark.parametrize(
    ("read", "noted"),
    [
        pytest.param(lambda one: hasattr(one, "mood"), {"mood"}, id="what is not there"),
        pytest.param(lambda one: getattr(one, "mood", 1), {"mood"}, id="with another instead"),
        pytest.param(lambda one: one.metadata["title"], {"metadata"}, id="metadata"),
        pytest.param(lambda one: getattr(one, Field.TITLE), {"title"}, id="asked with a choice"),
        pytest.param(lambda one: getattr(one, Markup("title")), {"title"}, id="asked with HTML"),
        pytest.param(
            lambda one: one.settings["SITEURL"], set(), id="settings, which are the key's"
        ),
        pytest.param(str, {"source_path"}, id="as a text"),
        pytest.param(lambda one: one.relative_dir, {"relative_dir"}, id="its folder"),
        pytest.param(lambda one: one.url_format, {"url_format"}, id="what addresses are made of"),
        pytest.param(lambda one: isinstance(one, Page), set(), id="of what class it is"),
        pytest.param(lambda one: one == 1, set(), id="whether it is another"),
    ],
)
def test_each_way_to_read_is_noted(watched, read, noted):
    reads = reads_of(read, watched)

    assert reads.shared == ({KEY: noted} if noted else {})
    assert {type(name) for names in reads.shared.values() for name in names} <= {str}
    assert not reads.reason


@pytest.mark.parametrize("name", ["content", "summary"])
def test_what_it_says_on_one_page_is_noted_at_least(watched, name):
    reads = reads_of(lambda: getattr(watched, f"get_{name}")("https://ana.example/"))

    assert name in reads.shared[KEY]
    assert not reads.reason


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(vars, id="all its attributes"),
        pytest.param(lambda one: one.__dict__, id="its dict"),
        pytest.param(lambda one: one._context, id="what all share"),  # noqa: SLF001
        pytest.param(lambda one: one.get_siteurl(), id="where it is shown"),
    ],
)
def test_a_page_that_looks_at_everything_is_made_in_every_build(watched, look):
    assert reads_of(look, watched).reason


def test_a_page_that_reads_what_cannot_be_told_is_made_in_every_build(watched):
    watched.work = work = lambda: 1

    reads = reads_of(lambda: watched.work)

    assert reads.reason == "Article:a.md: work is a builtins.function"
    with pytest.raises(Unknown):
        fact_of(watched, "work")
    assert watched.work is work


def test_what_is_not_there_is_told_from_all_that_may_be(watched):
    assert fact_of(watched, "mood") == tell(MISSING)


def test_nothing_is_noted_when_nobody_listens(watched):
    reads = Reads(Facts(), {}, {})
    with noting(reads), noting(None):
        assert watched.title == "A post"

    assert reads.shared == {}


def test_an_error_in_a_property_leaves_the_noting_as_it_was(shared):
    class Wrong(Article):
        @property
        def broken(self):
            raise KeyError("broken")

    content = post(shared, Wrong)
    watch(content)
    reads = Reads(Facts(), {}, {})

    with noting(reads):
        with pytest.raises(KeyError):
            _ = content.broken
        assert content.title == "A post"

    assert "title" in reads.shared["Wrong:a.md"]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("content", lambda one: setattr(one, "_content", "<p>New</p>")),
        ("summary", lambda one: one.metadata.update(summary="New")),
        ("url", lambda one: setattr(one, "slug", "new")),
        ("category", lambda one: setattr(one.category, "slug", "new")),
        ("category", lambda one: setattr(one.category, "colour", "red")),
        ("tags", lambda one: one.tags.append(one.category)),
        ("metadata", lambda one: one.metadata.update(mood="good")),
        ("translations", lambda one: one.translations.append(one)),
        ("status", lambda one: setattr(one, "status", "draft")),
    ],
)
def test_the_fact_is_another_when_the_value_is(watched, name, change):
    before = fact_of(watched, name)
    assert fact_of(watched, name) == before

    change(watched)

    assert fact_of(watched, name) != before


def test_words_change_with_the_address_that_a_link_leads_to(shared):
    content, target = post(shared, body='<a href="{filename}b.md">b</a>'), post(shared, slug="b")
    shared["_context"]["generated_content"]["b.md"] = target
    before = fact_of(content, "content"), fact_of(content, "summary")

    target.slug = "c"

    after = fact_of(content, "content"), fact_of(content, "summary")
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(("name", "fact"), [("get_content", "content"), ("get_summary", "summary")])
def test_words_that_are_worked_out_when_called_are_noted_as_a_whole(shared, name, fact):
    """Pelican's feeds ask for them in this way."""
    content = post(shared, body='<a href="{filename}b.md">b</a>')
    shared["_context"]["generated_content"]["b.md"] = post(shared, slug="b")
    watch(content)

    reads = reads_of(lambda: getattr(content, name)("https://a.example"))

    assert not reads.reason
    assert reads.shared[KEY] == {fact}


def test_a_file_is_attached_before_anybody_asks_for_its_address(shared):
    content = post(shared, body='<a href="{attach}c.txt">c</a>')
    file = Static("", {}, shared["settings"], "sub/c.txt", shared["_context"])
    shared["_context"]["static_content"]["c.txt"] = file
    watch(content)

    reads_of(lambda: content.get_content(""))

    assert file.save_as == "c.txt"


@pytest.mark.parametrize("link", ["{filename}b.md", "{static}b%20c.png", "|filename|/b.md?q#x"])
def test_where_a_link_leads_is_a_fact_of_its_own(shared, link):
    """Plugins ask Pelican in this way for the links in words of their own."""
    content = post(shared, body=f'<a href="{link}">b</a>')
    for kind in ("generated_content", "static_content"):
        shared["_context"][kind] = {"b.md": post(shared, slug="b"), "b c.png": post(shared)}
    watch(content)

    reads = reads_of(lambda: content._update_content(content._content, ""))  # noqa: SLF001 - as they do

    (fact,) = [one for one in reads.shared[KEY] if one.startswith("link ")]
    before = fact_of(content, fact)
    assert not reads.reason
    for kind in ("generated_content", "static_content"):
        shared["_context"][kind] = {}
    assert fact_of(content, fact) != before


def test_a_post_that_is_given_on_is_watched_from_then_on(shared):
    content, other = post(shared), post(shared)
    other.relative_source_path = "b.md"
    content.older = other
    watch(content)

    reads = reads_of(lambda: content.older.title)

    assert reads.shared == {KEY: {"older"}, "Article:b.md": {"title"}}


def test_a_copy_of_a_post_is_not_taken_for_the_post(shared):
    """The next build would look at the post alone."""
    content, other = post(shared), post(shared)
    watch(content)
    watch(other)

    assert not reads_of(lambda: content.title).reason
    assert reads_of(lambda: other.title).reason == f"there are two of {KEY}"


@pytest.mark.parametrize("shape", [tuple, list, lambda some: {"best": next(iter(some))}])
def test_posts_in_what_is_given_on_are_watched_too(shared, shape):
    content, other = post(shared), post(shared)
    other.relative_source_path = "b.md"
    content.related = shape([other])
    watch(content)

    reads = reads_of(lambda: (content.related, other.title))

    assert reads.shared["Article:b.md"] == {"title"}
