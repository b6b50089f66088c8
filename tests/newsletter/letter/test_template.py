import email
import re
from dataclasses import replace
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import BO, CY, DATE, WITH_DESK, digest, letter, post, sender, template

from plugins.newsletter.letter.model import Letter
from plugins.newsletter.letter.slots import LONGEST_NOTE
from plugins.newsletter.letter.template import Template, compile_template

LETTER = letter(settings=WITH_DESK)
TEMPLATE = template(LETTER, WITH_DESK)
# Whatever a person may type or paste; half of a surrogate pair is no text.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)
LINES = st.lists(
    st.one_of(
        TEXT,
        st.sampled_from(
            [
                "",
                ".",
                "..x",
                "From me",
                "=",
                "a=3D",
                "--=_still-in-touch_=",
                "x" * 300,
                "👩‍👩‍👧 " * 40,
            ]
        ),
    ),
    max_size=8,
).map("\r\n".join)


def parts_of(message):
    read = email.message_from_bytes(message, policy=default)
    assert not read.defects
    text, html = (part.get_content().replace("\r\n", "\n") for part in read.iter_parts())
    return read, text, html


def in_order(part, mark, pieces):
    """Whether a part is the letter's fixed pieces in their order, with anything in the slots."""
    fixed = re.split(f"{mark}[a-z]+{mark}", pieces)
    return re.fullmatch("(.*?)".join(map(re.escape, fixed)), part, re.DOTALL)


def test_a_filled_letter_is_a_proper_mail():
    read, text, html = parts_of(TEMPLATE.fill(CY))

    assert read["To"] == "cy@example.net"
    assert read["From"] == "Ana Müller <ana@ana.example>"
    assert read["Subject"] == "Grüße"
    assert read["Date"].datetime == DATE
    assert read["Message-ID"] == CY.message_id
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content_charset() for part in read.iter_parts()] == ["utf-8", "utf-8"]
    assert "Hello Cy 🥄 <Sy>,\n\nHow is the new job?\n.hidden = 1 & <b>\n\nDear _all_" in text
    assert "Hello Cy 🥄 &lt;Sy&gt;,</p>" in html
    assert "How is the new job?<br>\n.hidden = 1 &amp; &lt;b&gt;</p>" in html


def test_without_a_note_nothing_is_left_of_it():
    _read, text, html = parts_of(TEMPLATE.fill(BO))

    assert "Hello Bo,\n\nDear _all_" in text
    assert 'class="note' not in html


@given(TEXT, LINES)
def test_a_message_decodes_to_the_letter_with_its_values(name, note):
    message = TEMPLATE.fill(replace(BO, name=name, note=note))
    _read, text, html = parts_of(message)

    has_note = 'class="note' in html
    for part, made in ((text, LETTER.text), (html, LETTER.html)):
        assert in_order(part, LETTER.mark, made if has_note else without_note(made))
    assert html.count(BO.token) == LETTER.html.count("token")
    for line in message.split(b"\r\n"):
        assert b"\n" not in line
        assert b"\r" not in line
        assert not line.startswith((b".", b"From "))
    body = message.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert b"\0" not in message


def without_note(part):
    return re.sub(f"{LETTER.mark}note.*end{LETTER.mark}", "", part, flags=re.DOTALL)


@given(st.lists(st.text("ab.=\n é🥄\t\r", max_size=90), min_size=1, max_size=6))
def test_pieces_and_values_come_out_exactly(pieces):
    """A letter of one's own, whose every byte is known."""
    mark = "\ue000"
    content = f"{mark}token{mark}".join(pieces) + "\n"
    made = Letter(subject="x", html=content, text=content, mark=mark)
    message = template(made).fill(BO)

    expected = content.replace(f"{mark}token{mark}", BO.token).replace("\n", "\r\n")
    read = email.message_from_bytes(message)
    for part in read.get_payload():
        assert part.get_payload(decode=True).decode() == expected


