"""Faults inside imported words are told with file and line, and stop nothing."""

from plugins.check.commands import site_faults, tell_notices
from plugins.check.content import content_faults
from plugins.check.imported import markup_notices
from plugins.comments.commands import comment_faults
from plugins.publishing.building import build
from plugins.shared.dates import parse_time
from plugins.shared.front_matter import parse_html

NOW = parse_time("2026-06-02")
HEAD = (
    "<html>\n<head>\n<title>{title}</title>\n"
    '<meta name="date" content="2010-08-14">\n<meta name="guid" content="urn:{stem}">\n'
    '<meta name="imported_from" content="blogger-backup">\n</head>\n<body>\n'
)
BODY = 9  # the body's first line


def old_post(site, body, stem="2010-08-14-old", title="Old"):
    text = HEAD.format(title=title, stem=stem) + body + "\n</body>\n</html>\n"
    return site.write(f"posts/{stem}.html", text)


def checked(site):
    """Build the site for the world; give its faults and its notices as they are told."""
    opened = site.open("publishconf")
    stopping = [f for f in [*content_faults(opened), *comment_faults(opened)] if not f.is_notice]
    assert stopping == []
    build(opened)
    _count, found = site_faults(opened, now=NOW)
    told = {
        is_notice: [str(fault) for fault in sorted(found) if fault.is_notice == is_notice]
        for is_notice in (False, True)
    }
    return told[False], told[True]


WRONG = (
    ('<p>a\n<a href="/gone.html">b</a></p>', BODY + 1, 'the link "/gone.html" leads to no file'),
    ('<p>a\n\n<a href="#gone">b</a></p>', BODY + 2, 'the link "#gone" leads to a place'),
    ('<p>a\n<a href="https://ana.example/x?a=1&amp;b=2">b</a></p>', BODY + 1, "leads to no file"),
    ('<p>a</p>\n<img src="/images/a.png">', BODY + 1, "has no alt text"),
    ('<p><img alt="" src="{static}/images/a.png"></p>\n<img\nsrc="{static}/images/a.png">', BODY + 1, "has no alt"),
    ('\n<a href="{filename}/posts/none.md">b</a>', BODY + 1, 'the link "{filename}/posts/none.md" leads'),
    ('\n<img src="{static}/images/no ne.png" alt="">', BODY + 1, "leads to no file"),
    ("<p>a</p>\n</div>", BODY + 1, "End tag (div) seen too early"),
    ("<p>a</p>\n</article></main><b>", BODY + 1, "(article)"),
    ('<p>a</p>\n<p class="a" class="b">', BODY + 1, "duplicate"),
)  # fmt: skip


def test_what_is_wrong_in_an_imported_body_is_a_notice(site):
    site.write("images/a.png", b"x")
    for number, (body, _line, _words) in enumerate(WRONG):
        old_post(site, body, f"2010-08-14-old-{number}", title=f"Old {number}")

    faults, notices = checked(site)

    assert faults == []
    for number, (_body, line, words) in enumerate(WRONG):
        place = f"old-{number}.html: line {line}: "
        assert [one for one in notices if place in one and words in one], (number, notices)


def test_the_same_in_a_post_of_ones_own_is_a_fault(site):
    site.write("images/a.png", b"x")
    site.post(body='<img src="/images/a.png"> <a href="/gone.html">a</a> <a href="#gone">b</a>')

    faults, notices = checked(site)

    assert notices == []
    assert len(faults) == 3
    (picture,) = [fault for fault in faults if "has no alt text" in fault]
    assert "posts/2026-05-31-lunch.md: line 4: " in picture
    assert sum("The page is made of" in fault for fault in faults) == 2


def test_imported_markdown_is_looked_at_too(site):
    site.post("2010-08-14-old", imported_from="text", body='One.\n\n[x](/gone.html "t")')

    faults, notices = checked(site)

    assert faults == []
    (notice,) = notices
    assert "old.md: line 7: " in notice
    assert 'the link "/gone.html" leads to no file' in notice


def test_links_in_comments_are_nobodys_fault(site):
    """Whose words they are may long be somewhere else."""
    site.post()
    comment = "=== a:1\nAuthor: A\n\nSee https://ana.example/gone.html\n"
    site.write("comments/2026-05-31-lunch.txt", comment)

    faults, notices = checked(site)

    assert faults == []
    (notice,) = notices
    assert "comments/2026-05-31-lunch.txt: line 4: " in notice


def test_a_link_of_the_themes_stays_a_fault_on_an_imported_page(site):
    old_post(site, "<p>Words</p>")
    opened = site.open("publishconf")
    build(opened)
    (site.output / "tags").mkdir(exist_ok=True)
    page = site.output / "2010" / "08" / "old.html"
    page.write_text(page.read_text().replace("</main>", '<a href="/theirs/">x</a></main>'))

    (fault,) = site_faults(opened, now=NOW)[1]

    assert not fault.is_notice
    assert 'the link "/theirs/" leads to no file' in fault.message


