import pytest
from old_places import landing, page, post, site_of, tag

SITE = site_of(
    post("blog/2010/08/lunch.html", source="movabletype", feed=True),
    *(post(f"blog/2010/09/p{n}.html", source="movabletype") for n in range(11)),
    page("about/", source=""),
    tag("Old friends", "old-friends"),
)
TABLE = [
    ("/blog/2010/08/lunch.html#comment-6a00", "blog/2010/08/lunch.html#comment-6a00"),
    ("/blog/", "index.html"),
    ("/blog/index.html", "index.html"),
    ("/blog/atom.xml", "atom.xml"),
    ("/blog/rss.xml", "rss.xml"),
    ("/blog/index.rdf", "rss.xml"),
    ("/index.rdf", "rss.xml"),
    ("/atom.xml", "atom.xml"),
    ("/blog/archives.html", "archive/index.html"),
    ("/blog/2010/", "archive/index.html#y2010"),
    ("/blog/2010/08/", "archive/index.html#y2010"),
    ("/blog/2010/08/index.html", "archive/index.html#y2010"),
    ("/blog/old_friends/", "tags/old-friends.html"),
    ("/blog/old-friends/index.html", "tags/old-friends.html"),
    ("/blog/old_friends/atom.xml", "tags/old-friends.xml"),
    ("/blog/2010/08/lunch/comments/atom.xml", "blog/2010/08/lunch.comments.xml"),
    ("/blog/2010/09/p1/comments/atom.xml", "comments.xml"),
    ("/blog/2010/08/lunch/comments/page/2/#comments", "blog/2010/08/lunch.html#comments"),
    ("/blog/page/2/", "archive/index.html"),
    ("/blog/about.html", "about/index.html"),
    ("/.services/blog/6a00d834/search?filter.q=x", "archive/index.html"),
    ("/old_friends/", ""),
]


@pytest.mark.parametrize(("old", "expected"), TABLE)
def test_an_address_of_typepads_lands(old, expected):
    assert landing(SITE, f"https://lunch.typepad.example{old}") == expected


def test_an_about_page_answers_only_where_there_is_one():
    site = site_of(post("blog/2010/08/lunch.html", source="movabletype"))

    assert landing(site, "/blog/about.html") == ""


def test_a_category_never_stands_over_a_page_of_the_site():
    site = site_of(
        post("2010/08/lunch.html", source="movabletype"),
        page("about/", source=""),
        *(tag(name, name) for name in ("about", "archive", "theme", "2010")),
    )

    assert landing(site, "/about/") == "about/index.html"
    assert landing(site, "/archive/") == "archive/index.html"
    assert landing(site, "/theme/site.css") == "theme/site.css"
