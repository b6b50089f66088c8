"""Files, folders and archives are opened, each in one order; what could do harm is refused with a sentence."""

import gzip
import io
import os
import re
import tarfile
import zipfile
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.comments_import.files.intake import Intake, Limits
from plugins.shared.errors import BadExport

PNG = b"\x89PNG\r\n"
TAKEOUT = {
    "Takeout/Blogger/Blogs/Marta_s blog_ été 日本/feed.atom": b"<feed/>",
    "Takeout/Blogger/Blogs/Marta_s blog_ été 日本/settings.csv": b"a,b",
    "Takeout/Blogger/Albums/Été/photo 1.png": PNG,
    "Takeout/Blogger/Comments/Marta/feed.atom": b"<feed></feed>",
    "Takeout 2/Blogger/Albums/Été/photo 2.png": PNG,
    "__MACOSX/Takeout/Blogger/._feed.atom": b"junk",
    "Takeout/.DS_Store": b"junk",
    "Takeout/archive_browser.html": b"<html>",
}
READ = sorted(
    (name for name in TAKEOUT if "MACOSX" not in name and "DS_Store" not in name),
    key=lambda name: name.split("/"),
)


def found(path, limits=None, zone=UTC):
    """Give the names and bytes of all that is found, in their order."""
    with Intake(zone=zone, limits=limits or Limits()) as intake:
        return [(file.name, content(file)) for file in intake.files(path)]


def content(file):
    with file.open() as stream:
        return stream.read()


def refusal(path, limits=None):
    with pytest.raises(BadExport) as caught:
        found(path, limits)
    return str(caught.value)


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def tarred(files, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            if isinstance(data, tuple):
                info.type, info.linkname = data
            else:
                info.size = len(data)
            archive.addfile(info, None if isinstance(data, tuple) else io.BytesIO(data))
    return out.getvalue()


@pytest.fixture
def put(tmp_path):
    def put(name, data):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return put


# What is found


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("takeout.zip", zipped(TAKEOUT)),
        ("stored.zip", zipped(TAKEOUT, zipfile.ZIP_STORED)),
        ("takeout.tgz", tarred(TAKEOUT, "w:gz")),
        ("takeout.tar", tarred(TAKEOUT)),
        ("named wrongly.xml", zipped(TAKEOUT)),
    ],
)
def test_a_takeout_is_read_whatever_it_is_packed_in(put, name, data):
    path = put(name, data)

    assert found(path) == [(f"{name}/{inner}", TAKEOUT[inner]) for inner in READ]


def test_an_unpacked_takeout_is_the_same(put, tmp_path):
    for name, data in TAKEOUT.items():
        put(f"unpacked/{name}", data)

    assert found(tmp_path / "unpacked") == [(f"unpacked/{name}", TAKEOUT[name]) for name in READ]


def test_archives_in_a_folder_and_in_archives_are_opened(put, tmp_path):
    inner = zipped({"c.xml": b"<c/>"})
    put("all/a.zip", zipped({"b.zip": inner, "d.tgz": tarred({"e.xml": b"<e/>"}, "w:gz"), "f.xml.gz": gzip.compress(b"<f/>", mtime=0)}))  # fmt: skip
    put("all/g.XML.GZ", gzip.compress(b"<g/>", mtime=0))

    assert found(tmp_path / "all") == [
        ("all/a.zip/b.zip/c.xml", b"<c/>"),
        ("all/a.zip/d.tgz/e.xml", b"<e/>"),
        ("all/a.zip/f.xml", b"<f/>"),
        ("all/g.XML", b"<g/>"),
    ]


def test_archives_are_opened_only_so_deep(put):
    data = b"<x/>"
    for _level in range(6):
        data = zipped({"inner.zip": data})
    (name, left) = found(put("deep.zip", data))[0]

    assert name == "deep.zip/inner.zip/inner.zip/inner.zip"
    assert left.startswith(b"PK")


def test_a_file_of_an_archive_can_be_opened_again_and_again(put):
    path = put("a.zip", zipped({"x.xml": b"<x/>" * 100_000, "y.xml": b"<y/>"}))
    with Intake(zone=UTC, limits=Limits()) as intake:
        first, second = intake.files(path)
        with first.open() as one, first.open() as two, second.open() as three:
            assert one.read(4) == two.read(4) == b"<x/>"
            assert three.read() == b"<y/>"
            assert len(one.read()) == len(two.read()) == 399_996


