"""Pages without the indentation of their templates: it is for those who read templates, and weighs."""

import re

from jinja2.ext import Extension

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class WithoutIndentation(Extension):
    """Takes the spaces at the beginning of a template's lines away, before Jinja reads it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Give the template's text as Jinja shall read it."""
        del name, filename
        return _INDENTATION.sub("", source)
