"""The gate's rules of a letter: a good one keeps them all, and each breach is seen by its own rule."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.newsletter.gate.letter_rules import check_letter
from plugins.newsletter.gate.model import Level

SITE, DESK, POSTAL = "https://ana.dev", "https://desk.ana.dev", "Box 1\n1234 Town"
TOKEN = "abcdefgh234567abcdefgh"
BY_MAIL = f"<mailto:ana@ana.dev?subject=unsubscribe%20{TOKEN}>"
ONLY_MAIL = {"List-Unsubscribe": BY_MAIL, "List-Unsubscribe-Post": None}


def check(message, *, desk=DESK, postal=POSTAL, **options):
    return check_letter(message, site=SITE, desk=desk, postal=postal, **options)


def problems(message, **options):
    return [
        (finding.subject, finding.level, finding.message)
        for finding in check(message, **options)
        if finding.level is not Level.GOOD
    ]


def the_problem(message, **options):
    """Give the one subject, level and message that is not good."""
    (found,) = problems(message, **options)
    return found


def test_a_good_letter_is_good_in_every_check(write):
    findings = check(write())

    assert {finding.level for finding in findings} == {Level.GOOD}
    assert [finding.subject for finding in findings] == [
        "form",
        "headers",
        "list headers",
        "parts",
        "size",
        "page",
        "pictures",
        "addresses",
        "unsubscribing",
        "preheader",
        "postal address",
        "slots",
    ]


def test_a_letter_without_a_desk_is_left_by_mail_alone(write, html, text):
    mail = f"mailto:ana@ana.dev?subject=unsubscribe%20{TOKEN}"
    ways = f"https://desk.ana.dev/u/{TOKEN}", f"https://desk.ana.dev/p/{TOKEN}"
    for way in ways:
        html, text = html.replace(way, mail), text.replace(way, mail)

    assert problems(write(ONLY_MAIL, html=html, text=text), desk="") == []


def test_a_desk_on_this_machine_gets_no_one_click(write, html, text):
    here = "http://127.0.0.1:8000"
    html, text = html.replace(DESK, here), text.replace(DESK, here)

    assert problems(write(ONLY_MAIL, html=html, text=text), desk=here) == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data.replace(b"\r\n", b"\n"), "CRLF"),
        (lambda data: data.replace(b"1.0\r\n", b"1.0\r"), "CRLF"),
        (lambda data: data.replace(b"--=_b--\r\n", b"--=_b--\n"), "CRLF"),
        (lambda data: data.removesuffix(b"\r\n"), "last line"),
        (lambda data: b"X-Long: " + b"x" * 991 + b"\r\n" + data, "999 bytes"),
        (lambda data: b"X-Nul: \0\r\n" + data, "NUL"),
        (lambda data: data.replace(b"--=_b--", b""), "does not parse"),
    ],
)
def test_the_form(write, spoil, words):
    found = [
        message
        for subject, level, message in problems(spoil(write()))
        if (subject, level) == ("form", Level.FAULT)
    ]

    assert any(words in message for message in found), found


def test_the_longest_line_is_allowed(write):
    assert problems(b"X-Long: " + b"x" * 990 + b"\r\n" + write()) == []


@pytest.mark.parametrize("name", ["From", "To", "Date", "Message-ID", "Subject", "Reply-To"])
@pytest.mark.parametrize("is_twice", [False, True])
def test_each_header_is_there_once(write, name, is_twice):
    value = ("Mon, 23 Nov 2026 07:00:00 +0100",) * 2 if is_twice else None

    subject, level, message = the_problem(write({name: value}))

    assert (subject, level) == ("headers", Level.FAULT)
    assert message.startswith(f"{name} is there {'2 times' if is_twice else '0 times'}")


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"From": "ana@ana.dev, bo@ana.dev"}, "2 addresses"),
        ({"From": "Ana"}, "no address"),
        ({"To": "a@b.dev, c@d.dev"}, "2 addresses"),
        ({"Reply-To": "undisclosed-recipients:;"}, "no address"),
        ({"Date": "tomorrow"}, "a date with its zone"),
        ({"Date": "Mon, 23 Nov 2026 07:00:00 -0000"}, "a date with its zone"),
        ({"Message-ID": "abc"}, "Message-ID"),
        ({"Subject": ""}, "empty"),
        ({"Subject": "x" * 151}, "151 characters"),
        ({"Subject": "=?utf-8?b?YQ0KQmNjOiB4QHkueg==?="}, "control character"),
        ({"Subject": "Grüße"}, "not ASCII"),
        ({"Bcc": "c@d.dev"}, "Bcc"),
    ],
)
def test_headers(write, headers, words):
    subject, level, message = the_problem(write(headers))

    assert (subject, level) == ("headers", Level.FAULT)
    assert words in message


@pytest.mark.parametrize("headers", [{"Subject": "x" * 150}, {"To": "jürgen@reader.dev"}])
def test_headers_that_are_allowed(write, headers):
    assert problems(write(headers)) == []


WEB = f"<https://desk.ana.dev/u/{TOKEN}>"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"List-Id": "Ana <letters@ana.dev>"}, "without an @"),
        ({"List-Id": "Ana"}, "has not the form"),
        ({"List-Id": f"{'x' * 250} <letters.ana.dev>"}, "255"),
        ({"List-Id": None}, "0 times"),
        ({"List-Id": "=?utf-8?b?w6Q=?= <letters.ana.dev>"}, "encoded"),
        ({"List-Help": "<https://ana.dev/>\r\n (more)"}, "folded"),
        ({"List-Unsubscribe": None}, "0 times"),
        ({"List-Unsubscribe": WEB}, "no mailto"),
        ({"List-Unsubscribe": f"{WEB},\r\n {BY_MAIL}"}, "folded"),
        ({"List-Unsubscribe": f"{BY_MAIL}"}, "exactly one https"),
        ({"List-Unsubscribe": f"{WEB}, {WEB}, {BY_MAIL}"}, "exactly one https"),
        ({"List-Unsubscribe": f"{WEB.replace('https', 'http')}, {BY_MAIL}"}, "exactly one https"),
        ({"List-Unsubscribe": f"{WEB.replace('desk', 'evil')}, {BY_MAIL}"}, "exactly one https"),
        ({"List-Unsubscribe": f"{WEB} {BY_MAIL}"}, "has not the form"),
        ({"List-Unsubscribe-Post": None}, "List-Unsubscribe-Post must"),
        ({"List-Unsubscribe-Post": "list-unsubscribe=one-click"}, "List-Unsubscribe-Post must"),
        ({"List-Unsubscribe-Post": ("List-Unsubscribe=One-Click",) * 2}, "List-Unsubscribe-Post"),
    ],
)
def test_list_headers(write, headers, words):
    found = [one for one in problems(write(headers)) if one[0] == "list headers"]

    assert any(words in message for _subject, _level, message in found), found
    assert {level for _subject, level, _message in found} == {Level.FAULT}


def test_one_click_needs_a_desk(write):
    messages = [message for _subject, _level, message in problems(write(), desk="")]

    assert any("names a web address" in message for message in messages)
    assert any("without a desk with https" in message for message in messages)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"order": ("text/html", "text/plain")}, "in this order"),
        ({"order": ("text/plain",)}, "in this order"),
        ({"headers": {"Content-Type": 'multipart/mixed; boundary="=_b"'}}, "multipart/mixed"),
        ({"charset": "latin-1"}, "utf-8 is needed"),
        ({"text": " \n"}, "the text is empty"),
        ({"html": "<b>" * 20_000}, "hundreds deep"),
        ({"html": "<!doctype html><title>x</title><p hidden>words"}, "shows no words"),
    ],
)
def test_parts(write, options, words):
    found = [one for one in problems(write(**options)) if one[0] == "parts"]

    assert any(words in message for _subject, _level, message in found), found


@pytest.mark.parametrize(
    ("size", "level"), [(80_000, Level.GOOD), (80_001, Level.WARNING), (95_001, Level.FAULT)]
)
def test_size(write, html, size, level):
    filled = html + "ä" + "x" * (size - len(html.encode()) - 2)

    (finding,) = (found for found in check(write(html=filled)) if found.subject == "size")

    assert finding.level is level


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (' lang="en"', "", "lang"),
        ("<title>Grüße</title>", "<title> </title>", "<title>"),
        ("<h1>Grüße und mehr</h1>", "", "0 <h1>"),
        ("<h2>", "<h1>x</h1><h2>", "2 <h1>"),
        ("<h2>", "<script>1</script><h2>", "<script>"),
        ("<h2>", "<form></form><h2>", "<form>"),
        ("<h2>", "<iframe></iframe><h2>", "<iframe>"),
        ("<h2>", "<svg></svg><h2>", "<svg>"),
        ("</head>", "<link rel=stylesheet href=https://ana.dev/a.css></head>", "<link>"),
        ("</head>", "<meta http-equiv=Refresh content=0></head>", "refresh"),
        ("</head>", "<style>@import 'https://ana.dev/a.css'</style></head>", "<style> fetches"),
        ("</head>", "<style>p{background:u\\72l(x)}</style></head>", "<style> fetches"),
        ("</head>", "<style>p{background:url/**/(x)}</style></head>", "<style> fetches"),
        ("<h2>", "<p style='background:URL (x)'></p><h2>", "style of a <p>"),
        ("<h2>", "<table background=https://ana.dev/b.png></table><h2>", "background"),
        ("<h2>", "<p onclick=x()></p><h2>", "onclick"),
        ("<h2>", "<a ping=https://ana.dev/ href='#top'>x</a><h2>", "ping"),
        ("<h2>", "<!--[if mso]><img src=https://x.dev/1.png><![endif]--><h2>", "Outlook"),
    ],
)
def test_page(write, html, old, new, words):
    subject, level, message = the_problem(write(html=html.replace(old, new)))

    assert (subject, level) == ("page", Level.FAULT)
    assert words in message


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ('<img src="https://x.dev/p.png" alt="">', "a stranger"),
        ('<img src="https://ana.dev.x.dev/p.png" alt="">', "a stranger"),
        ('<img src="https://ana.dev:8443/p.png" alt="">', "a stranger"),
        ('<img src="http://ana.dev/p.png" alt="">', "without encryption"),
        ('<img src="/p.png" alt="">', "no full address"),
        ('<img src="cid:p" alt="">', '"cid:"'),
        ('<img src="data:image/png;base64,AAAA" alt="">', '"data:"'),
        ('<img alt="">', "no address"),
        ('<img src="https://ana.dev/p.png">', "no alt"),
        ('<img src="https://ana.dev/p.png" alt="" width=1 height=1>', "nobody can see"),
        ('<img src="https://ana.dev/p.png" alt="" style="height: 1px">', "nobody can see"),
        ('<p style="display: none"><img src="https://ana.dev/p.png" alt=""></p>', "nobody can see"),
        ('<img src="https://ana.dev/p.png" srcset="https://x.dev/2.png 2x" alt="">', "a stranger"),
        (f'<img src="https://ana.dev/{TOKEN}.png" alt="">', "token"),
        ('<img src="https://ana.dev/p.png?to=bo%40reader.dev" alt="">', "token"),
    ],
)
def test_pictures(write, html, tag, words):
    subject, level, message = the_problem(write(html=html.replace("<h2>", f"{tag}<h2>")))

    assert (subject, level) == ("pictures", Level.FAULT)
    assert words in message


def test_a_strangers_picture_that_knows_the_reader_is_told_without_the_token(write, html):
    pixel = f'<img src="https://x.dev/{TOKEN}.gif?bo%40reader.dev" alt="" width="1">'

    found = problems(write(html=html.replace("<h2>", f"{pixel}<h2>")))

    assert len(found) == 3
    assert not any(TOKEN in message or "bo%40" in message for *_rest, message in found)


def test_a_picture_that_few_programs_show_is_a_warning(write, html):
    subject, level, message = the_problem(write(html=html.replace("p.png", "p.webp")))

    assert (subject, level) == ("pictures", Level.WARNING)
    assert "https://ana.dev/p.webp" in message


def test_a_site_on_this_machine_may_show_its_pictures_without_encryption(write, html, text):
    here = "http://127.0.0.1:8000"
    message = write(
        html=html.replace("https://ana.dev", here), text=text.replace("https://ana.dev", here)
    )

    findings = check_letter(message, site=here, desk=DESK, postal=POSTAL)

    assert {finding.level for finding in findings} == {Level.GOOD}


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ('<a href="javascript:x()">x</a>', '"javascript:"'),
        ('<a href="file:///x">x</a>', '"file:"'),
        ('<a href="/about">x</a>', "no full address"),
        ('<a href="https:///x">x</a>', "no host"),
        ('<a href="#nowhere">x</a>', "not in the letter"),
        ('<a href="http://[x">x</a>', "no full address"),
        ('<a href="https://ana:secret@other.dev/">x</a>', "a password in it"),
        (f'<a href="https://other.dev/?r={TOKEN}">x</a>', "only the desk may see"),
        (f'<a href="https://desk.ana.dev/x?r={TOKEN}">x</a>', "only the desk may see"),
        ('<h2><a href="https://ana.dev/2.html#c1">Two</a></h2>', "a post's link"),
    ],
)
def test_addresses(write, html, link, words):
    subject, level, message = the_problem(write(html=html.replace("<h2>", f"{link}<h2>", 1)))

    assert (subject, level) == ("addresses", Level.FAULT)
    assert words in message
    assert TOKEN not in message
    assert "secret" not in message


def test_what_only_one_part_leads_to_is_a_warning(write, html, text):
    more = '<a href="https://ana.dev/">home</a><a href="https://ana.dev/about.html">about</a>'
    message = write(
        html=html.replace("<h2>", f"{more}<h2>"), text=f"{text}(https://other.dev/wiki/A_(b)).\n"
    )

    assert problems(message) == [
        (
            "addresses",
            Level.WARNING,
            "https://ana.dev/about.html stands in the HTML and not in the text; both should lead to the same",
        ),
        (
            "addresses",
            Level.WARNING,
            "https://other.dev/wiki/A_(b) stands in the text and not in the HTML; both should lead to the same",
        ),
    ]


def test_the_way_out_must_be_seen(write, html, text):
    hidden = html.replace("<p><a", '<p style="display:none"><a')

    subject, level, message = the_problem(write(html=hidden))
    lost = problems(write(text=text.partition("How often")[0]))

    assert (subject, level) == ("unsubscribing", Level.FAULT)
    assert message.startswith("in the HTML")
    assert [message.startswith("in the text") for *_rest, message in lost] == [True]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("", Level.FAULT),
        ("<span>Seen</span>", Level.FAULT),
        ('<span style="display:none">&#847;&zwnj;&nbsp;</span>', Level.WARNING),
        (f'<span style="display:none">{"x" * 201}</span>', Level.WARNING),
        ('<div style="DISPLAY : none"><span>Words</span></div>', Level.GOOD),
    ],
)
def test_preheader(write, html, line, level):
    start, end = html.index("<span"), html.index("</span>") + len("</span>")

    findings = check(write(html=html[:start] + line + html[end:]))

    assert {finding.subject: finding.level for finding in findings}["preheader"] is level


def test_a_postal_address_is_wanted_but_not_needed(write):
    subject, level, _message = the_problem(write(), postal="")

    assert (subject, level) == ("postal address", Level.WARNING)


def test_a_postal_address_that_is_set_must_be_there(write, html):
    subject, level, message = the_problem(write(html=html.replace("Box 1", "")))

    assert (subject, level) == ("postal address", Level.FAULT)
    assert "not in the HTML" in message


@pytest.mark.parametrize(
    ("new", "level"),
    [
        ("Hello \ue000greeting\ue000", Level.FAULT),
        ("Hello SENTINEL", Level.FAULT),
        ("Hello {{ name }}", Level.WARNING),
        ("Hello *|FNAME|*", Level.WARNING),
    ],
)
def test_what_was_not_filled_in(write, html, text, new, level):
    in_html = write(html=html.replace("Hello Bo", new))
    in_text = write(text=text.replace("Hello Bo", new))

    assert the_problem(in_html, slots=("SENTINEL",))[:2] == ("slots", level)
    assert the_problem(in_text, slots=("SENTINEL",))[:2] == ("slots", level)


def test_code_may_look_like_a_template(write, html, text):
    code = "<pre><code>a: <b>{</b>{ x }}</code></pre><h2>"

    assert problems(write(html=html.replace("<h2>", code), text=f"{text}a: {{{{ x }}}}\n")) == []


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\r\n",
        b"garbage",
        b"\xff\xfe\x00\r\n\r\n\x80",
        b"Subject: =?x?b?!!?=\r\n\r\n",
        b"From: <<<>>>,,,\r\nTo: :;:;\r\nDate: Mon, 99 Nov 99999999\r\n\r\n",
        b"Content-Type: text/html; charset=nonsense\r\n\r\n<p>" + b"<div>" * 18_000,
        b"List-Unsubscribe: <https://[>, <mailto:%>\r\nContent-Type: text/html\r\n\r\n<a href='http://[x'>",
    ],
)
def test_garbage_is_told_and_no_end_of_the_program(message):
    assert any(finding.level is Level.FAULT for finding in check(message))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.integers(0, 5000), junk=st.binary(min_size=1, max_size=30))
def test_no_bytes_end_the_program(write, place, junk):
    message = write()

    findings = check(message[:place] + junk + message[place + len(junk) :])

    assert len(findings) >= 12
