"""One little site with one table, on nginx, Apache and Caddy: the same answers from all three."""

import gzip
from urllib.parse import unquote

import pytest
import web_servers

from plugins.addresses.forms.every import format_all
from plugins.addresses.model import PageHeader, Rule, Served

PAGES, FEEDS, FILES = "public, max-age=600", "public, max-age=1800", "public, max-age=86400"
FOREVER = "public, max-age=31536000, immutable"
HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
POLICY = "default-src 'none'; img-src 'self' data:; form-action 'self' https://desk.ana.example"
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Odd", 'a "quoted" $uri $1 100% %1 %s; #; `x`'),
)
WIDER = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'"
OWN = PageHeader(path="/find me/", name="Content-Security-Policy", value=WIDER)
LONG = "words " * 500
FILES_OF_THE_SITE = {
    "index.html": "home",
    "404.html": "nothing here",
    "about/index.html": "about",
    "2010/08/lunch.html": "lunch",
    "2010/08/stub.html": "a stub page",
    "with space/é.html": "odd",
    "find me/index.html": "search",
    "find me/more.html": "not the page itself",
    "atom.xml": "<feed/>",
    "feed.json": "{}",
    "2010/08/lunch.comments.xml": "<feed/>",
    "robots.txt": "User-agent: *",
    "theme/site.1a2b3c4d.css": "a{}",
    "theme/plain.css": "a{}",
    "pagefind/pagefind.js": "{}",
    "pagefind/wasm.en.pagefind": "?",
    "images/a.svg": "<svg/>",
    "images/a.webp": "webp",
    "images/a.avif": "avif",
    "images/a.png": "png",
    "images/a.strange": "?",
    "long.html": LONG,
    "theme/long.css": LONG,
    "long.xml": LONG,
    "long.json": LONG,
    "images/long.svg": LONG,
    "images/long.png": LONG,
}
RULES = (
    Rule(old="/", query=("p", "12"), new="/2010/08/lunch.html"),
    Rule(old="/", query=("cat", "Café & Bar"), new="/tags/cafe-bar.html"),
    Rule(old="/", query=("author", "*"), new="/about/"),
    Rule(old="/feeds/posts/default", query=("alt", "rss"), new="/rss.xml"),
    Rule(old="/2010/08/lunch.html", query=("feed", ""), new="/2010/08/lunch.comments.xml"),
    Rule(old="/feeds/posts/default", new="/atom.xml"),
    Rule(old="/index.html", new="/"),
    Rule(old="/2010/08/stub.html", new="/2010/08/lunch.html"),
    Rule(old="/2010/08", new="/archive/#y2010"),
    Rule(old="/search/label/Café", new="/tags/cafe.html"),
    Rule(old="/search/label/C++", new="/tags/c-plus-plus.html"),
    Rule(old="/search/label/C", new="/tags/c.html"),
    Rule(old="/search/label/two words", new="/tags/%C3%A9-two%20words.html"),
    Rule(old="/search/label/what?", new="/tags/what.html"),
    Rule(old="/search/label/*", new="/tags/star.html"),
    Rule(old="/search/label/:name", new="/tags/colon.html"),
    Rule(old="/about/", new="/about/"),
    Rule(old="/wiki//deep", new="/about/"),
    Rule(old="/$uri", new="/tags/$x'(y)*:z.html"),
    Rule(old="/search", query=("q", "*"), new="/archive/", is_pattern=True),
    Rule(old="/author/:name/feed/*", new="/people/:name.xml", is_pattern=True),
    Rule(old="/archives/:year/:month", new="/archive/#y:year:month", is_pattern=True),
    Rule(old="/search/*", new="/archive/", is_pattern=True),
    Rule(old="/galerie*", new="/images/a.png", is_pattern=True),
)
LEADS = [
    ("/?p=12", "/2010/08/lunch.html"),
    ("/?x=1&p=12&utm=2", "/2010/08/lunch.html"),
    ("/?cat=Caf%C3%A9+%26%20Bar", "/tags/cafe-bar.html"),
    ("/?cat=Caf%c3%a9%20%26+Bar&m=1", "/tags/cafe-bar.html"),
    ("/?author", "/about/"),
    ("/?author=3", "/about/"),
    ("/?a=b&author=", "/about/"),
    ("/feeds/posts/default?alt=rss", "/rss.xml"),
    ("/feeds/posts/default/?alt=rss", "/rss.xml"),
    ("/feeds/posts/default?alt=json", "/atom.xml"),
    ("/feeds/posts/default", "/atom.xml"),
    ("/feeds/posts/default/", "/atom.xml"),
    ("/feeds/posts/default?max-results=5", "/atom.xml"),
    ("/2010/08/lunch.html?feed", "/2010/08/lunch.comments.xml"),
    ("/2010/08/lunch.html?feed=", "/2010/08/lunch.comments.xml"),
    ("/index.html", "/"),
    ("/index.html?a=b", "/"),
    ("/2010/08/stub.html", "/2010/08/lunch.html"),
    ("/2010/08/stub.html?m=1", "/2010/08/lunch.html"),
    ("/2010/08", "/archive/#y2010"),
    ("/2010/08/", "/archive/#y2010"),
    ("/search/label/Caf%C3%A9", "/tags/cafe.html"),
    ("/search/label/caf%c3%a9".replace("caf", "Caf"), "/tags/cafe.html"),
    ("/%73earch/label/Caf%C3%A9/", "/tags/cafe.html"),
    ("/search/label/Caf%C3%A9?max-results=20", "/tags/cafe.html"),
    ("/search/label/C++", "/tags/c-plus-plus.html"),
    ("/search/label/C%2B%2B", "/tags/c-plus-plus.html"),
    ("/search/label/C", "/tags/c.html"),
    ("/search/label/two%20words", "/tags/%C3%A9-two%20words.html"),
    ("/search/label/what%3F", "/tags/what.html"),
    ("/search/label/what%3f?x=%3f", "/tags/what.html"),
    ("/search/label/*", "/tags/star.html"),
    ("/search/label/%2A", "/tags/star.html"),
    ("/search/label/:name", "/tags/colon.html"),
    ("/wiki//deep", "/about/"),
    ("/$uri", "/tags/%24x'(y)*:z.html"),
    ("/%24uri", "/tags/%24x'(y)*:z.html"),
    ("/search?q=a", "/archive/"),
    ("/search", "/archive/"),
    ("/search/", "/archive/"),
    ("/search/anything/at%20all?x=y", "/archive/"),
    ("/author/ana/feed/", "/people/ana.xml"),
    ("/author/a.b_c~d-1/feed/rss2", "/people/a.b_c~d-1.xml"),
    ("/archives/2010/08", "/archive/#y201008"),
    ("/archives/2010/08/", "/archive/#y201008"),
    ("/galerie", "/images/a.png"),
    ("/galerie2/x", "/images/a.png"),
]
STAYS = [
    ("/", 200, HTML, PAGES),
    ("/?p=13", 200, HTML, PAGES),
    ("/?q=p=12", 200, HTML, PAGES),
    ("/?xp=12", 200, HTML, PAGES),
    ("/?p=120", 200, HTML, PAGES),
    ("/?authors=1", 200, HTML, PAGES),
    ("/about/", 200, HTML, PAGES),
    ("/2010/08/lunch.html", 200, HTML, PAGES),
    ("/2010/08/lunch.html?m=1&showComment=12", 200, HTML, PAGES),
    ("/2010/08/lunch.html?feed=rss2", 200, HTML, PAGES),
    ("/with%20space/%C3%A9.html", 200, HTML, PAGES),
    ("/atom.xml", 200, XML, FEEDS),
    ("/2010/08/lunch.comments.xml", 200, XML, FEEDS),
    ("/feed.json", 200, "application/feed+json", FEEDS),
    ("/robots.txt", 200, "text/plain; charset=utf-8", FILES),
    ("/theme/site.1a2b3c4d.css", 200, "text/css; charset=utf-8", FOREVER),
    ("/theme/plain.css", 200, "text/css; charset=utf-8", FILES),
    ("/pagefind/pagefind.js", 200, "text/javascript; charset=utf-8", PAGES),
    ("/images/a.svg", 200, "image/svg+xml", FILES),
    ("/images/a.webp", 200, "image/webp", FILES),
    ("/images/a.avif", 200, "image/avif", FILES),
    ("/images/a.png?x=1", 200, "image/png", FILES),
    ("/nothing", 404, HTML, "no-cache"),
    ("/nothing.xml", 404, HTML, "no-cache"),
    ("/search/label/Caf%E9%0D%0AX:y".replace("search", "nothing"), 404, HTML, "no-cache"),
    ("/author/a%0d%0aSet-Cookie:x/feed/", 404, HTML, "no-cache"),
    ("/author/a%2f%2fevil/feed", 404, HTML, "no-cache"),
    ("/archives/2010/%C3%A9", 404, HTML, "no-cache"),
    ("/Search", 404, HTML, "no-cache"),
    ("/_servers/nginx-http.conf", 404, HTML, "no-cache"),
    ("/_servers/Caddyfile", 404, HTML, "no-cache"),
    ("/_servers/", 404, HTML, "no-cache"),
    ("/_redirects", 404, HTML, "no-cache"),
    ("/_headers", 404, HTML, "no-cache"),
]


