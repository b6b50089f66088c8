"""What the builds are wanted to keep to, and whether what was measured does.

Every goal is a ratio of two medians of one and the same run, so that it says something on any machine.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

BIG, SMALL, HUGE = 10_000, 1_000, 20_000
# Contestants and edits in the order in which they are told.
WITH_THEMES = (("simple", ("text", "title", "tag")), ("ours", ("text", "title", "tag", "comment")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """What was measured: of whom, with how many posts, in which case."""

    who: str
    what: str
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """`over` divided by `under` is wanted to be `at_most` so much, and hoped to be `beyond` that."""

    case: str
    over: Of
    under: Of
    at_most: float
    beyond: float
    unit: str = "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A goal beside what was measured for it."""

    goal: Goal
    ratio: float
    holds: bool
    is_beyond: bool


Figures = Mapping[Of, Sequence[float]]


def goals(*, tracing_posts: int = BIG) -> Iterator[Goal]:
    """Give all goals; tracing's share is that of a build of so many posts."""
    yield from _cold_goals()
    for posts, at_most, beyond in ((BIG, 0.10, 0.05), (SMALL, 0.30, 0.20)):
        for who, kinds in WITH_THEMES:
            for kind in kinds:
                what = "a comment added" if kind == "comment" else f"{kind} edit"
                yield _to_hugo(who, kind, posts, (at_most, beyond), what)
    for who in ("simple", "ours"):
        yield _to_hugo(who, "new post", BIG, (0.30, 0.15), "new post on top")
    for who in ("simple", "ours"):
        yield _to_hugo(who, "nothing", BIG, (0.04, 0.03), "nothing changed")
    for who in ("simple", "ours"):
        over, under = Of(who=who, what="cold", posts=HUGE), Of(who=who, what="cold", posts=BIG)
        case = f"cold, {HUGE:,} posts to {BIG:,}, {who}"
        yield Goal(case=case, over=over, under=under, at_most=2.2, beyond=2.05)
    over, under = (Of(who=who, what="memory", posts=BIG) for who in ("ours", "hugo"))
    case = f"memory of all processes, cold, {BIG:,} posts, ours to Hugo"
    yield Goal(case=case, over=over, under=under, at_most=0.5, beyond=0.3, unit="MB")
    for who in ("simple", "ours"):
        over = Of(who=who, what="tracing", posts=tracing_posts)
        under = Of(who=who, what="traced", posts=tracing_posts)
        case = f"tracing's share of a cold build's processor time, {tracing_posts:,} posts, {who}"
        yield Goal(case=case, over=over, under=under, at_most=0.08, beyond=0.05)
    over, under = (Of(who="both", what=what, posts=0) for what in ("same", "rendered"))
    case = "pages rendered whose bytes did not change, after all edits"
    yield Goal(case=case, over=over, under=under, at_most=0.10, beyond=0.05, unit="pages")
    yield _to_hugo("ours", "reloaded", SMALL, (0.2, 0.06), "saved to reloaded in serve")


def _cold_goals() -> Iterator[Goal]:
    wanted = {
        ("simple", "plain"): (0.50, 0.40),
        ("simple", "hugo"): (1.6, 1.0),
        ("ours", "plain"): (0.70, 0.50),
        ("ours", "hugo"): (2.3, 1.2),
    }
    for (who, beside), (at_most, beyond) in wanted.items():
        over, under = (Of(who=one, what="cold", posts=BIG) for one in (who, beside))
        shown = "plain Pelican" if beside == "plain" else "Hugo"
        case = f"cold, {BIG:,} posts, {who} to {shown}"
        yield Goal(case=case, over=over, under=under, at_most=at_most, beyond=beyond)


def _to_hugo(who: str, what: str, posts: int, wanted: tuple[float, float], shown: str) -> Goal:
    over = Of(who=who, what=what, posts=posts)
    under = Of(who="hugo", what="cold", posts=posts)
    case = f"{shown}, {posts:,} posts, {who} to Hugo's build"
    return Goal(case=case, over=over, under=under, at_most=wanted[0], beyond=wanted[1])


def find_verdict(goal: Goal, figures: Figures) -> Verdict | None:
    """Give whether a goal is kept; None when one of its two figures was not measured."""
    if not figures.get(goal.over) or not figures.get(goal.under):
        return None
    under = median(figures[goal.under])
    if not under:
        return None
    ratio = median(figures[goal.over]) / under
    return Verdict(
        goal=goal, ratio=ratio, holds=ratio <= goal.at_most, is_beyond=ratio <= goal.beyond
    )


def shown(values: Sequence[float], unit: str) -> str:
    """Give the median with the least and the most, such as "1.53 s (1.48-1.60)"."""
    digits = 0 if unit != "s" else 3 if median(values) < 1 else 2
    spread = f" ({min(values):.{digits}f}–{max(values):.{digits}f})" if len(values) > 1 else ""
    return f"{median(values):.{digits}f} {unit}{spread}"


def table(figures: Figures, wanted: Sequence[Goal]) -> Iterator[str]:
    """Give a line for each goal, and one that sums up."""
    verdicts = [find_verdict(goal, figures) for goal in wanted]
    rows = [("case", "figure", "beside", "ratio", "at most", "", "beyond", "")]
    rows += [_row(found, figures) for found in verdicts if found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield ""
    for goal, found in zip(wanted, verdicts, strict=True):
        if not found:
            yield f"not measured: {goal.case}"
    found_ones = [found for found in verdicts if found]
    yield (
        f"{sum(found.holds for found in found_ones)} of {len(found_ones)} measured goals hold, "
        f"{sum(found.is_beyond for found in found_ones)} go beyond; "
        f"{len(verdicts) - len(found_ones)} were not measured"
    )


def _row(verdict: Verdict, figures: Figures) -> tuple[str, ...]:
    goal = verdict.goal
    return (
        goal.case,
        shown(figures[goal.over], goal.unit),
        shown(figures[goal.under], goal.unit),
        f"{verdict.ratio:.3f}",
        f"{goal.at_most:.2f}",
        "holds" if verdict.holds else "MISSED",
        f"{goal.beyond:.2f}",
        "yes" if verdict.is_beyond else "no",
    )
