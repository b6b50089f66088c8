from datetime import date, timedelta
from uuid import UUID

import pytest
from newsletters import Blog

from plugins.newsletter import posting
from plugins.newsletter.dispatch import freeze_digest
from plugins.newsletter.drafting import write_draft
from plugins.newsletter.introductions import all_introductions
from plugins.newsletter.ledger.sighting import lacking
from plugins.newsletter.rehearsal import rehearsing
from plugins.newsletter.subscribers import commands, joining
from plugins.newsletter.subscribers.model import Cadence
from plugins.newsletter.subscribers_previews import write_preview_for
from plugins.shared.errors import BadContent, BadSubscriber, NothingNew, SiteError

GUID = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def blog(site):
    found = Blog(site)
    found.publish(1, age=timedelta(days=30))
    newsletter = found.open()
    posting.plan(newsletter, feed=found.feed, is_timer=False)
    newsletter.engine.dispose()
    found.now += timedelta(hours=1)
    return found


@pytest.fixture
def newsletter(blog):
    found = blog.open()
    yield found
    found.engine.dispose()


def draft(newsletter, blog, **changes):
    options = {"cadence": "", "day": None, "feed": blog.feed, "uuid": GUID, **changes}
    return write_draft(newsletter, **options)


def test_a_draft_names_the_new_posts_the_newest_first(newsletter, blog):
    blog.publish(2)
    blog.now += timedelta(hours=1)
    blog.publish(3)

    path = draft(newsletter, blog).path

    assert path.read_text() == (
        "Title: Post 3, and 1 more\nDate: 2026-11-02 12:00\nCadence: monthly\nStatus: draft\n"
        f"Guid: {GUID.urn}\nPosts: urn:3\n    urn:2\n\n"
        "Write a few lines here: what you have been up to, why these posts, a question. They come "
        "first in the letter.\n"
    )


def test_a_draft_of_another_day_is_for_the_usual_hour(newsletter, blog):
    blog.publish(2)

    path = draft(newsletter, blog, cadence="weekly", day=date(2026, 11, 9)).path

    assert path.name == "2026-11-09-weekly.md"
    assert "Date: 2026-11-09 08:00\n" in path.read_text()


def test_a_file_that_is_there_is_left_alone(newsletter, blog):
    blog.publish(2)
    path = draft(newsletter, blog).path
    path.write_text("mine")

    with pytest.raises(BadContent, match="is there already"):
        draft(newsletter, blog)
    assert path.read_text() == "mine"


def test_a_digest_that_was_sent_and_removed_is_not_begun_again(newsletter, blog):
    blog.publish(2)
    path = draft(newsletter, blog).path
    path.write_text(path.read_text().replace("Status: draft\n", "").replace("Write a", "A"))
    look, plan = posting.plan(newsletter, feed=blog.feed, is_timer=False)
    freeze_digest(newsletter, plan.owed[0], look, is_timer=False)
    path.unlink()
    blog.publish(3)

    with pytest.raises(BadContent, match="2026-11-02-monthly was sent already"):
        draft(newsletter, blog)


def test_without_news_there_is_no_draft_and_the_way_out_is_told(newsletter, blog):
    with pytest.raises(NothingNew, match="--newest 3"):
        draft(newsletter, blog)
    assert not (blog.site.content / "digests").exists()

    assert "urn:1\n" in draft(newsletter, blog, newest=3).path.read_text()


def test_a_draft_is_never_sent_before_its_words_are_written(newsletter, blog):
    blog.publish(2)
    path = draft(newsletter, blog).path

    def is_draft():
        (words,) = all_introductions(
            path.parent, base="https://ana.example", zone=newsletter.site.zone
        )
        return words.is_draft

    assert is_draft()
    path.write_text(path.read_text().replace("Status: draft\n", ""))
    assert is_draft()
    path.write_text(path.read_text().partition("Write a few")[0] + "Dear all.\n")
    assert not is_draft()


def test_an_unknown_cadence_is_told(newsletter, blog):
    with pytest.raises(SiteError, match="each, weekly or monthly"):
        draft(newsletter, blog, cadence="daily")


@pytest.mark.parametrize("name", ["2026-11-02-daily", "hello"])
def test_a_file_whose_readers_nobody_knows_stops_a_sending(blog, newsletter, name):
    blog.site.write(f"digests/{name}.md", "Title: A\nDate: 2026-11-02\nGuid: urn:a\n\nDear all.\n")

    with pytest.raises(BadContent, match="each, weekly or monthly"):
        posting.plan(newsletter, feed=blog.feed, is_timer=False)


def test_the_preview_for_somebody_holds_what_they_lack_and_their_note(newsletter, blog):
    joining.add(newsletter, "bo@work.example", name="Bo", cadence=Cadence.MONTHLY, consent="yes")
    commands.note(newsletter, "bo@work.example", "How is the new job?")
    blog.now += timedelta(hours=1)
    blog.publish(2)
    blog.digest("2026-11-02-monthly", "urn:2", Status="draft", body="Dear colleagues.")

    with rehearsing(newsletter) as copy:
        written = write_preview_for(copy, "bo@work.example", feed=blog.feed)

    text = (written.folder / "digest.txt").read_text()
    for words in ("Hello Bo,", "How is the new job?", "Dear colleagues.", "Words of 2."):
        assert words in text
    assert "Words of 1." not in text
    assert b"bo@work.example" not in (written.folder / "digest.eml").read_bytes()


def test_a_preview_records_nothing(newsletter, blog):
    joining.add(newsletter, "bo@work.example", cadence=Cadence.EACH, consent="yes")
    blog.publish(2)

    with rehearsing(newsletter) as copy:
        write_preview_for(copy, "bo@work.example", feed=blog.feed)
    look, plan = posting.plan(newsletter, feed=blog.feed, is_timer=False)

    assert [post.id for post in look.new] == ["urn:2"]
    assert [owed.key for owed in plan.owed] == ["each-2"]


def test_who_lacks_nothing_gets_no_letter(newsletter, blog):
    joining.add(newsletter, "bo@work.example", consent="yes")

    with rehearsing(newsletter) as copy, pytest.raises(NothingNew, match="lack no post"):
        write_preview_for(copy, "bo@work.example", feed=blog.feed)
    with rehearsing(newsletter) as copy, pytest.raises(BadSubscriber):
        write_preview_for(copy, "cy@work.example", feed=blog.feed)


def test_what_somebody_lacks_is_in_the_order_it_came(newsletter, blog):
    blog.publish(2)
    look, _plan = posting.plan(newsletter, feed=blog.feed, is_timer=False)
    blog.now += timedelta(hours=1)
    blog.publish(3)
    look, _plan = posting.plan(newsletter, feed=blog.feed, is_timer=False)

    assert [seen.id for seen in lacking(look.posts.values(), 0)] == ["urn:2", "urn:3"]
    assert [seen.id for seen in lacking(look.posts.values(), 2)] == ["urn:3"]
    assert [seen.id for seen in lacking(look.posts.values(), 0, up_to=2)] == ["urn:2"]
