"""A sending as a whole, over a real SMTP server: who gets what, when, and how often."""

import email
import re
from datetime import timedelta
from email.policy import default

import pytest
from json_feeds import document, item
from newsletters import Blog
from smtp_conversation import Fault
from smtp_server import smtp_server

from plugins.newsletter import posting
from plugins.newsletter.database.copies import KEPT, keep_copy, list_copies
from plugins.newsletter.ledger.digests import count_waiting
from plugins.newsletter.rehearsal import rehearsing
from plugins.newsletter.subscribers import commands, joining, moving
from plugins.newsletter.subscribers.model import Cadence
from plugins.shared.errors import BadContent, BadDatabase, BadFeed, BadSettings, CannotSend

ANA, BO, CY = "ana@work.example", "bo@work.example", "cy@work.example"


class Post(Blog):
    """A blog with a mail server, and what is said at its terminal."""

    server = None

    def send(self, *, is_timer=False, ask=None, feed=""):
        self.said = []
        newsletter = self.open(ask=ask, SMTP_URL=f"{self.server.url}?rate=0")
        sent = posting.send(
            newsletter,
            feed=feed or self.feed,
            is_timer=is_timer,
            say=self.said.append,
            watch=lambda _key, _number: lambda: None,
        )
        newsletter.engine.dispose()
        return sent

    def join(self, address, cadence="each", **chosen):
        newsletter = self.open()
        joining.add(newsletter, address, cadence=Cadence(cadence), consent="yes", **chosen)
        newsletter.engine.dispose()

    def tell(self, deed, *args, **kwargs):
        newsletter = self.open()
        said = deed(newsletter, *args, **kwargs)
        newsletter.engine.dispose()
        return said

    @property
    def letters(self):
        """Give (reader, subject, which posts) of what arrived, by reader and then as it came."""
        found = []
        for letter in self.server.letters:
            message = email.message_from_bytes(letter.data, policy=default)
            text = message.get_body(("plain",)).get_content()
            posts = sorted({int(n) for n in re.findall(r"Words of (\d+)\.", text)})
            found.append((message["To"], message["Subject"], posts))
        return sorted(found, key=lambda one: one[0])

    def bodies(self, address):
        return [
            email.message_from_bytes(letter.data, policy=default).get_body(("plain",)).get_content()
            for letter in self.server.letters
            if letter.recipient == address
        ]


@pytest.fixture
def blog(site):
    with smtp_server() as server:
        found = Post(site)
        found.server = server
        found.write_feed()
        yield found
        assert server.violations == []


@pytest.fixture
def begun(blog):
    """One with two posts that were there before the newsletter began."""
    blog.publish(1, age=timedelta(days=2))
    blog.publish(2, age=timedelta(days=1))
    assert blog.send().left == 0
    blog.now += timedelta(hours=1)
    return blog


def test_the_first_run_takes_all_posts_for_seen_and_sends_nothing(blog):
    blog.join(ANA)
    blog.publish(1)

    sent = blog.send()

    assert str(sent) == "Nothing to send."
    assert "The newsletter begins: 1 post" in blog.said[0]
    assert blog.letters == []


def test_a_new_post_reaches_those_who_were_there_once(begun):
    begun.join(ANA)
    begun.publish(3)
    sent = begun.send()
    begun.join(BO)

    again = begun.send()

    assert begun.letters == [(ANA, "Post 3", [3])]
    assert str(sent).startswith("each-3: 1 candidate = 1 submitted + 0 failed")
    assert str(again) == "Nothing to send."


