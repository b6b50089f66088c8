import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.by_mail.escaping import as_markdown
from plugins.comments.by_mail.quotes import Piece, cut_quotes, unwrapped
from plugins.comments.model import Format
from plugins.comments.rendering import safe_body
from plugins.shared.text import words_of

OWN = frozenset({"ana@ana.example"})
LETTERS = st.text("abcdefgh <>*_[]()#&\\`!1.-=~|:", min_size=1, max_size=60)


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, 1 Jun 2026 at 10:00, Ana <ana@ana.example> wrote:",
        "Am 01.06.2026 um 10:00 schrieb Ana Example:",
        "Ana Example <ana@ana.example> schrieb am Mo., 1. Juni 2026, 10:00:",
        "Le lundi 1 juin 2026 à 10:00, Ana Example a écrit :",
        "El 1/6/26 a las 10:00, Ana Example escribió:",
        "Em seg., 1 de jun. de 2026 às 10:00, Ana Example escreveu:",
        "Il giorno lun 1 giu 2026 alle ore 10:00 Ana Example ha scritto:",
        "Op ma 1 jun 2026 om 10:00 schreef Ana Example <ana@ana.example>:",
        "Den mån 1 juni 2026 kl 10:00 skrev Ana Example:",
        "W dniu 01.06.2026 o 10:00, Ana Example pisze:",
        "Dne 1. 6. 2026 v 10:00 Ana Example napsal(a):",
        "ma 1. kesäk. 2026 klo 10.00 Ana Example kirjoitti:",
        "1 июня 2026 г. 10:00 Ana Example пишет:",
        "Ana Example ezt írta (időpont: 2026. jún. 1., H, 10:00):",
        "Ana Example, 1 Haz 2026 Pzt, 10:00 tarihinde şunu yazdı:",
        "Ana Example <ana@ana.example> 于2026年6月1日周一 10:00写道:",
        "2026-06-01 10:00 GMT+02:00 Ana Example <ana@ana.example>:",
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_the_line_that_introduces_a_quote_goes_with_it(line, between):
    assert cut_quotes(f"My words.\n\n{line}{between}> We met.\n", OWN).text == "My words."
    half = line.rindex(" ", 0, len(line) * 2 // 3)
    broken = f"{line[:half]}\n{line[half + 1 :]}"
    assert cut_quotes(f"My words.\n\n{broken}{between}> We met.\n", OWN).text == "My words."


@pytest.mark.parametrize(
    "words",
    [
        "I asked Bo on 3 May and this is what he said:",
        "Three things:",
        "My boss wrote:",
        "I met bo@x.example on 3 June. He told me:",
    ],
)
def test_a_sentence_of_theirs_above_a_quote_stays(words):
    assert words in cut_quotes(f"{words}\n\n> Take turns.\n\nAnd so we do.\n", OWN).text


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
        "Get Outlook for iOS",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent from Outlook for Android",
        "Diese Nachricht wurde von meinem Android-Mobiltelefon mit GMX Mail gesendet.",
        "+49 170 1234567",
        "Tel.: 030/123 456 78",
        "<bo@work.example>",
    ],
)
def test_what_a_program_adds_below_goes(line):
    assert cut_quotes(f"My words.\n\n{line}\n\n").text == "My words."


@pytest.mark.parametrize(
    "line",
    [
        "Sent with love",
        "Von Herzen",
        "See you on 2026-06-01",
        "https://bo.example/",
        "Yes",
        "1 + 1 = 2",
    ],
)
def test_a_last_line_of_theirs_stays(line):
    assert cut_quotes(f"My words.\n\n{line}\n").text.endswith(line)


def test_the_links_of_a_letter_never_stay_in_a_quote():
    token = "abcdefghijklmnopqrstuv2345"
    found = cut_quotes(f"Hello\n\n> One.\n>\n> Leave: https://d.example/u/{token}\n\nNo, I stay.\n")

    assert [piece.text for piece in found.pieces] == ["Hello", "No, I stay."]


@given(st.lists(LETTERS, min_size=1, max_size=6))
def test_no_word_is_lost_where_nothing_is_quoted(rows):
    rows = [re.sub(r"^[\s>-]+|:\s*$", "x", row) for row in rows]

    assert cut_quotes("\n".join(rows)).text.split() == "\n".join(rows).split()


@given(st.text(max_size=2_000))
def test_any_text_is_read(text):
    cut_quotes(text, OWN)


@given(st.lists(st.text("ab \n", max_size=200)))
def test_joining_lines_changes_nothing_but_line_ends(rows):
    text = "\n".join(rows)

    assert unwrapped(text).split() == text.split()


def test_verses_are_not_joined():
    verses = "Roses are red,\nviolets are blue,\nlunch is at one,\nand so are you."

    assert unwrapped(verses) == verses


@given(st.lists(LETTERS, min_size=1, max_size=4))
def test_words_in_markdown_are_shown_word_for_word(rows):
    rows = [row.strip() for row in rows if row.strip()]
    shown = safe_body(as_markdown([Piece(is_quote=False, text="\n".join(rows))]), Format.MARKDOWN)

    assert "".join(words_of(str(shown)).split()) == "".join("".join(rows).split())