def test_files_of_one_name_in_an_archive_are_all_read(put):
    data = zipped({"x.xml": b"one", "y.xml": b"two"}).replace(b"y.xml", b"x.xml")
    assert [data for _name, data in found(put("a.zip", data))] == [b"one", b"two"]


def test_names_of_windows_are_split_into_folders(put):
    (name, _data) = found(put("a.zip", zipped({"Takeout\\Blogger\\feed.atom": b"<feed/>"})))[0]

    assert name == "a.zip/Takeout/Blogger/feed.atom"


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_is_shown_on_one_line(put, pack):
    (name, data) = found(put("a.x", pack({"lunch\n=== \u202eatom.xml": b"<x/>"})))[0]

    assert (name, data) == ("a.x/lunch_=== _atom.xml", b"<x/>")


def test_names_on_the_disk_may_be_any_bytes(tmp_path):
    (tmp_path / "all").mkdir()
    place = os.fsencode(tmp_path / "all") + b"/caf\xe9 \n 1\\2.xml"
    Path(os.fsdecode(place)).write_bytes(b"<x/>")
    (name, data) = found(tmp_path / "all")[0]

    assert (name, data) == ("all/caf_ _ 1\\2.xml", b"<x/>")
    name.encode()


def test_two_files_whose_names_are_no_two_on_every_disk_stay_two(put):
    long = "x" * 300 + ".xml"
    files = {"A.xml": b"1", "a.xml": b"2", "a.xml/b.xml": b"3", long: b"4", "con": b"5"}

    assert sorted(data for _name, data in found(put("a.tar", tarred(files)))) == [b"1", b"2", b"3", b"4", b"5"]  # fmt: skip


def test_thousands_of_files_are_found_in_one_order(put, tmp_path):
    names = [f"{number % 7}/{number}.txt" for number in range(3_000)]
    for name in names:
        put(f"many/{name}", b"")
    first = [name for name, _data in found(tmp_path / "many")]

    assert first == [f"many/{name}" for name in sorted(names, key=lambda name: name.split("/"))]


def test_thousands_of_files_in_an_archive_are_read(put):
    path = put("many.zip", zipped({f"{number}.txt": b"x" for number in range(5_000)}))

    assert len(found(path)) == 5_000


def test_the_zone_comes_along(put):
    zone = object()
    with Intake(zone=zone, limits=Limits()) as intake:
        files = [
            *intake.files(put("a.xml", b"x")),
            *intake.files(put("b.zip", zipped({"b": b"x"}))),
        ]

    assert [file.zone for file in files] == [zone, zone]


def test_what_was_unpacked_is_removed(put):
    with Intake(zone=UTC, limits=Limits()) as intake:
        (file,) = intake.files(put("a.tar", tarred({"x.xml": b"x"})))
        assert file.place.exists()

    assert not file.place.parent.exists()


def test_an_empty_archive_has_nothing_in_it(put):
    assert found(put("a.zip", zipped({}))) == []
    assert found(put("empty.xml", b"")) == [("empty.xml", b"")]


# Beside a page


def test_pictures_beside_a_page_come_along_and_nothing_else(put):
    page = put("lunch.html", b"<html>")
    for name in ("lunch_files", "lunch-Dateien", "images", "lunch_2012", "lunch_files_old", "other", "_files", "dinner_files"):  # fmt: skip
        put(f"{name}/a.png", PNG)

    names = [name for name, _data in found(page)]

    assert names == ["lunch.html", "images/a.png", "lunch-Dateien/a.png", "lunch_files/a.png"]


def test_beside_a_backup_only_its_pictures_come_along(put):
    backup = put("blog.xml", b"<feed/>")
    for name in ("Albums", "blog_files", "wp-content"):
        put(f"{name}/a.png", PNG)

    assert [name for name, _data in found(backup)] == [
        "blog.xml",
        "Albums/a.png",
        "wp-content/a.png",
    ]


# Links


def test_links_on_the_disk_are_not_followed(put, tmp_path):
    put("secret/key", b"secret")
    put("all/a.xml", b"<a/>")
    (tmp_path / "all" / "loop").symlink_to(tmp_path / "all", target_is_directory=True)
    (tmp_path / "all" / "key").symlink_to(tmp_path / "secret" / "key")
    (tmp_path / "all" / "folder").symlink_to(tmp_path / "secret", target_is_directory=True)
    (tmp_path / "all" / "nowhere").symlink_to("nowhere")

    assert found(tmp_path / "all") == [("all/a.xml", b"<a/>")]


