"""What happens to posts, pages, comments and digests."""

from pathlib import PurePosixPath
from random import Random

from speed.beginnings import (
    FUTURE,
    a_date,
    a_link,
    add_comment,
    add_digest,
    add_page,
    add_post,
)
from speed.blogs import Blog, Document
from speed.edits import edit
from speed.words import AUTHORS, CATEGORIES, TAGS, body, some_words, title

OTHERS = "simple notmyidea nasty"


def _changed(blog: Blog, rng: Random, folder: str = "posts", **meta: str) -> bool:
    """Set what stands above a document's body; an empty text takes the line out."""
    paths = blog.paths(folder)
    if not paths:
        return False
    path = rng.choice(paths)
    document = blog.documents[path]
    document.meta |= meta
    for name in [name for name, value in document.meta.items() if not value]:
        del document.meta[name]
    blog.put(path, document)
    return True


def _tags(blog: Blog, rng: Random) -> tuple[str, list[str]] | None:
    """Give a post that has tags, and them."""
    tagged = [path for path in blog.paths("posts") if blog.documents[path].meta.get("tags")]
    if not tagged:
        return None
    path = rng.choice(tagged)
    return path, blog.documents[path].meta["tags"].split(", ")


def _tagged(blog: Blog, path: str, tags: list[str]) -> None:
    document = blog.documents[path]
    document.meta.pop("tags", "")
    if tags:
        document.meta["tags"] = ", ".join(tags)
    blog.put(path, document)


def _rewritten(blog: Blog, rng: Random, folder: str, text: str = "") -> bool:
    paths = blog.paths(folder)
    if not paths:
        return False
    path = rng.choice(paths)
    document = blog.documents[path]
    document.body = f"{document.body}\n\n{text}" if text else body(rng)
    blog.put(path, document)
    return True


@edit("text")
def text(blog: Blog, rng: Random) -> bool:
    return _rewritten(blog, rng, "posts", some_words(rng, 1, 9) if rng.random() < 0.7 else "")


@edit("title")
def new_title(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, title=title(rng))


@edit("date")
def date(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, date=a_date(rng))


@edit("slug")
def slug(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, slug=f"slug-{blog.next()}")


@edit("tag added")
def tag_added(blog: Blog, rng: Random) -> bool:
    found = _tags(blog, rng)
    if found:
        _tagged(blog, found[0], [*found[1], rng.choice(TAGS)])
    return bool(found)


@edit("new tag")
def new_tag(blog: Blog, rng: Random) -> bool:
    found = _tags(blog, rng)
    if found:
        _tagged(blog, found[0], [f"tag {blog.next()}", *found[1]])
    return bool(found)


@edit("tag removed")
def tag_removed(blog: Blog, rng: Random) -> bool:
    found = _tags(blog, rng)
    if found:
        _tagged(blog, found[0], found[1][1:])
    return bool(found)


@edit("tag in other letters")
def tag_in_other_letters(blog: Blog, rng: Random) -> bool:
    found = _tags(blog, rng)
    if found:
        _tagged(blog, found[0], [found[1][0].swapcase(), *found[1][1:]])
    return bool(found)


@edit("category")
def category(blog: Blog, rng: Random) -> bool:
    new = f"Category {blog.next()}"
    return _changed(blog, rng, category=rng.choice([*CATEGORIES, new, ""]))


@edit("author")
def author(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, authors=rng.choice([*AUTHORS, f"Guest {blog.next()}", ""]))


@edit("modified")
def modified(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, modified=f"2026-01-{rng.randint(1, 28):02}")


@edit("summary")
def summary(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, summary=some_words(rng, 1, 5) if rng.random() < 0.7 else "")


@edit("link")
def link(blog: Blog, rng: Random) -> bool:
    return _rewritten(blog, rng, rng.choice(["posts", "pages"]), a_link(blog, rng))


@edit("template of a post")
def template_of_a_post(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, rng.choice(["posts", "pages"]), template=rng.choice(["tags", ""]))


@edit("status")
def status(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, status=rng.choice(["draft", "hidden", "published", ""]))