def build(root, served):
    """Write the little site where a host with this base has it."""
    files = FILES_OF_THE_SITE | format_all(served)
    for name, text in files.items():
        path = root / unquote(served.base).lstrip("/") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture(scope="module", params=["", "/my%20caf%C3%A9/blog"])
def base(request):
    return request.param


@pytest.fixture(scope="module", params=web_servers.SERVERS)
def host(request, base, tool, tmp_path_factory):
    """Give the host's address; where the site lies in a folder, the host has a page of its own."""
    folder = tmp_path_factory.mktemp(request.param)
    served = Served(
        base=base,
        rules=RULES,
        headers=HEADERS,
        page_headers=(OWN,),
        fingerprinted=("/theme/site.1a2b3c4d.css",),
        feeds=("/atom.xml", "/feed.json"),
    )
    build(folder / "a root", served)
    if base:
        (folder / "a root" / "other.html").write_text("not ours")
    with web_servers.running(
        request.param, tool, folder / "a root", folder / "run", base=base
    ) as address:
        yield address


@pytest.mark.parametrize(("old", "new"), LEADS)
def test_an_old_address_leads_to_the_new_one(host, base, old, new):
    answer = web_servers.ask(host, base + old)

    assert (answer.status, answer.leads_to) == (301, base + new)
    assert answer.headers.get_all("Cache-Control") == [PAGES]
    assert_headers(answer)


