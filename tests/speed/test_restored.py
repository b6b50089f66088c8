"""A post that is taken apart and put together again is the post it was, and fetches what is large when asked."""

import copy
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from pelican.contents import Article, Page
from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import SafeDatetime
from speed.reading_posts import attributes_of, settings_for

from plugins.speed.packing import pack, path_of
from plugins.speed.restored import forget_fetched, restore
from plugins.speed.vouched import uncertain_names

WORDS = st.text(max_size=30)
TEXTS = WORDS | st.text(min_size=500, max_size=520) | WORDS.map(Markup)
VALUES = st.recursive(
    TEXTS | st.integers() | st.none() | st.booleans() | st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    lambda some: (
        st.lists(some, max_size=3)
        | st.lists(some, max_size=3).map(tuple)
        | st.dictionaries(WORDS, some, max_size=3)
    ),
    max_leaves=4,
)
OWN = st.dictionaries(st.sampled_from(["mood", "weather", "related", "thread"]), VALUES)
PROPERTIES = ["content", "summary", "url", "save_as", "status", "url_format"]
LARGE = "word " * 300


class Place(Tag):
    """A tag of a plugin's."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """What all contents share."""
    chosen = settings_for(tmp_path_factory.mktemp("content"))
    context = {"generated_content": {}, "static_content": {}, "localsiteurl": chosen["SITEURL"]}
    return {"settings": chosen, "_context": context}


def post(shared, kind=Article, body="<p>Hello</p>", **more):
    """Give a post as Pelican's reader makes it."""
    chosen = shared["settings"]
    tags = [Tag(name, chosen) for name in more.pop("tags", ("Sea", "Ünder"))]
    metadata = {
        "title": "A post",
        "date": SafeDatetime(2026, 1, 2),
        "tags": tags,
        "category": Category("life", chosen),
        "authors": [Author("Ana", chosen), Author("Ben", chosen)],
        **more,
    }
    where = f"{chosen['PATH']}/a.md"
    return kind(body, metadata, settings=chosen, source_path=where, context=shared["_context"])


class Shelf:
    """Where large attributes are fetched from, and how often that was."""

    def __init__(self) -> None:
        self.fetched = 0

    def __call__(self, packed):
        self.fetched += 1
        return packed.large


def again(shared, content, **options):
    """Take a content apart, and put it together."""
    fetch = Shelf()
    given = {"is_trusted": True} | options
    return restore(pack(content), fetch, shared, **given), fetch


@given(own=OWN, body=TEXTS.map(str), names=st.lists(WORDS.filter(str.strip), max_size=3))
@settings(max_examples=60)
def test_all_attributes_are_as_they_were(shared, own, body, names):
    content = post(shared, body=body, tags=names, **own)

    found, _fetch = again(shared, content)

    wanted = [*(name for name in vars(content) if name != "_context"), *PROPERTIES]
    assert attributes_of(found, wanted) == attributes_of(content, wanted)
    assert (found._context, found.settings) == (content._context, content.settings)  # noqa: SLF001
    assert not hasattr(found, "unheard_of")


@pytest.mark.parametrize("kind", [Article, Page])
def test_its_class_is_its_class(shared, kind):
    found, _fetch = again(shared, post(shared, kind))

    assert isinstance(found, kind)
    assert (type(found).__name__, type(found).__module__) == (kind.__name__, kind.__module__)
    assert str(found) == str(post(shared, kind))
    assert found.is_valid()


def test_a_tag_is_one_object_wherever_it_stands(shared):
    found, _fetch = again(shared, post(shared, more_tags=LARGE))

    assert found.tags[0] is found.metadata["tags"][0]
    assert found.author is found.authors[0] is found.metadata["authors"][0]
    assert found.category is found.metadata["category"]
    assert found.tags[0].settings is shared["settings"]


@pytest.mark.parametrize("is_round", [False, True])
def test_tags_that_hold_tags_keep_their_places(shared, is_round):
    content = post(shared)
    first, second = content.tags
    content.category.parent = Category("world", shared["settings"])
    first.best = second
    if is_round:
        second.best = first

    found, _fetch = again(shared, content)

    assert [tag.name for tag in found.metadata["tags"]] == ["Sea", "Ünder"]
    assert found.metadata["category"].name == "life"
    assert found.category.parent.name == "world"
    assert found.tags[0].best is found.metadata["tags"][1]
    assert not is_round or found.tags[1].best is found.tags[0]


