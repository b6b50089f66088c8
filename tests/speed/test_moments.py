"""Dates are those that Pelican reads, however they are written."""

from datetime import MINYEAR, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pelican import readers
from pelican.utils import get_date

from plugins.speed import moments
from plugins.speed.moments import quick_date

FORMS = [
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d  %H:%M",
    "%Y-%m-%dT%H:%M",
    "%d %b %Y",
]


def read(reader, text):
    """Give what a reader makes of a text, with its class, or that it refuses it."""
    try:
        found = reader(text)
    except ValueError as error:
        return str(error)
    return type(found), found, found.tzinfo


@given(st.datetimes(min_value=datetime(MINYEAR, 1, 1)), st.sampled_from(FORMS))
def test_a_date_is_what_pelican_reads(moment, form):
    text = moment.strftime(form)

    assert read(quick_date, text) == read(get_date, text)


@given(st.from_regex(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?", fullmatch=True))
@example("2003-02-30")
@example("2003-13-01")
@example("2003-01-13 24:00")
@example("٢٠٠٣-01-13")
def test_what_only_looks_like_a_date_is_left_to_pelican(text):
    assert read(quick_date, text) == read(get_date, text)


def test_plain_dates_are_read_without_a_parser(monkeypatch):
    monkeypatch.setattr(moments, "get_date", None)

    assert quick_date("2010-08-14 09:05") == datetime(2010, 8, 14, 9, 5)
    with pytest.raises(TypeError):
        quick_date("14 August 2010")


def test_somebody_elses_way_to_read_dates_stays(monkeypatch):
    def theirs(_text):
        raise NotImplementedError

    monkeypatch.setattr(readers, "get_date", theirs)
    moments.install()

    assert readers.get_date is theirs
