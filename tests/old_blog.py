"""A made-up blog, in the forms in which several exports hold it."""

from dataclasses import dataclass, field
from html import escape

BLOG = "tag:blogger.com,1999:blog-77"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment of the made-up blog."""

    id: int
    post: int
    author: str = "Ana"
    body: str = "Words."
    at: str = "2010-08-14T15:04:05.123Z"
    parent: int = 0
    url: str = ""
    is_deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post of the made-up blog."""

    id: int
    title: str = "Lunch"
    body: str = "<p>We met.</p>"
    at: str = "2010-08-14T10:00:00.000Z"
    slug: str = "lunch"
    labels: tuple[str, ...] = field(default=())

    @property
    def path(self) -> str:
        return f"/{self.at[:4]}/{self.at[5:7]}/{self.slug}.html"


def backup(posts=(), remarks=()):
    """Give the blog as Blogger's backup of 2008."""
    known = {post.id: post for post in posts}
    entries = [_backup_post(post) for post in posts]
    entries += [_backup_comment(one, known.get(one.post)) for one in remarks]
    return (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
        f"<id>{BLOG}.archive</id><title>Old</title>"
        "<!-- schemas.google.com/blogger/2008/kind# -->" + "".join(entries) + "</feed>"
    )


def _kind(name):
    return (
        "<category scheme='http://schemas.google.com/g/2005#kind' "
        f"term='http://schemas.google.com/blogger/2008/kind#{name}'/>"
    )


def _backup_post(post):
    labels = "".join(
        f"<category scheme='http://www.blogger.com/atom/ns#' term='{escape(one)}'/>"
        for one in post.labels
    )
    return (
        f"<entry><id>{BLOG}.post-{post.id}</id><published>{post.at}</published>{_kind('post')}{labels}"
        f"<title type='text'>{escape(post.title)}</title><content type='html'>{escape(post.body)}</content>"
        f"<link rel='alternate' href='http://old.blogspot.com{post.path}'/></entry>"
    )


def _backup_comment(one, post):
    address = f"http://old.blogspot.com{post.path}" if post else ""
    related = f"<link rel='related' href='https://www.blogger.com/feeds/77/{one.post}/comments/default/{one.parent}'/>"
    gone = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    return (
        f"<entry><id>{BLOG}.post-{one.id}</id><published>{one.at}</published>{_kind('comment')}"
        f"<content type='html'>{escape(one.body)}</content>{related if one.parent else ''}"
        f"<author><name>{escape(one.author)}</name>{f'<uri>{escape(one.url)}</uri>' if one.url else ''}</author>"
        f"<thr:in-reply-to ref='{BLOG}.post-{one.post}' href='{address}'/>{gone if one.is_deleted else ''}</entry>"
    )


def takeout(posts=(), remarks=()):
    """Give the blog as Takeout's feed.atom of 2018, comments first."""
    entries = [
        f"<entry><id>{BLOG}.post-{one.id}</id><blogger:parent>{BLOG}.post-{one.post}</blogger:parent>"
        + (f"<blogger:inReplyTo>{BLOG}.post-{one.parent}</blogger:inReplyTo>" if one.parent else "")
        + f"<blogger:type>COMMENT</blogger:type><blogger:status>{'EMPTIED' if one.is_deleted else 'LIVE'}</blogger:status>"
        f"<author><name>{escape(one.author)}</name>{f'<uri>{escape(one.url)}</uri>' if one.url else ''}</author>"
        f"<content type='html'>{escape(one.body)}</content><published>{one.at}</published></entry>"
        for one in remarks
    ]
    entries += [
        f"<entry><id>{BLOG}.post-{post.id}</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>"
        f"<title>{escape(post.title)}</title><content type='html'>{escape(post.body)}</content>"
        f"<published>{post.at}</published>"
        + "".join(f"<category scheme='{BLOG}' term='{escape(one)}'/>" for one in post.labels)
        + f"<blogger:filename>{post.path}</blogger:filename></entry>"
        for post in posts
    ]
    return (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        f"xmlns:blogger='http://schemas.google.com/blogger/2018'><id>{BLOG}</id>"
        + "".join(entries)
        + "</feed>"
    )


def disqus(remarks, link="https://old.blogspot.com/2010/08/lunch.html"):
    """Give comments as Disqus exports them, all of one thread."""
    rows = "".join(
        f'<post dsq:id="{one.id}"><message><![CDATA[<p>{one.body}</p>]]></message>'
        f"<createdAt>{one.at[:19]}Z</createdAt><isDeleted>{str(one.is_deleted).lower()}</isDeleted>"
        f"<isSpam>false</isSpam><author><name>{escape(one.author)}</name></author>"
        '<thread dsq:id="2"/>'
        + (f'<parent dsq:id="{one.parent}"/>' if one.parent else "")
        + "</post>"
        for one in remarks
    )
    return (
        '<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
        f'<thread dsq:id="2"><id/><link>{link}</link></thread>{rows}</disqus>'
    )
