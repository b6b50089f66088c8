"""What bench.build stands on: made-up posts, the verdicts on its goals, the shares of its profile."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "bench"))

from corpus import for_hugo, for_pelican, made_posts, write_corpus
from goals import Goal, Of, find_verdict, goals, shown, table
from memory import can_be_measured, peak_megabytes
from running import Failed, run
from sampled.rooms import Rooms
from shares import Share, find_shares
from sites import EDITS, edit, write_site

OVER, UNDER = Of(who="ours", what="cold", posts=10), Of(who="hugo", what="cold", posts=10)
GOAL = Goal(case="cold", over=OVER, under=UNDER, at_most=2.3, beyond=1.2)


def test_the_corpus_is_the_same_each_time(tmp_path):
    for name in ("one", "other"):
        write_corpus(tmp_path / name, 30)

    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "other")
    )
    assert one == other
    assert len(one) == 60


def test_a_post_has_what_makes_a_build_work():
    posts = list(made_posts(400))

    for post in posts[1:]:
        text = for_pelican(post)
        assert 550 < len(text.split()) < 680
        assert text.count("](https://") == 2
        assert text.count("]({filename}") == 2
        assert text.count("\n## ") == 2
        assert text.count("```") == 2
    assert len({tag for post in posts for tag in post.tags}) == 60
    assert len({post.category for post in posts}) == 10
    assert [post.date for post in posts] == sorted({post.date for post in posts})


def test_links_to_posts_lead_to_posts_that_are_there():
    posts = list(made_posts(40))
    files, pages = {f"{post.stem}.md" for post in posts}, {f"/{post.slug}.html" for post in posts}

    linked = [
        part.partition(")")[0]
        for post in posts
        for part in for_pelican(post).split("{filename}")[1:]
    ]
    hugos = [part.partition(")")[0] for post in posts for part in for_hugo(post).split("](")[1:]]
    hugos = [address for address in hugos if address.startswith("/")]

    assert set(linked) <= files
    assert set(hugos) <= pages
    assert [name[11:-3] for name in linked] == [address[1:-5] for address in hugos]


@pytest.mark.parametrize("who", ["simple", "ours"])
def test_every_edit_changes_a_post_of_its_own(tmp_path, who):
    site = write_site(who, tmp_path, 60)
    kinds = [kind for kind in EDITS if kind != "nothing" and (who == "ours" or kind != "comment")]

    pages = [edit(site, kind, number=number).page for kind in kinds for number in range(3)]

    assert len(set(pages)) == len(pages)
    assert len(site.post_files()) == 63


def test_a_verdict_compares_medians():
    found = find_verdict(GOAL, {OVER: [9.0, 4.0, 4.6], UNDER: [1.0, 2.0, 8.0]})

    assert (found.ratio, found.holds, found.is_beyond) == (2.3, True, False)


@pytest.mark.parametrize(
    ("seconds", "holds", "is_beyond"), [(2.0, True, True), (4.0, True, False), (5.0, False, False)]
)
def test_a_goal_is_kept_gone_beyond_or_missed(seconds, holds, is_beyond):
    found = find_verdict(GOAL, {OVER: [seconds], UNDER: [2.0]})

    assert (found.holds, found.is_beyond) == (holds, is_beyond)


def test_what_was_not_measured_is_said_and_counts_for_nothing():
    told = list(table({OVER: [3.0]}, [GOAL]))

    assert "not measured: cold" in told
    assert told[-1] == "0 of 0 measured goals hold, 0 go beyond; 1 were not measured"


def test_a_row_tells_the_spread_and_the_verdict():
    told = list(table({OVER: [3.0, 2.5, 2.0], UNDER: [0.5]}, [GOAL]))

    assert told[1].split() == (
        ["cold", "2.50", "s", "(2.00–3.00)", "0.500", "s", "5.000", "2.30", "MISSED", "1.20", "no"]
    )


def test_no_goal_is_stated_twice():
    wanted = list(goals())

    assert len({goal.case for goal in wanted}) == len(wanted) == 29
    assert all(goal.beyond < goal.at_most for goal in wanted)


def test_figures_are_shown_with_as_many_digits_as_they_deserve():
    assert shown([0.41, 0.4123], "s") == "0.411 s (0.410–0.412)"
    assert shown([1641.4], "MB") == "1641 MB"


def test_a_sample_counts_for_who_is_at_work_and_for_who_asked():
    samples = ["0.25\tsanitising\tcomments", "0.5\tcomments", "0.125\tsanitising\tfeeds"]

    assert find_shares(samples) == [
        Share(part="comments", own=0.5, whole=0.75),
        Share(part="sanitising", own=0.375, whole=0.375),
        Share(part="feeds", own=0.0, whole=0.125),
    ]


@pytest.mark.parametrize(
    ("stack", "parts"),
    [
        (["re/__init__.py", "/x/plugins/shared/text.py", "/x/plugins/feeds/plan.py"], ["feeds"]),
        (["/x/site-packages/markdown/core.py", "/x/plugins/comments/rendering.py"], ["Markdown", "comments"]),
        (["/x/plugins/speed/markdown/inline.py", "/x/plugins/speed/store.py"], ["Markdown", "speed: remembering, tracing, sharing"]),
        (["/x/theme/templates/post.html", "/x/site-packages/jinja2/environment.py"], ["writing (Jinja)"]),
        (["/x/site-packages/pelican/themes/simple/templates/base.html"], ["writing (Jinja)"]),
        (["/x/plugins/feeds/plan.py", "<frozen importlib._bootstrap>", "/x/tasks.py"], ["loading libraries"]),
        (["/usr/lib/python3.11/json/decoder.py"], ["Python itself"]),
    ],
    ids=["shared", "library", "ours", "template", "their template", "import", "python"],
)  # fmt: skip
def test_a_stack_belongs_to_the_parts_whose_files_are_on_it(stack, parts):
    assert Rooms().of_stack(stack) == parts


@pytest.mark.skipif(not can_be_measured(), reason="only Linux says how much memory is shared")
def test_memory_is_that_of_all_processes_and_what_they_share_counts_once(tmp_path):
    program = (
        "import os, time\nheld = os.urandom(60_000_000)\n"
        "if not os.fork():\n    own = os.urandom(60_000_000)\n    time.sleep(0.6)\nelse:\n    os.wait()\n"
    )

    used = peak_megabytes([sys.executable, "-c", program], tmp_path, timeout=30)

    assert 120 < used < 170


def test_a_command_that_fails_says_why(tmp_path):
    with pytest.raises(Failed, match="no such luck"):
        run([sys.executable, "-c", "raise SystemExit('no such luck')"], tmp_path, timeout=30)


def test_the_time_of_the_processors_includes_that_of_children(tmp_path):
    busy = "import time\nwhile time.process_time() < 0.2: pass\n"
    program = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {busy!r}])"

    done = run([sys.executable, "-c", program], tmp_path, timeout=30)

    assert done.cpu >= 0.2
