import quopri

from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.letter.quoted_printable import encode_piece

TEXT = st.text(
    st.one_of(st.sampled_from("a.=\n \tF"), st.characters(exclude_categories=("Cs",))), max_size=300
)


@given(
    st.lists(
        st.one_of(TEXT, st.sampled_from(["From me\n", ".\n", "a \n", "x" * 73, "x" * 76, "é" * 80]))
    )
)
def test_pieces_put_together_decode_to_the_texts_put_together(pieces):
    encoded = "".join(map(encode_piece, pieces))

    assert quopri.decodestring(encoded.replace("\r\n", "\n").encode()).decode() == "".join(pieces)
    lines = encoded.split("\r\n")
    assert max(map(len, lines)) <= 76
    assert lines[-1] == ""
    assert not any(line.startswith((".", "From ")) or line.endswith((" ", "\t")) for line in lines)
    assert encoded.isascii()


def test_what_is_plain_stays_readable():
    assert encode_piece("Hello Ana, ä = b\n") == "Hello Ana, =C3=A4 =3D b\r\n"
    assert encode_piece("Hello Ana,") == "Hello Ana,=\r\n"
    assert encode_piece("") == ""
