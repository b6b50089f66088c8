"""What services call the state of a subscriber, in our words."""

import re
from collections.abc import Mapping

from plugins.newsletter.subscribers.model import Status
from plugins.shared.text import shorten

_WORDS: Mapping[str, Status] = {
    word: status
    for status, words in {
        Status.ACTIVE: "active subscribed enabled confirmed verified regular premium following "
        "optedin optin",
        Status.INVITED: "unconfirmed notconfirmed pending pendingverification pendingconfirmation "
        "unverified notverified unactivated notactivated invited nonsubscribed notsubscribed transactional",
        Status.UNSUBSCRIBED: "unsubscribed unsubscribe inactive disabled emaildisabled removed deleted "
        "archived blocklisted blacklisted blocked banned suppressed complained complaint spam spammy "
        "cancelled canceled optedout optout unfollowed left",
        Status.BOUNCED: "bounced bounce hardbounced hardbounce softbounced cleaned undeliverable invalid",
    }.items()
    for word in words.split()
}
_CAREFUL = (
    Status.ACTIVE,
    Status.PAUSED,
    Status.INVITED,
    Status.BOUNCED,
    Status.UNSUBSCRIBED,
    Status.ERASED,
)
_TRUE = {"true", "yes", "y", "1", "on", "t"}
_FALSE = {"false", "no", "n", "0", "off", "f"}
# Mailchimp's archive holds cleaned_members_export_60bf5ff8a1.csv and so on, Buttondown's unsubscribers.csv.
_NAMED = re.compile(
    r"(subscribed|unsubscribed|nonsubscribed|cleaned|archived)_(?:\w+_)?export[\W_].*"
    r"|(?:(unsubscribed|bounced)|unsubscribers)(?: ?\(\d+\))?\.\w+"
)


def find_status(word: str) -> Status | None:
    """Give what `word` says of somebody; None when it is not known."""
    return _WORDS.get(re.sub(r"[^a-z]", "", word.casefold()))


def parse_status(word: str, more: Mapping[str, Status] | None = None) -> Status:
    """Give what `word` says; `more` are words of one service. Raises ValueError with a sentence."""
    status = (more or {}).get(word.strip().casefold()) or find_status(word)
    if status is None:
        said = f'the status "{shorten(word, 40)}" is not known' if word else "no status is given"
        raise ValueError(f"{said}, and nobody is taken for subscribed without one")
    return status


def parse_flag(word: str) -> bool | None:
    """Give what a yes or no says; None when it is neither."""
    plain = word.strip().casefold()
    return True if plain in _TRUE else False if plain in _FALSE else None


def named_status(name: str) -> Status | None:
    """Give the status of all who are in a file of this name, for the names that services give."""
    match = _NAMED.fullmatch(name.casefold())
    return find_status(match[1] or match[2] or "unsubscribed") if match else None


def most_careful(*statuses: Status) -> Status:
    """Give the one of several that asks for the most care: who left anywhere has left."""
    return max(statuses, key=_CAREFUL.index)