def test_a_link_to_a_post_that_is_not_published_is_a_notice(site):
    site.post(
        "2010-08-13-draft", status="draft", save_as="2010/08/draft.html", url="2010/08/draft.html"
    )
    old_post(site, '<p>Words\n<a href="{filename}/posts/2010-08-13-draft.md">x</a></p>')

    faults, notices = checked(site)

    assert faults == []
    assert len(notices) == 1
    assert f"old.html: line {BODY + 1}: " in notices[0]


ODD_BODIES = {
    "empty": "",
    "picture": '<img src="https://x.example/a.png" alt="a">',
    "open": "<div><table><tr><td><b><i><ul><li>never closed",
    "closed": "</p></div></article></main></body></html>",
    "active": "<script>x</script><style>*{display:none}</style><p onclick=x>a</p>",
    "comment": "<!-- never closed",
    "templates": "{{ settings }} {% include 'x' %} {static} {filename} |tag|",
    "windows": "It\x92s \x85 &#1; &#146; &#xFFFE;",
    "headings": "<h1>One</h1><h3>Two</h3><h1>Three</h1>",
    "ids": '<p id="comments">a</p><p id="main">b<a href="#main">c</a><a name="c1"></a>',
    "quotes": "<a title='\" x=\" &apos; onclick=alert(1) y=&apos;'>a</a>",
    "deep": "<div>" * 3_000 + "words" + "</div>" * 3_000,
    "long": "word" * 30_000,
    "oddly nested": "<dt><figcaption><dt></figcaption><ruby><mark><rp><sub>",
}
ODD_TITLES = ["(untitled)", "Salt &amp; &lt;b&gt;pepper&lt;/b&gt;", "w" * 300, "🥄 “x” \u202e ]]&gt;", "..", "{{ x }}"]  # fmt: skip


def test_odd_imported_posts_build_and_pass(site):
    for number, (name, body) in enumerate(ODD_BODIES.items()):
        old_post(site, body, stem=f"2010-08-{number + 1:02}-{name.replace(' ', '-')}", title=name)
    for number, title in enumerate(ODD_TITLES):
        old_post(site, "<p>Words</p>", stem=f"2011-08-{number + 1:02}-title-{number}", title=title)
    site.post("2012-01-01-text", imported_from="text", body="")
    site.write("pages/old.md", "Title: Old\nImported_from: wordpress\n\n")

    faults, notices = checked(site)

    assert faults == []
    assert not [notice for notice in notices if "Traceback" in notice]
    output = site.output / "2010" / "08"
    for path in (path for path in output.rglob("*.html") if path.name != "index.html"):
        text = path.read_text()
        assert text.count("<h1") == 1
        assert text.count("</article>") == 1
        assert text.replace('<script type="application/ld+json">', "").count("<script") == 0
        assert not [line for line in text.split("\n") if " onclick=" in line.replace("&quot;", "")
                    and 'title="' not in line]  # fmt: skip
    titles = (output / "title-1.html").read_text()
    assert '<h1 class="p-name">Salt &amp; &lt;b&gt;pepper&lt;/b&gt;</h1>' in titles


def test_a_body_that_is_clean_is_not_parsed_once_more(tmp_path):
    text = HEAD.format(title="x", stem="x") + "<p>a</p><dt><figcaption><dt></dt></figcaption></dt>"

    assert markup_notices(parse_html(f"{text}</body></html>", tmp_path / "x.html")) == []


def test_many_notices_are_told_in_a_file(site):
    old_post(site, "\n".join(f'<a href="/gone-{number}.html">x</a>' for number in range(25)))
    opened = site.open("publishconf")
    build(opened)

    number, text = tell_notices(opened, site_faults(opened, now=NOW)[1])

    assert number == 25
    lines = text.split("\n")
    assert len(lines) == 21
    assert lines[-1].startswith("… and 5 more notices; all of them: ")
    path = site.folder / "var" / "check-notices.txt"
    assert len(path.read_text().splitlines()) == 25
    assert tell_notices(opened, []) == (0, "")
    assert not path.exists()


def test_check_and_publish_go_on_past_notices(site):
    old_post(
        site, '<p>a\n<img src="https://x.example/a.png"></div>\n<a href="{filename}/none.md">b</a>'
    )

    done = site.run("check", "--settings", "publishconf_of_ana.py")

    assert done.returncode == 0, done.stderr
    assert (
        f'content/posts/2010-08-14-old.html: line {BODY + 1}: the picture "https://x.example/a.png" has no alt text'
        in done.stdout
    )
    assert "no fault found; 3 notices in imported posts" in done.stdout

    done = site.run("publish", "www", "--settings", "publishconf_of_ana.py")

    assert done.returncode == 0, done.stderr
    assert (site.folder / "www" / "2010" / "08" / "old.html").exists()

    done = site.run("build", "--settings", "pelicanconf_of_ana.py")

    assert "1 notice in imported posts and comments; check tells." in done.stdout
