import pytest
from old_places import DAY, landing, page, post, site_of, tag

from plugins.addresses.old_blogs.blogger import blogger_rules
from plugins.addresses.old_blogs.every import old_blog_rules

BLOG = "tag:blogger.com,1999:blog-77"
SITE = site_of(
    post("2010/08/lunch.html", id=f"{BLOG}.post-1", feed=True),
    post("2010/08/quiet.html", id=f"{BLOG}.post-2"),
    post("2011/02/x.html", id=f"{BLOG}.post-3", date=DAY.replace(year=2011, month=2, day=1)),
    page("p/about.html", id=f"{BLOG}.page-9", feed=True),
    post("2026/11/new.html", source="", date=DAY.replace(year=2026, month=11)),
    tag("Old friends", "old-friends"),
    tag("C/C++ & <b>", "c-c-b"),
    tag("émigrés", "emigres"),
)
TABLE = [
    ("/2010/08/lunch.html?m=1", "2010/08/lunch.html"),
    ("/2010/08/lunch.html?showComment=1281798245123#c4", "2010/08/lunch.html#c4"),
    ("/p/about.html", "p/about.html"),
    ("/?m=1", "index.html"),
    ("/search/label/Old%20friends", "tags/old-friends.html"),
    ("/search/label/Old+friends", "tags/old-friends.html"),
    ("/search/label/Old%20friends/?max-results=20", "tags/old-friends.html"),
    ("/search/label/C%2FC%2B%2B%20%26%20%3Cb%3E", "tags/c-c-b.html"),
    ("/search/label/%C3%A9migr%C3%A9s", "tags/emigres.html"),
    ("/search/label/gone", "archive/index.html"),
    ("/search/label/", "archive/index.html"),
    ("/search?q=lunch", "archive/index.html"),
    ("/search?updated-max=2012-01-01T00:00:00-08:00&max-results=7", "archive/index.html"),
    ("/2010/", "archive/index.html#y2010"),
    ("/2010/08", "archive/index.html#y2010"),
    ("/2010/08/", "archive/index.html#y2010"),
    ("/2010/08/14/", "archive/index.html#y2010"),
    ("/2011/02/", "archive/index.html#y2011"),
    ("/2010_08_01_archive.html", "archive/index.html#y2010"),
    ("/2010_08_08_archive.html", "archive/index.html#y2010"),
    ("/2010_08_14_archive.html", "archive/index.html#y2010"),
    ("/2010_09_19_archive.html", "archive/index.html#y2010"),
    ("/feeds/posts/default", "atom.xml"),
    ("/feeds/posts/default/", "atom.xml"),
    ("/feeds/posts/default?alt=rss", "rss.xml"),
    ("/feeds/posts/summary?orderby=updated&alt=rss", "rss.xml"),
    ("/feeds/posts/full?alt=json", "feed.json"),
    ("/feeds/posts/default?alt=json-in-script&callback=x", "feed.json"),
    ("/feeds/posts/default?alt=atom", "atom.xml"),
    ("/feeds/posts/default?start-index=26", "atom.xml"),
    ("/feeds/posts/default/-/Old%20friends", "tags/old-friends.xml"),
    ("/feeds/posts/summary/-/Old%20friends?alt=rss", "tags/old-friends.xml"),
    ("/feeds/posts/default/-/gone", "atom.xml"),
    ("/feeds/posts/default/-/gone?alt=rss", "rss.xml"),
    ("/feeds/posts/default/-/Old%20friends/more", "atom.xml"),
    ("/feeds/posts/default/1", "atom.xml"),
    ("/feeds/pages/default", "atom.xml"),
    ("/feeds/comments/default?alt=rss", "comments.xml"),
    ("/feeds/comments/summary", "comments.xml"),
    ("/feeds/1/comments/default", "2010/08/lunch.comments.xml"),
    ("/feeds/1/comments/default?alt=rss", "2010/08/lunch.comments.xml"),
    ("/feeds/2/comments/default", "comments.xml"),
    ("/feeds/9/comments/default", "p/about.comments.xml"),
    ("/feeds/12345/comments/default", "comments.xml"),
    ("/feeds/1/comments/full", "comments.xml"),
    ("/sitemap-pages.xml", "sitemap.xml"),
    ("/sitemap.xml?page=1", "sitemap.xml"),
    ("/atom.xml?redirect=false", "atom.xml"),
    ("/rss.xml", "rss.xml"),
    ("/index.html", "index.html"),
    ("/p/", "index.html"),
    ("/2012/03/never-there.html", ""),
]


@pytest.mark.parametrize(("old", "expected"), TABLE)
def test_an_address_of_bloggers_lands(old, expected):
    assert landing(SITE, f"http://old.blogspot.de{old}") == expected


def test_a_year_is_named_only_where_the_page_of_all_posts_has_it():
    """An address of 2009 may be that of a post which was dated anew."""
    site = site_of(post("2009/12/lunch.html", date=DAY))

    assert landing(site, "/2009/12/") == "archive/index.html"


def test_a_blog_that_was_sent_to_its_own_host_lived_in_a_folder():
    site = site_of(post("blog/2004/08/lunch.html", date=DAY.replace(year=2004)), tag("Tea", "tea"))

    found = [
        landing(site, old)
        for old in (
            "/blog/",
            "/blog/atom.xml",
            "/blog/2004_08_01_archive.html",
            "/blog/labels/Tea.html",
        )
    ]

    assert found == ["index.html", "atom.xml", "archive/index.html#y2004", "tags/tea.html"]


def test_a_label_that_looks_like_a_pattern_is_none():
    site = site_of(post("2010/08/lunch.html"), tag(":label", "label"), tag("*", "star"))

    assert landing(site, "/search/label/%3Alabel") == "tags/label.html"
    assert landing(site, "/search/label/x") == "archive/index.html"


def test_a_label_that_would_lead_out_has_no_rule():
    site = site_of(post("2010/08/lunch.html"), tag("..", "dots"), tag("a/../b", "b"))

    assert not any(".." in rule.old for rule in blogger_rules(site))


def test_many_posts_need_few_rules():
    """500 posts of ten years, all with comments, and 40 labels: half of what Cloudflare reads."""
    posts = [
        post(
            f"{2010 + n // 50}/{n % 12 + 1:02}/post-{n}.html",
            id=f"{BLOG}.post-{n}",
            feed=True,
            date=DAY.replace(year=2010 + n // 50, month=n % 12 + 1),
        )
        for n in range(500)
    ]
    rules = blogger_rules(site_of(*posts, *(tag(f"Label {n}", f"label-{n}") for n in range(40))))

    assert sum(not rule.is_pattern for rule in rules) < 1_000
    assert sum(rule.is_pattern for rule in rules) < 30


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        ("/search?q=lunch", "search/index.html"),
        ("/search?updated-max=2012-01-01T00:00:00-08:00&max-results=7", "archive/index.html"),
        ("/search/label/gone", "archive/index.html"),
        ("/search/label/Old%20friends", "tags/old-friends.html"),
    ],
)
def test_our_own_search_page_answers_what_asks_for_words(old, expected):
    there = site_of(*SITE.places, page("search/index.html", id="ours", source=""))

    assert landing(there, old) == expected


def test_exact_rules_stand_before_patterns():
    kinds = [rule.is_pattern for rule in old_blog_rules(SITE)]

    assert kinds == sorted(kinds)
    assert set(kinds) == {False, True}


def test_a_site_that_came_from_nowhere_has_no_rules():
    assert old_blog_rules(site_of(post("2010/08/x.html", source=""), tag("a", "a"))) == ()
