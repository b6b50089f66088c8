"""How files are read: HTML as it was written, imported bodies cleaned, links to folders in previews."""

from html import escape, unescape
from typing import Any

from pelican import signals
from pelican.contents import Static
from pelican.readers import HTMLReader

from plugins.shared.receivers import keep_order


def connect() -> None:
    """Ask Pelican to call us for its readers, and for everything they read."""
    signals.readers_init.connect(add_reader)
    keep_order(signals.content_object_init)
    signals.content_object_init.connect(clean_imported_body)
    signals.content_object_init.connect(forget_empty_summary)
    signals.content_object_init.connect(name_the_file)


class FaithfulReader(HTMLReader):  # type: ignore[misc] # Pelican has no types
    """Pelican's reader of HTML files, with titles and attributes that come out as they went in.

    Its own shows a title's "&amp;" as it is, and a value with both kinds of quotes ends at the first of
    one kind: what followed, an onclick for instance, becomes an attribute.
    """

    class _HTMLParser(HTMLReader._HTMLParser):  # type: ignore[misc] # noqa: SLF001
        def build_tag(self, tag: str, attrs: list[tuple[str, str | None]], close_tag: bool) -> str:  # noqa: FBT001
            written = [
                f" {escape(name)}" + (f'="{escape(value)}"' if value is not None else "")
                for name, value in attrs
            ]
            return f"<{escape(tag)}{''.join(written)}{' />' if close_tag else '>'}"

    def read(self, filename: str) -> tuple[str, dict[str, Any]]:
        """Give the body and the metadata of a file."""
        body, metadata = super().read(filename)
        if "title" in metadata:
            metadata["title"] = unescape(metadata["title"])
        return body, metadata


def add_reader(readers: Any) -> None:
    """Let our reader read HTML files."""
    readers.reader_classes |= dict.fromkeys(FaithfulReader.file_extensions, FaithfulReader)


def clean_imported_body(content: Any) -> None:
    """Clean the body of a file that says that it was imported."""
    if "imported_from" in content.metadata:
        from plugins.shared.imported_html import clean_imported  # noqa: PLC0415 - many sites have none

        content._content = clean_imported(content._content or "")  # noqa: SLF001 - Pelican has no other way in


def forget_empty_summary(content: Any) -> None:
    """Let a summary that was left empty be made of the first words, as if its line were not there."""
    if not content.metadata.get("summary", "words").strip():
        del content.metadata["summary"], content._summary  # noqa: SLF001 - Pelican keeps it twice


def name_the_file(content: Any) -> None:
    """Let an address of a folder end in its file's name in a preview: from disk, folders are no pages."""
    url = getattr(content, "override_url", "")
    if not isinstance(content, Static) and url.endswith("/") and content.settings["RELATIVE_URLS"]:
        content.override_url = f"{url}index.html"