def test_links_in_an_archive_are_not_followed(put):
    members = {
        "up": (tarfile.SYMTYPE, "/etc"),
        "up/passwd": b"mine",
        "hard": (tarfile.LNKTYPE, "/etc/passwd"),
        "pipe": (tarfile.FIFOTYPE, ""),
        "disk": (tarfile.BLKTYPE, ""),
    }

    assert found(put("a.tar", tarred(members))) == [("a.tar/up/passwd", b"mine")]


# What is refused


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:\\x", "c:/x", "\\\\host\\x", "..\\x", "a\\..\\..\\x"])  # fmt: skip
def test_a_file_that_leads_out_of_its_archive_is_refused(put, tmp_path, pack, name):
    message = refusal(put("in/a.x", pack({"fine.xml": b"<x/>", name: b"evil"})))

    assert "leads out of the archive" in message
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.x", "in"]


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", ["a..b/c...xml", "a/.../x", "e: a title.xml"])
def test_a_name_with_dots_in_it_leads_nowhere(put, pack, name):
    assert [data for _name, data in found(put("a.x", pack({name: b"fine"})))] == [b"fine"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped({"x.xml": bytes(40 << 20)})),
        ("many.zip", zipped({f"{number}.xml": bytes(8 << 20) for number in range(5)})),
        ("inner.zip", zipped({"a.zip": zipped({"x.xml": bytes(40 << 20)})})),
        ("a.tgz", gzip.compress(tarred({"x.xml": bytes(40 << 20)}))),
        ("junk.tgz", gzip.compress(tarred({"__MACOSX/x": bytes(40 << 20), "x.xml": b"x"}))),
        ("a.xml.gz", gzip.compress(b"<feed>" + bytes(40 << 20))),
    ],
)
def test_a_bomb_is_refused(put, name, data):
    assert "far more than it holds" in refusal(put(name, data))


def test_a_bomb_may_be_allowed(put):
    path = put("a.xml.gz", gzip.compress(bytes(40 << 20)))

    assert len(found(path, Limits(ratio=2_000))[0][1]) == 40 << 20


def lying(data, size):
    """Give a zip of one file that states another size of it, in both places."""
    real = re.search(rb"PK\x01\x02.{20}(.{4})", data, re.DOTALL)[1]
    return data.replace(real, size.to_bytes(4, "little"))


@pytest.mark.parametrize("size", [100, (40 << 20) - 1])
def test_a_zip_that_lies_about_a_size_gives_no_more_than_it_says(put, size):
    path = put("a.zip", lying(zipped({"x.xml": bytes(40 << 20)}), size))

    assert re.search("damaged in its archive|far more than it holds", refusal(path))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xml", bytes(3 << 20)),
        ("a.zip", zipped({"x.xml": bytes(3 << 20)}, zipfile.ZIP_STORED)),
        ("a.tar", tarred({"x.xml": bytes(3 << 20)})),
        ("a.xml.gz", gzip.compress(os.urandom(3 << 20))),
    ],
)
def test_a_file_that_is_too_large_is_refused_with_the_way_out(put, name, data):
    path = put(name, data)

    assert "larger than 2 MB; should that be right, allow more with --max-size" in refusal(path, Limits(size=2 << 20))  # fmt: skip
    assert len(found(path, Limits(size=4 << 20))) == 1


def test_many_files_may_be_larger_together_than_one_may_be(put):
    files = {f"{number}.png": bytes(2 << 20) for number in range(4)}
    for path in (put("a.tar", tarred(files)), put("a.zip", zipped(files, zipfile.ZIP_STORED))):
        assert len(found(path, Limits(size=3 << 20))) == 4


def test_a_locked_zip_is_refused(put):
    data = bytearray(zipped({"x.xml": b"<x/>"}))
    data[6] |= 1  # the flag, in the file's head and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert "locked with a password" in refusal(put("a.zip", bytes(data)))


def test_a_way_of_packing_that_nobody_knows_is_told(put):
    data = bytearray(zipped({"x.xml": b"<x/>"}))
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 99

    assert "x.xml cannot be unpacked" in refusal(put("a.zip", bytes(data)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.zip", zipped(TAKEOUT)[:-30]),
        ("head.zip", b"PK\x03\x04"),
        ("cut.tgz", tarred({"x.xml": os.urandom(9_999)}, "w:gz")[:5_000]),
        ("cut.tar", tarred({"x.xml": bytes(9_999)})[:5_000]),
        ("head.gz", gzip.compress(b"<x/>", mtime=0)[:5]),
        ("no.gz", b"\x1f\x8bnothing of the kind"),
    ],
)
def test_a_damaged_archive_is_told(put, name, data):
    assert re.search(f"{name} is a damaged .*; fetch it again", refusal(put(name, data)))


