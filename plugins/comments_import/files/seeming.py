"""What a file that no source claims seems to be: a person who sees it knows what to do next."""

import re

from plugins.comments_import.files.export_file import ExportFile

_STARTS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive within other archives; unpack it first"),
    (b"\x1f\x8b", "a gzip archive within other archives; unpack it first"),
    (b"SQLite format 3", "an SQLite database, but not Isso's"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"bplist", "a Safari web archive; save the page as HTML or as text"),
)
_MARKUP = (
    (r"<b:skin|<b:section|data:blog\.|<\$Blog\w+\$>", "a Blogger theme, which holds no posts"),
    (r"<disqus", "a Disqus export without the name of its format"),
    (r"schemas\.google\.com/blogger", "a part of a Blogger export; its <feed> is missing"),
    (r"<rss[\s>].*wordpress\.org/export", "a damaged WordPress export"),
    (r"<rss[\s>]", "an RSS feed, which holds neither comments nor all posts; get the blog's export"),
    (r"<feed[\s>]", "an Atom feed of another system; get the blog's export"),
    (r"<livejournal|<comment jitemid", "a LiveJournal export, which is not read yet"),
    (r"<blog[\s>].*blogml", "a BlogML export, which is not read yet"),
    (r"<\?xml|<!doctype (?!html)", "XML that is no blog's export"),
    (r"blogger_dynamic|class=['\"][^'\"]*\bdynamic\b", "a page of Blogger's Dynamic Views, which holds no text; save it with ?m=1 behind its address, or take the blog's backup"),
    (r"accounts\.google\.com|sign in", "a page that asks to sign in, not the export itself"),
    (r"<!doctype html|<html[\s>]", "an HTML page that is none of a Blogger blog"),
)  # fmt: skip


def seeming(file: ExportFile) -> str:
    """Give what the file seems to be, in a few words."""
    if not file.head.strip():
        return "an empty file; save the page or the export once more"
    start = next((what for start, what in _STARTS if file.head.startswith(start)), "")
    return start or _seeming_text(file.head_text[:100_000], is_binary=b"\0" in file.head)


def _seeming_text(text: str, *, is_binary: bool) -> str:
    start = text.lstrip()[:1]
    if start == "<" or "<html" in text[:2000].lower():
        found = (what for mark, what in _MARKUP if re.search(mark, text, re.IGNORECASE | re.DOTALL))
        return next(found, "markup of an unknown kind")
    if is_binary:
        return "a binary file"
    if start in {"{", "["}:
        is_ghost = '"db"' in text[:200] and '"posts"' in text
        return "a Ghost export, which holds no comments" if is_ghost else "JSON of an unknown kind"
    return (
        "plain text, but not a copy of a blog page: that starts with a line such as "
        '"Saturday, August 14, 2010", then the title, then the text'
    )
