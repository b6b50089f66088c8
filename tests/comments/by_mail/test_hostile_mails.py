"""Mails that are broken, endless, or made to harm: a sentence or a comment, and soon."""

import base64
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_site import LittleSite

from plugins.comments.blocks import parse_blocks
from plugins.comments.by_mail.adding import add_mail
from plugins.comments.by_mail.mail import NoMail, read_mail
from plugins.comments.by_mail.quotes import cut_quotes, unwrapped
from plugins.comments.model import Status, comment_from
from plugins.shared.errors import SiteError

STEM = "2026-05-31-lunch"
NOW = datetime(2026, 6, 3, 8, tzinfo=UTC)
HEAD = (
    b"From: Bo <bo@work.example>\nTo: Ana <ana@ana.example>\nDate: Mon, 1 Jun 2026 10:00:00 +0200\n"
)
LENGTH = 100_000


def mail(body=b"Words.\n", kind=b"text/plain; charset=utf-8", more=b""):
    return HEAD + more + b"Content-Type: " + kind + b"\n\n" + body


def outcome(data):
    """Give a mail's text, or the sentence that it is none."""
    try:
        return read_mail(data).text
    except NoMail as error:
        return str(error)


def many(unit):
    return unit * (LENGTH // len(unit))


@pytest.mark.parametrize(
    "unit",
    [b".", b"a", b"a@", b"-", b"*", b" x", b">", b">\n", b"x\n", b"a:\n", b"1\n", b"--\n", b"-- \n", b"> a\nb\n",
     b"________\n", b"From: x\n", b"On 1 wrote:\n", b"ana@ana.example 1:\n", b"Sent from my iPhone\n", b"- x\n"],
)  # fmt: skip
def test_endless_text_is_read_soon(unit):
    """The square of the length would be minutes."""
    begun = time.monotonic()

    found = read_mail(mail(b"words\n\n" + many(unit)))
    words = cut_quotes(found.text, frozenset({"ana@ana.example"}))
    [unwrapped(piece.text) for piece in words.pieces]

    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "unit",
    [b"<div>x", b"<blockquote>x", b"<span>x", b"<a href=https://x.example>x", b"<pre>\n", b"<table><tr><td>x", b"<", b"&amp;",
     b"<div class=gmail_attr>-----x", b"<!--", b"<ul><li>"],
)  # fmt: skip
def test_endless_html_is_read_soon(unit):
    begun = time.monotonic()

    read_mail(mail(b"<p>words</p>" + many(unit), kind=b"text/html; charset=utf-8"))

    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "data",
    [
        HEAD.replace(b"Bo <", many(b"(") + b"<") + b"\nWords.\n",
        HEAD.replace(b"Bo <", many(b"=?") + b"<") + b"\nWords.\n",
        HEAD.replace(b"Bo <", b'"' + many(b"a@") + b'" <') + b"\nWords.\n",
        HEAD.replace(b"Ana <", many(b"a@b,") + b"<") + b"\nWords.\n",
        mail(more=b"Message-ID: " + many(b"x") + b"\n"),
        mail(kind=b"text/plain" + many(b"; a=b")),
        mail(kind=b"text/plain; charset=" + many(b"x")),
        mail(many(b"--X\n\nw\n"), kind=b"multipart/mixed; boundary=X"),
        HEAD + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2_000)),
        HEAD + b"Content-Type: message/rfc822\n\n" * 3_000 + b"x",
        HEAD + many(b"X: y\n") + b"\nWords.\n",
    ],
    ids=["brackets", "encoded", "ats", "recipients", "id", "parameters", "charset", "parts", "nested", "mails", "headers"],
)  # fmt: skip
def test_endless_headers_and_parts_end_soon(data):
    begun = time.monotonic()

    assert 0 < len(outcome(data)) < 2 * LENGTH

    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "charset",
    ["rot13", "base64", "hex", "punycode", "idna", "unicode_escape", "undefined", "utf-16", "utf-7", "a\\0b", "'utf-8'", '""', ".", "../x"],
)  # fmt: skip
def test_no_charset_does_more_than_to_decode(charset):
    kind = f"text/plain; charset={charset}".encode()

    assert read_mail(mail(b"Words \\x41 xn--a-b.\n", kind=kind)).text


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_are_a_mail_or_a_sentence(head, body):
    for data in (
        head,
        HEAD + b"\n" + body,
        HEAD + head + b"\n" + body,
        HEAD + b"Content-Type: " + head + b"\n\n" + body,
    ):
        assert outcome(data).strip()


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=300))
def test_whatever_a_mail_says_it_adds_one_comment_that_stops_no_publishing(
    tmp_path_factory, name, id_, words
):
    site = _site(tmp_path_factory)
    file = site.content / "x.eml"
    head = f"From: =?utf-8?b?{base64.b64encode(name.encode(errors='replace')).decode()}?= <bo@work.example>\nMessage-ID: {id_.splitlines()[:1]}\n"
    file.write_bytes(
        f"{head}Date: Mon, 1 Jun 2026 10:00:00 +0200\nContent-Type: text/plain; charset=utf-8\n\n{words}".encode(
            errors="replace"
        )
    )

    try:
        added = add_mail(site, STEM, file, now=NOW)
    except SiteError:
        return

    (block,) = parse_blocks(added.post.comments.read_bytes().decode())
    comment, faults = comment_from(block)
    assert faults == []
    assert comment == replace(added.comment, line=1)
    assert comment.status is Status.APPROVED
    assert "bo@work.example" not in str(block.headers)


