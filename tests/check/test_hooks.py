from plugins.check.commands import site_faults
from plugins.publishing.building import build
from plugins.shared.dates import parse_time

POST = """<html><head><title>Salt &amp; &lt;pepper&gt;</title>
<meta name="date" content="2026-05-31"><meta name="guid" content="urn:lunch">
<meta name="summary" content="Short"></head>
<body><p class="mine" title='He said "it&apos;s" onclick=x'>Words <input disabled></p></body></html>
"""


def test_an_html_post_comes_out_as_it_went_in(site):
    """Pelican's own reader lets what stands behind the second kind of quotes out of its attribute."""
    site.write("posts/2026-05-31-lunch.html", POST)
    opened = site.open("publishconf")
    build(opened)

    page = (site.output / "2026" / "05" / "lunch.html").read_text()
    assert '<h1 class="p-name">Salt &amp; &lt;pepper&gt;</h1>' in page
    assert (
        '<p class="mine" title="He said &quot;it&#x27;s&quot; onclick=x">Words <input disabled></p>'
        in page
    )
    assert site_faults(opened, now=parse_time("2026-06-02"))[1] == []


def test_only_imported_bodies_are_cleaned(site):
    body = '<p class="c" id="i">Words</p>'
    site.post("2026-05-31-mine", body=body)
    site.post("2026-05-30-old", body=body, imported_from="wordpress")
    build(site.open())

    pages = site.output / "2026" / "05"
    assert body in (pages / "mine.html").read_text()
    assert "<p>Words</p>" in (pages / "old.html").read_text()
