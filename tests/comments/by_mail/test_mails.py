"""Mails of many programs: each .eml in mails/ beside the comment that becomes of it. Adding a case is adding a file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.comments.by_mail.adding import add_mail
from plugins.comments.model import block_from

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))
NOW = datetime(2026, 6, 3, 8, tzinfo=UTC)


def told(site, mail):
    """Give what the comment file would hold, and the notes."""
    added = add_mail(
        site, "2026-05-31-lunch", mail, now=NOW, name="(asked)" * ("no-name" in mail.stem)
    )
    headers = "".join(f"{name}: {value}\n" for name, value in block_from(added.comment).headers)
    notes = "".join(f"note: {note}\n" for note in added.notes)
    return f"{headers}{notes}\n{added.comment.body}\n"


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.stem)
def test_a_mail_becomes_the_comment_that_its_writer_meant(site, mail, pytestconfig):
    site.post()
    expected = mail.with_suffix(".expected")

    found = told(site.open(), mail)

    if pytestconfig.getoption("--update-golden"):
        expected.write_text(found)
    assert found == expected.read_text()
