import pytest

from plugins.check.content import content_faults


def messages(site):
    return [str(fault) for fault in sorted(content_faults(site.open()))]


@pytest.mark.parametrize("part", ["1", "12", ""])
def test_a_part_with_a_number_is_no_fault(site, part):
    site.post(series="On leaving", part=part)

    assert messages(site) == []


@pytest.mark.parametrize("part", ["two", "0", "-1", "1.5", "²", "1 of 3"])
def test_a_part_without_a_number_is_told(site, part):
    site.post(series="On leaving", part=part)

    (message,) = messages(site)
    assert f'line 4: "Part: {part}" is no number of a part; write it like 2.' in message


def test_a_part_of_nothing_is_told(site):
    site.post(part="2")

    (message,) = messages(site)
    assert 'line 3: "Part: 2" is of no series; add a line "Series: …"' in message


def test_two_posts_that_are_the_same_part_are_told(site):
    site.post("2026-05-30-first", series="On Leaving", part="2")
    site.post("2026-05-31-second", series="on  leaving", part="2")
    site.post("2026-06-01-other", series="On staying", part="2")
    site.post("2026-06-02-away", series="On leaving", part="2", status="skip")

    (message,) = messages(site)
    assert "content/posts/2026-05-31-second.md: " in message
    assert 'its part 2 of "on leaving" is that of 2026-05-30-first.md too' in message
    assert "change the Part: of one of them" in message
