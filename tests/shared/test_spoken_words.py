from gettext import NullTranslations

import pytest
from jinja2 import Environment
from markupsafe import Markup

from plugins.shared.languages import speak
from plugins.shared.spoken_words import SpokenWords


class Loud(NullTranslations):
    """Says everything louder, and with a percent sign that gettext would double."""

    def gettext(self, message):
        return f"{message.upper().replace('(NAME)S', '(name)s')}!"


def spoken(source, **variables):
    environment = Environment(autoescape=True, extensions=[SpokenWords])
    environment.install_gettext_translations(Loud(), newstyle=True)
    environment.words = Loud()
    return environment.from_string(source).render(**variables)


def looked_up(source, **variables):
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_gettext_translations(Loud(), newstyle=True)
    return environment.from_string(source).render(**variables)


@pytest.mark.parametrize(
    "source",
    [
        "{% trans %}a <b>b</b> & 100% c{% endtrans %}",
        "{% trans name=x %}to {{ name }}, 5%{% endtrans %}",
        "{% trans name=x|upper %}to {{ name }}{% endtrans %}",
        "{% set name = x %}{% trans %}to {{ name }}{% endtrans %}",
        "{% trans name=nothing %}to {{ name }}{% endtrans %}",
        "{% trans count=2 %}one{% pluralize %}{{ count }} of them{% endtrans %}",
        "{% trans count=x|length %}one{% pluralize %}{{ count }} of 100%{% endtrans %}",
        "{% trans count=x %}one{% pluralize %}{{ count }} of them{% endtrans %}",
        "{% trans num=1 %}{{ num }} of them{% pluralize %}{{ num }} of all{% endtrans %}",
        "{% trans count=x|length, name=x %}one{% pluralize %}{{ count }} {{ name }}{% endtrans %}",
        "{% autoescape false %}{% trans count=x %}one{% pluralize %}{{ count }}{% endtrans %}{% endautoescape %}",
        "{% autoescape false %}{% trans name=x %}to {{ name }}{% endtrans %}{% endautoescape %}",
        "{% trans name=safe %}to {{ name }}{% endtrans %}",
    ],
)
def test_messages_say_what_they_say_when_they_are_looked_up_on_each_page(source):
    given = {"x": "<i>&", "safe": Markup("<i>")}

    assert spoken(source, **given) == looked_up(source, **given)


def test_a_message_is_looked_up_when_its_template_is_compiled():
    environment = speak(Environment(autoescape=True), "de")
    template = environment.from_string("{% trans %}Archive{% endtrans %}")
    environment.install_null_translations()

    assert template.render() == "Archiv"
