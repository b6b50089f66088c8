from collections import Counter

from coroutines import run
from crowds import prepare_crowd, send_crowd
from smtp_conversation import Fault
from smtp_server import smtp_server


def test_a_crowd_at_the_desk_and_a_sending_lose_nothing(tmp_path):
    with smtp_server([Fault(at="dot", delay=0.02)]) as mail:
        url = f"{mail.url}?rate=0&connections=1"
        crowded = prepare_crowd(tmp_path / "site", readers=160, smtp_url=url)
        with crowded.desk(), crowded.task("digest.send") as sending:
            outcome = run(send_crowd(crowded.port, crowded.people, clients=20, requests=1_500))
            was_sending = len(mail.letters)
            said, _nothing = sending.communicate(timeout=60)

        assert outcome.failures == []
        assert sum(outcome.statuses.values()) == 1_500
        assert set(outcome.statuses) <= {200, 404, 422, 429}
        assert crowded.lost_updates() == []
        assert sending.returncode == 0, said
        assert was_sending
        letters = Counter(letter.recipient for letter in mail.letters if b"List-Id" in letter.data)
        assert set(letters.values()) == {1}
        assert mail.violations == []
        crowded.newsletter.engine.dispose()
