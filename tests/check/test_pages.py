import pytest

from plugins.check.pages import page_findings

ADDRESS = "https://ana.example"
PAGE = "<!doctype html><html lang=en><head><title>t</title></head><body>{}</body></html>"


def faults(tmp_path, **pages):
    for name, body in pages.items():
        path = tmp_path / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            body if body.startswith("<!doctype") or "raw" in name else PAGE.format(body)
        )
    return [one.message for found in page_findings(tmp_path, ADDRESS) for one in found]


@pytest.mark.parametrize(
    "link",
    [
        "other.html", "./other.html#here", "#top", "#self", "", "?m=1", "/other.html", "folder/", "folder", "/",
        "https://ana.example/other.html#here", "https://ana.example", "https://ana.example/folder/",
        "https://ana.example.evil/none", "https://elsewhere.example/none", "mailto:a@b.example", "%6fther.html",
        "other.html#named", "http://[::1", " other.html", "https://" + "x" * 5000 + ".example/",
    ],
)  # fmt: skip
def test_links_that_lead_somewhere(tmp_path, link):
    pages = {
        "index": f"<p id=self><a href='{link}'>x</a>",
        "other": "<p id=here><a name=named></a>",
        "folder__index": "x",
    }

    assert faults(tmp_path, **pages) == []


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("none.html", 'the link "none.html" leads to no file'),
        ("../none.html", "leads to no file"),
        ("https://ana.example/none/", "leads to no file"),
        ("#none", "leads to a place that is not on that page"),
        ("other.html#none", "leads to a place that is not on that page"),
        ("x" * 5000, "leads to no file"),
        ("%00", "leads to no file"),
    ],
)
def test_links_that_lead_nowhere(tmp_path, link, words):
    (message,) = faults(tmp_path, index=f"<a href='{link}'>x</a>", other="x")

    assert words in message


@pytest.mark.parametrize("base", ["/blog", "/my%20blog"])
@pytest.mark.parametrize(
    ("link", "is_found"),
    [
        ("{}/other.html", True),
        ("{}/", True),
        ("https://ana.example{}/other.html", True),
        ("#self", True),
        ("{}/none.html", False),
        ("none.html", False),
    ],
)
def test_links_from_the_slash_on_begin_with_the_sites_own_folder(tmp_path, base, link, is_found):
    body = f"<a id=self href='{link.format(base)}'>x</a>"
    for name, words in (("index", body), ("other", "x")):
        (tmp_path / f"{name}.html").write_text(PAGE.format(words))
    found = [one for many in page_findings(tmp_path, f"{ADDRESS}{base}") for one in many]

    assert (not found) == is_found


@pytest.mark.parametrize(
    ("element", "name"),
    [
        ("<img alt='' src='none.png'>", "none.png"),
        ("<link rel=stylesheet href='none.css'>", "none.css"),
    ],
)
def test_pictures_and_styles_are_links_too(tmp_path, element, name):
    (message,) = faults(tmp_path, index=element)

    assert name in message


def test_html_that_does_not_parse_is_named(tmp_path):
    found = faults(tmp_path, raw="<p>no doctype<b></p>")

    assert len(found) >= 2
    assert all(message.endswith(".") for message in found)


def test_an_id_twice_is_named(tmp_path):
    assert faults(tmp_path, index="<p id=a><p id=a>") == ['the id "a" stands twice on the page.']


def test_a_picture_without_alt_text_is_named(tmp_path):
    (tmp_path / "p.png").touch()
    body = "<img src=p.png alt=''><img src=p.png alt='a cat'><img src=p.png>"

    (message,) = faults(tmp_path, index=body)

    assert message.startswith('the picture "p.png" has no alt text; say what it shows')


def test_ten_thousand_ids_are_compared_at_once(tmp_path):
    assert faults(tmp_path, index="".join(f"<p id=c{n}>" for n in range(10_000))) == []
