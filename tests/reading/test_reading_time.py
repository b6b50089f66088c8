import pytest

from plugins.reading.body import read_body
from plugins.reading.reading_time import count_words, minutes_of


@pytest.mark.parametrize(
    ("html", "minutes"),
    [
        ("", 1),
        ("<p>Hello.</p>", 1),
        ("word " * 230, 1),
        ("word " * 460, 2),
        ("слово " * 690, 3),
        ("字" * 500, 1),
        ("字、" * 1_500, 3),
        ("か" * 1_000, 2),
        ("ก" * 1_500, 3),
        ("한글 " * 460, 2),
        ("word " * 230 + "<img>" * 12, 2),
        ("word " * 230 + f"<pre>{'code ' * 460}</pre>", 2),
        (f"<!-- {'word ' * 2_300} -->", 1),
    ],
)
def test_a_body_takes_minutes(html, minutes):
    body = read_body(html)

    assert minutes_of(body, count_words(body.words)) == minutes


def test_words_of_two_scripts_are_counted_together():
    assert count_words("two words 字字字字字字字字字字字") == 2 + 5


@pytest.mark.parametrize("text", ["“Well” – she’d said…", "no\xa0break", "— dash —", "’", ""])
def test_typesetters_signs_change_no_count(text):
    assert count_words(text) == len(text.split())