def test_a_damaged_archive_in_an_archive_is_told_by_its_name(put):
    message = refusal(put("a.zip", zipped({"b/c.zip": zipped({"x": b"x"})[:-9]})))

    assert message == "a.zip/b/c.zip is a damaged zip archive; fetch it again."


def test_a_damaged_file_in_a_zip_is_told_when_it_is_read(put):
    data = bytearray(zipped({"x.xml": b"one two three four" * 9}, zipfile.ZIP_STORED))
    data[60] ^= 1

    assert "x.xml is damaged in its archive" in refusal(put("a.zip", bytes(data)))


def test_what_there_is_of_a_gzip_file_that_was_cut_off_is_read(put):
    text = b"".join(b"<entry>%d</entry>" % number for number in range(50_000))
    packed = gzip.compress(text)
    ((name, data),) = found(put("blog.xml.gz", packed[: len(packed) // 2]))

    assert name == "blog.xml"
    assert text.startswith(data)
    assert len(data) > len(text) // 4


@pytest.mark.parametrize("name", ["nowhere.xml", "nowhere/a.xml", "loop"])
def test_what_is_not_there_is_told(tmp_path, name):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    assert "no such file or folder" in refusal(tmp_path / name)


@contextmanager
def somebody_else():
    """Be nobody for a while, where the tests are run by root, whom nothing is forbidden."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize("closed", ["all/b.xml", "all/folder"])
def test_what_cannot_be_read_is_told_not_left_out(closed):
    with TemporaryDirectory() as place:
        root = Path(place)
        root.chmod(0o755)
        (root / "all" / "folder").mkdir(parents=True)
        (root / "all" / "a.xml").write_bytes(b"<a/>")
        (root / "all" / "b.xml").write_bytes(b"<b/>")
        (root / closed).chmod(0)
        with somebody_else():
            message = refusal(root / "all")
        (root / closed).chmod(0o755)

    assert message.endswith(f"{Path(closed).name}: Permission denied.")


def test_a_file_in_a_folder_that_cannot_be_listed_is_read():
    with TemporaryDirectory() as place:
        root = Path(place)
        root.chmod(0o711)
        (root / "a.html").write_bytes(b"<html>")
        (root / "inner").mkdir(mode=0)
        with somebody_else():
            if os.geteuid() == 65534:
                assert found(root / "a.html") == [("a.html", b"<html>")]
            assert "Permission denied" in refusal(root / "inner" / "x.xml")


# Laws


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.parametrize(
    "whole",
    [
        zipped(TAKEOUT),
        tarred(TAKEOUT),
        tarred(TAKEOUT, "w:gz"),
        gzip.compress(b"<feed/>" * 99),
        zipped({"a.zip": zipped({"b.xml": b"<b/>"}), "c.tar": tarred({"d.xml": b"<d/>"})}, zipfile.ZIP_STORED),
        zipped({"a.xml": b"<a/>" * 99}, zipfile.ZIP_LZMA),
        zipped({"a.xml": b"<a/>" * 99}, zipfile.ZIP_BZIP2),
    ],
    ids=["zip", "tar", "tgz", "gz", "nested", "lzma", "bzip2"],
)  # fmt: skip
def test_a_mutilated_archive_is_read_or_refused(tmp_path, whole, data):
    broken = bytearray(whole)
    for _change in range(data.draw(st.integers(0, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    del broken[data.draw(st.integers(len(broken) // 2, len(broken))) :]
    path = tmp_path / "a.x"
    path.write_bytes(broken)
    with suppress(BadExport):
        found(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(st.sampled_from("ab/.\\:~\n é"), min_size=1, max_size=8), st.binary(max_size=9), max_size=4))  # fmt: skip
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_nothing_is_ever_put_outside(tmp_path, pack, files):
    path = tmp_path / "in" / "a.x"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pack({name: data for name, data in files.items() if not name.endswith("/")}))
    with suppress(BadExport):
        for name, _data in found(path):
            assert "\n" not in name
            assert ".." not in Path(name).parts

    assert [one.name for one in tmp_path.rglob("*")] == ["in", "a.x"]
