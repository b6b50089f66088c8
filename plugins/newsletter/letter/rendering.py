"""Rendering a letter from the templates in theme/templates/email, its styles inlined."""

from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from plugins.newsletter.letter.columns import COLUMNS, underline, wrap
from plugins.newsletter.letter.contents import (
    Contents,
    Voice,
    build_contents,
    fit_introduction,
    make_subject,
)
from plugins.newsletter.letter.forms import forms_for
from plugins.newsletter.letter.links import links_of
from plugins.newsletter.letter.model import Greeting, Letter, Sender
from plugins.newsletter.letter.slots import find_mark, largest_size, make_slots
from plugins.newsletter.model import Digest, Source
from plugins.shared.languages import Words, speak, words_in
from plugins.shared.site import ENGINE

TEMPLATES = ENGINE / "theme" / "templates" / "email"
# Gmail cuts a letter off at 102 KB, and with it the link to unsubscribe.
LARGEST_HTML = 95_000
LARGEST_TEXT = 100_000


def render(
    digest: Digest, *, site: Source, sender: Sender, zone: tzinfo, templates: Path
) -> Letter:
    """Give the letter of a digest: every post in full, else their openings, else headlines.

    HTML is at most 95 KB, text 100 KB, whatever is put into the slots. It speaks the sender's language;
    days are those of `zone`; `templates` holds digest.html and digest.txt.
    """
    mark = find_mark(digest, sender, site.home, site.language)
    writer = _Writer(site, sender, templates, mark)
    catalogue = words_in(sender.language)
    voice = Voice(language=sender.language, catalogue=catalogue, zone=zone)
    introduction = fit_introduction(digest, catalogue)
    for form in forms_for(digest):
        contents = build_contents(
            digest, introduction=introduction, form=form, sender=sender, voice=voice
        )
        letter = writer.write("digest", contents)
        if fits(letter):
            break
    return letter


def render_invitation(*, site: Source, sender: Sender, templates: Path) -> Letter:
    """Give the one letter that asks somebody whether they would like to get the others."""
    say = words_in(sender.language).gettext
    subject = say("May I send you “%(title)s” now and then?")
    preheader = say("A question from %(name)s. If you do nothing, this was the only letter.")
    contents = Message(
        subject=subject % {"title": sender.title}, preheader=preheader % {"name": sender.name}
    )
    return render_message("invitation", contents, site=site, sender=sender, templates=templates)


def render_message(
    name: str, contents: "Message", *, site: Source, sender: Sender, templates: Path
) -> Letter:
    """Give a letter of the templates NAME.html and NAME.txt, in the sender's language."""
    mark = find_mark(contents, sender, site.home, site.language)
    fitted = replace(contents, subject=make_subject(contents.subject))
    return _Writer(site, sender, templates, mark).write(name, fitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a letter says that is no digest; one that says more has a class of its own, made from this."""

    subject: str
    preheader: str


def fits(letter: Letter) -> bool:
    """Whether the letter is small enough for every reader."""
    return (
        largest_size(letter.html, letter.mark, letter.greeting) <= LARGEST_HTML
        and largest_size(letter.text, letter.mark, letter.greeting) <= LARGEST_TEXT
    )


class _Writer:
    """Writes letters of one sender with one mark."""

    def __init__(self, site: Source, sender: Sender, templates: Path, mark: str) -> None:
        slots = make_slots(mark)
        catalogue = words_in(sender.language)
        self._mark = mark
        self._greeting = Greeting(
            named=catalogue.gettext("Hello %(name)s,"), plain=catalogue.gettext("Hello,")
        )
        self._values = {
            "site": site,
            "sender": sender,
            "slots": slots,
            "links": links_of(sender, slots.token, catalogue),
            "because": _because(sender.cadence, catalogue),
            "rule": "-" * COLUMNS,
        }
        environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment = speak(environment, sender.language)
        self._environment.filters |= {"wrap": wrap, "underline": underline}

    def write(self, name: str, contents: Contents | Message) -> Letter:
        html = self._render(f"{name}.html", contents)
        inliner = css_inline.CSSInliner(
            load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True
        )
        return Letter(
            subject=contents.subject,
            html=inliner.inline(html).strip() + "\n",
            text=self._render(f"{name}.txt", contents).strip() + "\n",
            mark=self._mark,
            greeting=self._greeting,
        )

    def _render(self, template: str, contents: Contents | Message) -> str:
        return self._environment.get_template(template).render(self._values, letter=contents)


def _because(cadence: str, catalogue: Words) -> str:
    """Give why somebody gets a letter, and how often."""
    say = catalogue.gettext
    if cadence == "each":
        return say("You get this letter with every post because you said that you would like to.")
    if cadence == "weekly":
        return say("You get this letter once a week because you said that you would like to.")
    if cadence == "monthly":
        return say("You get this letter once a month because you said that you would like to.")
    return say("You get this letter because you said that you would like to.")