def test_edits_make_nothing_new(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send()

    begun.publish(3, title="Another", tags=["new"], date_published=begun.now.isoformat())
    begun.publish(3, id="urn:another-id")
    begun.send()

    assert len(begun.letters) == 1


def test_an_address_that_changes_before_the_id_does_makes_nothing_new(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send()
    begun.publish(3, url="https://ana.example/lunch.html", title="Lunch")
    begun.send()
    begun.publish(3, id="urn:another-id")
    begun.send()

    assert len(begun.letters) == 1


def test_a_post_that_comes_back_with_another_id_is_there_at_once(begun):
    begun.join(ANA, "weekly")
    begun.publish(3)
    begun.send(is_timer=True)
    taken = begun.posts.pop(3)
    begun.publish(4)
    begun.send(is_timer=True)
    begun.posts[3] = {**taken, "id": "urn:another-id"}
    begun.write_feed()
    begun.now += timedelta(days=7)
    begun.send(is_timer=True)

    assert [posts for _who, _subject, posts in begun.letters] == [[3, 4]]


def test_an_old_post_goes_when_a_digest_names_it_and_then_to_whoever_is_there(begun):
    begun.join(ANA, "monthly")
    old = begun.publish(3, age=timedelta(days=300))
    begun.send()
    begun.join(BO, "monthly")
    begun.now += timedelta(hours=1)
    begun.digest("2026-11-02-monthly", old)
    begun.send()

    assert begun.letters == [
        (ANA, "Digest of 2026-11-02-monthly", [3]),
        (BO, "Digest of 2026-11-02-monthly", [3]),
    ]


def test_a_letter_is_the_introduction_and_what_this_reader_lacks(begun):
    begun.join(ANA, "monthly")
    third = begun.publish(3)
    begun.send()
    begun.now += timedelta(hours=1)
    begun.join(BO, "monthly")
    begun.now += timedelta(hours=1)
    fourth = begun.publish(4)
    begun.digest("2026-11-02-monthly", fourth, third, body="Dear colleagues.")
    begun.send()

    assert [(who, posts) for who, _subject, posts in begun.letters] == [(ANA, [3, 4]), (BO, [4])]
    assert all("Dear colleagues." in begun.bodies(who)[0] for who in (ANA, BO))
    assert begun.bodies(ANA)[0].index("Words of 4.") < begun.bodies(ANA)[0].index("Words of 3.")


def test_a_changed_cadence_repeats_and_misses_nothing(begun):
    begun.join(ANA, "each")
    begun.publish(3)
    begun.send()
    begun.tell(commands.change, ANA, name=None, cadence=Cadence.WEEKLY, language=None, address="")
    begun.now += timedelta(hours=1)
    begun.publish(4)
    begun.send()
    begun.digest("2026-11-02-weekly", "urn:3", "urn:4")
    begun.now += timedelta(hours=1)
    begun.send()

    assert [posts for _who, _subject, posts in begun.letters] == [[3], [4]]


def test_a_pause_misses_nothing_and_its_posts_come_together(begun):
    begun.join(ANA)
    begun.tell(commands.pause, ANA, until=begun.now + timedelta(days=2))
    for number in (3, 4):
        begun.publish(number)
        begun.send()
        begun.now += timedelta(days=1)
    begun.publish(5)
    begun.send()

    assert [posts for _who, _subject, posts in begun.letters] == [[3, 4, 5]]


def test_who_left_is_never_written_to(begun):
    begun.join(ANA)
    begun.tell(commands.unsubscribe, ANA)
    begun.publish(3)
    begun.send()

    assert begun.letters == []


def test_a_note_is_in_one_readers_next_letter_and_nowhere_else(begun):
    for who in (ANA, BO):
        begun.join(who)
    begun.tell(commands.note, ANA, "How is the new job?")
    for number in (3, 4):
        begun.publish(number)
        begun.send()
        begun.now += timedelta(hours=1)

    assert ["new job" in body for body in begun.bodies(ANA)] == [True, False]
    assert not any("new job" in body for body in begun.bodies(BO))


def test_invitations_go_once(begun):
    begun.tell(joining.add, ANA)
    newsletter = begun.open(SMTP_URL=f"{begun.server.url}?rate=0")

    first = posting.invite(newsletter, watch=lambda *_: lambda: None)
    again = posting.invite(newsletter, watch=lambda *_: lambda: None)

    newsletter.engine.dispose()
    assert str(first).startswith("invitation-1: 1 candidate = 1 submitted")
    assert str(again) == "Nothing to send."
    assert len(begun.letters) == 1
    (body,) = begun.bodies(ANA)
    token = re.search(r"confirm%20([a-z2-7]{26})", body)[1]
    assert "is subscribed" in begun.tell(joining.confirm, f"confirm {token}", consent="")


def test_more_than_five_new_posts_stop_when_nobody_is_there(begun):
    begun.join(ANA)
    for number in range(3, 9):
        begun.publish(number)

    with pytest.raises(BadFeed, match="6 posts are new at once"):
        begun.send(is_timer=True)
    assert begun.letters == []

    begun.send(ask=lambda _question: True)
    assert [posts for _who, _subject, posts in begun.letters] == [[3, 4, 5, 6, 7, 8]]


def test_the_author_may_say_that_many_new_posts_are_old(begun):
    begun.join(ANA)
    for number in range(3, 9):
        begun.publish(number)

    begun.send(ask=lambda question: "Hold them back" in question)
    begun.send()

    assert begun.letters == []


def test_another_sites_feed_is_refused(begun, tmp_path):
    begun.join(ANA)
    other = (tmp_path / "other.json").resolve()
    text = (begun.site.folder / "feed.json").read_text()
    other.write_text(text.replace("https://ana.example/", "https://bo.example/"))

    with pytest.raises(BadFeed, match=r"the feed of \"https://bo.example/\""):
        begun.send(feed=str(other))


def test_a_feed_that_goes_back_is_refused_until_the_author_says_it_is_right(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send()
    del begun.posts[3]
    begun.write_feed()

    with pytest.raises(BadFeed, match="Was an old copy published"):
        begun.send(is_timer=True)
    begun.send(ask=lambda _question: True)

    assert begun.send().left == 0


def test_a_post_whose_date_is_put_right_does_not_make_the_feed_an_old_one(begun):
    begun.join(ANA)
    begun.publish(3, age=-timedelta(days=300))
    begun.send(is_timer=True)
    begun.publish(3, date_published=begun.now.isoformat())
    begun.publish(4)
    begun.send(is_timer=True)

    assert [posts for _who, _subject, posts in begun.letters] == [[3], [4]]


def test_the_newest_post_is_taken_back_once_in_a_feed_of_several_documents(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send()
    del begun.posts[3]
    older = [item(n, date_published="2020-01-01T00:00:00Z") for n in (8, 9)]
    begun.publish(1, **older[0])
    (begun.site.folder / "older.json").write_bytes(document(older[1]))
    pages = {"next_url": "https://ana.example/older.json"}
    (begun.site.folder / "feed.json").write_bytes(document(*begun.posts.values(), **pages))

    begun.send(ask=lambda _question: True)

    assert begun.send(is_timer=True).left == 0


def test_a_feed_that_grew_shorter_than_what_somebody_lacks_is_refused(begun):
    begun.join(ANA, "weekly")
    for number in (3, 4, 5):
        begun.publish(number)
        begun.send(is_timer=True)
        begun.now += timedelta(hours=1)
    whole = dict(begun.posts)
    begun.posts = {number: whole[number] for number in (4, 5)}
    begun.write_feed()
    begun.now += timedelta(days=7)
    with pytest.raises(BadFeed, match='readers lack "Post 3"'):
        begun.send(is_timer=True)

    begun.posts = whole
    begun.write_feed()
    begun.send(is_timer=True)

    assert [posts for _who, _subject, posts in begun.letters] == [[3, 4, 5]]


def test_what_was_taken_back_on_purpose_is_lacked_by_nobody(begun):
    begun.join(ANA, "weekly")
    for number in (3, 4):
        begun.publish(number)
        begun.send(is_timer=True)
        begun.now += timedelta(hours=1)
    begun.posts = {4: begun.posts[4]}
    begun.write_feed()
    begun.send(ask=lambda _question: True)
    begun.now += timedelta(days=7)
    begun.send(is_timer=True)

    assert [posts for _who, _subject, posts in begun.letters] == [[4]]


def test_a_post_that_was_away_when_a_letter_went_reaches_its_readers_once_it_is_back(begun):
    begun.join(ANA, "weekly")
    begun.join(BO, "each")
    begun.publish(3)
    begun.send(is_timer=True)
    begun.now += timedelta(minutes=1)
    away = begun.posts.pop(3)
    begun.publish(4)
    for _visit in range(2):
        begun.send(is_timer=True)
        begun.now += timedelta(days=7)
    begun.join(CY, "each")
    begun.posts[3] = away
    begun.write_feed()
    for _visit in range(2):
        begun.send(is_timer=True)
        begun.now += timedelta(days=7)

    assert [(who, posts) for who, _subject, posts in begun.letters] == [
        (ANA, [4]), (ANA, [3]), (BO, [3]), (BO, [4]),
    ]  # fmt: skip


def test_a_post_that_was_away_between_letters_is_nothing_new(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send()
    begun.publish(4)
    away = begun.posts.pop(3)
    begun.send()
    begun.posts[3] = away
    begun.write_feed()
    begun.send()

    assert [posts for _who, _subject, posts in begun.letters] == [[3], [4]]


@pytest.mark.parametrize("text", ["", "{", '{"version": "https://jsonfeed.org/version/1.1"}'])
def test_a_feed_that_is_cut_off_is_refused(begun, text):
    begun.join(ANA)
    (begun.site.folder / "feed.json").write_text(text)

    with pytest.raises(BadFeed):
        begun.send()


def test_a_feed_that_is_missing_does_not_stop_what_waits(begun):
    begun.join(ANA)
    begun.publish(3)
    with smtp_server([Fault(at="RCPT", code=450, text="4.2.1 later", times=1)]) as server:
        usual, begun.server = begun.server, server
        assert begun.send().left == 1
        begun.server = usual
    (begun.site.folder / "feed.json").unlink()
    begun.now += timedelta(hours=1)

    assert begun.send(is_timer=True).left == 0
    assert [posts for _who, _subject, posts in begun.letters] == [[3]]


def test_a_broken_digest_file_does_not_stop_what_waits(begun):
    begun.join(ANA)
    begun.publish(3)
    with smtp_server([Fault(at="RCPT", code=450, text="4.2.1 later", times=1)]) as server:
        usual, begun.server = begun.server, server
        assert begun.send().left == 1
        begun.server = usual
    begun.site.write("digests/2026-11-02-weekly.md", "Title: no date\n\nWords.\n")
    begun.now += timedelta(hours=1)

    assert begun.send(is_timer=True).left == 0
    assert [posts for _who, _subject, posts in begun.letters] == [[3]]
    with pytest.raises(BadContent, match="a digest needs"):
        begun.send(is_timer=True)


def test_late_digests_ask_at_a_terminal_and_go_within_three_days_without_one(begun):
    begun.join(ANA, "monthly")
    begun.publish(3)
    begun.digest("2026-11-02-monthly", "urn:3", Date="2026-11-02 11:00")
    begun.now += timedelta(hours=9)
    questions = []

    def no(question):
        questions.append(question)
        return False

    begun.send(ask=no)
    assert "was due" in questions[0]
    assert begun.letters == []

    begun.now += timedelta(days=2)
    begun.send(is_timer=True)
    assert len(begun.letters) == 1


def test_after_three_days_the_posts_go_with_the_next(begun):
    begun.join(ANA, "monthly")
    begun.publish(3)
    begun.digest("2026-11-02-monthly", "urn:3", Date="2026-11-02 11:00")
    begun.now += timedelta(days=4)
    begun.send(is_timer=True)
    assert begun.letters == []
    assert any("too late" in line for line in begun.said)

    begun.publish(4)
    begun.digest("2026-11-06-monthly", "urn:4")
    begun.now += timedelta(hours=1)
    begun.send(is_timer=True)

    assert [posts for _who, _subject, posts in begun.letters] == [[3, 4]]


def test_a_file_of_every_post_that_is_too_late_keeps_no_later_post_back(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.digest("2026-11-02-each", "urn:3", Date="2026-11-02 11:00")
    begun.send(ask=lambda _question: False)
    begun.now += timedelta(days=4)
    begun.publish(4)
    begun.send(is_timer=True)
    begun.send(is_timer=True)

    assert begun.letters == [(ANA, "Post 4, and 1 more", [3, 4])]


def test_the_timer_sends_a_week_by_itself_and_says_so_in_its_headers(begun):
    begun.join(ANA, "weekly")
    begun.publish(3)
    begun.now += timedelta(days=1)
    begun.send(is_timer=True)
    assert begun.letters == []

    begun.now += timedelta(days=6)
    begun.send(is_timer=True)

    assert begun.letters == [(ANA, "Post 3", [3])]
    assert b"Auto-Submitted: auto-generated" in begun.server.letters[0].data


def test_what_the_author_sends_by_hand_is_not_called_automatic(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send()

    assert b"Auto-Submitted" not in begun.server.letters[0].data


def test_an_empty_week_sends_nothing_and_does_not_come_back(begun):
    begun.join(ANA, "weekly")
    begun.now += timedelta(days=7)
    begun.send(is_timer=True)
    begun.publish(3)
    begun.now += timedelta(days=1)
    begun.send(is_timer=True)

    assert begun.letters == []


def test_a_digest_written_on_the_day_of_an_automatic_one_is_sent(begun):
    begun.join(ANA, "weekly")
    begun.now += timedelta(days=7)
    begun.send(is_timer=True)  # Monday, after eight, and nothing was new
    begun.publish(3)
    begun.digest("2026-11-09-weekly", "urn:3", Date="2026-11-09 12:00", body="Dear colleagues.")
    begun.now += timedelta(hours=2)
    begun.send()

    assert begun.letters == [(ANA, "Digest of 2026-11-09-weekly", [3])]
    assert "Dear colleagues." in begun.bodies(ANA)[0]


def test_without_a_yes_at_the_terminal_nothing_goes_and_nothing_is_used_up(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send(ask=lambda _question: False)
    assert begun.letters == []

    begun.send()
    assert len(begun.letters) == 1


def test_a_rehearsal_tells_the_same_and_changes_nothing(begun):
    begun.join(ANA)
    begun.publish(3)
    newsletter = begun.open()
    before = begun.tell(commands.listed)
    with rehearsing(newsletter) as copy:
        sent = posting.rehearse(copy, feed=begun.feed, is_timer=False, say=print)
    newsletter.engine.dispose()

    assert "1 queued" in str(sent)
    assert begun.tell(commands.listed) == before
    assert not list(begun.site.folder.glob("var/.rehearsal*"))
    assert begun.send().left == 0
    assert len(begun.letters) == 1


def test_a_copy_is_kept_before_each_sending(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send()

    (copy,) = list_copies(begun.site.folder / "var" / "newsletter.sqlite")
    assert copy.name.endswith("-before-each-3-1.sqlite")


def test_a_database_put_back_from_a_copy_is_refused(begun):
    begun.join(ANA)
    begun.publish(3)
    begun.send()
    path = begun.site.folder / "var" / "newsletter.sqlite"
    (copy,) = list_copies(path)
    path.write_bytes(copy.read_bytes())

    with pytest.raises(BadDatabase, match="older than the last sending"):
        begun.send()
    assert len(begun.letters) == 1

    (begun.site.folder / "var" / "newsletter.sqlite.runs").unlink()  # the author is sure
    begun.send()
    assert len(begun.letters) == 2


def test_the_newest_copy_is_kept_even_when_the_clock_was_set_back(begun):
    path = begun.site.folder / "var" / "newsletter.sqlite"
    for minute in range(KEPT):
        keep_copy(path, now=begun.now + timedelta(days=1, minutes=minute), why="test")

    newest = keep_copy(path, now=begun.now, why="test")

    assert newest in list_copies(path)
    assert len(list_copies(path)) == KEPT


@pytest.mark.parametrize(
    ("environ", "error", "words"),
    [
        ({}, BadSettings, "SMTP_URL is not set"),
        ({"SMTP_URL": "http://x"}, BadSettings, "SMTP_URL"),
        ({"SMTP_URL": "smtp://127.0.0.1:1?rate=0"}, CannotSend, "could not be reached"),
    ],
)
def test_a_server_that_is_not_there_is_told_before_anything_is_frozen(begun, environ, error, words):
    begun.join(ANA)
    begun.publish(3)
    newsletter = begun.open(**environ)

    with pytest.raises(error, match=words):
        posting.send(
            newsletter, feed=begun.feed, is_timer=False, say=print, watch=lambda *_: lambda: None
        )

    newsletter.engine.dispose()
    assert begun.send().left == 0
    assert len(begun.letters) == 1


def test_many_readers_from_before_many_old_posts_are_counted_in_few_steps(blog, tmp_path):
    people = tmp_path / "list.txt"
    people.write_text("".join(f"reader{n}@work.example\n" for n in range(500)))
    blog.tell(moving.import_lists, [people], consent="yes", cadence=None, is_dry_run=False)
    for number in range(1, 501):
        blog.publish(number, age=timedelta(days=number))
    blog.send()
    steps = []
    newsletter = blog.open()
    with newsletter.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.set_progress_handler(lambda: steps.append(1000), 1000)
        assert count_waiting(connection, "monthly", 501) == 0
        raw.set_progress_handler(None, 0)
    newsletter.engine.dispose()

    assert sum(steps) < 100_000  # one step for each reader and each post would be 250,000 and more


def test_letters_carry_no_other_readers_address(begun):
    for who in (ANA, BO, CY):
        begun.join(who)
    begun.publish(3)
    begun.send()

    for letter in begun.server.letters:
        others = {ANA, BO, CY} - {letter.recipient}
        assert not any(other.encode() in letter.data for other in others)
