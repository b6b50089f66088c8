from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

from plugins.feeds.entries import Place
from plugins.feeds.forming import Shared
from plugins.feeds.model import Feed
from plugins.feeds.plan import Plan
from plugins.feeds.sizing import with_count

FEED = Feed(
    id="urn:f", title="F", subtitle="", home="https://a.example/", language="en", author="A"
)


def post(number, *, size=1, comments=0):
    return SimpleNamespace(
        permanent_id=f"urn:{number}",
        url=f"{number}.html",
        title=str(number),
        author="A",
        category="C",
        date=datetime(2026, 5, number, tzinfo=UTC),
        own_words=("", "", ""),
        last_change=datetime(2026, 5, number, tzinfo=UTC),
        get_content=lambda _address: "w" * size,
        comment_count=comments,
        save_as="x.html",
        last_comment_at=None,
        linked_files=(),
    )


def plan(*posts):
    place = Place(address="https://a.example")
    return Plan(shared=Shared(feed=FEED, place=place, told="a"), posts=posts, files={})


def test_a_feed_has_as_many_posts_as_fit():
    assert with_count(plan(*map(post, range(1, 28)))).in_feed == 27
    assert 1 < with_count(plan(*(post(n, size=90_000) for n in range(1, 28)))).in_feed < 8
    assert with_count(plan()).in_feed == 0


def test_what_was_found_out_is_remembered_as_long_as_the_posts_are_the_same():
    posts = [post(number, size=90_000) for number in range(1, 28)]
    remembered = {}
    found = with_count(plan(*posts), remembered=remembered).in_feed
    (name,) = remembered
    remembered[name] = remembered[name][:-1] + bytes([2])  # so that one can see whence it comes

    def count(*changed, told="a"):
        made = plan(*changed)
        made = replace(made, shared=replace(made.shared, told=told))
        return with_count(made, remembered=dict(remembered)).in_feed

    assert count(*posts) == 2
    assert count(*posts, told="b") == found
    assert count(post(1, size=90_001), *posts[1:]) == found
    assert count(post(1, size=90_000, comments=1), *posts[1:]) == found