def test_every_slot_of_the_body_begins_a_line():
    lines = TEMPLATE.fill(BO).partition(b"\r\n\r\n")[2].split(b"\r\n")

    assert lines.count(b"abcdefghijklmnopqrstuvwxyz=") == 4
    assert lines.count(b"Hello Bo,=") == 2


def test_the_wire_form_needs_no_dots_doubled():
    dotted = letter(digest(post(content="<pre>.one\n..two\n.</pre><p>" + "x" * 72 + ".y</p>")))
    wire = template(dotted).wire(replace(BO, note=".\n.."))

    assert wire.endswith(b"\r\n")
    assert not re.search(rb"(?m)^\.", wire)
    assert "    .one\n    ..two\n    .\n" in parts_of(wire)[1]


def test_python_agrees_with_every_byte_of_the_bodies():
    """EmailMessage, built the slow way from what was read, reads the same."""
    _read, text, html = parts_of(TEMPLATE.fill(CY))
    slow = email.message.EmailMessage(policy=SMTP)
    slow.set_content(text, cte="quoted-printable")
    slow.add_alternative(html, subtype="html", cte="quoted-printable")

    assert parts_of(slow.as_bytes())[1:] == (text, html)


def test_the_same_letter_gives_the_same_blob():
    blobs = {compile_template(letter(), sender=sender(), date=DATE) for _again in range(2)}

    assert len(blobs) == 1
    assert Template.from_bytes(blobs.pop()).fill(BO) == template().fill(BO)


@pytest.mark.parametrize(
    "blob", [b"", b"x", b"letter 1", b"letter 2\0\0\0\0\0x", b"letter 1\0\0\0\0\0x\0rm\0y"]
)
def test_what_is_no_template_is_refused(blob):
    with pytest.raises(ValueError, match="no compiled letter"):
        Template.from_bytes(blob)


@pytest.mark.parametrize(
    "changes",
    [
        {"address": address}
        for address in (
            "", "bo", "a@b\r\nBcc: x@y.example", "a b@example.org", "a@example.org,b@example.org",
            "Bo <bo@example.org>", "a@b\0", "bo@exämple.org", "a\u0085b@example.org", "bo@example.org\n",
        )
    ]
    + [{"token": token} for token in ("", "A", "a b", "a\n", "a\r\n", "x" * 65, "a%20")]
    + [{"message_id": id_} for id_ in ("", "x", "<a@b>\r\nX: y", "a@b", "<a b@c>", "<a@b>\n", "<é@b>")],
    ids=repr,
)  # fmt: skip
def test_what_cannot_stand_in_a_header_is_refused(changes):
    with pytest.raises(
        ValueError, match=r"cannot stand in a header|small letters and digits"
    ) as error:
        TEMPLATE.fill(replace(BO, **changes))

    assert "@" not in str(error.value)


def test_a_name_and_a_note_reach_no_header():
    reader = replace(BO, name="Bo\r\nBcc: x@y.example", note="\r\n\r\nSubject: x")
    read, text, _html = parts_of(TEMPLATE.fill(reader))

    assert read["Bcc"] is None
    assert read["Subject"] == "Grüße"
    assert "Hello Bo Bcc: x@y.example,\n\nSubject: x\n" in text


def test_an_address_beyond_ascii_stands_in_its_header_as_it_is():
    """RFC 6532; such a letter goes only to servers with SMTPUTF8."""
    message = TEMPLATE.fill(replace(BO, address="zoë@xn--exmple-cua.de"))

    assert "\r\nTo: zoë@xn--exmple-cua.de\r\n".encode() in message


def test_a_note_is_cut_only_when_no_letter_would_hold_it():
    _read, longest, _html = parts_of(TEMPLATE.fill(replace(BO, note="QQ " * (LONGEST_NOTE // 3))))
    _read, longer, _html = parts_of(TEMPLATE.fill(replace(BO, note="QQ " * LONGEST_NOTE)))

    assert longest.count("QQ") == LONGEST_NOTE // 3
    assert "QQ…" in longer
