"""What services call a status, and what the names of their files say."""

import pytest

from plugins.newsletter.lists.statuses import most_careful, named_status, parse_status
from plugins.newsletter.subscribers.model import Status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("active Subscribed ENABLED confirmed", Status.ACTIVE),
        ("unconfirmed pending unverified unactivated non-subscribed", Status.INVITED),
        ("unsubscribed inactive email_disabled removed blocklisted complained cancelled opted-out", Status.UNSUBSCRIBED),
        ("bounced cleaned undeliverable", Status.BOUNCED),
    ],
)  # fmt: skip
def test_the_words_of_services_are_known(words, status):
    assert {parse_status(word) for word in words.split()} == {status}


@pytest.mark.parametrize("word", ["", "?", "aktiv", "subscribed?no", "true", "1"])
def test_a_word_that_is_not_known_is_no_status(word):
    with pytest.raises(ValueError, match="nobody is taken for subscribed"):
        parse_status(word)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("subscribed_members_export_60bf5ff8a1.csv", Status.ACTIVE),
        ("unsubscribed_segment_export_60bf5ff8a1.csv", Status.UNSUBSCRIBED),
        ("cleaned_email_audience_export_60bf5ff8a1 (1).csv", Status.BOUNCED),
        ("nonsubscribed_members_export_60bf5ff8a1.csv", Status.INVITED),
        ("unsubscribers.csv", Status.UNSUBSCRIBED),
        ("Unsubscribed (2).txt", Status.UNSUBSCRIBED),
        ("bounced.csv", Status.BOUNCED),
        ("subscribers.csv", None),
        ("cleaned-up list.csv", None),
        ("cleaned_list.csv", None),
        ("people who unsubscribed and came back.csv", None),
    ],
)
def test_only_the_names_that_services_give_say_anything(name, status):
    assert named_status(name) is status


def test_having_left_weighs_most():
    assert most_careful(Status.ACTIVE, Status.UNSUBSCRIBED, Status.BOUNCED) is Status.UNSUBSCRIBED
