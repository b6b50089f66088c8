"""Commento and Remark42: what their damaged and hostile exports come to."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.model import Status
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.model import ImportedComment, Note, Skipped
from plugins.comments_import.sources import commento, recognise, remark42

DEEP = "[" * 100_000


def json_file(text):
    return ExportFile(name="export.json", open=lambda: io.BytesIO(text.encode("utf-8", "replace")))


def comments_of(source, text):
    return [
        item.comment for item in source.read(json_file(text)) if isinstance(item, ImportedComment)
    ]


def commento_row(**changes):
    row = {
        "commentHex": "a1",
        "url": "/lunch",
        "commenterHex": "anonymous",
        "markdown": "Hi",
        "parentHex": "root",
        "state": "approved",
        "creationDate": "2021-03-12T11:21:56Z",
        "deleted": False,
    }
    return row | changes


def remark42_row(**changes):
    row = {
        "id": "a1",
        "pid": "",
        "text": "<p>Hi</p>",
        "user": {"name": "Ana", "picture": "https://a.example/1.png", "ip": "192.0.2.1"},
        "locator": {"site": "desk", "url": "https://desk.example/lunch/"},
        "time": "2021-03-12T11:21:56Z",
    }
    return row | changes


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.data())
def test_a_remark42_backup_cut_anywhere_loses_nothing_silently(numbers, data):
    """Every line of it is a comment or skipped, wherever the file ends."""
    lines = ['{"version":1,"users":[],"posts":[]}']
    lines += [json.dumps(remark42_row(id=f"n{number}")) for number in numbers]
    text = "\n".join(lines)
    end = data.draw(st.integers(len(lines[0]), len(text)))

    items = list(remark42.read(json_file(text[:end])))

    begun = text[:end].count("\n") if text[:end][-1] != "\n" else text[:end].count("\n") - 1
    assert len(items) == begun
    assert all(isinstance(item, ImportedComment) for item in items[:-1])


@given(st.integers(1, 6), st.data())
def test_a_commento_export_cut_anywhere_loses_nothing_silently(count, data):
    rows = [json.dumps(commento_row(commentHex=f"n{number}")) for number in range(count)]
    head = '{"version":1,"comments":['
    text = head + ",".join(rows)
    end = data.draw(st.integers(len(head) + 1, len(text)))

    items = list(commento.read(json_file(text[:end])))

    assert len(items) == sum(
        text.index(f'{{"commentHex": "n{number}"') < end for number in range(count)
    )
    assert all(isinstance(item, ImportedComment) for item in items[:-1])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (commento, f'{{"version":1,"comments":[{{"commentHex":{DEEP}'),
        (commento, '{"version":1,"comments":[{"commentHex":' + "9" * 5_000 + "}]}"),
        (commento, '{"version":1,"comments":[{"commentHex":null}]}'),
        (remark42, '{"version":1,"users":[]}\n{"id":' + DEEP),
        (remark42, '{"version":1,"users":[]}\n["not", "a", "comment"]\n'),
    ],
)
def test_what_cannot_be_read_is_skipped(source, text):
    assert recognise(json_file(text)) is source
    (item,) = source.read(json_file(text))
    assert isinstance(item, Skipped)


def test_values_of_another_kind_than_usual_break_nothing():
    odd = {"user": None, "locator": [], "time": 5, "pid": 7, "text": "x"}

    (comment,) = comments_of(remark42, json.dumps(remark42_row(**odd)) + "\n")

    assert (comment.author, comment.date, comment.parent) == ("Anonymous", None, "remark42:7")


def test_nobody_is_named_where_commento_has_no_names():
    items = list(
        commento.read(json_file(json.dumps({"comments": [commento_row(commenterHex="x")]})))
    )

    assert items[0].comment.author == "Anonymous"
    assert any(isinstance(item, Note) and "names" in item.text for item in items)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("approved", Status.APPROVED),
        ("unapproved", Status.PENDING),
        ("flagged", Status.PENDING),
        ("hidden by aliens", Status.PENDING),
        (None, Status.PENDING),
    ],
)
def test_only_what_commento_approved_is_public(state, status):
    text = json.dumps({"comments": [commento_row(state=state)], "commenters": []})

    assert [comment.status for comment in comments_of(commento, text)] == [status]


def test_addresses_of_people_never_arrive():
    rows = (
        json.dumps(remark42_row())
        + "\n"
        + json.dumps(remark42_row(id="a2", user={"ip": "192.0.2.1"}))
    )

    assert "192.0.2" not in str(list(remark42.read(json_file(rows))))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"version": 1}',
        '{"comments": []}',
        '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        '{"text": "\\"locator\\": {} \\"pid\\": \\"\\""}',
    ],
)
def test_other_json_is_nobodys(text):
    assert recognise(json_file(text)) is None
