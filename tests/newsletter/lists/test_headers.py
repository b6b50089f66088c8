"""Which first row is one of headings: a person must not be taken for one."""

import pytest

from plugins.newsletter.lists.headers import is_address_heading, open_sheet


@pytest.mark.parametrize(
    ("first", "headings"),
    [
        ("email", {"email"}),
        ("Name;E-Mail", {"name", "e-mail"}),
        ("# mine\n\nE-Mail-Adresse\tVorname", {"e-mail-adresse", "vorname"}),
        ("sep=;\nName;Mail", {"name", "mail"}),
        ("sep=|\r\nName|Mail", {"name", "mail"}),
        ("Who,Where to reach", {"who", "where to reach"}),
        ("email,custom_fields.city", {"email", "custom_fields.city"}),
        ("Email Address,Meet me @ work,LEID,EUID", {"email address", "meet me @ work", "leid", "euid"}),
        ('"Name","e-mail 1 - value","Notes"', {"name", "e-mail 1 - value", "notes"}),
        ("Ana,ana@example.org", set()),
        ("Ana;ana.example.org", set()),
        ("ana.example.org", set()),
        ("My colleagues", set()),
        ("", set()),
        ("# nothing but this", set()),
    ],
)  # fmt: skip
def test_a_first_row_without_anybody_in_it_is_the_header(first, headings):
    sheet = open_sheet(f"{first}\nben@example.org")

    assert sheet.headings == headings


@pytest.mark.parametrize(
    "heading",
    ["email", "E-mail Address", "Mail", "E-mail 2 Address", "Subscriber Email", "E-Mail-Adresse", "Adresse e-mail", "Courriel", "Correo electrónico", "Indirizzo e-mail", "Endereço de e-mail", "E-mailadres", "email_address"],
)  # fmt: skip
def test_addresses_are_headed_in_many_tongues(heading):
    assert is_address_heading(heading)


@pytest.mark.parametrize(
    "heading",
    ["email_disabled", "subscribed_to_emails", "Emails opened (6mo)", "E-mail Type", "E-mail Display Name", "Mailing list", "Name", ""],
)  # fmt: skip
def test_what_only_speaks_of_email_heads_none(heading):
    assert not is_address_heading(heading)
