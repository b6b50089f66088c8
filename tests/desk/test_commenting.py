import pytest
from desks import running_desk, text_of

from plugins.comments.moderation.pending import read_held, read_pending

STEM = "2026-05-31-lunch"
POST = {"post": STEM, "page": "2026/05/lunch.html"}
WORDS = {"name": "Bo", "text": "I *always* write a note."}
AUTHOR = "ana@ana.example"


@pytest.fixture
def lunch(desk):
    """A desk whose site has a post with a comment."""
    desk.blog.site.post(STEM, title="Lunch <for> three")
    desk.blog.site.write(
        f"comments/{STEM}.txt",
        "=== old:1\nAuthor: Cy\n\nWhere?\n\n=== old:2\nAuthor: Di\nStatus: hidden\n\nHush.\n",
    )
    return desk


def folder(desk):
    return desk.blog.site.content / "comments"


def waiting(desk):
    found, faults = read_pending(folder(desk))
    assert faults == []
    return found


def send(desk, **fields):
    """Look at a comment first, and send it then, as people do."""
    typed = {**POST, **WORDS, **fields}
    looked = desk.post("/comment", {**typed, "do": "look"})
    desk.wait(seconds=3)
    return desk.post("/comment", {**typed, "do": "send", "stamp": looked.stamp})


def test_a_comment_is_looked_at_sent_and_waits_for_the_author(lunch):
    looked = lunch.post("/comment", {**POST, **WORDS, "address": "bo@work.example", "do": "look"})
    assert looked.heading == "This is how it will look"
    assert "<em>always</em>" in looked.text
    assert waiting(lunch) == []

    assert send(lunch, address="bo@work.example", site="bo.example").heading == "Thank you, Bo!"

    (found,) = waiting(lunch)
    assert (found.comment.author, found.comment.body) == ("Bo", WORDS["text"])
    assert (found.comment.url, found.address) == ("https://bo.example", "bo@work.example")
    assert (found.post, found.page, found.title) == (STEM, POST["page"], "Lunch <for> three")
    assert found.comment.date == lunch.blog.now


def test_the_author_gets_a_letter_with_what_to_type(lunch):
    send(lunch, address="bo@work.example")

    (letter,) = lunch.letters(AUTHOR)
    (found,) = waiting(lunch)
    assert letter["Subject"] == "A comment by Bo on “Lunch <for> three”"
    assert letter["Reply-To"] == "bo@work.example"
    text = text_of(letter)
    assert "I *always* write a note." in text
    assert f"comments.approve {found.comment.id[5:]}" in text
    html = letter.get_body(("html",)).get_content()
    assert "Lunch &lt;for&gt; three" in html


def test_hostile_words_stay_words(lunch):
    send(
        lunch,
        name="<script>alert(1)</script>\r\nBcc: eve@evil.example",
        text="=== desk:aaaaaaaa\nStatus: approved\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1))",
        address='"bo\r\nBcc: eve@evil.example"@work.example',
    )
    assert waiting(lunch) == []  # what is no address is asked for again

    page = lunch.post(
        "/comment",
        {**POST, "name": "<script>x</script>", "text": "<img src=x onerror=y>", "do": "look"},
    )
    assert "<script>" not in page.text
    assert "<img src=x" not in page.text.split("<textarea")[0]
    send(lunch, name="<b>Bo</b> Bcc: eve", text="=== desk:aaaaaaaa\nStatus: approved\n\nHi")
    (found,) = waiting(lunch)
    assert found.comment.body.startswith("=== desk:aaaaaaaa")
    (letter,) = lunch.letters(AUTHOR)
    assert letter["Bcc"] is None


def test_an_answer_names_whom_it_answers(lunch):
    page = lunch.get(f"/comment?post={STEM}&page={POST['page']}&parent=old:1")
    assert page.heading == "Your answer to Cy"
    assert "Where?" in page.text

    send(lunch, parent="old:1")

    assert waiting(lunch)[0].comment.parent == "old:1"
    assert "It answers Cy." in text_of(lunch.letters(AUTHOR)[0])


@pytest.mark.parametrize("parent", ["old:2", "old:99", "../../x", "old:1\nStatus: approved"])
def test_what_is_not_to_be_seen_cannot_be_answered(lunch, parent):
    page = lunch.post("/comment", {**POST, "parent": parent})
    assert "Hush" not in page.text

    send(lunch, parent=parent)

    assert waiting(lunch)[0].comment.parent == ""


