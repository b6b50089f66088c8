import email
import re
from dataclasses import replace
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import BO, DATE, WITH_DESK, digest, letter, sender, template

from plugins.newsletter.letter.headers import build_head, encode_text
from plugins.shared.text import one_line


def lines(subject="Grüße", settings=None, **changes):
    head = build_head(subject, sender=sender(settings, **changes), date=DATE)
    return re.sub("\0([a-z_]+)\0", lambda match: match[1].upper(), head).split("\r\n")[:-1]


def test_the_head_is_as_it_should_be_with_a_desk():
    assert lines(settings=WITH_DESK) == [
        "From: =?utf-8?b?QW5hIE3DvGxsZXI=?= <ana@ana.example>",
        "To: ADDRESS",
        "Reply-To: =?utf-8?b?QW5hIE3DvGxsZXI=?= <ana@ana.example>",
        "Subject: =?utf-8?b?R3LDvMOfZQ==?=",
        "Date: Sun, 31 May 2026 18:00:00 +0000",
        "Message-ID: MESSAGE_ID",
        "List-Id: Ana's tips <letters.ana.example>",
        "List-Unsubscribe: <https://desk.ana.example/u/TOKEN>, <mailto:ana@ana.example?subject=unsubscribe%20TOKEN>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "List-Archive: <https://ana.example/digests/x.html>",
        "List-Help: <https://ana.example/>",
        "List-Owner: <mailto:ana@ana.example> (Ana Muller)",
        "List-Post: NO",
        "Precedence: bulk",
        "X-Auto-Response-Suppress: OOF, AutoReply",
        "Feedback-ID: 2026-05-31-weekly:weekly:letters.ana.example:ana.example",
        "CFBL-Address: ana@ana.example; report=arf",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="=_still-in-touch_="',
        "Content-Language: en",
    ]


@pytest.mark.parametrize("desk", ["", "http://127.0.0.1:8000"])
def test_one_click_needs_a_desk_with_https(desk):
    found = lines(desk=desk)

    assert "List-Unsubscribe: <mailto:ana@ana.example?subject=unsubscribe%20TOKEN>" in found
    assert not any(line.startswith("List-Unsubscribe-Post") for line in found)


def test_a_letter_nobody_pressed_send_for_says_so():
    assert "Auto-Submitted: auto-generated" in lines(is_automatic=True)
    assert not any(line.startswith("Auto-Submitted") for line in lines())


HOSTILE = (
    "Ü" * 80,
    "a" * 300,
    "=?utf-8?q?x?=",
    'An"a \\ (x) <b@c>',
    "日本語のお便り" * 20,
    "",
    "🥄 x " * 40,
)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("desk", ["", "https://desk.ana.example/" + "d" * 300])
def test_lines_of_lists_are_never_encoded_or_folded(name, desk):
    found = lines(name=name, title=name, desk=desk)
    of_list = [line for line in found if line.startswith("List-")]

    assert len(of_list) == 6 + bool(desk)
    assert not any("=?" in line for line in of_list)
    assert all(line.isascii() for line in found)
    assert all(not line.startswith(" ") for line in found[found.index(of_list[0]) :])
    assert max(map(len, found)) <= 998


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_subjects_are_read_as_they_were(text):
    found = lines(text, name=text)
    read = email.message_from_string("\r\n".join(found) + "\r\n\r\n")

    assert decoded(read["Subject"]) == text
    name, address = parseaddr(decoded(read["From"]))
    assert address == "ana@ana.example"
    assert one_line(text).startswith(name.rstrip("…").rstrip())
    assert name or not text


def decoded(header):
    """Give a header's text; the newer policy puts blanks between a name's encoded words."""
    return str(make_header(decode_header(header.replace("\r\n", ""))))


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300).map(str.strip)
)
def test_a_subject_folds_into_words_of_75_columns(text):
    folded = encode_text(text, len("Subject: "))
    head, *rest = folded.split("\r\n")

    assert len("Subject: ") + len(head) <= 78
    assert all(len(line) <= 78 and line.startswith(" ") for line in rest)
    assert all(len(word) <= 75 for word in re.findall(r"=\?\S+\?=", folded))
    for word in re.findall(r"=\?utf-8\?b\?\S+\?=", folded):
        decode_header(word)[0][0].decode()  # none ends inside a character


@pytest.mark.parametrize("bad", ["x\r\nBcc: a@b.example", "x\ny", "x\ry", "x\0y"])
@pytest.mark.parametrize("field", ["subject", "language", "list_id", "address", "desk"])
def test_a_line_break_in_a_header_is_refused(bad, field):
    changes = {} if field == "subject" else {field: bad if field != "desk" else f"https://{bad}"}

    with pytest.raises(ValueError, match="a line break or NUL"):
        lines(bad if field == "subject" else "x", **changes)


def test_a_title_with_a_line_break_is_one_line_in_its_letter():
    made = letter(digest(subject="Hello\r\nBcc: a@b.example"))
    read = email.message_from_bytes(template(made).fill(BO), policy=default)

    assert read["Subject"] == "Hello Bcc: a@b.example"
    assert read["Bcc"] is None


def test_a_line_no_server_takes_is_refused():
    with pytest.raises(ValueError, match="List-Unsubscribe is longer than 998"):
        lines(desk="https://desk.example/" + "d" * 990)


def test_addresses_beyond_ascii_are_encoded():
    found = lines(view_url="https://exämple.de/grüße?a=%20 b", help_url="https://x.example/<>")

    assert "List-Archive: <https://xn--exmple-cua.de/gr%C3%BC%C3%9Fe?a=%20%20b>" in found
    assert "List-Help: <https://x.example/%3C%3E>" in found


def test_nothing_of_a_reader_is_in_the_feedback_id():
    message = template().fill(replace(BO, token="secrettoken"))

    assert b"secrettoken" not in re.search(rb"Feedback-ID: (.*)", message)[1]


def test_a_page_with_an_address_too_long_for_a_header_is_archived_at_the_site():
    long = f"https://ana.example/{'昼' * 120}.html"

    assert "List-Archive: <https://ana.example/>" in lines(view_url=long)
