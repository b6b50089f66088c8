"""Pictures of an export, found by their old addresses."""

import pytest
from sample_pictures import JPEG, PNG, SVG, export_files, png

from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.pictures.shelf import PictureShelf

BLOGGER = "https://1.bp.blogspot.com/-a/Vk/AAA/lZE/5n_VCPcBGAYYCw"


def found(contents, address, page=""):
    file = PictureShelf(export_files(contents)).find(address, page)
    return file.name if file else None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (f"{BLOGGER}/s320/lunch.jpg", "Takeout/Blogger/Albums/Ana/lunch.jpg"),
        (f"{BLOGGER}/s1600-h/lunch.jpg", "Albums/lunch.jpg"),
        (f"{BLOGGER}/w640-h480/lunch.jpg", "s320/lunch.jpg"),
        (f"{BLOGGER}/s1600/2015-01-02%2B15.45.52.jpg", "Albums/2015-01-02 15.45.52.jpg"),
        (f"{BLOGGER}/s1600/Caf%25C3%25A9.jpg", "Albums/Cafe\u0301.jpg"),
        (f"{BLOGGER}/s1600/what%3F.jpg", "Albums/what_.jpg"),
        ("https://lh3.googleusercontent.com/-a/b/lunch.jpg=s0-d", "Albums/lunch.jpg"),
        ("http://ana.example/wp-content/uploads/2010/08/a.jpg?ssl=1", "uploads/2010/08/a.jpg"),
        ("http://ana.example/wp-content/uploads/2010/08/a-300x200.jpg", "uploads/2010/08/a.jpg"),
        ("http://ana.example/wp-content/uploads/a-scaled.jpg", "a.jpg"),
        ("//ana.example/IMG_1.JPG", "img_1.jpg"),
        ("/images/a.jpg", "backup/images/a.jpg"),
        ("{static}/images/a.jpg", "content/images/a.jpg"),
        ("https://web.archive.org/web/20110415140707im_/http://ana.example/a.jpg", "x/a.jpg"),
        ("file:///C:/Volumes/Ana/a.jpg", "a.jpg"),
    ],
)
def test_a_picture_is_found_by_the_end_of_its_address(address, name):
    assert found({name: PNG, "else.jpg": JPEG}, address) == name


@pytest.mark.parametrize(
    "address",
    [
        "https://blogger.googleusercontent.com/img/a/AVvXsEjk=s320",
        "http://ana.example/other.jpg",
        "http://ana.example/",
        "cid:a.jpg",
        "data:image/png;base64,a.jpg",
        "http://[::1/a.jpg",
        "",
        "#a.jpg",
    ],
)
def test_what_is_not_there_is_not_found(address):
    assert found({"Albums/a.jpg": PNG}, address) is None


def test_the_longest_common_tail_counts():
    contents = {f"uploads/2010/{month}/a.jpg": png(month) for month in (10, 11)}

    assert found(contents, "http://ana.example/2010/11/a.jpg") == "uploads/2010/11/a.jpg"


def test_of_several_different_pictures_none_is_given():
    contents = {"one/a.jpg": png(1), "two/a.jpg": png(2)}

    assert found(contents, "http://ana.example/a.jpg") is None


def test_of_several_that_are_the_same_one_is_given():
    assert found({"one/a.jpg": PNG, "two/a.jpg": PNG}, "http://ana.example/a.jpg") == "one/a.jpg"


def test_a_picture_of_another_month_is_another_picture():
    contents = {"uploads/2011/01/image.png": PNG}

    assert found(contents, "http://ana.example/uploads/2010/08/image.png") is None


def test_which_of_two_files_google_called_the_same_is_not_guessed():
    contents = {"Albums/image.png": png(1), "Albums/image(1).png": png(2)}

    assert found(contents, f"{BLOGGER}/s1600/image.png") is None
    assert found(contents, f"{BLOGGER}/s1600/image(1).png") == "Albums/image(1).png"


def test_of_several_sizes_of_a_picture_the_largest_is_given():
    contents = {"b/c/s320/a.png": PNG, "b/c/s1600/a.png": PNG + b"more"}

    assert found(contents, "https://1.bp.blogspot.com/b/c/s320/a.png") == "b/c/s1600/a.png"


def test_a_relative_address_is_looked_for_beside_its_page():
    contents = {"old/One_files/a.jpg": png(1), "old/Two two_files/a.jpg": png(2)}

    assert found(contents, "./One_files/a.jpg", "old/One.html") == "old/One_files/a.jpg"
    assert found(contents, "Two%20two_files/a.jpg", "old/Two two.html") == "old/Two two_files/a.jpg"
    assert found(contents, "../../etc/x.jpg", "old/One.html") is None


def test_of_several_the_one_saved_with_the_page_is_given():
    contents = {"One_files/a.jpg": png(1), "Two_files/a.jpg": png(2)}

    assert found(contents, f"{BLOGGER}/s1600/a.jpg", "Two.html") == "Two_files/a.jpg"


def test_what_a_mac_adds_to_an_archive_is_no_picture():
    contents = {"Albums/a.jpg": PNG, "__MACOSX/Albums/._a.jpg": b"\0\5\x16\7"}

    assert found(contents, "http://ana.example/a.jpg") == "Albums/a.jpg"


@pytest.mark.parametrize(
    ("data", "start"), [(SVG, "it is not a picture"), (b"<html>", "it is not"), (b"", "it is not")]
)
def test_what_is_no_safe_picture_has_no_name(data, start):
    file = export_files({"a.jpg": data})[0]

    measured = PictureShelf([file]).measure(file)

    assert measured.name == ""
    assert measured.problem.startswith(start)


def test_a_picture_that_cannot_be_read_has_no_name(tmp_path):
    file = ExportFile(name="a.jpg", open=(tmp_path / "gone.jpg").open)

    assert PictureShelf([file]).measure(file).problem == "the file in the export is damaged"


def test_many_pictures_are_found_fast():
    contents = {f"{number}/image.png": PNG for number in range(5_000)}
    shelf = PictureShelf(export_files({**contents, "last/image.png": png(9)}))

    assert shelf.find("http://ana.example/4999/image.png").name == "4999/image.png"
    for number in range(5_000):
        assert shelf.find(f"http://ana.example/x{number}/image.png") is None
