"""The entries of an XML export, one at a time: large files, damaged ones and cut off ones, too.

The bytes are cut at the entries' tags and each entry is parsed by itself, so that memory holds one
entry, and whatever is wrong in one never takes the others along. Nothing is ever fetched or expanded:
a file with a DOCTYPE is refused, for no export has one.
"""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from plugins.comments_import.files.decoding import decode_as, encoding_of, has_ascii_tags
from plugins.comments_import.files.export_file import ExportFile
from plugins.comments_import.files.xml_cutting import cut_entries, cut_inner, find_root, split_at
from plugins.comments_import.files.xml_mending import escape_texts, mend
from plugins.comments_import.files.xml_namespaces import declaring, short_name, wrapper_of

__all__ = [
    "Entry",
    "attribute",
    "cut_inner",
    "entry_of",
    "has_end",
    "inner_markup",
    "parse_entry",
    "read_entries",
    "read_spans",
    "root_of",
]

_CHUNK = 1 << 20
_BATCH = 1 << 17  # bytes that are parsed in one go
_LONGEST_TAIL = 4096  # bytes in which the root ends
_TAG = re.compile("<[^<>]*>")
_DECLARED = re.compile(r' xmlns(?::[\w.-]+)?="[^"]*"')


@dataclass(frozen=True, slots=True)
class Entry:
    """One element with what is in it, by short names such as "published" and "wp:post_id".

    `is_damaged` says that it could only be read in part, `is_cut` that the file ended within it: when it
    is not damaged then, it ended between two of the fields; else the field that it ended in is left out.
    """

    element: Any
    fields: dict[str, list[Any]]
    is_damaged: bool = False
    is_cut: bool = False

    def text(self, name: str) -> str:
        """Give the text of the first child called `name`, stripped; "" when there is none."""
        found = self.fields.get(name)
        return _text_of(found[0]).strip() if found else ""

    def raw(self, name: str) -> str:
        """Give the same with its white space."""
        found = self.fields.get(name)
        return _text_of(found[0]) if found else ""

    def all(self, name: str) -> list[Any]:
        """Give every child called `name`."""
        return self.fields.get(name, [])

    def child(self, name: str) -> "Entry":
        """Give the first child called `name` as an entry; an empty one when there is none."""
        found = self.fields.get(name)
        return entry_of(found[0]) if found else Entry(None, {})


def _text_of(element: Any) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def entry_of(element: Any, *, is_damaged: bool = False, is_cut: bool = False) -> Entry:
    """Give an element of lxml as an entry."""
    fields: dict[str, list[Any]] = {}
    for child in element:
        name = short_name(child.tag)
        if name in fields:
            fields[name].append(child)
        else:
            fields[name] = [child]
    return Entry(element, fields, is_damaged, is_cut)


def attribute(element: Any, name: str) -> str:
    """Give an attribute by its local name, in whatever namespace; "" when there is none."""
    found = element.get(name)
    if found is None:
        found = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")
    return str(found)


def inner_markup(element: Any) -> str:
    """Give what is in an element as HTML; the <div> of <content type="xhtml"> is not part of it."""
    is_wrapped = element.get("type") == "xhtml" and len(element) == 1
    around = element[0] if is_wrapped and str(element[0].tag).endswith("div") else element
    inside = "".join(etree.tostring(child, encoding="unicode") for child in around)
    # HTML has no namespaces, and each element would declare all those of the export.
    return (around.text or "") + _TAG.sub(lambda tag: _DECLARED.sub("", tag[0]), inside)


def read_entries(file: ExportFile, *tags: str) -> Iterator[tuple[str, Entry]]:
    """Give each element called one of `tags` (with their prefix, if any), with its name.

    Such elements do not contain each other. Raises BadExport when the file has a DOCTYPE.
    """
    batch: list[_Span] = []
    size = 0
    for span in read_spans(file, *tags):
        batch.append(span)
        size += len(span[2])
        if size > _BATCH:
            yield from _parse_batch(batch)
            batch, size = [], 0
    yield from _parse_batch(batch)


_Span = tuple[str, bytes, bytes, bool]


def _parse_batch(batch: list[_Span]) -> Iterator[tuple[str, Entry]]:
    """Parse several elements in one go, which takes half the time; when one is damaged, each by itself."""
    try:
        root = _root(batch[0][1], b"".join([span for _tag, _wrapper, span, _is_cut in batch])) if batch else ()  # fmt: skip
    except etree.XMLSyntaxError:
        root = ()
    if len(root) == len(batch) and not any(is_cut for *_others, is_cut in batch):
        for (tag, *_others), element in zip(batch, root, strict=True):
            yield tag, entry_of(element)
        return
    for tag, wrapper, span, is_cut in batch:
        yield from _parse_alone(tag, wrapper, span, is_cut=is_cut)


