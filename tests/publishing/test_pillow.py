"""Pillow, which is loaded when somebody touches it."""

import subprocess
import sys

import pytest

from plugins.shared.site import ENGINE

BEFORE = """
import sys
from plugins.publishing.pillow import pillow_put_off
with pillow_put_off():
    import docutils.core, docutils.writers.html4css1
assert "PIL.Image" not in sys.modules
"""
TOUCHES = {
    "import": "import PIL.Image; assert PIL.Image.new('L', (2, 1)).size == (2, 1)",
    "from": "from PIL import Image; assert Image.new('L', (2, 1)).size == (2, 1)",
    "attribute": "import PIL; assert PIL.Image.new('L', (2, 1)).size == (2, 1)",
    "another module first": "from PIL import ImageOps; assert ImageOps.Image is sys.modules['PIL.Image']",
    "what is not there": "import PIL; assert not hasattr(PIL, 'nothing') and hasattr(PIL, 'Image')",
    "threads": """
import threading
import PIL
meeting, sizes = threading.Barrier(8), []
def touch():
    meeting.wait()
    sizes.append(PIL.Image.new('L', (2, 1)).size)
threads = [threading.Thread(target=touch) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert sizes == [(2, 1)] * 8
""",
    "a forked worker": """
import multiprocessing, PIL
def size(_): return PIL.Image.new('L', (2, 1)).size
with multiprocessing.get_context('fork').Pool(2) as pool: assert pool.map(size, range(4)) == [(2, 1)] * 4
""",
    "docutils": """
import pathlib, tempfile
from docutils.core import publish_string
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, 'a.pgm')
    path.write_bytes(b'P5 40 20 255 ' + bytes(800))
    text = f'.. image:: {path}\\n   :scale: 50\\n'
    page = publish_string(text, writer_name='html4css1').decode()
assert 'width: 20.0px; height: 10.0px' in page, page
""",
}


def faults(code):
    """Give what a new process that does this complains of."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ENGINE, capture_output=True, text=True, check=False).stderr


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_who_touches_it_has_it(touch):
    assert faults(BEFORE + touch) == ""


def test_where_it_is_loaded_nothing_is_put_off():
    code = "import PIL.Image as before, sys\n"
    code += BEFORE.replace("not in", "in") + "assert sys.modules['PIL.Image'] is before"

    assert faults(code) == ""


def test_where_there_is_none_docutils_does_without():
    code = "import sys\nsys.modules['PIL'] = None\n" + BEFORE
    code += "from docutils.writers import _html_base\nassert _html_base.PIL is None"

    assert faults(code) == ""
