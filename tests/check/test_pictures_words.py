"""A picture of the author's own says what it shows; of imported ones it is counted."""

import pytest

from plugins.check.commands import site_faults, tell_notices
from plugins.check.content import content_faults
from plugins.publishing.building import build
from plugins.shared.dates import parse_time

NOW = parse_time("2026-07-01")
OLD = "<html><head><title>Old</title><meta name=date content=2010-08-14><meta name=guid content=urn:old><meta name=imported_from content=blogger></head>\n<body>{}</body></html>"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("![](a.png)", 4),
        ("Words\n\nand ![ ](a.png) here", 6),
        ("[![](a.png)](b)", 4),
        ("![][ref]", 4),
        ("`` ` `` ![](a.png)", 4),
    ],
)
def test_a_picture_without_words_is_a_fault_of_its_line(site, body, line):
    path = site.post(body=body)

    (fault,) = [one for one in content_faults(site.open()) if "picture" in one.message]

    assert (fault.path, fault.line, fault.is_notice) == (path, line, False)
    assert "has no alt text; say what it shows between [ and ]" in fault.message


@pytest.mark.parametrize(
    "body",
    [
        "![a cat](a.png)",
        'For decoration: <img alt="" src="a.png">',
        "`![](a.png)`",
        "Write\n\n    ![](a.png)",
        "```\n![](a.png)\n```",
        "~~~~ markdown\n```\n![](a.png)\n~~~~",
        "[](a.html)",
    ],
)
def test_words_none_on_purpose_and_code_are_no_fault(site, body):
    site.post(body=body)

    assert [one for one in content_faults(site.open()) if "picture" in one.message] == []


def test_pages_and_digests_are_looked_at_and_imported_posts_are_not(site):
    site.write("pages/about.md", "Title: About\n\n![](a.png)\n")
    site.write("digests/2026-06-01-weekly.md", "Title: T\n\n![](a.png)\n")
    site.post(body="![](a.png)", imported_from="blogger")

    found = [str(one) for one in content_faults(site.open()) if "picture" in one.message]

    assert [line.rpartition("/content/")[2][:40] for line in found if "line 3" in line] != []
    assert len(found) == 2


def test_an_img_without_alt_stops_publishing_with_its_line(site):
    site.write("images/a.png", b"x")
    site.post(body='Words\n\n<img src="{static}/images/a.png">')
    site.write(
        "digests/2026-06-01-weekly.md",
        'Title: T\nDate: 2026-06-01\nCadence: weekly\nGuid: urn:d\n\n<img src="/images/a.png">\n',
    )
    opened = site.open("publishconf")
    build(opened)

    found = [one for one in site_faults(opened, now=NOW)[1] if "alt text" in one.message]

    assert sorted((one.path.name, one.line, one.is_notice) for one in found) == [
        ("2026-05-31-lunch.md", 6, False),
        ("2026-06-01-weekly.md", 6, False),
    ]


def test_many_in_imported_posts_are_one_line(site):
    site.write("images/a.png", b"x")
    site.write("posts/2010-08-14-old.html", OLD.format('<img src="/images/a.png">\n' * 30))
    opened = site.open("publishconf")
    build(opened)

    number, text = tell_notices(opened, site_faults(opened, now=NOW)[1])

    assert number == 30
    assert text.startswith("30 pictures in imported posts have no alt text: ")
    assert "\n" not in text
    assert len((site.folder / "var/check-notices.txt").read_text().splitlines()) == 30
