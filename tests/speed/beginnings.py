"""How a blog is when its history begins: posts, pages, comments, digests, pictures, settings."""

from pathlib import PurePosixPath
from random import Random

from speed.blogs import Blog, Document
from speed.words import AUTHORS, CATEGORIES, TAGS, body, picture, some_words, title

_SINCE, _UNTIL = 2019, 2025
FUTURE = 2098
STATUSES = ("draft", "hidden")
NASTY = {
    "NASTY_PARTS": (),
    "SPEED_IMPURE_FILTERS": ["weather"],
    "SPEED_ONLY_LOOKING": ["own.look"],
    "MONTH_ARCHIVE_SAVE_AS": "archives/{date:%Y}-{date:%m}.html",
    "DIRECT_TEMPLATES": ["index", "tags", "categories", "authors", "archives"],
}


def begin(blog: Blog, rng: Random, *, posts: int) -> None:
    """Write a blog of so many posts."""
    blog.is_for_publishing = blog.is_ours and rng.random() < 0.5
    blog.is_own_last = rng.random() < 0.5
    if not blog.is_ours:
        blog.settings["WITH_FUTURE_DATES"] = rng.random() < 0.5
    if blog.theme == "nasty":
        parts = ("write", "looks", "minifies", "generator", "reads", "context")
        chosen = tuple(part for part in parts if rng.random() < 0.2)
        blog.settings |= NASTY | {"NASTY_PARTS": chosen}
        blog.lines.append("JINJA_GLOBALS = own.GLOBALS")
    blog.begin()
    for number in range(3):
        blog.write(f"images/{number}.png", picture(rng))
        blog.write(f"attached/{number}.txt", some_words(rng, 1, 5))
    for _ in range(posts):
        add_post(blog, rng)
    for _ in range(3):
        add_page(blog, rng)
    if blog.is_ours:
        for path in blog.paths("posts")[:4]:
            add_comment(blog, rng, path)
        add_digest(blog, rng)


def add_post(blog: Blog, rng: Random, *, date: str = "") -> str:
    """Write a new post; give its name."""
    number = blog.next()
    date = date or a_date(rng)
    path = f"posts/{date[:10]}-post-{number}.md"
    meta = {
        "title": title(rng),
        "guid": f"urn:example:{number}",
        "date": date,
        "category": rng.choice(CATEGORIES),
        "tags": ", ".join(rng.sample(TAGS, rng.randint(1, 3))),
    }
    if rng.random() < 0.3:
        meta["authors"] = "; ".join(rng.sample(AUTHORS, rng.randint(1, 2)))
    if rng.random() < 0.15:
        meta["status"] = rng.choice(STATUSES)
    if rng.random() < 0.2:
        meta["series"] = rng.choice(["Ways", "Days"])
    if rng.random() < 0.2:
        meta["summary"] = some_words(rng, 2, 6)
    if blog.is_ours and rng.random() < 0.15:
        meta["redirect_from"] = f"/old/{number}.html"
    blog.put(path, Document(meta, body(rng, a_link(blog, rng) if rng.random() < 0.4 else "")))
    return path


def add_page(blog: Blog, rng: Random) -> str:
    """Write a new page; give its name."""
    number = blog.next()
    path = f"pages/page-{number}.md"
    meta = {"title": title(rng), "slug": f"page-{number}", "guid": f"urn:example:{number}"}
    blog.put(path, Document(meta, body(rng, a_link(blog, rng) if rng.random() < 0.5 else "")))
    return path


def add_comment(blog: Blog, rng: Random, post: str) -> None:
    """Write one more comment on a post."""
    path = f"comments/{PurePosixPath(post).stem}.txt"
    there = (blog.content / path).read_text() if (blog.content / path).is_file() else ""
    new = f"=== text:{blog.next()}\nAuthor: {rng.choice(AUTHORS)}\nFormat: text\n\n{some_words(rng, 2, 9)}\n"
    blog.write(path, f"{there}\n{new}".lstrip())


def add_digest(blog: Blog, rng: Random) -> str:
    """Write a digest that names some posts."""
    number = blog.next()
    date = a_date(rng)
    ids = [blog.documents[path].meta["guid"] for path in blog.paths("posts")]
    meta = {
        "title": title(rng),
        "date": date[:10],
        "cadence": "monthly",
        "guid": f"urn:example:{number}",
        "posts": "\n    ".join(rng.sample(ids, min(3, len(ids)))),
    }
    path = f"digests/{date[:10]}-monthly-{number}.md"
    blog.put(path, Document(meta, body(rng)))
    return path


def a_date(rng: Random) -> str:
    """Give a date; some are equal, a few have a time, and a few are of the future."""
    if rng.random() < 0.05:
        return f"{FUTURE}-0{rng.randint(1, 9)}-11"
    day = f"{rng.randint(_SINCE, _UNTIL)}-{rng.randint(1, 12):02}-{rng.choice([3, 3, 14, 27]):02}"
    return day if rng.random() < 0.7 else f"{day} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}"


def a_link(blog: Blog, rng: Random) -> str:
    """Give a link to something of the site's own, by one of Pelican's ways."""
    posts, pages = blog.paths("posts"), blog.paths("pages")
    ways = [
        f"![A picture]({{static}}/images/{rng.randint(0, 2)}.png)",
        "[a tag]({tag}coffee) and [the index]({index})",
    ]
    if not blog.is_ours:
        ways.append("[a category]({category}Notes), [an author]({author}Ana Example)")
        ways.append(f"[attached]({{attach}}/attached/{rng.randint(0, 2)}.txt)")
    ways += [f"[a post]({{filename}}/{rng.choice(posts)})"] * 2 if posts else []
    ways += [f"[a page]({{filename}}/{rng.choice(pages)})"] if pages else []
    return rng.choice(ways)