@given(data=st.data())
@settings(max_examples=60)
def test_what_is_one_object_stays_one_and_what_is_not_does_not(shared, data):
    """In small attributes, whether they are pickled or not."""
    some = _some_objects(shared["settings"])
    within = st.lists(st.sampled_from(some), max_size=3)
    values = (
        st.sampled_from(some) | within | within.map(tuple) | within.map(lambda one: {"in": one})
    )
    own = data.draw(st.dictionaries(st.sampled_from(["mood", "weather", "where"]), values))
    content = post(shared, **own)

    found, _fetch = again(shared, content)

    names = [name for name in pack(content).form[1] if name not in {"settings", "_context"}]
    assert _twins(found, names) == _twins(content, names)


def _some_objects(settings):
    """Give values that can be changed: lists, a dict, tags, one of them with something set on it."""
    odd = Tag("odd", settings)
    odd.list = ["x"]
    return [odd, odd.list, [Tag("a", settings)], [odd], Author("Ana", settings), ["a", "b"], [], {}]


def _twins(content, names):
    """Give, for each value that can be changed, the first place where it stands."""
    first, found = {}, {}

    def walk(value, place):
        if isinstance(value, Tag | Category | Author | list | dict):
            found[place] = first.setdefault(id(value), place), type(value)
        if isinstance(value, list | tuple):
            inside = enumerate(value)
        else:
            inside = (value if isinstance(value, dict) else getattr(value, "__dict__", {})).items()
        for name, one in inside:
            if name != "settings" and found.get(place, (place,))[0] == place:
                walk(one, (*place, name))

    for name in names:
        walk(getattr(content, name), (name,))
    return found


def test_lists_are_nobody_elses(shared):
    """A plugin may add to one, and the row is kept for the next build."""
    packed = pack(post(shared, words=["a"]))
    found = [restore(packed, Shelf(), shared, is_trusted=True) for _ in range(2)]

    found[0].words.append("b")
    found[0].tags.clear()

    assert found[1].words == ["a"]
    assert len(found[1].tags) == 2


def test_a_tag_of_another_class_stays_one_of_it(shared):
    content = post(shared)
    content.place = Place("Home", shared["settings"])

    assert type(again(shared, content)[0].place) is Place


def test_a_tag_of_a_class_that_nobody_finds_again_is_not_packed(shared):
    class Hidden(Tag):
        pass

    content = post(shared)
    content.place = Hidden("Home", shared["settings"])

    with pytest.raises((pickle.PicklingError, AttributeError)):
        pack(content)


def test_what_is_large_is_fetched_when_the_first_of_it_is_asked_for_and_once(shared):
    found, fetch = again(shared, post(shared, thread=LARGE, story=LARGE + "x"))

    assert (found.title, found.url, found.tags[0].slug) == ("A post", "a-post.html", "sea")
    assert fetch.fetched == 0
    assert (found.thread, found.story, found.metadata["title"]) == (LARGE, LARGE + "x", "A post")
    assert fetch.fetched == 1


def test_what_is_set_stays_set_when_the_rest_is_fetched(shared):
    found, _fetch = again(shared, post(shared, thread=LARGE, story=LARGE))

    found.thread = "short"
    found._content = "<p>New</p>"  # noqa: SLF001 - plugins do so

    assert found.story == LARGE
    assert (found.thread, found.content) == ("short", "<p>New</p>")
    assert vars(found)["_changed"] == {"thread", "_content"}


def test_what_was_fetched_is_let_go_and_fetched_again(shared):
    found, fetch = again(shared, post(shared, thread=LARGE, mood=LARGE))

    found.thread = f"{found.mood} indeed"
    forget_fetched()

    assert (found.content, found.mood, found.thread) == ("<p>Hello</p>", LARGE, f"{LARGE} indeed")
    assert fetch.fetched == 2


def test_what_was_looked_up_in_place_stays(shared):
    shared["_context"]["generated_content"]["b.md"] = post(shared)
    found, _fetch = again(shared, post(shared, summary='<a href="{filename}b.md">b</a>'))

    found.refresh_metadata_intersite_links()
    looked_up = found.summary
    forget_fetched()

    assert found.summary == looked_up
    assert "{filename}" not in found.metadata["summary"]


@pytest.mark.parametrize("name", ["title", "thread"])
def test_what_is_taken_away_is_gone(shared, name):
    found, _fetch = again(shared, post(shared, thread=LARGE))

    delattr(found, name)

    assert not hasattr(found, name)
    assert name in vars(found)["_changed"]


