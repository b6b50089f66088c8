"""Paths below the output are written in one way."""

import os

from hypothesis import given
from hypothesis import strategies as st

from plugins.speed.outputs import shortest

PATHS = st.text(alphabet="a./", max_size=12)


@given(PATHS)
def test_a_path_without_detours_is_the_one_that_python_gives(path):
    assert shortest(path) == os.path.normpath(path)
