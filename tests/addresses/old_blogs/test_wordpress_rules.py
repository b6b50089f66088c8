import pytest
from old_places import DAY, landing, page, post, site_of, tag

from plugins.addresses.old_blogs.wordpress import wordpress_rules

LUNCH = post("2010/08/14/lunch/", source="wordpress", feed=True, id="https://old.example/?p=12")
ABOUT = page("about/", source="wordpress", id="https://old.example/?page_id=2")
SITE = site_of(
    LUNCH,
    ABOUT,
    post("2010/08/15/quiet/", source="wordpress", id="https://old.example/?p=13"),
    tag("Old friends", "old-friends"),
    tag("Café", "cafe"),
    tag("日本", "ri-ben"),
)
TABLE = [
    ("/2010/08/14/lunch/", "2010/08/14/lunch/index.html"),
    ("/2010/08/14/lunch/#comment-12", "2010/08/14/lunch/index.html#comment-12"),
    ("/2010/08/14/lunch?replytocom=3#respond", "2010/08/14/lunch/index.html#respond"),
    ("/?p=12", "2010/08/14/lunch/index.html"),
    ("/?page_id=2", "about/index.html"),
    ("/?p=2", "about/index.html"),
    ("/?p=99", "archive/index.html"),
    ("/?cat=3", "archive/index.html"),
    ("/?tag=old-friends", "tags/old-friends.html"),
    ("/?tag=gone", "archive/index.html"),
    ("/?author=1", "archive/index.html"),
    ("/?s=lunch", "archive/index.html"),
    ("/?paged=2", "archive/index.html"),
    ("/?m=201008", "archive/index.html#y2010"),
    ("/?m=2010", "archive/index.html#y2010"),
    ("/?feed=rss2", "rss.xml"),
    ("/?feed=atom", "atom.xml"),
    ("/?feed=comments-rss2", "comments.xml"),
    ("/?feed=podcast", "atom.xml"),
    ("/?utm_source=mail", "index.html"),
    ("/feed/", "rss.xml"),
    ("/feed/atom/", "atom.xml"),
    ("/feed/rdf/", "rss.xml"),
    ("/comments/feed/", "comments.xml"),
    ("/comments/feed/atom", "comments.xml"),
    ("/wp-rss2.php", "rss.xml"),
    ("/wp-commentsrss2.php", "comments.xml"),
    ("/index.php", "index.html"),
    ("/category/old-friends/", "tags/old-friends.html"),
    ("/category/people/old-friends/", "tags/old-friends.html"),
    ("/category/people/old-friends/feed/", "tags/old-friends.xml"),
    ("/category/old-friends/feed/", "tags/old-friends.xml"),
    ("/category/old-friends/feed/rss2/", "atom.xml"),
    ("/category/old-friends/page/7/", "tags/old-friends.html"),
    ("/category/people/old-friends/page/2/", "tags/old-friends.html"),
    ("/category/gone/", "archive/index.html"),
    ("/category/gone/page/2/", "archive/index.html"),
    ("/category/gone/feed/", "atom.xml"),
    ("/tag/caf%C3%A9/", "tags/cafe.html"),
    ("/tag/cafe/feed/", "tags/cafe.xml"),
    ("/tag/%E6%97%A5%E6%9C%AC/", "tags/ri-ben.html"),
    ("/tag/gone/", "archive/index.html"),
    ("/author/ana/", "archive/index.html"),
    ("/author/ana/page/2/", "archive/index.html"),
    ("/author/ana/feed/", "atom.xml"),
    ("/2010/", "archive/index.html#y2010"),
    ("/2010/08/", "archive/index.html#y2010"),
    ("/2010/08/14/", "archive/index.html#y2010"),
    ("/2010/08/14/lunch/feed/", "2010/08/14/lunch/index.comments.xml"),
    ("/2010/08/15/quiet/feed/", "comments.xml"),
    ("/2010/08/15/quiet/feed/atom/", "comments.xml"),
    ("/about/feed/", "comments.xml"),
    ("/2010/08/14/lunch/comment-page-2/#comment-9", "2010/08/14/lunch/index.html#comment-9"),
    ("/2010/08/14/lunch/amp/", "2010/08/14/lunch/index.html"),
    ("/2010/08/14/lunch/trackback/", "2010/08/14/lunch/index.html"),
    ("/2010/08/14/lunch/embed/", "2010/08/14/lunch/index.html"),
    ("/2010/08/14/lunch/2/", "2010/08/14/lunch/index.html"),
    ("/2010/08/14/lunch/attachment/table/", "2010/08/14/lunch/index.html"),
    ("/wp-sitemap.xml", "sitemap.xml"),
    ("/2010/08/14/never/", ""),
]


