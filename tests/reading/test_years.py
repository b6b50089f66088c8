"""The archive has posts by their years."""

from datetime import UTC, datetime
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from plugins.reading.years import by_year

POSTS = st.lists(
    st.builds(SimpleNamespace, date=st.datetimes(timezones=st.just(UTC)), title=st.text(max_size=3))
)


@given(POSTS)
def test_it_groups_as_jinja_does(posts):
    groups = Environment().from_string('{% set groups = posts|groupby("date.year")|reverse %}')
    expected = groups.make_module({"posts": posts}).groups

    assert by_year(posts) == [(year, list(some)) for year, some in expected]


def test_the_last_year_comes_first():
    posts = [SimpleNamespace(date=datetime(year, 1, 1, tzinfo=UTC)) for year in (2012, 2010, 2012)]

    assert by_year(posts) == [(2012, [posts[0], posts[2]]), (2010, [posts[1]])]
