"""What is done in linear time gives exactly what Pelican's own ways give."""

import logging
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import SafeDatetime, process_translations
from speed.reading_posts import generator_for, settings_for, write_post

from plugins.speed import linear

ARCHIVES = {
    "YEAR_ARCHIVE_SAVE_AS": "{date:%Y}/index.html",
    "MONTH_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/index.html",
    "DAY_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/{date:%d}/index.html",
}
few = settings(max_examples=40)
SETTINGS = deepcopy(DEFAULT_CONFIG) | {"DEFAULT_LANG": "en", "TIMEZONE": "UTC"}
KEYS = st.tuples(
    st.sampled_from(["a", "b", "c"]),  # slug
    st.sampled_from(["en", "de", "fr"]),
    st.sampled_from([None, "true", "false"]),  # translation
    st.integers(0, 2),  # another attribute
)


def post(number: int, key) -> Article:
    """Give a post, which knows its number."""
    slug, lang, translation, series = key
    metadata = {"title": "A", "slug": slug, "lang": lang, "series": series, "number": number}
    metadata |= {"translation": translation} if translation else {}
    return Article("", metadata, settings=SETTINGS, source_path=f"{number}.md")


def numbers(posts) -> list[int]:
    return [one.number for one in posts]


@few
@given(
    keys=st.lists(KEYS, max_size=8),
    by=st.sampled_from(
        ["slug", ["slug"], {"slug"}, ["series", "slug"], ("lang",), None, "", False, []]
    ),
)
def test_translations_are_those_that_pelican_finds(keys, by):
    ours, theirs = ([post(*one) for one in enumerate(keys)] for _way in range(2))
    said = []

    for posts, find in ((ours, linear.find_translations), (theirs, process_translations)):
        with said_by("pelican.utils") as words:
            found = tuple(map(numbers, find(posts, by)))
        of_each = [(one.number, numbers(one.translations)) for one in posts]
        said.append((found, of_each, words))

    assert said[0] == said[1]


class said_by(logging.Handler):  # noqa: N801 - a context manager
    """What a logger says meanwhile."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.logger, self.words = logging.getLogger(name), []

    def __enter__(self):
        self.logger.addHandler(self)
        self.logger.disable_filter()
        return self.words

    def __exit__(self, *_why):
        self.logger.enable_filter()
        self.logger.removeHandler(self)

    def emit(self, record):
        self.words.append(record.getMessage())


@pytest.mark.parametrize("by", [["slug", "none"], "none", 5, [5]])
def test_what_posts_cannot_be_grouped_by_is_an_error_as_pelicans(by):
    errors = []
    for find in (linear.find_translations, process_translations):
        posts = [post(number, ("a", "en", None, 0)) for number in range(3)]
        with pytest.raises((TypeError, AttributeError)) as caught:
            find(posts, by)
        errors.append((caught.type, str(caught.value)))

    assert errors[0] == errors[1]


class Writes:
    """What a generator would write."""

    def __init__(self) -> None:
        self.given = []

    def __call__(self, name, _template, context, **more):
        own = {
            key: [one.slug for one in value] if isinstance(value, list) else str(value)
            for key, value in more.items()
        }
        period = [context.get("period"), context.get("period_num")]
        self.given.append((name, own, period))


@pytest.fixture(scope="module")
def posts(tmp_path_factory):
    """Posts of three years whose tags, categories and authors overlap, and tags that stand twice."""
    folder = tmp_path_factory.mktemp("content")
    for number in range(24):
        path = write_post(
            folder,
            f"p{number}",
            tags=["sea, sun", "Sun, sun, sea", "city", "sea, sea"][number % 4],
            category=["life", "work", "Life"][number % 3],
            authors=["Ana", "Ana; Ben", "Ben; Ana; Ben"][number % 3],
            month=number % 5 + 1,
            day=number % 7 + 1,
        )
        path.write_text(path.read_text().replace("2026", str(2024 + number % 3)))
    return folder


def all_written(posts, *, is_linear: bool, **more):
    """Give everything that the posts' generator would write."""
    generator = generator_for(settings_for(posts, **more))
    if is_linear:
        linear.archive_by_year(generator)
    generator.generate_context()
    if is_linear:
        linear.take_turns(generator)
    writes = Writes()
    for generate in ("period_archives", "tags", "categories", "authors", "direct_templates"):
        getattr(generator, f"generate_{generate}")(writes)
    assert len(list(generator.dates)) == len(generator.dates) == 24
    assert generator.dates == [*generator.dates]
    return writes.given


@pytest.mark.parametrize(
    "more",
    [
        {},
        ARCHIVES,
        {"DAY_ARCHIVE_SAVE_AS": ARCHIVES["DAY_ARCHIVE_SAVE_AS"]},
        {**ARCHIVES, "NEWEST_FIRST_ARCHIVES": False, "ARTICLE_ORDER_BY": "slug"},
        {**ARCHIVES, "ARTICLE_ORDER_BY": "title", "REVERSE_CATEGORY_ORDER": True},
    ],
    ids=["usual", "archives", "of days alone", "oldest first", "by title"],
)
def test_the_pages_of_tags_categories_authors_and_periods_are_given_what_pelican_gives(posts, more):
    found = all_written(posts, is_linear=True, **more)

    assert found == all_written(posts, is_linear=False, **more)
    assert len(found) > 10


def test_a_year_that_comes_twice_in_an_order_of_ones_own_is_archived_as_by_pelican(posts):
    """Posts by date are in order whatever ARTICLE_ORDER_BY says; a plugin may have put them in another."""
    generator = generator_for(settings_for(posts, **ARCHIVES))
    build = generator._build_period_archives  # noqa: SLF001 - it is this that is exchanged
    linear.archive_by_year(generator)
    mixed = [at(number, day) for number, day in enumerate([(2026, 1), (2025, 1), (2026, 2)])]

    theirs = build(mixed, mixed, generator.settings)
    ours = generator._build_period_archives(mixed, mixed, generator.settings)  # noqa: SLF001

    assert ours == theirs
    assert list(ours) == list(theirs)


def at(number: int, day) -> Article:
    """Give a post of a day in January."""
    metadata = {"title": "A", "slug": f"p{number}", "date": SafeDatetime(day[0], 1, day[1])}
    return Article("", metadata, settings=SETTINGS, source_path=f"{number}.md")


def test_a_page_that_fails_ends_the_turn_of_its_group(posts):
    generator = generator_for(settings_for(posts))
    generator.generate_context()
    linear.take_turns(generator)

    def fail(*_given, **_more):
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - ours
        generator.generate_tags(fail)

    assert len(list(generator.dates)) == 24


@few
@given(groups=st.lists(st.lists(st.integers(0, 9), max_size=8), max_size=4))
def test_each_group_in_turn_has_its_posts_by_date(groups):
    posts = [object() for _number in range(10)]
    dates = linear.Dates(posts)
    mine = [(number, [posts[one] for one in group]) for number, group in enumerate(groups)]

    found = [
        (name, list(group), [one for one in dates if one in group])
        for name, group in dates.in_turn(mine)
    ]

    assert found == [(name, group, [one for one in posts if one in group]) for name, group in mine]
    assert list(dates) == posts
