"""Posts as the search for related ones knows them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from plugins.reading.choosing import Subject
from plugins.reading.said import Said, words_said

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Speaker:
    """A post that says something."""

    said_words: str


def subject(
    day: int, *, tags: str = "", text: str = "", heading: str = "", **more: object
) -> Subject:
    """Give a post of a day, which says everything twice."""
    return speaking(Subject(**{**known(day, tags), **more}), text, heading)


def known(day: int, tags: str) -> dict[str, object]:
    """Give what a post of a day is made of, before it says anything."""
    place = (START + timedelta(day), f"{day:05}.md")
    return {"place": place, "post": Speaker(Said().text), "stamp": "", "tags": tuple(tags.split())}


def speaking(post: Subject, text: str, heading: str = "") -> Subject:
    """Give the post as it is when it says something else, twice."""
    said = words_said(f"{text} {text}", heading=heading)
    return post._replace(post=Speaker(said.text), stamp=said.stamp)
