"""The report of the gate."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.newsletter.gate.model import Finding, Level, build_report


def finding(subject, level, message="as it should be"):
    return Finding(subject=subject, level=level, message=message)


def test_the_report_has_a_line_for_each_finding_and_the_worst_last():
    report = build_report(
        [
            finding("login", Level.FAULT, "refused\nat once"),
            finding("size", Level.GOOD),
            finding("SPF", Level.UNKNOWN, "no answer"),
            finding("postal address", Level.WARNING, "there is none"),
            finding("form", Level.GOOD),
        ]
    )

    assert str(report).splitlines() == [
        "good     size: as it should be",
        "good     form: as it should be",
        "unknown  SPF: no answer",
        "WARNING  postal address: there is none",
        "FAULT    login: refused at once",
        "",
        "5 checks: 2 good, 1 unknown, 1 warning, 1 fault. Nothing should be sent before this is mended.",
    ]
    assert not report.may_send


def test_without_a_fault_letters_may_go():
    report = build_report([finding("a", Level.WARNING), finding("b", Level.UNKNOWN)])

    assert report.may_send
    assert report.summary == "2 checks: 1 unknown, 1 warning"


def test_what_two_letters_have_in_common_is_told_once():
    report = build_report([finding("form", Level.GOOD)] * 2)

    assert report.summary == "1 check: 1 good"


def test_no_checks_are_no_checks():
    assert build_report([]).summary == "0 checks"


@given(levels=st.lists(st.sampled_from(Level), max_size=30))
def test_the_summary_adds_up(levels):
    report = build_report(finding(str(number), level) for number, level in enumerate(levels))

    total, *counts = (
        int(word) for word in report.summary.replace(":", "").split() if word.isdigit()
    )

    assert total == sum(counts) == len(levels)
    assert report.may_send == (Level.FAULT not in levels)