@pytest.mark.parametrize(
    ("name", "value", "url"),
    [
        ("slug", "other", "other.html"),
        ("override_url", "here/", "here/"),
        ("lang", "fr", "a-post.html"),
        ("in_default_lang", False, "a-post-en.html"),
        ("metadata", {"slug": "b"}, "a-post.html"),
        ("status", "draft", "drafts/a-post.html"),
    ],
)
def test_the_address_follows_what_it_is_made_of(shared, name, value, url):
    plain, found = post(shared), again(shared, post(shared))[0]

    for one in (plain, found):
        setattr(one, name, value)

    assert (found.url, found.save_as) == (plain.url, plain.save_as)
    assert found.url == url


def test_what_is_changed_within_counts_where_others_may_have_changed_it(shared):
    found, _fetch = again(shared, post(shared), is_trusted=False)

    found.category.slug = "other"
    found.metadata["slug"] = "b"

    assert found.url_format["slug"] == "a-post"
    assert uncertain_names(found, {"title"}, frozenset(), frozenset()) == {"title"}


def test_a_copy_is_a_post_of_its_own(shared):
    found, _fetch = again(shared, post(shared, thread=LARGE))

    other = copy.copy(found)
    other.title, other._content = "Another", "<p>New</p>"  # noqa: SLF001

    assert (found.title, found.content) == ("A post", "<p>Hello</p>")
    assert (other.title, other.content, other.thread) == ("Another", "<p>New</p>", LARGE)
    assert vars(found)["_changed"] == set()


def test_links_in_what_it_says_about_itself_are_looked_up(shared):
    def looked_up(content):
        target = post(shared)
        shared["_context"]["generated_content"]["b.md"] = target
        content.refresh_metadata_intersite_links()
        return content.summary

    text = '<a href="{filename}b.md">b</a>'
    found = looked_up(again(shared, post(shared, summary=text))[0])

    assert found == looked_up(post(shared, summary=text))
    assert "{filename}" not in found


def test_links_written_in_a_way_of_ones_own_are_looked_up_too(shared):
    mine = {**shared["settings"], "INTRASITE_LINK_REGEX": r"<<(?P<what>.*?)>>"}
    own = {"settings": mine, "_context": shared["_context"]}
    text = '<a href="<<filename>>b.md">b</a>'
    shared["_context"]["generated_content"]["b.md"] = post(shared)
    plain, found = post(own, summary=text), again(own, post(own, summary=text))[0]

    for one in (plain, found):
        one.refresh_metadata_intersite_links()

    assert found.summary == plain.summary
    assert "filename" not in found.summary


def test_files_that_it_links_to_are_known_without_its_words(shared):
    content = post(shared, body='<img src="{static}p.png"> <a href="{attach}q.pdf">q</a>')
    found, fetch = again(shared, content)

    assert found.get_static_links() == content.get_static_links() != set()
    assert fetch.fetched == 0


def test_the_path_can_be_told_while_another_is_being_put_together(shared):
    packed = pack(post(shared))
    found, _fetch = again(shared, post(shared))

    assert path_of(packed) == "a.md"
    assert found.metadata["tags"][0] is found.tags[0]


@given(
    names=st.frozensets(st.sampled_from(["title", "_content", "slug", "older_post", "_summary"]))
)
def test_what_was_set_late_is_never_taken_for_what_was_stored(shared, names):
    found, _fetch = again(shared, post(shared))

    asked = {
        "title",
        "_content",
        "slug",
        "url",
        "content",
        "summary",
        "older_post",
        "nothing",
        "lang",
    }
    open_ones = set(uncertain_names(found, asked, names, frozenset()))

    assert names & asked <= open_ones
    assert ("url" in open_ones) == ("slug" in names)
    assert ("content" in open_ones) == ("_content" in names)
    assert ("summary" in open_ones) != names.isdisjoint({"_content", "_summary"})
    assert open_ones.isdisjoint({"nothing", "lang"})


def test_words_with_links_are_what_they_were_as_long_as_nothing_they_may_lead_to_has_moved(shared):
    body = '<a href="{filename}/b.md">b</a> <a href="{static}c%20d.png">c</a>'
    found, _fetch = again(shared, post(shared, body=body))

    def holds(*moved):
        asked = {"content", "summary", "link filename /b.md", "link static c%20d.png"}
        found_open = uncertain_names(found, asked, frozenset(), frozenset(moved))
        assert not found_open or set(found_open) == asked
        return not found_open

    assert holds("other.md")
    assert not holds("b.md")
    assert not holds("c d.png")
    assert not holds("c%20d.png")
