"""What servers say, and what it means. The words are those of Postfix, Exim, Gmail, Outlook, Yahoo and others."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.sending.answers import (
    EXPIRES,
    Answer,
    Verdict,
    judge,
    next_try,
    presentable,
)

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
STAGES = ("MAIL", "RCPT", "DATA", "dot")

SAID = {
    Verdict.SUBMITTED: """
        dot 250 2.0.0 Ok: queued as 4bYx1j0Pz1z
        dot 250 OK id=1vN8Xq-0000000Abc-1Def
        dot 250 2.0.0 OK 1763800000 ffacd0b85a97d-42b9
        dot 200 taken
        dot 251 2.1.5 will forward
    """,
    Verdict.RECONNECT: """
        MAIL 421 4.7.0 mail.example.org Error: too many errors
        MAIL 421 4.4.2 mail.example.org Error: timeout exceeded
        RCPT 421 4.3.2 Service not available, closing transmission channel
        DATA 421 Unexpected failure, please try later
        MAIL 220 here, ESMTP
        RCPT 354 go on
        DATA 250 2.0.0 taken
        dot 354 go on
        dot -1
        MAIL 0
        RCPT 999 5.1.1 no such user
        dot 600 5.1.1
    """,
    Verdict.LATER: """
        RCPT 450 4.1.1 <…>: Recipient address rejected: unverified address: Host or domain name not found
        RCPT 450 4.1.2 <…>: Recipient address rejected: Domain not found
        RCPT 450 4.2.0 <…>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/
        RCPT 450 4.2.1 The user you are trying to contact is receiving mail too quickly
        RCPT 452 4.2.2 The email account that you tried to reach is over quota. Too many messages in it
        RCPT 451 4.3.0 <…>: Temporary lookup failure
        RCPT 451 Temporary local problem - please try later
        RCPT 452 space shortage, please try later
        RCPT 450 Requested mail action not taken: mailbox unavailable
        DATA 451 4.7.1 Service unavailable - try again later
        dot 451 4.7.1 Greylisting in action, please come back later
        dot 450 4.7.1 <END-OF-MESSAGE>: End-of-data rejected: try again later
    """,
    Verdict.SLOWER: """
        MAIL 450 4.7.1 Error: too much mail from 192.0.2.7
        MAIL 452 4.3.1 Insufficient system storage
        MAIL 451 Temporary local problem - please try later
        MAIL 454 4.7.0 Temporary authentication failure
        RCPT 454 4.7.1 <…>: Relay access denied
        RCPT 452 4.5.3 Error: too many recipients
        RCPT 450 4.7.1 Error: too many recipients from 192.0.2.7
        RCPT 432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending
        DATA 451 4.3.0 Error: queue file write error
        dot 451 4.3.0 Error: queue file write error
        dot 421 4.7.28 Gmail has detected an unusual rate of unsolicited mail
        dot 421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume
        dot 451 4.7.652 The mail server has been temporarily rate limited due to IP reputation
        RCPT 454 4.3.0 Throttling failure: Maximum sending rate exceeded
    """,
    Verdict.UNKNOWN_PERSON: """
        RCPT 550 5.1.1 <…>: Recipient address rejected: User unknown in local recipient table
        RCPT 550 5.1.1 The email account that you tried to reach does not exist.
        RCPT 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
        RCPT 550 5.1.2 <…>: Recipient address rejected: Domain not found
        RCPT 501 5.1.3 Bad recipient address syntax
        RCPT 550 5.2.1 The email account that you tried to reach is inactive.
        RCPT 550 5.4.1 Recipient address rejected: Access denied. [AM7EUR03FT007.eop-EUR03.prod.protection]
        RCPT 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).
        RCPT 550 Requested action not taken: mailbox unavailable
        RCPT 550 Unrouteable address
        RCPT 550 Unknown user
        RCPT 550 No such user here
        RCPT 554 delivery error: dd This user doesn't have a yahoo.com account (…) [0]
        RCPT 550 sorry, no mailbox here by that name. (#5.1.1)
        RCPT 550 5.0.0 User not found
        RCPT 553 sorry, this recipient is unknown. No such mailbox
        dot 550 5.1.1 user unknown
    """,
    Verdict.REFUSED: """
        RCPT 552 5.2.2 The email account that you tried to reach is over quota and inactive.
        RCPT 552 Requested mail action aborted: exceeded storage allocation
        RCPT 550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional
        RCPT 550 mailbox is full
        RCPT 550 5.4.6 mail loop detected
        RCPT 550
        RCPT 550 go away
        RCPT 550 5.0.0 no
        MAIL 553 5.6.7 SMTPUTF8 is not supported by the next server
        dot 552 5.2.2 mailbox full
    """,
    Verdict.SENDER_AT_FAULT: """
        RCPT 554 5.7.1 <…>: Relay access denied
        RCPT 550 relay not permitted
        RCPT 553 5.7.1 <…>: Sender address rejected: not owned by user ana
        RCPT 550 5.1.8 <…>: Sender address rejected: Domain not found
        RCPT 550 5.1.0 <…>: Sender address rejected: User unknown in virtual mailbox table
        RCPT 550 Sender verify failed
        RCPT 550 5.7.1 Service unavailable; client [5.1.1.9] blocked using zen.spamhaus.org
        RCPT 550 client [5.1.1.9] blocked using zen.spamhaus.org
        RCPT 554
        RCPT 554 Transaction failed. Reject due to policy restrictions.
        RCPT 550 Administrative prohibition
        RCPT 501 5.5.4 Syntax: RCPT TO:<address>
        DATA 554 5.5.1 Error: no valid recipients
        DATA 550
        dot 550 5.7.26 This mail has been blocked because the sender is unauthenticated.
        dot 550 5.7.515 Access denied, sending domain EXAMPLE.ORG does not meet the required authentication
        dot 554 5.7.9 Message not accepted for policy reasons.
        dot 552 5.3.4 Message size exceeds fixed limit
        dot 550 High probability of spam
        dot 554
        dot 550 rejected
        dot 550 No such user here
        dot 554 5.6.0 Message with invalid header
    """,
    Verdict.STOP: """
        MAIL 530 5.7.0 Must issue a STARTTLS command first
        MAIL 550 5.1.8 no
        MAIL 552 5.3.4 Message size exceeds fixed limit
        MAIL 554 5.7.1 you are blocked
        MAIL 501 Syntax error
        RCPT 530 5.7.1 Authentication required
        RCPT 535 5.7.8 Authentication credentials invalid
        RCPT 550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits
        RCPT 550 5.7.1 Daily SMTP relay sending limit exceeded for user.
        dot 550 5.1.90 Your message can't be sent because you've reached your daily limit for recipients.
        dot 554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process
        dot 554 5.2.0 The message can't be submitted because the sender's submission quota was exceeded.
        RCPT 550 You have exceeded the per hour sending limit
    """,
}
CASES = [
    (verdict, *line.split(maxsplit=2))
    for verdict, lines in SAID.items()
    for line in map(str.strip, lines.strip().splitlines())
]


@pytest.mark.parametrize(
    ("verdict", "stage", "code", "text"), [(*case, "")[:4] for case in CASES], ids=str
)
def test_what_servers_say_means(verdict, stage, code, text):
    assert judge(Answer(stage=stage, code=int(code), text=text)) is verdict


answers = st.builds(
    Answer,
    stage=st.sampled_from(STAGES),
    code=st.integers(-1, 1000) | st.sampled_from([250, 354, 421, 450, 454, 550, 552, 554]),
    text=st.text()
    | st.from_regex(r"[245]\.[0-9]{1,3}\.[0-9]{1,3} (quota|sender|unknown user|too many)?"),
)


@given(answers)
def test_every_answer_means_something_and_only_2xx_to_the_dot_is_submitted(answer):
    verdict = judge(answer)

    assert isinstance(verdict, Verdict)
    is_yes = answer.stage == "dot" and 200 <= answer.code < 300
    assert (verdict is Verdict.SUBMITTED) == is_yes


@given(answers)
def test_nobody_is_unknown_or_failed_by_anything_but_5xx(answer):
    for_good = {
        Verdict.UNKNOWN_PERSON, Verdict.REFUSED, Verdict.SENDER_AT_FAULT, Verdict.STOP,
    }  # fmt: skip

    assert (judge(answer) in for_good) == (500 <= answer.code < 600)


@given(st.text(), st.integers(-1, 999))
def test_an_answer_is_shown_as_one_short_line_without_control_characters(text, code):
    shown = str(Answer(stage="RCPT", code=code, text=text))

    assert len(shown) <= 300
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<ana@ana.example>: no", "<…>: no"),
        ("5.1.1 ana.müller@exämple.de is unknown", "5.1.1 <…> is unknown"),
        ("one\r\n two\x1b[31m\x00", "one two[31m"),
    ],
)
def test_addresses_are_masked_in_what_is_kept(text, shown):
    assert presentable(text) == shown


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.lists(st.timedeltas(timedelta(0), timedelta(hours=12)), max_size=30),
)
def test_pauses_grow_and_a_letter_is_given_up_after_three_days(first, late):
    """`late` is how much later than asked for each try comes: the timer runs now and then."""
    now, pauses = first, []
    for attempt in range(1, 100):
        then = next_try(attempt, first if attempt > 1 else None, now)
        if then is None:
            break
        pauses.append(then - now)
        now = then + (late[attempt] if attempt < len(late) else timedelta(0))

    assert then is None
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=5)
    assert EXPIRES < now - first < EXPIRES + timedelta(hours=36, seconds=1)


@pytest.mark.parametrize("attempts", [-1, 0, 1, 7, 10**9])
def test_any_number_of_attempts_has_a_next_try(attempts):
    assert next_try(attempts, None, NOW) > NOW


def test_a_clock_that_was_set_back_gives_nothing_up():
    assert next_try(3, NOW + timedelta(days=30), NOW) == NOW + timedelta(hours=1)
