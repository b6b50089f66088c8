import pytest
from newsletters import START

from plugins.newsletter.opening import open_newsletter
from plugins.shared.errors import BadSettings


def test_a_secret_is_made_once_and_never_again_for_the_same_database(site):
    opened = open_newsletter(site.open(), clock=lambda: START, environ={})
    opened.engine.dispose()
    secret = site.folder / "var" / "newsletter.secret"
    text = secret.read_text()
    secret.unlink()

    with pytest.raises(BadSettings, match="the secret that belongs to the database is missing"):
        open_newsletter(site.open(), clock=lambda: START, environ={})
    assert not secret.exists()

    secret.write_text(text)
    again = open_newsletter(site.open(), clock=lambda: START, environ={})
    again.engine.dispose()
    assert again.secrets == opened.secrets
