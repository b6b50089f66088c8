"""A page that is written over another, as a page with `save_as: index.html` is, is what stands after every build."""

import json
import os
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment
from speed.reading_posts import settings_for

from plugins.speed.policy import Policy
from plugins.speed.session import Session
from plugins.speed.state import Job
from plugins.speed.templates import watch_environment
from plugins.speed.writing import QuickWriter


class Site:
    """A site that is built again and again, from two templates and two variables."""

    def __init__(self, folder: Path, *, is_gathered: bool) -> None:
        self.folder, self.number, self.is_gathered = folder, 0, is_gathered
        self.state = folder / "state"
        self.state.mkdir()
        self.output = folder / "none"

    def build(self, *, first: str, second: str) -> str:
        """Build, and give what index.html holds then."""
        told = {
            "commit": str(self.number or ""),
            "output": str(self.output),
            "known": self.number > 0,
        }
        (self.state / "job.json").write_text(json.dumps(told))
        (self.state / "damaged.json").write_text("[]")
        new = self.folder / f"output-{self.number}"
        new.mkdir()
        self._write(settings_for(self.folder, OUTPUT_PATH=str(new)), first, second)
        done = json.loads((self.state / "done.json").read_text())
        for name in done["kept"]:
            if not (new / name).exists():
                os.link(self.output / name, new / name)
        self.output, self.number = new, self.number + 1
        return (new / "index.html").read_text()

    def _write(self, settings, first: str, second: str) -> None:
        self.env = Environment(
            autoescape=False,
            loader=DictLoader({"list": "list {{ one }}", "page": "page {{ two }}"}),
        )
        watch_environment(self.env)
        contents = {"generated_content": {}, "static_content": {}, "localsiteurl": ""}
        self.context = {**settings, **contents, "one": first, "two": second}
        session = Session(settings, Job(str(self.state), "key"), None, Policy())
        session.begin_writing([self], 1)
        writer = type("Writer", (QuickWriter,), {"session": session})(
            settings["OUTPUT_PATH"], settings=settings
        )
        self._write_list(writer)
        page = self.env.get_template("page")
        writer.write_file("index.html", page, self.context, override_output=True)
        session.finish()

    def _write_list(self, writer) -> None:
        plain = self.env.get_template("list")
        if not self.is_gathered:
            writer.write_file("index.html", plain, self.context)
            return
        with writer.gathering():
            writer.write_file("index.html", plain, self.context)


@pytest.mark.parametrize("is_gathered", [False, True])
@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("x", "b"), ("a", "y"), ("x", "y")])
def test_the_page_that_was_written_last_stands(tmp_path, is_gathered, first, second):
    site = Site(tmp_path, is_gathered=is_gathered)

    assert site.build(first="a", second="b") == "page b"
    for _build in range(3):
        assert site.build(first=first, second=second) == f"page {second}"
    assert site.build(first="a", second="b") == "page b"
    assert site.build(first="z", second="b") == "page b"
