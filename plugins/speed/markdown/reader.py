"""Makes a quick reader of Pelican's reader of Markdown."""

from typing import Any

from plugins.speed.markdown.borrowed import with_names


def quick_reader(base: type) -> type:
    """Give a subclass of pelican.readers.MarkdownReader that reads the same, quicker.

    MARKDOWN_RESETTABLE in Pelican's settings may name further extensions, as MARKDOWN does, whose
    reset() brings back everything that a conversion changes.
    """
    reader: Any = base

    class QuickMarkdownReader(reader):  # type: ignore[misc]
        """A MarkdownReader whose read() takes its converter from those kept."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._converters: Any = None

        def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
            """Give the HTML and the metadata of a post; see MarkdownReader.read."""
            if self._converters is None:
                self._converters = _new_converters(self.settings)
                self._read_with = with_names(reader.read, Markdown=self._converters.take)
            try:
                content, metadata = self._read_with(self, source_path)
            except RecursionError:  # the quick parts call deeper; only the plain ones decide
                return super().read(source_path)  # type: ignore[no-any-return]
            self._converters.give_back(self._md)
            return content, metadata

    return QuickMarkdownReader


def _new_converters(settings: dict[str, Any]) -> object:
    # Not before a post is read: most builds read none.
    from plugins.speed.markdown.converters import Converters  # noqa: PLC0415

    return Converters(declared=settings.get("MARKDOWN_RESETTABLE", ()))