@pytest.mark.parametrize(("path", "expected"), [(path, rest) for path, *rest in STAYS])
def test_other_addresses_answer_for_themselves(host, base, path, expected):
    status, kind, kept = expected
    answer = web_servers.ask(host, base + path)

    # Apache looks at no folder's rules for a path with %2F, unless its host says so.
    if not ("%2f" in path and answer.headers["Server"].startswith("Apache")):
        assert answer.headers.get_all("Content-Type") == [kind]
        assert answer.headers.get_all("Cache-Control") == [kept]
        assert_headers(answer)
        assert (b"nothing here" in answer.body) == (status == 404)
    assert answer.status == status
    assert not answer.leads_to


def assert_headers(answer):
    for name, value in HEADERS:
        assert answer.headers.get_all(name) == [value]


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/find%20me/", WIDER),
        ("/find%20me/?q=a%20word", WIDER),
        ("/find%20me/index.html", WIDER),
        ("/find%20me/more.html", POLICY),
        ("/find%20me/nothing", POLICY),
        ("/find%20me/index.htmlx", POLICY),
    ],
)
def test_one_page_has_a_policy_of_its_own(host, base, path, policy):
    answer = web_servers.ask(host, base + path)

    assert answer.headers.get_all("Content-Security-Policy") == [policy]


def test_nothing_of_a_request_comes_into_a_header(host, base):
    answer = web_servers.ask(host, f"{base}/search/x%0d%0aSet-Cookie:%20a=b?x=%0d%0aX-Y:%20z")

    assert (answer.status, answer.leads_to) == (301, f"{base}/archive/")
    assert not {"set-cookie", "x-y"} & {name.lower() for name in answer.headers}


def test_the_table_of_apache_is_for_apache_alone(host, base):
    answer = web_servers.ask(host, f"{base}/.htaccess")

    assert answer.status in {403, 404}
    assert b"Rewrite" not in answer.body


