import re

import pytest
from babel.messages.pofile import read_po

from plugins.shared.languages import CATALOGUES, known_languages, words_in
from plugins.writing.catalogues import find_words, update_catalogues

OTHERS = known_languages()[1:]
MARKS = re.compile(r"%\(\w+\)s|<[^>]+>")


def strings(message):
    return message if isinstance(message, tuple) else (message,)


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_is_said_and_none_too_many(language):
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    wanted = {message.id for message in find_words() if message.id}

    assert {message.id for message in catalogue if message.id} == wanted
    for message in catalogue:
        if message.id:
            said = strings(message.string)
            assert all(said), message.id
            for number, one in enumerate(said):  # the first of a plural is for one
                meant = strings(message.id)[min(number, len(strings(message.id)) - 1)]
                assert sorted(MARKS.findall(one)) == sorted(MARKS.findall(meant)), message.id


def test_bringing_a_catalogue_up_to_date_keeps_what_is_said(tmp_path):
    text = (CATALOGUES / "de.po").read_text()
    (tmp_path / "de.po").write_text(text.replace('msgid "Welcome!"', 'msgid "Used no more"'))

    (updated,) = update_catalogues(tmp_path)

    assert (updated.missing, updated.messages) == (1, len([m for m in find_words() if m.id]))
    new = (tmp_path / "de.po").read_text()
    assert "Used no more" not in new
    assert 'msgid "Welcome!"\nmsgstr ""\n' in new
    update_catalogues(tmp_path)
    assert (tmp_path / "de.po").read_text() == new


def test_a_language_without_words_is_english():
    assert words_in("tlh").gettext("Welcome!") == "Welcome!"
    assert words_in("../de").gettext("Welcome!") == "Welcome!"
    assert words_in("de").gettext("Welcome!") != "Welcome!"
