from datetime import UTC, datetime

import pytest
from json_feeds import document, item
from web_server import serving

from plugins.newsletter.reading import read_feed
from plugins.shared.errors import BadFeed


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(BadFeed, match="build the site first"):
        read_feed(str(tmp_path / "feed.json"))


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path) as address:
        yield address


def test_a_feed_is_read_from_the_web(tmp_path, server):
    (tmp_path / "feed.json").write_bytes(document(item()))

    assert [post.id for post in read_feed(f"{server}/feed.json").posts] == ["urn:1"]


def test_a_feed_that_is_not_there_is_named(server):
    with pytest.raises(BadFeed, match="could not be fetched"):
        read_feed(f"{server}/nothing.json")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/feed.json",
        "http://127.0.0.1:9/a b",
        "http://[::1",
        "http://127.0.0.1:abc/",
        "http://127.0.0.1:9/ü",
    ],
)
def test_an_address_that_does_not_answer_is_named(address):
    with pytest.raises(BadFeed, match="could not be fetched"):
        read_feed(address)


@pytest.fixture
def chain(tmp_path):
    """A feed and two documents behind it, as a built site has them."""
    (tmp_path / "archive").mkdir()
    older = "https://ana.example/archive/{}.json".format
    (tmp_path / "feed.json").write_bytes(document(item(6), item(5), next_url=older(2)))
    (tmp_path / "archive" / "2.json").write_bytes(
        document(item(5), item(4), item(3), next_url=older(1))
    )
    (tmp_path / "archive" / "1.json").write_bytes(document(item(2), item(1)))
    return tmp_path / "feed.json"


def ids(source):
    return [post.id for post in source.posts]


def test_a_feed_is_followed_back_only_as_far_as_needed(chain):
    (chain.parent / "archive" / "1.json").write_bytes(b"never read")

    assert ids(read_feed(str(chain))) == ["urn:6", "urn:5"]
    assert ids(read_feed(str(chain), since=datetime(2026, 5, 4, tzinfo=UTC))) == [
        "urn:6",
        "urn:5",
        "urn:4",
        "urn:3",
    ]
    assert ids(read_feed(str(chain), ids=["urn:3"])) == ["urn:6", "urn:5", "urn:4", "urn:3"]


def test_a_feed_is_followed_to_its_first_post(chain):
    everything = ["urn:6", "urn:5", "urn:4", "urn:3", "urn:2", "urn:1"]

    assert ids(read_feed(str(chain), since=datetime(2000, 1, 1, tzinfo=UTC))) == everything
    assert ids(read_feed(str(chain), ids=["urn:not there"])) == everything


def test_a_feed_that_goes_in_circles_ends(chain):
    again = "https://ana.example/archive/2.json"
    (chain.parent / "archive" / "1.json").write_bytes(document(item(1), next_url=again))

    assert len(ids(read_feed(str(chain), ids=["urn:not there"]))) == 5


def test_a_missing_part_is_named(chain):
    (chain.parent / "archive" / "1.json").unlink()

    with pytest.raises(BadFeed, match=r"1\.json: No such file"):
        read_feed(str(chain), ids=["urn:1"])


def test_a_file_that_goes_on_elsewhere_is_not_followed(tmp_path):
    (tmp_path / "feed.json").write_bytes(document(item(), next_url="https://evil.example/2.json"))

    with pytest.raises(BadFeed, match="not in its own site"):
        read_feed(str(tmp_path / "feed.json"), ids=["urn:x"])


def test_a_feeds_address_may_have_other_letters_than_asciis(tmp_path):
    (tmp_path / "blög").mkdir()
    (tmp_path / "blög" / "feed.json").write_bytes(document(item(1)))
    with serving(tmp_path) as address:
        found = read_feed(f"{address}/blög/feed.json")

    assert [post.id for post in found.posts] == ["urn:1"]
