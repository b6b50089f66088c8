"""The next letter of one subscriber as files to look at, with the note that is waiting for them."""

from dataclasses import replace

from plugins.newsletter.database.opening import reading, told
from plugins.newsletter.next_letter import compose_for_reader
from plugins.newsletter.opening import Newsletter
from plugins.newsletter.previews import PREVIEW_READER, Preview, write_files
from plugins.newsletter.subscribers.finding import known_subscriber
from plugins.newsletter.subscribers.notes import waiting_notes


def write_preview_for(newsletter: Newsletter, text: str, *, feed: str = "") -> Preview:
    """Write the letter that one subscriber would get now, with their note.

    Raises BadSubscriber, NothingNew, and what write_preview raises.
    """
    site = newsletter.site
    with told(newsletter.path), reading(newsletter.engine) as connection:
        one = known_subscriber(connection, newsletter.secrets, text)
        words = waiting_notes(connection, one.id)
    found = compose_for_reader(newsletter, one, feed=feed or str(site.output / "feed.json"))
    reader = replace(PREVIEW_READER, name=one.name, note="\n\n".join(words))
    return write_files(site, found.digest, found.letter, sender=found.sender, reader=reader)
