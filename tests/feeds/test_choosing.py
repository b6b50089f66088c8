from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from plugins.feeds.choosing import newest_posts, newest_talks
from plugins.feeds.paging import PAGE

NOON = datetime(2026, 5, 31, 12, tzinfo=UTC)


def times(number):
    """Few times, so that many posts share one."""
    return st.lists(st.integers(0, 4), min_size=number, max_size=120)


@given(times(0))
def test_the_posts_chosen_are_those_that_come_first_when_all_are_sorted(days):
    posts = [
        SimpleNamespace(last_change=NOON + timedelta(day), url=f"{n * 7 % 121}.html")
        for n, day in enumerate(days)
    ]
    ordered = sorted(posts, key=lambda one: (one.last_change, one.url), reverse=True)

    chosen = newest_posts(posts)

    assert sorted(map(id, chosen)) == sorted(map(id, ordered[:PAGE]))
    assert list(chosen) == [one for one in posts if one in chosen]


@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), max_size=60))
def test_the_newest_comments_are_all_on_the_posts_chosen(days):
    contents, comments = [], []
    for n, said in enumerate(days):
        url = f"{n * 7 % 61}.html"
        own = [(NOON + timedelta(day), f"c{place}") for place, day in enumerate(said)]
        contents.append(SimpleNamespace(url=url, newest_comment=max(own)))
        comments += [(time, f"{url}#{place}") for time, place in own]

    wanted = {place.partition("#")[0] for _time, place in sorted(comments, reverse=True)[:PAGE]}

    assert wanted <= {one.url for one in newest_talks(contents)}
