"""A drawing's size is what browsers take for it."""

import pytest

from plugins.pictures.model import Picture
from plugins.pictures.svg import measure_svg


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('width="20" height="10"', (20, 10)),
        ('width="20px" height="1in"', (20, 96)),
        ('viewBox="0 0 30 40"', (30, 40)),
        ('viewBox="-5,-5,30,40" width="15"', (15, 20)),
        ('viewBox="0 0 30 40" height="80"', (60, 80)),
        ('viewBox="0 0 30 40" width="100%"', (30, 40)),
        ('width="100%" height="100%"', None),
        ('viewBox="0 0 0 40"', None),
        ('viewBox="0 0 nan 40"', None),
        ('viewBox="0 0 inf 40"', None),
        ('viewBox="a b"', None),
        ("", None),
    ],
)
def test_of_width_height_and_view_box(attributes, expected):
    found = measure_svg(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><g/></svg>'.encode())

    assert found == (expected and Picture(width=expected[0], height=expected[1]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html width='2' height='2'/>",
        b"<svg",
        b"\xff\xfe",
        b'<!DOCTYPE svg [<!ENTITY a "10"><!ENTITY b "&a;&a;">]><svg width="&b;" height="x"/>',
    ],
)
def test_what_is_no_drawing_has_none(data):
    assert measure_svg(data) is None


def test_a_doctype_and_a_comment_may_come_first():
    data = (
        b"<?xml version='1.0'?><!DOCTYPE svg><!-- x --><svg viewBox='0 0 2 3' width='2' height='3'>"
    )

    assert measure_svg(data) == Picture(width=2, height=3)
