"""What the address of a picture tells."""

import pytest

from plugins.comments_import.pictures.addresses import full_size, network_address
from plugins.comments_import.pictures.formats import stored_name

BLOGGER = "https://1.bp.blogspot.com/-a/Vk/AAA/lZE"
GOOGLE = "https://blogger.googleusercontent.com/img"


@pytest.mark.parametrize(
    ("address", "full"),
    [
        (f"{BLOGGER}/s320/lunch.jpg", f"{BLOGGER}/s0/lunch.jpg"),
        (f"{BLOGGER}/s1600-h/lunch.jpg", f"{BLOGGER}/s0/lunch.jpg"),
        (f"{BLOGGER}/w640-h480-p-k-no-nu/l.jpg", f"{BLOGGER}/s0/l.jpg"),
        (f"{GOOGLE}/b/R29vZ2xl/AVvX/s320/l.jpg", f"{GOOGLE}/b/R29vZ2xl/AVvX/s0/l.jpg"),
        (f"{GOOGLE}/a/AVvXsE=w457-h483", f"{GOOGLE}/a/AVvXsE=s0"),
        (f"{GOOGLE}/a/AVvXsE", f"{GOOGLE}/a/AVvXsE=s0"),
        ("http://bp0.blogger.com/_a/b/s1600-h/l.jpg", "http://bp0.blogger.com/_a/b/s0/l.jpg"),
        (
            f"https://web.archive.org/web/20110415140707im_/{BLOGGER}/s320/l.jpg",
            f"{BLOGGER}/s0/l.jpg",
        ),
        (
            "https://a.files.wordpress.com/2008/l.jpg?w=604",
            "https://a.files.wordpress.com/2008/l.jpg",
        ),
        ("http://ana.example/s320/lunch.jpg", "http://ana.example/s320/lunch.jpg"),
        (f"{BLOGGER}/lunch.jpg", f"{BLOGGER}/lunch.jpg"),
        ("http://bp.blogspot.com.evil.example/s320/a.jpg",) * 2,
        ("http://[::1/s320/a.jpg",) * 2,
    ],
)
def test_a_picture_is_asked_for_as_it_was_uploaded(address, full):
    assert full_size(address) == full


@pytest.mark.parametrize(
    ("address", "base", "whole"),
    [
        ("http://a.example/x.jpg", "", "http://a.example/x.jpg"),
        ("/x.jpg", "https://a.example/2010/y.html", "https://a.example/x.jpg"),
        ("/x.jpg", "/2010/y.html", ""),
        ("x.jpg", "https://a.example/", ""),
        (
            "/web/2011im_/http://a.example/x.jpg",
            "",
            "https://web.archive.org/web/2011im_/http://a.example/x.jpg",
        ),
        ("javascript:alert(1)", "", ""),
        ("http://a.example/\x00x.jpg", "", ""),
        ("http://a.example/\ud800x.jpg", "", ""),
        ("http://[::1/x.jpg", "", ""),
    ],
)
def test_only_what_the_web_may_have_has_a_whole_address(address, base, whole):
    assert network_address(address, base) == whole


@pytest.mark.parametrize(
    ("original", "start"),
    [
        ("IMG_0042.JPG", "img-0042-"),
        ("2015-01-02+15.45.52.jpg", "2015-01-02-15-45-52-"),
        ("../../etc/passwd", "passwd-"),
        ("Mr. Smith", "mr-smith-"),
        ("AVvXsEjk" * 8, "picture-"),
        ("%%%.png", "picture-"),
        ("", "picture-"),
        ("Страна.png", "strana-"),
        ("x" * 500 + ".png", "x" * 60 + "-"),
    ],
)
def test_a_name_tells_what_the_picture_was_called(original, start):
    name = stored_name(original, digest="0123456789abcdef", ending="png")

    assert name == f"{start}01234567.png"
