"""The book of pages: a page is touched by the facts that it has read, and by no others."""

import marshal

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from plugins.speed.book import Book, Notebook

OBJECTS = ["Article:a.md", "Article:b.md", "variables", "list articles"]
NAMES = ["title", "date", ("item", 0), ("part", None, 5, None)]
READS = st.dictionaries(
    st.sampled_from(OBJECTS), st.sets(st.sampled_from(NAMES), min_size=1), max_size=4
)
CHANGED = st.dictionaries(
    st.sampled_from(OBJECTS), st.none() | st.frozensets(st.sampled_from(NAMES)), max_size=4
)


def facts_of(reads) -> dict:
    """Give a fact for everything that is read."""
    return {(key, name): f"{key} {name}" for key, names in reads.items() for name in names}


def is_touched(reads, changed) -> bool:
    """Whether any of what is read has changed, by looking at each."""
    return any(
        key in changed and (changed[key] is None or not names.isdisjoint(changed[key]))
        for key, names in reads.items()
    )


def read_again(book: Book) -> Book:
    """Give the book as the next build finds it."""
    return Book(marshal.loads(marshal.dumps(book.as_tables())))


@given(st.lists(READS, min_size=1, max_size=6), CHANGED)
@settings(max_examples=60)
def test_pages_are_touched_exactly_by_what_they_have_read(pages, changed):
    book, notebook = Book(), Notebook((1, 1))
    for number, reads in enumerate(pages):
        book.write(f"{number}.html", notebook.note(reads, {}, "", facts_of(reads)))

    for found in (book, read_again(book)):
        touched = found.touched_by(changed)
        for number, reads in enumerate(pages):
            first = touched.get(f"{number}.html", "")
            assert bool(first) == is_touched(reads, changed)
            assert not first or first in changed.keys() & reads.keys()


@given(
    st.lists(st.tuples(st.integers(0, 2), READS), min_size=1, max_size=12), CHANGED, st.randoms()
)
@settings(max_examples=60)
def test_it_does_not_matter_who_made_a_page_nor_which_note_comes_first(pages, changed, random):
    notebooks = [Notebook((number, number)) for number in range(3)]
    notes = [
        (f"{number}.html", notebooks[who].note(reads, {}, "", facts_of(reads)))
        for number, (who, reads) in enumerate(pages)
    ]
    random.shuffle(notes)
    book = Book()

    for name, note in notes:
        book.write(name, note)

    touched = book.touched_by(changed)
    for number, (_who, reads) in enumerate(pages):
        assert (f"{number}.html" in touched) == is_touched(reads, changed)


def test_a_page_keeps_its_own_facts_and_why_it_is_always_made():
    book = Book()
    own = {("variables", "article"): "@Article:a.md", ("articles_page", "number"): "1"}

    book.write("a.html", Notebook((1, 1)).note({}, own, "it calls now()", {}))

    page = read_again(book).page("a.html")
    assert (page.own, page.reason) == (own, "it calls now()")


def test_facts_are_passed_on_once_and_the_last_word_counts():
    book, notebook = Book(), Notebook((1, 1))
    reads, fresh = {"Article:a.md": {"title"}}, {("Article:a.md", "title"): "'Old'"}

    book.write("a.html", notebook.note(reads, {}, "", fresh))
    assert fresh == {}
    fresh["Article:a.md", "title"] = "'New'"
    book.write("b.html", notebook.note(reads, {}, "", fresh))

    assert book.facts == {"Article:a.md": {"title": "'New'"}}


class Builds(RuleBasedStateMachine):
    """A book that goes from build to build, beside a plain note of what each page has read last."""

    @initialize()
    def begin(self):
        self.book, self.reads, self.number = Book(), {}, 0

    @rule(made=st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), READS, max_size=4))
    def build(self, made):
        self.book, self.number = read_again(self.book), self.number + 1
        notebook = Notebook((1, self.number))
        for name, reads in made.items():
            self.book.write(name, notebook.note(reads, {}, "", facts_of(reads)))
        self.reads |= made

    @rule(name=st.sampled_from(["a", "b", "c", "d"]))
    def remove(self, name):
        self.reads.pop(name, None)
        self.book.keep(self.reads)

    @rule()
    def tidy(self):
        self.book = self.book.tidied()
        read = {}
        for reads in self.reads.values():
            for key, names in reads.items():
                read.setdefault(key, set()).update(names)
        tables = self.book.as_tables()
        assert {key: set(facts) for key, facts in tables["facts"].items()} == read
        assert tables["objects"].keys() == read.keys()
        assert len(tables["sets"]) <= sum(len(reads) for reads in self.reads.values())

    @invariant()
    def each_page_is_touched_by_its_own_reads(self):
        for key in OBJECTS:
            for name in NAMES:
                changed = {key: frozenset([name])}
                touched = self.book.touched_by(changed)
                for page, reads in self.reads.items():
                    assert touched.get(page, "") == (key if name in reads.get(key, ()) else "")

    @invariant()
    def what_is_read_has_a_value(self):
        for reads in self.reads.values():
            for key, names in reads.items():
                assert names <= self.book.facts[key].keys()


TestBuilds = Builds.TestCase
TestBuilds.settings = settings(max_examples=15, stateful_step_count=12)
