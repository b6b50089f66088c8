"""Rules made of what strangers wrote: no server stumbles over them, and none is led astray."""

from urllib.parse import quote

import pytest
import web_servers
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plugins.addresses.forms.every import format_all
from plugins.addresses.forms.usable import usable_rules
from plugins.addresses.model import Rule, Served

STRANGE = [
    *"\"'\\{}$%#?;`|^+.~&=()[]<>*:!,@ é😀\u2028\u0085\ufeff",
    *(
        "\\\\",
        '\\"',
        "\\'",
        "{path}",
        "{$HOME}",
        "{{x}}",
        "${HOME}",
        "$uri",
        "$1",
        "%1",
        "%{HTTP_HOST}",
    ),
    *(
        "%20",
        "%0d%0a",
        "a b",
        'a" "/evil"; return 200 "',
        "x' #",
        ":x",
        "*",
        "a*",
        "\\x41",
        "(?i:a)",
    ),
    *(
        "</FilesMatch>",
        "//evil.example",
        "/\\evil.example",
        "\n}",
        "a\r\nSet-Cookie: x",
        "\0",
        "\x7f",
    ),
    *(
        "é" * 150,
        "é" * 3_000,
        "x" * 3_000,
        "x" * 100_000,
        "-",
        "!a",
        "=",
        "~*a",
        "default",
        "/",
        "a//b",
    ),
]


@pytest.mark.parametrize("name", web_servers.SERVERS)
@settings(
    max_examples=3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(texts=st.lists(st.text(min_size=1), min_size=10, max_size=40))
@example(texts=STRANGE)
def test_any_text_makes_a_configuration_that_answers(name, tool, tmp_path_factory, texts):
    served = Served(rules=tuple(strange_rules(texts)))
    folder = tmp_path_factory.mktemp(name)
    for file, text in {**format_all(served), "404.html": "lost"}.items():
        place = folder / "root" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    with web_servers.running(name, tool, folder / "root", folder / "run") as address:
        assert web_servers.ask(address, "/nothing").status == 404
        for rule in usable_rules(served):
            if is_asked_for_as_written(rule):
                answer = web_servers.ask(address, target_of(rule))
                assert (answer.status, answer.leads_to) == (301, rule.new)


def strange_rules(texts):
    for number, text in enumerate(texts):
        yield Rule(old=f"/{number}a/{text}", new=f"/found/{number}")
        yield Rule(old=f"/{number}b", query=(f"x{text}", f"x{text}"), new=f"/found/{number}")
        yield Rule(old=f"/{number}c", new=f"/{text}")
        yield Rule(old=f"/{number}d/{text}/*", new=f"/{number}", is_pattern=True)


def is_asked_for_as_written(rule):
    """Dots are resolved by every server; a name in a pattern stands for something else."""
    has_names = rule.is_pattern and "/:" in rule.old
    return not has_names and not {".", ".."} & set(rule.old.split("/"))


def target_of(rule):
    query = "=".join(quote(part, safe="") for part in rule.query or ())
    return quote(rule.old) + (f"?{query}" if query else "")


@pytest.mark.parametrize("name", web_servers.SERVERS)
def test_thousands_of_rules_are_served(name, tool, tmp_path):
    rules = tuple(
        Rule(old=f"/search/label/Etikett Größe {number}", new=f"/tags/{number}.html")
        for number in range(5_000)
    )
    for file, text in format_all(Served(rules=rules)).items():
        place = tmp_path / "root" / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    with web_servers.running(name, tool, tmp_path / "root", tmp_path / "run") as address:
        answer = web_servers.ask(address, quote("/search/label/Etikett Größe 4999"))

    assert (answer.status, answer.leads_to) == (301, "/tags/4999.html")
