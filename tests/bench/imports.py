"""How long an import takes, beside merely parsing the same file, in one run.

    python3 tasks.py bench.import

The export is a Blogger backup of 100,000 comments on 5,000 posts, about 120 MB, and one of a tenth of
that. Each round is a process of its own; "parsing" is lxml's iterparse, clearing each entry.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path

from corpus import ENGINE, WORDS

BLOG = "tag:blogger.com,1999:blog-4242"
HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
    "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
    f"<id>{BLOG}.archive</id><updated>2020-01-01T00:00:00Z</updated><title>Old</title>"
)
KIND = (
    "<category scheme='http://schemas.google.com/g/2005#kind' "
    "term='http://schemas.google.com/blogger/2008/kind#{}'/>"
)


def write_export(path: Path, comments: int) -> None:
    """Write a backup with 20 comments a post, a third of them replies; posts first, as Blogger does."""
    choice = random.Random(7)
    posts = comments // 20
    with path.open("w") as out:
        out.write(HEAD)
        for number in range(posts):
            out.write(_post(number, choice))
        for number in range(comments):
            out.write(_comment(number, posts, choice))
        out.write("</feed>")


def _post(number: int, choice: random.Random) -> str:
    body = "".join(f"<p>{' '.join(choice.choices(WORDS, k=80))}</p>" for _ in range(4))
    return (
        f"<entry><id>{BLOG}.post-{10**12 + number}</id>"
        f"<published>{_time(number * 3_000)}</published><updated>{_time(number * 3_000)}</updated>"
        f"{KIND.format('post')}<category scheme='http://www.blogger.com/atom/ns#' term='label {number % 60}'/>"
        f"<title type='text'>Post {number} of old days</title><content type='html'>{escape(body)}</content>"
        f"<link rel='alternate' type='text/html' href='{_address(number)}'/>"
        "<author><name>Owner</name><uri>http://www.blogger.com/profile/1</uri>"
        "<email>noreply@blogger.com</email></author></entry>"
    )


def _comment(number: int, posts: int, choice: random.Random) -> str:
    """Give a comment; every third one answers the one before it under the same post."""
    id_, post = 5 * 10**12 + number, number % posts
    words = " ".join(choice.choices(WORDS, k=choice.randint(3, 20)))
    own = f"https://www.blogger.com/feeds/4242/{10**12 + post}/comments/default"
    is_reply = number >= posts and (number // posts) % 3 == 2
    related = f"<link rel='related' href='{own}/{id_ - posts}'/>" if is_reply else ""
    return (
        f"<entry><id>{BLOG}.post-{id_}</id>"
        f"<published>{_time(post * 3_000 + number)}</published><updated>{_time(post * 3_000 + number)}</updated>"
        f"{KIND.format('comment')}<title type='text'>{escape(words[:50])}...</title>"
        f"<content type='html'>{escape(words)}&lt;br /&gt;Yes – “quite”.</content>"
        f"<link rel='alternate' type='text/html' href='{_address(post)}?showComment={1_300_000_000_000 + number}#c{id_}'/>"
        f"<link rel='self' type='application/atom+xml' href='{own}/{id_}'/>"
        f"{related}"
        f"<author><name>Reader {number % 997}</name><uri>http://www.blogger.com/profile/{number % 997}</uri>"
        "<email>noreply@blogger.com</email></author>"
        f"<thr:in-reply-to href='{_address(post)}' ref='{BLOG}.post-{10**12 + post}' "
        f"source='http://www.blogger.com/feeds/4242/posts/default/{10**12 + post}' type='text/html'/>"
        "<gd:extendedProperty name='blogger.itemClass' value='pid-1'/></entry>"
    )


def _address(number: int) -> str:
    return f"http://old.blogspot.com/2011/{1 + number % 12:02}/post-{number}-of-old-days.html"


def _time(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.123-05:00", time.gmtime(1_300_000_000 + seconds))


PARSE = """
import sys
from lxml import etree
for _event, entry in etree.iterparse(sys.argv[1], tag="{http://www.w3.org/2005/Atom}entry", huge_tree=True):
    entry.clear()
    while entry.getprevious() is not None:
        del entry.getparent()[0]
"""


def run(command: list[str], folder: Path) -> tuple[float, float]:
    """Give the seconds that a command takes, and its peak memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return time.perf_counter() - started, used.ru_maxrss / 1024


def main() -> None:
    importing = [sys.executable, "-m", "invoke", "--search-root", str(ENGINE), "import"]
    seconds = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for comments in (10_000, 100_000):
            export = folder / f"{comments}.xml"
            write_export(export, comments)
            parsing, _memory = run([sys.executable, "-c", PARSE, str(export)], folder)
            ours = [*importing, str(export), "--content", str(folder / f"content {comments}")]
            seconds[comments], memory = run(ours, folder)
            again, _memory = run(ours, folder)
            print(
                f"{comments} comments, {export.stat().st_size / 1e6:.0f} MB: {seconds[comments]:.1f} s, "
                f"{comments / seconds[comments]:.0f} comments a second, at most {memory:.0f} MB; "
                f"{seconds[comments] / parsing:.1f} times the parsing ({parsing:.2f} s); again: {again:.1f} s"
            )
    print(f"ten times the comments take {seconds[100_000] / seconds[10_000]:.1f} times the time")


if __name__ == "__main__":
    main()