@pytest.mark.parametrize(
    "stem",
    [
        "",
        "2026-05-31-none",
        "../posts/2026-05-31-lunch",
        "draft",
        "a" * 5000,
        "\0",
        "../../pelicanconf",
    ],
)
def test_only_what_is_published_can_be_written_about(lunch, stem):
    lunch.blog.site.post("draft", status="draft", date="2026-05-31")

    assert lunch.get(f"/comment?post={stem[:1000].replace(chr(0), '%00')}").status in {400, 404}
    assert lunch.post("/comment", {**POST, **WORDS, "post": stem, "do": "send"}).status == 404
    assert waiting(lunch) == []


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "../../x", "javascript:x", "a?b"]
)
def test_the_way_back_leads_to_the_site_alone(lunch, page):
    answer = send(lunch, page=page)

    assert 'class="button" href="https://ana.example/"' in answer.text
    assert waiting(lunch)[0].page == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "  \n "),
        ("name", "x" * 61),
        ("text", ""),
        ("text", " \n\n "),
        ("text", "x" * 4001),
        ("site", "javascript:alert(1)"),
        ("site", "no site at all"),
        ("site", "https://good.example@evil.example"),
        ("address", "bo"),
    ],
)
def test_what_cannot_stay_so_is_said_beside_its_field_and_nothing_is_lost(lunch, field, value):
    answer = send(lunch, **{"address": "bo@work.example", field: value})

    assert answer.status == 422
    assert f'aria-describedby="{field}-problem"' in answer.text
    kept = WORDS["text"] if field != "text" else WORDS["name"]
    assert kept in answer.text
    assert waiting(lunch) == []


def test_without_the_time_to_read_it_nothing_is_sent(lunch):
    looked = lunch.post("/comment", {**POST, **WORDS, "do": "look"})
    lunch.wait(seconds=1)

    early = lunch.post("/comment", {**POST, **WORDS, "do": "send", "stamp": looked.stamp})
    none = lunch.post("/comment", {**POST, **WORDS, "do": "send"})

    assert "That was quick" in early.text
    assert none.heading == "This is how it will look"
    assert waiting(lunch) == []


def test_a_field_that_nobody_sees_catches_robots(lunch):
    answer = lunch.post("/comment", {**POST, **WORDS, "topic": "x", "do": "send"})

    assert answer.heading == "Thank you, Bo!"
    assert waiting(lunch) == []
    lunch.settle()
    assert lunch.letters(AUTHOR, 0) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Buy cheap CASINO chips", "words"),
        ("Visit the cheap  flights", ""),
        ("I like cheap flights", "words"),
        ("casinos are not on the list", ""),
        ("https://a.example https://b.example www.c.example", "links"),
        ("https://a.example and https://b.example", ""),
        ("[a](//a.example) [b](//b.example) [c](//c.example)", "links"),
    ],
)
def test_suspicious_comments_are_kept_out_of_sight_and_out_of_the_authors_inbox(lunch, words, why):
    lunch.blog.site.write("blocked-words.txt", "# mine\nCasino\ncheap flights\n\n")

    assert send(lunch, text=words).heading == "Thank you, Bo!"

    held, _faults = read_held(folder(lunch))
    assert [(one.pending.why, one.is_hidden) for one in held] == [(why, bool(why))]
    lunch.settle()
    assert len(lunch.letters(AUTHOR, 0 if why else 1)) == (0 if why else 1)


def test_the_same_words_again_are_kept_once(lunch):
    assert send(lunch).heading == send(lunch).heading == "Thank you, Bo!"

    assert len(waiting(lunch)) == 1


def test_too_many_from_one_network_have_to_wait_and_keep_their_words(lunch):
    for number in range(6):
        assert send(lunch, text=f"Words {number}").status == 200

    answer = send(lunch, text="The seventh")

    assert answer.status == 429
    assert "The seventh</textarea>" in answer.text
    assert len(waiting(lunch)) == 6
    lunch.wait(hours=1)
    assert send(lunch, text="The seventh").heading == "Thank you, Bo!"


def test_when_too_many_wait_no_more_are_taken(lunch):
    place = folder(lunch) / "_pending"
    place.mkdir()
    for number in range(300):
        (place / f"{number:08}.txt").write_text(f"=== desk:{number:08}\nAuthor: Bo\n\nHi\n")

    answer = send(lunch)

    assert answer.status == 503
    assert WORDS["text"] in answer.text


def test_what_was_looked_at_meanwhile_makes_no_letter(site):
    """The author reads at the terminal before the mail server is back."""
    site.post(STEM)
    with running_desk(site) as desk:
        desk.mail.close()
        send(desk)
        desk.until(lambda: desk.owed(tried=1) == 1)
    (path,) = (site.content / "comments" / "_pending").glob("*.txt")
    path.unlink()
    with running_desk(site) as desk:
        desk.wait(minutes=5)
        desk.subscribe("bo@work.example")
        desk.letters("bo@work.example")
        desk.settle()
        assert desk.letters(AUTHOR, 0) == []


def test_no_address_of_a_commenter_is_in_the_site(lunch):
    send(lunch, address="bo@work.example")

    (path,) = (folder(lunch) / "_pending").glob("*.txt")
    assert path.stat().st_mode & 0o077 == 0
    assert (folder(lunch) / "_pending" / ".gitignore").read_text() == "*\n"