def test_what_is_asked_with_head_is_answered_without_a_body(host, base):
    moved = web_servers.ask(host, f"{base}/search/label/C", method="HEAD")
    there = web_servers.ask(host, f"{base}/atom.xml", method="HEAD")

    assert (moved.status, moved.leads_to) == (301, f"{base}/tags/c.html")
    assert (there.status, there.headers["Content-Type"], there.body) == (200, XML, b"")


def test_a_file_that_is_kept_is_not_sent_again(host, base):
    tag = web_servers.ask(host, f"{base}/atom.xml").headers["ETag"]

    answer = web_servers.ask(host, f"{base}/atom.xml", headers={"If-None-Match": tag})

    assert answer.status == 304
    assert answer.headers["Cache-Control"] == FEEDS


@pytest.mark.parametrize(
    "path", ["long.html", "theme/long.css", "long.xml", "long.json", "images/long.svg"]
)
def test_text_is_packed_for_who_takes_that_and_not_sent_again(host, base, path):
    packed = {"Accept-Encoding": "gzip"}
    answer = web_servers.ask(host, f"{base}/{path}", headers=packed)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body).decode() == LONG
    assert "accept-encoding" in answer.headers["Vary"].lower()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    tagged = {**packed, "If-None-Match": answer.headers["ETag"]}
    assert web_servers.ask(host, f"{base}/{path}", headers=tagged).status == 304
    plain = web_servers.ask(host, f"{base}/{path}")
    assert plain.body.decode() == LONG
    assert "Content-Encoding" not in plain.headers


def test_pictures_are_sent_as_they_are(host, base):
    answer = web_servers.ask(host, f"{base}/images/long.png", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers
    assert answer.body.decode() == LONG


def test_a_folder_without_its_slash_gets_it(host, base):
    answer = web_servers.ask(host, f"{base}/about")

    assert answer.status in {301, 308}
    assert unquote(answer.leads_to) == unquote(f"{base}/about/")


def test_a_kind_of_file_nobody_knows_is_never_taken_for_a_page(host, base):
    answer = web_servers.ask(host, f"{base}/images/a.strange")

    assert answer.status == 200
    assert "html" not in answer.headers.get("Content-Type", "")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_host_of_a_site_in_a_folder_is_left_alone(host, base):
    if not base:
        return
    beside = web_servers.ask(host, "/other.html")
    lost = web_servers.ask(host, "/search/label/C")
    blogging = web_servers.ask(host, f"{base}ging/search/label/C")

    assert (beside.status, beside.body) == (200, b"not ours")
    assert "Content-Security-Policy" not in beside.headers
    assert "Cache-Control" not in beside.headers
    assert (lost.status, blogging.status) == (404, 404)
    assert b"nothing here" not in lost.body


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_a_redirect_names_no_host(name, tool, tmp_path):
    """Behind a proxy a server knows neither its own name nor that it is reached by https."""
    build(tmp_path / "root", Served(rules=RULES))

    with web_servers.running(name, tool, tmp_path / "root", tmp_path / "run") as address:
        answer = web_servers.ask(address, "/search/label/C")

    assert answer.headers["Location"] == "/tags/c.html"


@pytest.mark.parametrize("name", web_servers.SERVERS)
def test_a_site_with_nothing_to_tell_is_served(name, tool, tmp_path):
    build(tmp_path / "root", Served())

    with web_servers.running(name, tool, tmp_path / "root", tmp_path / "run") as address:
        there = web_servers.ask(address, "/atom.xml")
        lost = web_servers.ask(address, "/nothing")

    assert (there.status, there.headers["Content-Type"]) == (200, XML)
    assert (lost.status, lost.body) == (404, b"nothing here")


@pytest.mark.parametrize(
    "without", [("headers",), ("rewrite",), ("filter",), ("headers", "rewrite", "mime", "deflate")]
)
def test_apache_without_a_module_serves_the_site_without_what_it_did(without, tool, tmp_path):
    build(tmp_path / "root", Served(rules=RULES, headers=HEADERS))

    with web_servers.apache(tool, tmp_path / "root", tmp_path / "run", without=without) as address:
        feed = web_servers.ask(address, "/atom.xml")
        moved = web_servers.ask(address, "/search/label/C")

    assert (feed.status, feed.headers["Content-Type"]) == (200, XML)
    assert ("X-Odd" in feed.headers) == ("headers" not in without)
    assert moved.status == (404 if "rewrite" in without else 301)
