"""The questions that `start` asks: each answer is checked at once, and asked for again when it cannot be right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plugins.shared.errors import SiteError
from plugins.shared.text import one_line
from plugins.starting.languages import parse_language
from plugins.starting.senders import parse_sender
from plugins.starting.web_addresses import parse_web_address
from plugins.starting.zones import parse_zone

_LONGEST = 200

# Puts a question to the person at the terminal, and gives what they typed.
Ask = Callable[[str], str]
Say = Callable[[str], None]
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `key` is that of content/site.toml, `option` the one of the command, without "--".

    `check` gives the answer as it is kept, from what was typed and the answers before it; it raises
    ValueError with a sentence.
    """

    key: str
    option: str
    title: str
    asked: str
    check: Callable[[str, Values], str]


def _line(text: str, _before: Values) -> str:
    line = one_line(text)
    if len(line) > _LONGEST:
        raise ValueError(
            f"that has {len(line)} characters; {_LONGEST} are the most a page can show"
        )
    return line


QUESTIONS = (
    Question(
        key="name", option="name", title="Name", asked="What is the site called?", check=_line
    ),
    Question(
        key="title",
        option="title",
        title="Title",
        asked="A line under the name: what is it about?",
        check=_line,
    ),
    Question(
        key="address",
        option="address",
        title="Address",
        asked="Where will it be on the web, such as example.org?",
        check=lambda text, _before: parse_web_address(text),
    ),
    Question(key="author", option="author", title="Author", asked="Who writes?", check=_line),
    Question(
        key="language",
        option="language",
        title="Language",
        asked="In which language, such as en or de?",
        check=lambda text, _before: parse_language(text),
    ),
    Question(
        key="time_zone",
        option="time-zone",
        title="Time zone",
        asked="In which time zone are you, such as Europe/Berlin?",
        check=lambda text, _before: parse_zone(text),
    ),
    Question(
        key="newsletter.from",
        option="sender",
        title="Sender",
        asked="Which e-mail address do letters come from, and answers go to?",
        check=lambda text, before: parse_sender(text, author=before.get("author", "")),
    ),
)


def collect(options: Values, defaults: Values, *, ask: Ask | None, say: Say) -> dict[str, str]:
    """Give the answer to each question, by key: what an option says, else what is asked, else the default.

    Without `ask` nobody is there to be asked. Raises SiteError with a sentence.
    """
    answers: dict[str, str] = {}
    missing = []
    for question in QUESTIONS:
        given, default = options.get(question.key, ""), defaults.get(question.key, "")
        if given:
            answers[question.key] = _given(question, given, answers)
        elif ask:
            answers[question.key] = _asked(question, default, answers, ask, say)
        elif default:
            answers[question.key] = default
        else:
            missing.append(f"--{question.option}")
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise SiteError(
            f"{_listed(missing)} {verb} needed, since nobody is at a terminal to be asked."
        )
    return answers


def checked(values: Values) -> dict[str, str]:
    """Give those of the values that are answers as they should be."""
    found: dict[str, str] = {}
    for question in QUESTIONS:
        text = values.get(question.key, "")
        try:
            if text and question.check(text, found):
                found[question.key] = text
        except ValueError:
            continue
    return found


def shown_answers(answers: Values) -> str:
    """Give the answers to look at, one a line."""
    width = max(len(question.title) for question in QUESTIONS)
    return "\n".join(
        f"  {question.title:<{width}}  {answers[question.key]}" for question in QUESTIONS
    )


def _given(question: Question, text: str, before: Values) -> str:
    try:
        if answer := question.check(text, before):
            return answer
    except ValueError as error:
        raise SiteError(f"--{question.option}: {error}.") from error
    raise SiteError(f"--{question.option} is empty; {question.asked}")


def _asked(question: Question, default: str, before: Values, ask: Ask, say: Say) -> str:
    offered = f" [{default}]" if default else ""
    while True:
        text = ask(f"{question.asked}{offered} ").strip() or default
        try:
            if answer := question.check(text, before) if text else "":
                return answer
            say("  This has to be said; an answer can be changed later.")
        except ValueError as error:
            say(f"  {error}.")


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