def _parse_alone(
    tag: str, wrapper: bytes, span: bytes, *, is_cut: bool
) -> Iterator[tuple[str, Entry]]:
    entry = parse_entry(wrapper, span, is_cut=is_cut)
    # A CDATA section without an end may go on to that of another one, entries later.
    parts = split_at(span, tag) if entry.is_damaged else []
    if len(parts) > 1:
        for part in parts:
            yield tag, parse_entry(wrapper, part, is_cut=is_cut and part is parts[-1])
    else:
        yield tag, entry


def read_spans(file: ExportFile, *tags: str) -> Iterator[tuple[str, bytes, bytes, bool]]:
    """Give the same unparsed: the name, the wrapper for parse_entry, the bytes, whether they are cut off."""
    name = encoding_of(file.head)
    with file.open() as stream:
        root, spans = cut_entries(_chunks(stream, name), tags)
        wrapper = wrapper_of(root)
        for tag, span, is_cut in spans:
            is_stated = name != "utf-8" and has_ascii_tags(name)
            yield tag, wrapper, decode_as(span, name).encode() if is_stated else span, is_cut


def _chunks(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Give the bytes; those of an encoding that writes tags in its own way as UTF-8."""
    chunks = iter(lambda: stream.read(_CHUNK), b"")
    if not has_ascii_tags(name):
        chunks = codecs.iterencode(codecs.iterdecode(chunks, name, errors="replace"), "utf-8")
    for chunk in chunks:
        yield chunk.replace(b"\0", b"") if b"\0" in chunk else chunk


def root_of(file: ExportFile) -> str:
    """Give the start tag of the first element, "" when there is none."""
    found = find_root(file.head_text.encode(errors="replace"), may_declare=True)
    return found[0].decode() if found else ""


def has_end(file: ExportFile) -> bool:
    """Whether the file goes on to the root's end: one that was cut between two elements looks whole."""
    name = re.match(r"<([^\s/>]+)", root_of(file))
    if not name:
        return False
    tail = b""
    with file.open() as stream:
        if stream.seekable():
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _LONGEST_TAIL))
        while chunk := stream.read(_CHUNK):
            tail = (tail + chunk)[-_LONGEST_TAIL:]
    return f"</{name[1]}".encode() in tail.replace(b"\0", b"") or root_of(file).endswith("/>")


def parse_entry(wrapper: bytes, span: bytes, *, is_cut: bool = False) -> Entry:
    """Parse the bytes of one element; `wrapper` is a start tag that declares the prefixes in it."""
    whole = _closed(span) if is_cut else span
    for wanted in _attempts(wrapper, whole):
        try:
            return entry_of(_parse(*wanted), is_cut=is_cut)
        except etree.XMLSyntaxError:
            pass
    root = etree.fromstring(wrapper + mend(whole), parser=_parser(recover=True))
    first = next(iter(root), None) if root is not None else None
    if first is None or not isinstance(first.tag, str):
        return Entry(None, {}, is_damaged=True, is_cut=is_cut)
    if is_cut and len(first):  # half a number is another number
        first.remove(first[-1])
    return entry_of(first, is_damaged=True, is_cut=is_cut)


def _attempts(wrapper: bytes, span: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the element as it is, then with ever more of it mended; nothing of it is lost by that."""
    yield wrapper, span
    mended = mend(span)
    wrapper = declaring(wrapper, mended)
    yield wrapper, mended
    yield wrapper, mend(escape_texts(span))


def _closed(span: bytes) -> bytes:
    """Give an element that was cut off with an end tag, and without half a tag."""
    name = re.match(rb"<([^\s/>]+)", span)
    last = span.rfind(b"<")
    kept = span[:last] if span.find(b">", last) < 0 else span
    return b"%b</%b>" % (kept, name[1]) if name and kept else span


def _parser(*, recover: bool) -> Any:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


_STRICT = _parser(recover=False)


def _root(wrapper: bytes, spans: bytes) -> Any:
    return etree.fromstring(b"%b%b</_>" % (wrapper, spans), parser=_STRICT)


def _parse(wrapper: bytes, span: bytes) -> Any:
    return _root(wrapper, span)[0]
