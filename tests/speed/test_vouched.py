"""What the library vouches for need not be told: whatever is done to a post, its changes are found all the same."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.contents import Article
from speed.reading_posts import settings_for

from plugins.speed.book import Book, Notebook
from plugins.speed.changes import addresses_in, changed_facts, late_names
from plugins.speed.library import Library
from plugins.speed.packing import pack
from plugins.speed.recording import Facts, Reads, noting
from plugins.speed.restored import restore
from plugins.speed.watched import forget_watched, watch

KEY = "Article:a.md"
LARGE = "word " * 300
NAMES = ["mood", "weather", "title", "slug"]
READ = [*NAMES, "url", "save_as", "status", "content", "summary", "date", "description"]
OWN = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["fair", "foul", LARGE]))
BODIES = st.sampled_from(["<p>Hello</p>", "<p>Bye</p>", '<a href="{filename}b.md">b</a>'])
LATE = st.dictionaries(st.sampled_from([*NAMES, "older", "_content"]), st.sampled_from(["x", "y"]))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """What posts share, and where a library may lie."""
    folder = tmp_path_factory.mktemp("site")
    chosen = settings_for(folder)
    target = Article("", {"title": "B", "slug": "b"}, settings=chosen, source_path=f"{folder}/b.md")
    context = {"generated_content": {"b.md": target}, "static_content": {}}
    context["localsiteurl"] = chosen["SITEURL"]
    return SimpleNamespace(folder=folder, settings=chosen, context=context, env=None)


class Build:
    """A build that has the post from a library of its own, once it has read it or found it there."""

    def __init__(self, site, commit: str) -> None:
        self.site, self.shared = site, {"settings": site.settings, "_context": site.context}
        self.library = Library(site.folder / "library", "key", commit)

    def read(self, body, own):
        """Read the post, as if its file had just been changed."""
        metadata = {"title": "A", **own}
        where = f"{self.site.settings['PATH']}/a.md"
        post = Article(
            body,
            metadata,
            settings=self.site.settings,
            source_path=where,
            context=self.site.context,
        )
        self.library.add(KEY, self.library.pack_away(pack(post), (), ()))

    def post(self, late):
        """Give the post, with some attributes that are set late."""
        fetch = self.library.read
        row = self.library.find(KEY)
        found = restore(row.as_packed(), lambda one: fetch(one.large), self.shared, is_trusted=True)
        for name, value in late.items():
            setattr(found, name, value)
        forget_watched()  # of the build before
        watch(found)
        return found


def read_by_a_page(post, names):
    """Give the book after a page has read some of a post."""
    book, facts = Book(), Facts()
    book.addresses = addresses_in(post._context)  # noqa: SLF001
    book.late = late_names({KEY: post})
    reads = Reads(facts, {}, {})
    with noting(reads):
        for name in names:
            getattr(post, name, None)
    note = Notebook((1, 1)).note(reads.shared, reads.own, reads.reason, facts.fresh)
    book.write("a.html", note)
    return book


def values(post, names):
    return {name: str(getattr(post, name, "missing")) for name in names}


def changed_now(book, post, build):
    """Give the names that count as changed; None for all of them."""
    late_names({KEY: post})
    return changed_facts(book, {KEY: post}, build.site, build.library).get(KEY, frozenset())


@given(
    names=st.sets(st.sampled_from(READ), min_size=1),
    before=st.tuples(BODIES, OWN, LATE),
    now=st.tuples(BODIES, OWN, LATE),
    is_read_anew=st.booleans(),
)
def test_a_page_that_read_what_is_another_now_is_touched(site, names, before, now, is_read_anew):
    first = Build(site, "")
    first.read(*before[:2])
    old = first.post(before[2])
    book, were = read_by_a_page(old, names), values(old, names)
    first.library.save("1")
    second = Build(site, "1")
    if is_read_anew:
        second.read(*now[:2])
    new = second.post(now[2])

    changed = changed_now(book, new, second)

    different = {name for name, value in values(new, names).items() if value != were[name]}
    assert changed is not None
    assert different & names <= changed
    if before[2] == now[2] and (before[:2] == now[:2] or not is_read_anew):
        assert changed.isdisjoint(names)


def test_what_the_row_has_is_not_told(site):
    build = Build(site, "")
    build.read("<p>Hello</p>", {"mood": "fair"})

    book = read_by_a_page(build.post({"older": "x"}), ["mood", "title", "content", "url", "older"])

    assert book.facts == {KEY: {"older": "'x'"}}


def test_what_is_set_while_pages_are_made_is_told(site):
    build = Build(site, "")
    build.read("<p>Hello</p>", {"mood": "fair"})
    post = build.post({})
    late_names({KEY: post})
    post.mood = "foul"
    facts = Facts()

    with noting(Reads(facts, {}, {})):
        assert post.mood == "foul"

    assert facts.fresh == {(KEY, "mood"): "'foul'"}


def test_words_with_a_link_change_with_the_address_that_it_leads_to(site):
    build = Build(site, "")
    build.read('<a href="{filename}b.md">b</a>', {})
    book = read_by_a_page(build.post({}), ["content", "title"])
    book.addresses = {"b.md": "old.html"}
    build.library.save("1")
    again = Build(site, "1")

    assert changed_now(book, again.post({}), again) == {"content", "summary"}


def test_where_the_old_row_is_gone_all_counts_as_changed(site):
    build = Build(site, "")
    build.read("<p>Hello</p>", {})
    book = read_by_a_page(build.post({}), ["title"])
    other = Build(site, "")
    other.read("<p>Hello</p>", {})

    assert changed_now(book, other.post({}), other) is None


def test_where_the_old_words_are_damaged_all_counts_as_changed(site):
    build = Build(site, "")
    build.read("<p>Hello</p>", {"mood": LARGE})
    book = read_by_a_page(build.post({}), ["mood"])
    build.library.save("1")
    again = Build(site, "1")
    again.read("<p>Hello</p>", {"mood": LARGE})
    new = again.post({})
    for path in (site.folder / "library").glob("large-*"):
        path.write_bytes(bytes(path.stat().st_size))

    assert changed_now(book, new, again) is None
