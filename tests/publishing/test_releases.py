from datetime import UTC, datetime

import pytest

from plugins.publishing.targets.releases import (
    Survey,
    find_foreign,
    like_it,
    next_release,
    outdated,
    parse_listing,
)

NOW = datetime(2026, 11, 23, 12, 15, tzinfo=UTC)
LISTING = """\
drwxr-xr-x          4,096 2026/11/23 12:42:33 .
-rw-r--r--              0 2026/11/23 12:42:33 .built-site
lrwxrwxrwx             24 2026/11/23 12:42:33 current -> releases/20260102-000000
lrwxrwxrwx             24 2026/11/23 12:42:33 previous -> releases/20260101-000000
drwxr-xr-x          4,096 2026/11/23 12:42:33 releases
drwxr-xr-x          4,096 2026/11/23 12:42:33 releases/20260101-000000
-rw-r--r--             21 2026/11/23 12:42:33 releases/20260101-000000/.built-site
drwxr-xr-x          4,096 2026/11/23 12:42:33 releases/20260102-000000
-rw-r--r--             21 2026/11/23 12:42:33 releases/20260102-000000/.built-site
drwxr-xr-x          4,096 2026/11/23 12:42:33 releases/20260103-000000
drwxr-xr-x          4,096 2026/11/23 12:42:33 releases/a folder
"""


def lines(*names):
    kinds = {"/": "d", ">": "l"}
    return "\n".join(
        f"{kinds.get(name[-1], '-')}rwxr-xr-x  4,096 2026/11/23 12:42:33 {name.rstrip('/>')}"
        for name in names
    )


def test_a_listing_tells_what_is_live_whole_and_unfinished():
    survey = parse_listing(LISTING)

    assert survey.live == "20260102-000000"
    assert survey.before == "20260101-000000"
    assert survey.whole == ("20260101-000000", "20260102-000000")
    assert survey.unfinished == ("20260103-000000",)
    assert survey.is_claimed
    assert not find_foreign(survey)


@pytest.mark.parametrize(
    "listing",
    [
        "",
        lines("./"),
        lines("./", ".built-site", "letter.txt"),
        lines("./", "releases/"),
        lines(
            "./", "releases/", "releases/20260101-000000/", "current -> releases/20260101-000000>"
        ),
        lines("./", ".built-site", "current -> /rsyncd-munged/releases/20260101-000000>"),
    ],
)
def test_what_a_build_made_may_be_replaced(listing):
    assert not find_foreign(parse_listing(listing))


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        (lines("./", "letter.txt"), "holds files that no build made"),
        (lines("./", ".hidden"), "holds files that no build made"),
        (lines("./", "Documents/"), "holds files that no build made"),
        (lines("./", "www -> elsewhere>"), "holds files that no build made"),
        (lines("./", "releases/", "letter.txt"), "holds files that no build made"),
        (lines("./", "releases/", "releases/20260101120000/"), "holds files that no build made"),
        (lines("./", "releases/", "releases/20260199-000000/"), "holds files that no build made"),
        (lines("./", ".built-site", "current/"), "is no link"),
        (lines("./", ".built-site", "current -> /srv/other>"), "which is no release"),
    ],
)
def test_what_somebody_else_made_is_refused(listing, expected):
    assert expected in find_foreign(parse_listing(listing))


def test_a_link_that_leads_nowhere_makes_nothing_live():
    gone = Survey(current="releases/20260101-000000")
    munged = Survey(current="/rsyncd-munged/releases/20260101-000000", whole=("20260101-000000",))

    assert gone.live == munged.live == ""


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        ("20260101-000000", "20261123-121500"),
        ("20261123-121500", "20261123-121501"),
        ("20261231-235959", "20270101-000000"),  # somebody's clock is wrong
    ],
)
def test_a_release_is_always_newer_than_all_others(newest, expected):
    assert next_release(Survey(whole=(newest,)), NOW) == expected
    assert next_release(Survey(unfinished=(newest,)), NOW) == expected


def test_files_are_taken_from_the_live_release_and_from_those_that_were_cut():
    survey = Survey(
        current="releases/20260101-000000",
        whole=("20260101-000000", "20260102-000000"),
        unfinished=("20260103-000000", "20260104-000000"),
    )

    assert like_it(survey) == (*survey.whole, "20260104-000000", "20260103-000000")


def test_the_newest_five_and_what_is_live_are_kept():
    whole = tuple(f"2026010{n}-000000" for n in range(1, 9))
    survey = Survey(
        current=f"releases/{whole[1]}",
        whole=whole,
        unfinished=("20260301-000000", "20261123-110000"),
    )

    assert outdated(survey, NOW) == (whole[2], "20260301-000000")
    assert survey.before == whole[0]
