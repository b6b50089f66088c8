"""The index: what is in it, and what is done when it cannot be made."""

import gzip
import json

import pytest

from plugins.reading.search import index
from plugins.reading.search.index import used, write_index
from plugins.shared.errors import CannotWrite

POST = """<!doctype html><html lang="en"><title>Lunch</title><body><nav>navigating</nav>
<article data-pagefind-body><h1>Lunch</h1><p>zebra</p><p data-pagefind-ignore>giraffe</p></article></body></html>"""


@pytest.fixture
def output(tmp_path):
    """A built site with two posts and another page, in a folder with a space and umlauts."""
    folder = tmp_path / "öffentlich für alle"
    for path in ("2026/05/lunch.html", "2026/05/two words.html", "hidden.html"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(POST)
    return folder


def fragments(output):
    """Give what the index has of each page."""
    files = (output / "pagefind" / "fragment").iterdir()
    packed = (gzip.decompress(file.read_bytes()) for file in files)
    return {
        one["url"]: one
        for data in packed
        if (one := json.loads(data.removeprefix(b"pagefind_dcd")))
    }


def names(output):
    return {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}


def test_only_the_named_pages_are_found_and_of_them_what_is_marked(output):
    write_index(output, ["2026/05/lunch.html", "2026/05/two words.html"], "en")

    found = fragments(output)

    assert set(found) == {"/2026/05/lunch.html", "/2026/05/two words.html"}
    assert found["/2026/05/lunch.html"]["content"] == "Lunch. zebra."


def test_what_the_search_page_does_not_load_is_taken_away(output):
    write_index(output, ["2026/05/lunch.html"], "en-GB")

    found = {path.split("/")[1] for path in names(output) if path.startswith("pagefind/")}
    meta = {name for name in found if name.endswith(".pf_meta")}

    assert len(meta) == 1
    assert found - meta == {"pagefind.js", "pagefind-entry.json", "wasm.en.pagefind", "index", "fragment"}  # fmt: skip


def test_the_same_pages_make_the_same_files(output):
    pages = ["2026/05/two words.html", "2026/05/lunch.html"]
    write_index(output, pages, "de")
    first = {name: (output / name).read_bytes() for name in names(output)}

    write_index(output, reversed(pages), "de")

    assert {name: (output / name).read_bytes() for name in names(output)} == first


@pytest.fixture
def runs(monkeypatch):
    """The languages of the indexes that Pagefind is asked to make."""
    made = []
    run = index._run  # noqa: SLF001
    monkeypatch.setattr(index, "_run", lambda *given: made.append(given[-1]) or run(*given))
    return made


def indexed(output, kept, language="en"):
    write_index(output, ["2026/05/lunch.html"], language, kept=kept)
    return {name: (output / name).read_bytes() for name in names(output)}


def test_the_same_pages_are_indexed_once(output, tmp_path, runs):
    kept = tmp_path / "var" / "search"

    assert indexed(output, kept) == indexed(output, kept)
    assert runs == ["en"]


def test_a_changed_page_and_another_language_are_indexed_anew(output, tmp_path, runs):
    kept = tmp_path / "var" / "search"
    indexed(output, kept)
    page = output / "2026/05/lunch.html"
    page.write_text(page.read_text().replace("zebra", "horse"))

    assert indexed(output, kept) == indexed(output, None)
    assert indexed(output, kept, "de") == indexed(output, None, "de")
    assert len(runs) == 5


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[:40], lambda _data: b""]
)
def test_a_damaged_index_is_made_anew(output, tmp_path, runs, damage):
    kept = tmp_path / "var" / "search"
    first = indexed(output, kept)
    kept.write_bytes(damage(kept.read_bytes()))

    assert indexed(output, kept) == first
    assert len(runs) == 2


def test_without_posts_there_is_no_index_and_none_is_left(output):
    write_index(output, ["2026/05/lunch.html"], "en")

    write_index(output, [], "en")

    assert not (output / "pagefind").exists()


def test_a_language_without_words_of_its_own_keeps_the_general_program():
    paths = ("pagefind-entry.json", "wasm.unknown.pagefind", "wasm.en.pagefind", "index/a.pf_index")

    assert used(paths, {"xx": {"wasm": None}}) == {paths[0], paths[1], paths[3]}


def test_what_the_program_says_is_told(output):
    (output / "2026/05/empty.html").write_text("")

    with pytest.raises(CannotWrite, match=r"cannot be made; Pagefind says .*not able to build"):
        write_index(output, ["2026/05/empty.html"], "en")


def test_a_program_that_cannot_run_is_told(output, monkeypatch):
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(output / "nothing"))

    with pytest.raises(CannotWrite, match="No such file"):
        write_index(output, ["2026/05/lunch.html"], "en")
