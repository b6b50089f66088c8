import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.speed.manifest import (
    Manifest,
    manifest_path,
    read_manifest,
    state_folder,
    write_manifest,
)
from plugins.speed.stamps import Stamps

NUMBERS = st.integers(min_value=-(2**63), max_value=2**63 - 1)
NAMES = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), min_size=1)
STAMPS = st.builds(
    Stamps,
    of=st.dictionaries(NAMES, st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)),
    hashes=st.dictionaries(NAMES, st.binary()),
)
MANIFESTS = st.builds(
    Manifest,
    key=st.text(),
    ground=st.text(),
    inputs=STAMPS,
    output=STAMPS,
    built=st.floats(0, 1e10),
    others=st.lists(NAMES).map(tuple),
    valid_until=st.none() | st.floats(0, 1e10),
    commit=st.text(),
    told=st.dictionaries(st.text(), st.lists(st.text())),
)


def manifest(**changes):
    of = {"a.html": (1, 2, 3, 4), os.fsdecode(b"s\xf6te\n.html"): (5, 6, 7, 8)}
    stamps = Stamps(of=of, hashes={"a.html": b"x"})
    values = {"key": "k", "ground": "g", "inputs": stamps, "output": stamps, "built": 100.0}
    return Manifest(**{**values, "told": {"said": []}, **changes})


@given(MANIFESTS)
def test_what_is_written_is_read(tmp_path_factory, made):
    folder = tmp_path_factory.getbasetemp() / "any manifest"
    write_manifest(folder, made)

    assert read_manifest(folder) == made


def test_names_that_are_no_text_are_kept(tmp_path):
    write_manifest(tmp_path, manifest())

    assert read_manifest(tmp_path) == manifest()


def test_without_a_file_there_is_none(tmp_path):
    assert read_manifest(tmp_path) is None


def test_a_manifest_that_is_cut_off_anywhere_is_none(tmp_path):
    write_manifest(tmp_path, manifest())
    whole = manifest_path(tmp_path).read_bytes()

    for size in range(len(whole)):
        manifest_path(tmp_path).write_bytes(whole[:size])
        assert read_manifest(tmp_path) is None


def test_a_manifest_with_any_other_byte_is_none(tmp_path):
    write_manifest(tmp_path, manifest())
    whole = manifest_path(tmp_path).read_bytes()

    for place in range(len(whole)):
        other = bytes([whole[place] ^ 1])
        manifest_path(tmp_path).write_bytes(whole[:place] + other + whole[place + 1 :])
        assert read_manifest(tmp_path) is None


def test_a_manifest_of_another_python_is_none(tmp_path, monkeypatch):
    write_manifest(tmp_path, manifest())
    monkeypatch.setattr("sys.version", "another")

    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize(
    ("valid_until", "now", "is_so"),
    [
        (None, 100.5, True),
        (None, 99.0, False),  # the clock was set back: what was public may be of the future again
        (200.0, 199.9, True),
        (200.0, 200.0, False),
    ],
)
def test_time_has_its_say(valid_until, now, is_so):
    assert manifest(valid_until=valid_until).is_of_time(now) == is_so


def test_each_site_output_and_settings_have_a_folder_of_their_own(site):
    folders = {
        state_folder(site.open()),
        state_folder(site.open("publishconf")),
        state_folder(site.open(output=str(site.folder / "other"))),
    }

    assert len(folders) == 3
    assert all(folder.parent == site.folder / "var" / "speed" for folder in folders)


def test_files_that_are_not_as_they_were_left_are_told():
    stamps = Stamps(of=dict.fromkeys(("same", "gone", "other"), (1, 2, 3, 4)), hashes={})
    now = {"same": (1, 2, 3, 4), "other": (1, 2, 9, 4), "new": (1, 2, 3, 4)}

    assert manifest(output=stamps).damaged(now, lambda _name: b"") == {"gone", "other", "new"}
