import pytest

from plugins.comments_import.texts.author_names import author_name


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Night Owl", "owl"), "Night Owl"),
        ((" ", "owl"), "owl"),
        (("", ""), "Anonymous"),
        (("Leek\n\t Shop",), "Leek Shop"),
        (("owl@owl.example",), "owl"),
        (("Night Owl <owl@owl.example>",), "Night Owl"),
        (("Night Owl (owl@owl.example)",), "Night Owl"),
        (("<owl@owl.example>",), "<owl>"),
        (("Ana @ home",), "Ana @ home"),
        (("me@home",), "me@home"),
        (("a\u202eb\x00c",), "abc"),
    ],
)
def test_a_name_is_one_line_without_an_address(names, expected):
    assert author_name(*names) == expected


def test_a_name_has_at_most_200_characters():
    assert len(author_name("word " * 1_000_000)) <= 200
    assert author_name("w" * 1_000_000) == "w" * 199 + "…"


def test_nobody_may_be_called_otherwise():
    assert author_name("", otherwise="") == ""
