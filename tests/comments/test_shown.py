import pickle

from markupsafe import Markup

from plugins.comments.shown import Conversation, ShownComment
from plugins.speed.values import tell


def said(fragment, *replies, **more):
    return ShownComment(id=f"urn:{fragment}", fragment=fragment, replies=replies, **more)


THREADS = (
    said("c1", said("c2", body=Markup("<p>Ä</p>")), author="Ana", size=1, anchors=("old",)),
    said("c3", is_placeholder=True),
)


def test_a_conversation_is_what_it_was_made_of():
    talk = Conversation.of(THREADS, newest=("c1", "c2"))

    assert talk.threads == THREADS
    assert isinstance(talk.threads[0].replies[0].body, Markup)
    assert [one.fragment for one in talk.comments] == ["c1", "c2"]
    assert [one.fragment for one in talk.latest] == ["c1", "c2"]
    assert talk.count == 2
    assert Conversation.of().threads == ()


def test_equal_conversations_are_told_alike_wherever_their_words_come_from():
    again = Conversation.of(pickle.loads(pickle.dumps(THREADS)))

    assert tell(again) == tell(Conversation.of(THREADS))
    assert tell(again) != tell(Conversation.of(THREADS[:1]))
    assert pickle.loads(pickle.dumps(again)).threads == THREADS
