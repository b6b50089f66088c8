"""What a site's files state themselves, read as people's editors write it."""

import pytest

from plugins.shared.errors import BadContent
from plugins.shared.written import read_withdrawn


@pytest.mark.parametrize(
    "data",
    [b"urn:a\nurn:b\n", b"\xef\xbb\xbfurn:a\r\n# gone in 2012\r\n\r\n urn:b ", b"urn:b\rurn:a"],
)
def test_withdrawn_ids_are_read_whatever_the_line_ends(tmp_path, data):
    (tmp_path / "withdrawn.txt").write_bytes(data)

    assert read_withdrawn(tmp_path) == {"urn:a", "urn:b"}


def test_a_list_of_withdrawn_ids_that_is_no_text_is_told_in_a_sentence(tmp_path):
    (tmp_path / "withdrawn.txt").write_bytes(b"urn:a\n\xff\n")

    with pytest.raises(
        BadContent, match=r"withdrawn\.txt: line 2 is not UTF-8 text; save the file"
    ):
        read_withdrawn(tmp_path)


def test_nothing_is_withdrawn_where_nothing_says_so(tmp_path):
    assert read_withdrawn(tmp_path) == frozenset()