@pytest.mark.parametrize(("old", "expected"), TABLE)
def test_an_address_of_wordpress_lands(old, expected):
    assert landing(SITE, f"https://old.example{old}") == expected


@pytest.mark.parametrize("path", ["lunch/", "archives/12/", "2010/lunch/", "2010/08/lunch.html"])
def test_whatever_shape_addresses_had_their_parts_answer(path):
    site = site_of(post(path, source="wordpress", feed=True))
    file = site.places[0].file

    for part in ("amp", "comment-page-3", "trackback", "2"):
        assert landing(site, f"/{path.rstrip('/')}/{part}/") == file
    assert landing(site, f"/{path.rstrip('/')}/feed/") == site.places[0].feed


@pytest.mark.parametrize(("posts", "expected"), [(12, "archive/index.html"), (4, "")])
def test_further_pages_go_as_far_as_there_were_posts(posts, expected):
    site = site_of(*(post(f"2010/08/14/p{n}/", source="wordpress") for n in range(posts)))

    assert landing(site, "/page/2/") == expected
    assert landing(site, "/2010/08/page/2/") == (f"{expected}#y2010" if expected else "")


def test_a_blog_in_a_folder_has_its_addresses_there():
    site = site_of(
        post("blog/2010/08/lunch/", source="wordpress", id="http://old.example/blog/?p=12"),
        tag("Tea", "tea"),
    )
    olds = (
        "/blog/",
        "/blog/feed/",
        "/blog/?p=12",
        "/blog/?p=9",
        "/blog/tag/tea/",
        "/blog/2010/08/",
    )

    assert [landing(site, old) for old in olds] == [
        "index.html",
        "rss.xml",
        "blog/2010/08/lunch/index.html",
        "archive/index.html",
        "tags/tea.html",
        "archive/index.html#y2010",
    ]


def test_days_answer_where_a_new_post_stands_in_the_same_month():
    """A pattern for the year would catch the new post."""
    new = post("2010/08/new.html", source="")
    site = site_of(LUNCH, new)

    assert landing(site, "/2010/08/14/") == "archive/index.html#y2010"
    assert landing(site, "/2010/08/new.html") == "2010/08/new.html"


def test_what_stood_below_an_address_in_another_script_answers():
    old = "/%E6%97%A5%E6%9C%AC/"
    site = site_of(post("2010/08/ri-ben.html", source="wordpress", feed=True, old=(old,)))

    assert landing(site, f"{old}comment-page-1/") == "2010/08/ri-ben.html"
    assert landing(site, f"{old}feed/") == "2010/08/ri-ben.comments.xml"


@pytest.mark.parametrize("has_comments", [1.0, 0.6, 0.4, 0])
def test_the_comments_of_many_posts_answer_with_few_rules(has_comments):
    posts = [
        post(f"2010/08/p{n}/", source="wordpress", feed=n < 400 * has_comments, date=DAY)
        for n in range(400)
    ]
    site = site_of(*posts)

    assert sum(not rule.is_pattern and not rule.query for rule in wordpress_rules(site)) < 450
    for one in (posts[0], posts[399]):
        assert landing(site, f"/{one.path}feed/") == (one.feed or "comments.xml")


@pytest.mark.parametrize(
    ("url", "ends"),
    [
        ("/2010/08/14/lunch/feed/", "2010/08/dinner.comments.xml"),
        ("/2010/08/14/lunch/trackback/", "2010/08/dinner.html"),
        ("/2010/08/14/lunch/comment-page-1/#comment-12", "2010/08/dinner.html#comment-12"),
    ],
)
def test_what_stood_below_a_post_leads_on_when_it_is_renamed(url, ends):
    old = ("/2010/08/14/lunch/", "/index.php?p=12")
    site = site_of(post("2010/08/dinner.html", source="wordpress", feed=True, old=old))

    assert landing(site, url) == ends