@edit("draft published, published drafted")
def draft(blog: Blog, rng: Random) -> bool:
    found = [path for path in blog.paths("posts") if blog.documents[path].meta.get("status")]
    if not found:
        return _changed(blog, rng, status="draft")
    path = rng.choice(found)
    document = blog.documents[path]
    is_draft = document.meta.pop("status") == "draft"
    if not is_draft:
        document.meta["status"] = "draft"
    blog.put(path, document)
    return True


@edit("series")
def series(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, series=rng.choice(["Ways", "Days", "Alone", ""]))


@edit("redirect", only="ours")
def redirect(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, redirect_from=f"/older/{blog.next()}.html")


@edit("a template of its own", only="nasty")
def template(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, template=rng.choice(["other", ""]))


@edit("an address of its own", only=OTHERS)
def address(blog: Blog, rng: Random) -> bool:
    place = f"own/{blog.next()}.html"
    return _changed(blog, rng, url=place, save_as=place)


@edit("translation", only=OTHERS)
def translation(blog: Blog, rng: Random) -> bool:
    path = rng.choice(blog.paths("posts"))
    found = blog.documents[path]
    number = blog.next()
    slug = found.meta.setdefault("slug", f"said-twice-{number}")
    blog.put(path, found)
    meta = found.meta | {"lang": f"l{number}", "title": title(rng), "slug": slug}
    meta["guid"] = f"urn:example:{number}"
    for name in ("save_as", "url"):
        meta.pop(name, "")
    blog.put(f"posts/{found.meta['date'][:10]}-post-{number}.md", Document(meta, body(rng)))
    return True


@edit("new post")
def new_post(blog: Blog, rng: Random) -> None:
    add_post(blog, rng)


@edit("new post on top")
def new_post_on_top(blog: Blog, rng: Random) -> None:
    add_post(blog, rng, date=f"2026-02-{rng.randint(1, 28):02}")


@edit("post of the future")
def post_of_the_future(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, date=f"{FUTURE}-01-01")


@edit("post removed")
def post_removed(blog: Blog, rng: Random) -> bool:
    paths = blog.paths("posts")
    if len(paths) < 5:
        return False
    blog.drop(rng.choice(paths))
    return True


@edit("post's file renamed")
def post_renamed(blog: Blog, rng: Random) -> None:
    path = PurePosixPath(rng.choice(blog.paths("posts")))
    document = blog.drop(str(path))
    blog.put(f"posts/{path.stem[:10]}-renamed-{blog.next()}.md", document)


@edit("page text")
def page_text(blog: Blog, rng: Random) -> bool:
    return _rewritten(blog, rng, "pages")


@edit("page title")
def page_title(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, "pages", title=title(rng))


@edit("page status")
def page_status(blog: Blog, rng: Random) -> bool:
    return _changed(blog, rng, "pages", status=rng.choice(["draft", "hidden", "published"]))


@edit("new page")
def new_page(blog: Blog, rng: Random) -> None:
    add_page(blog, rng)


@edit("page removed")
def page_removed(blog: Blog, rng: Random) -> bool:
    paths = blog.paths("pages")
    if len(paths) < 2:
        return False
    blog.drop(rng.choice(paths))
    return True


@edit("comment", only="ours")
def comment(blog: Blog, rng: Random) -> None:
    add_comment(blog, rng, rng.choice(blog.paths("posts") + blog.paths("pages")))


@edit("comment changed", only="ours")
def comment_changed(blog: Blog, rng: Random) -> bool:
    found = sorted((blog.content / "comments").glob("*.txt"))
    if not found:
        return False
    path = rng.choice(found)
    path.write_text(f"{path.read_text()}\n{some_words(rng, 1, 4)}\n")
    return True


@edit("comments removed", only="ours")
def comments_removed(blog: Blog, rng: Random) -> bool:
    found = sorted((blog.content / "comments").glob("*.txt"))
    if not found:
        return False
    rng.choice(found).unlink()
    return True


@edit("new digest", only="ours")
def new_digest(blog: Blog, rng: Random) -> None:
    add_digest(blog, rng)


@edit("digest changed", only="ours")
def digest_changed(blog: Blog, rng: Random) -> bool:
    return _rewritten(blog, rng, "digests")