def _site(factory):
    site = LittleSite(factory.mktemp("site"))
    site.post()
    return site.open()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "this is no mail"),
        (b"Dear Ana,\n\nhello\n", "this is no mail"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, r"\.msg"),
        (mail(b" \n\n"), "no words"),
        (mail(b"%PDF", kind=b'application/pdf; name="x.pdf"'), '"x.pdf" was left out'),
        (mail(b"x", kind=b"multipart/encrypted"), "encrypted"),
        (mail(b"word " * 250_000), "a million characters"),
        (mail(b"words \n\n" + b"long " * 5_000), "more than 20000"),
        (mail(b"x" * 25_000_001), "larger than 25 MB"),
        (HEAD.replace(b"Bo ", b"") + b"\nWords.\n", "say --name NAME"),
    ],
)
def test_what_is_no_comment_is_refused_with_a_sentence(site, data, said):
    site.post()
    file = site.folder / "x.eml"
    file.write_bytes(data)

    with pytest.raises(NoMail, match=said):
        add_mail(site.open(), STEM, file, now=NOW)

    assert not (site.content / "comments" / f"{STEM}.txt").exists()


@pytest.mark.parametrize("name", ["none.eml", ".", "a\x00b", "x" * 400])
def test_a_file_that_cannot_be_read_is_said_so(site, name):
    site.post()

    with pytest.raises(NoMail, match="cannot be read"):
        add_mail(site.open(), STEM, site.folder / name, now=NOW)


def test_the_same_mail_is_one_comment_wherever_it_is_added_again(site):
    site.post()
    site.post("2026-06-01-tea")
    file = site.folder / "x.eml"
    file.write_bytes(mail(more=b"Message-ID: <1@work.example>\n"))
    opened = site.open()

    first = add_mail(opened, STEM, file, now=NOW)
    again = add_mail(opened, "2026-06-01-tea", file, now=NOW + timedelta(days=1))

    assert first.comment.id == again.comment.id
    assert "already; nothing was changed" in str(again)
    assert len(list((site.content / "comments").glob("*.txt"))) == 1


def test_a_letters_own_link_is_not_published(site):
    site.post()
    token = "abcdefghijklmnopqrstuv2345"
    file = site.folder / "x.eml"
    file.write_bytes(mail(f"My link is https://desk.ana.example/p/{token} now.\n".encode()))

    added = add_mail(site.open(), STEM, file, now=NOW)

    assert token not in added.post.comments.read_text()
    assert "is its reader's alone" in str(added)


def test_a_date_that_is_to_come_is_none(site):
    site.post()
    file = site.folder / "x.eml"
    file.write_bytes(mail().replace(b"2026", b"2036"))

    added = add_mail(site.open(), STEM, file, now=NOW)

    assert added.comment.date is None
    assert "lies in the future" in str(added)


def test_nothing_of_a_mail_moves_the_cursor(site):
    site.post()
    file = site.folder / "x.eml"
    parts = (
        b"--X\nContent-Type: image/\x1b[2Jpng\n\nx\n--X\nContent-Type: text/plain; charset=utf-8\n\nOne\x1b[2J\rtwo \xe2\x80\xae\n\n"
        b"On 1 June 2026 \xe2\x80\xae <ana@ana.example> wrote:\n\nOld.\n--X--\n"
    )
    data = mail(parts, kind=b"multipart/mixed; boundary=X")
    file.write_bytes(data.replace(b"From: Bo", "From: B\x1b\u202eo".encode()))

    told = str(add_mail(site.open(), STEM, file, now=NOW))

    assert "was taken for a quote" in told
    assert "was left out" in told
    assert not any(one in told for one in "\x1b\r\u202e")
