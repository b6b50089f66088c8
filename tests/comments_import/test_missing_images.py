"""The list of pictures that only the network has, and working it off."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_pictures import PNG, SVG, png
from web_server import serving

from plugins.comments_import.pictures.missing import (
    fetch_images,
    megabytes,
    merge_missing,
    parse_missing,
    without_address,
)
from plugins.comments_import.pictures.taking import PictureShelf, take_pictures
from plugins.shared.errors import BadContent, SiteError

ADDRESSES = st.lists(
    st.from_regex(r"https?://[a-z]{1,3}\.example/[a-z ]{0,3}[a-z]", fullmatch=True)
)


@pytest.fixture
def web(tmp_path):
    """The folder of a web server, and its address."""
    folder = tmp_path / "web"
    folder.mkdir()
    with serving(folder) as address:
        yield folder, address


def fetched(site, **options):
    return fetch_images(site.content, limit_bytes=2_000, **{"allow_private": True, **options})


def listed(site):
    path = site.content / "missing-images.txt"
    return parse_missing(path.read_text()) if path.exists() else None


def stored(site):
    folder = site.content / "images" / "imported"
    return {path.name: path.read_bytes() for path in folder.glob("*")}


def code(data):
    return hashlib.sha256(data).hexdigest()[:8]


def test_a_new_list_says_what_it_is_and_is_sorted():
    text = merge_missing(
        "", ["http://b.example/1.jpg", "http://a.example/2.jpg", "http://b.example/1.jpg"]
    )

    assert text.startswith("# Pictures of imported posts")
    assert "tasks.py import-images" in text
    assert text.endswith("\n\nhttp://a.example/2.jpg\nhttp://b.example/1.jpg\n")


def test_what_stands_in_a_list_stays_as_it_is():
    text = "# mine\r\nhttp://z.example/1.jpg\r\n\r\n  # gone? \nhttp://a.example/1.jpg"

    merged = merge_missing(
        text, ["http://z.example/1.jpg", "http://c.example/", "http://b.example/"]
    )

    assert merged == f"{text}\nhttp://b.example/\nhttp://c.example/\n"


@given(ADDRESSES, ADDRESSES)
def test_merging_twice_is_merging_once_and_holds_everything(first, second):
    once = merge_missing(merge_missing("", first), second)

    assert merge_missing(once, second) == once
    assert sorted(parse_missing(once)) == sorted({*first, *second})


@given(ADDRESSES)
def test_taking_an_address_out_leaves_the_others(addresses):
    text = merge_missing("# mine\n", addresses)
    for address in sorted(set(addresses)):
        assert parse_missing(without_address(text, address)) == [
            other for other in sorted(set(addresses)) if other != address
        ]


def test_a_picture_is_fetched_linked_and_taken_off_the_list(site, web):
    folder, address = web
    (folder / "Lunch time.jpg").write_bytes(PNG)
    html = (
        f"<p>a > b\r\n<IMG SRC='{address}/Lunch%20time.jpg?a=1&amp;b=2' srcset=\"/x 2x\"></p>\r\n"
    )
    path = site.post(imported_from="blogger", body=html)
    site.write("missing-images.txt", merge_missing("", [f"{address}/Lunch%20time.jpg?a=1&b=2"]))

    report = fetched(site)

    name = f"lunch-time-{code(PNG)}.png"
    assert stored(site) == {name: PNG}
    assert f"<p>a > b\r\n<IMG src='{{static}}/images/imported/{name}'></p>\r\n" in (
        path.read_bytes().decode()
    )
    assert listed(site) is None  # nothing but our own remark was left
    assert str(report) == "Fetched 1 picture."


def test_markdown_and_html_files_and_pages_are_led_to_the_picture(site, web):
    folder, address = web
    (folder / "a.png").write_bytes(PNG)
    where = f"{address}/a.png"
    head = '\ufeffTitle: <a "\nImported_from: x\n\n'
    one = site.write("posts/one.md", f"{head}`code` ![A]({where} 'x') and {where}\n")
    two = site.write(
        "pages/two.html",
        f'<title>T</title><meta name="imported_from" content="x"><img src="{where}">',
    )
    site.write("missing-images.txt", f"# mine\n{where}\n")

    fetched(site)

    link = f"{{static}}/images/imported/a-{code(PNG)}.png"
    assert one.read_text() == f"{head}`code` ![A]({link} 'x') and {where}\n"
    assert two.read_text().endswith(f'<img src="{link}">')
    assert (site.content / "missing-images.txt").read_text() == "# mine\n"


def test_only_whole_addresses_are_changed(site, web):
    folder, address = web
    (folder / "a.png").write_bytes(PNG)
    body = f'<img src="{address}/a.png"><img src="{address}/a.png.png"><p>{address}/a.png</p>'
    path = site.post(imported_from="blogger", body=body)
    site.write("missing-images.txt", f"{address}/a.png\n")

    fetched(site)

    assert path.read_text().endswith(f'<img src="{address}/a.png.png"><p>{address}/a.png</p>\n')


def test_posts_that_were_not_imported_are_left_alone(site, web):
    folder, address = web
    (folder / "a.png").write_bytes(PNG)
    path = site.post(body=f'<img src="{address}/a.png">')
    before = path.read_bytes()
    site.write("missing-images.txt", f"{address}/a.png\n")

    report = fetched(site)

    assert path.read_bytes() == before
    assert listed(site) == [f"{address}/a.png"]
    assert "only posts that were not imported" in str(report)
    assert report.is_failure


def test_a_file_that_is_no_utf8_is_left_alone_and_not_forgotten(site, web):
    _folder, address = web
    data = f'Title: x\nImported_from: x\n\n<img src="{address}/a.png">\xff'.encode("latin-1")
    path = site.write("posts/x.md", data)
    site.write("missing-images.txt", f"{address}/a.png\n")

    fetched(site)

    assert path.read_bytes() == data
    assert listed(site) == [f"{address}/a.png"]


def test_what_fails_stays_with_its_reason_and_the_rest_is_done(site, web):
    folder, address = web
    (folder / "a.png").write_bytes(PNG)
    (folder / "page.png").write_bytes(b"<html>no picture</html>")
    (folder / "drawing.png").write_bytes(SVG)
    (folder / "large.png").write_bytes(PNG + bytes(2_000))
    names = ("page", "a", "gone", "drawing", "large")
    site.post(
        imported_from="blogger", body="".join(f'<img src="{address}/{name}.png">' for name in names)
    )
    site.write("missing-images.txt", "".join(f"{address}/{name}.png\n" for name in names))
    said = []

    report = fetched(site, progress=said.append)

    assert {why.rpartition("/")[2]: reason for why, reason in report.failed} == {
        "page.png": "it is not a picture that is safe to show",
        "gone.png": "its server answers 404 Not Found",
        "drawing.png": "it is not a picture that is safe to show",
        "large.png": "it is larger than 0.00190735 MB",
    }
    assert listed(site) == [f"{address}/{name}.png" for name in names if name != "a"]
    assert not report.is_failure
    assert said[0] == f"1 of 5: {address}/page.png: it is not a picture that is safe to show"
    assert str(report).endswith("Fetched 1 picture. 4 not; they stay in missing-images.txt.")


def test_going_on_after_an_end_at_any_moment_gives_the_same(site, web):
    """After the picture was written, after the post was led to it, and before its line went."""
    folder, address = web
    for number in range(3):
        (folder / f"{number}.png").write_bytes(png(number))
    tags = [f'<img src="{address}/{number}.png">' for number in range(3)]
    path = site.post(imported_from="blogger", body="\n".join(tags))
    text = merge_missing("", [f"{address}/{number}.png" for number in range(3)])
    site.write("missing-images.txt", text)
    name = f"0-{code(png(0))}.png"
    site.write(f"images/imported/{name}", png(0))
    site.write(f"images/imported/1-{code(png(1))}.png", b"an older picture that is not whole")
    led = path.read_text().replace(f"{address}/0.png", f"{{static}}/images/imported/{name}")
    path.write_text(led)

    report = fetched(site)

    assert report.unused == (f"{address}/0.png",)
    assert stored(site) == {f"{n}-{code(png(n))}.png": png(n) for n in range(3)}
    assert address not in path.read_text()
    assert listed(site) is None


def test_the_author_may_change_the_list_meanwhile(site, web):
    folder, address = web
    (folder / "a.png").write_bytes(PNG)
    site.post(
        imported_from="blogger", body=f'<img src="{address}/a.png"><img src="{address}/b.png">'
    )
    site.write("missing-images.txt", f"{address}/a.png\n{address}/b.png\n")

    def add_a_line(sentence):
        if sentence.startswith("1 of 2"):
            path = site.content / "missing-images.txt"
            path.write_text(f"{path.read_text()}http://new.example/c.png\n")

    fetched(site, progress=add_a_line)

    assert listed(site) == [f"{address}/b.png", "http://new.example/c.png"]


def test_a_host_that_does_not_answer_is_asked_once(site):
    body = (
        '<img src="http://no-such-host.invalid/a.png"><img src="http://no-such-host.invalid/b.png">'
    )
    site.post(imported_from="blogger", body=body)
    site.write(
        "missing-images.txt", "http://no-such-host.invalid/a.png\nhttp://no-such-host.invalid/b.png"
    )

    report = fetched(site)

    assert [reason for _address, reason in report.failed] == [
        "there is no host called no-such-host.invalid",
        "no-such-host.invalid did not answer before",
    ]
    assert report.is_failure


def test_a_dry_run_fetches_and_changes_nothing(site, web):
    _folder, address = web
    path = site.post(imported_from="blogger", body=f'<img src="{address}/a.png">')
    site.write("missing-images.txt", f"{address}/a.png\n{address}/unused.png\n")
    before = path.read_bytes()

    report = fetched(site, is_dry_run=True)

    assert str(report).endswith("Would fetch 1 picture.")
    assert path.read_bytes() == before
    assert len(listed(site)) == 2
    assert not stored(site)


def test_without_leave_this_machine_is_not_asked(site, web):
    folder, address = web
    (folder / "a.png").write_bytes(PNG)
    site.post(imported_from="blogger", body=f'<img src="{address}/a.png">')
    site.write("missing-images.txt", f"{address}/a.png\n")

    report = fetched(site, allow_private=False)

    assert "is no public host" in str(report)
    assert not stored(site)
    assert listed(site) == [f"{address}/a.png"]


def test_without_a_list_there_is_nothing_to_do(site):
    report = fetched(site)

    assert not report.is_failure
    assert str(report) == "No picture is missing; nothing was fetched."


def test_a_list_that_is_no_text_is_named(site):
    site.write("missing-images.txt", b"http://a.example/\xff\n")

    with pytest.raises(BadContent, match=r"missing-images\.txt: line 1 is not UTF-8"):
        fetched(site)


def test_what_the_import_leaves_is_what_this_finds(site, web):
    """The two speak of an address in the same way, however the post wrote it."""
    folder, address = web
    (folder / "a b.png").write_bytes(PNG)
    html = f'<img alt="x" src="/a%20b.png"><a href="{address}/a%20b.png?x&amp;y"><img src={address}/a%20b.png></a>'
    taken = take_pictures(html, PictureShelf([]), base=f"{address}/2010/a.html")
    path = site.post(imported_from="blogger", body=taken.html)
    site.write("missing-images.txt", merge_missing("", taken.missing))

    report = fetched(site)

    link = f"{{static}}/images/imported/a-b-{code(PNG)}.png"
    assert path.read_text().endswith(
        f'\n\n<img alt="x" src="{link}"><a href="{link}"><img src="{link}"></a>\n'
    )
    assert len(report.fetched) == 2


@pytest.mark.parametrize("text", ["", "many", "-1", "0", "nan", "inf"])
def test_a_size_that_is_none_is_refused(text):
    with pytest.raises(SiteError, match="--max-size"):
        megabytes(text)


def test_a_size_is_given_in_megabytes():
    assert megabytes("1.5") == 1_572_864
