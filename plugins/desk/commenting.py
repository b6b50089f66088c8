"""Commenting: the form, a look at what was written, and the comment that waits for the author to read it."""

import os
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from plugins.comments.files import read_comments
from plugins.comments.model import Comment, Format, Status
from plugins.comments.moderation.pending import (
    Pending,
    count_pending,
    new_comment_id,
    write_pending,
)
from plugins.comments.posts import CommentedPost, find_post
from plugins.comments.rendering import safe_body
from plugins.desk.drafts import LONGEST, Draft, draft_from, find_faults, whole_site
from plugins.desk.guard import limits
from plugins.desk.guard.forms import read_form
from plugins.desk.guard.limits import EVERYBODY, take, who
from plugins.desk.guard.stamps import Stamp
from plugins.desk.guard.suspicion import find_suspicion, parse_bad_words
from plugins.desk.pages import page_of_the_site
from plugins.desk.post.outbox import Kind, owe
from plugins.desk.service import TRAP, Service, minutes_of, service_of
from plugins.shared.files import read_text

_PURPOSE = "comment"
MOST_WAITING = 300
BAD_WORDS = "blocked-words.txt"


async def comment(request: Request) -> Response:
    """Show the form, show what a comment will look like, or take it."""
    service = service_of(request)
    is_post = request.method == "POST"
    form: Mapping[str, str] = await read_form(request) if is_post else request.query_params
    draft = draft_from(form)
    post = await service.office.do(
        lambda: find_post(service.desk.newsletter.site, draft.post, now=service.now)
    )
    if not post or not post.is_published:
        return service.sorry(request, "no post", status=HTTPStatus.NOT_FOUND)
    answered = await service.office.do(lambda: find_answered(post, draft.parent))
    counter = _Counter(service, request, post, draft, answered)
    if not is_post:
        return counter.form()
    if form.get(TRAP):
        return counter.thanks()
    return await counter.take(form)


def find_answered(post: CommentedPost, id_: str) -> Comment | None:
    """Give the comment that is answered, when it is there to be seen."""
    if not id_:
        return None
    found = read_comments(post.comments).comments
    return next((one for one in found if one.id == id_ and one.is_shown), None)


def _words_of(answered: Comment | None) -> Markup:
    return safe_body(answered.body, answered.format) if answered else Markup("")


class _Counter:
    """What is answered to one draft."""

    def __init__(
        self,
        service: Service,
        request: Request,
        post: CommentedPost,
        draft: Draft,
        answered: Comment | None,
    ) -> None:
        self._service = service
        self._request = request
        self._post = post
        self._draft = draft
        self._answered = answered

    async def take(self, form: Mapping[str, str]) -> Response:
        """Take the comment when it was looked at, and nothing speaks against it."""
        if faults := find_faults(self._draft):
            return self.form(faults=faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        stamp = self._service.look_at_stamp(_PURPOSE, form)
        is_sent = form.get("do") == "send"
        if not is_sent or stamp is not Stamp.GOOD:
            return self.form(is_preview=True, is_early=is_sent and stamp is Stamp.EARLY)
        service = self._service
        if await service.office.do(lambda: count_pending(self._folder)) >= MOST_WAITING:
            return self.form(why="full", status=HTTPStatus.SERVICE_UNAVAILABLE)
        if wait := await service.office.change(self._keep):
            status = HTTPStatus.TOO_MANY_REQUESTS
            return self.form(why="often", wait=wait, status=status)
        service.postman.call()
        return self.thanks()

    def form(  # noqa: PLR0913 - each is one thing to show
        self,
        *,
        faults: tuple[str, ...] = (),
        is_preview: bool = False,
        is_early: bool = False,
        why: str = "",
        wait: timedelta | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Show the form with all that was typed; nobody writes anything twice."""
        draft = self._draft
        return self._service.pages.show(
            "comment",
            self._service.language(self._request),
            status=status,
            draft=draft,
            post=self._post,
            back=self._back,
            answered=self._answered,
            answered_words=_words_of(self._answered),
            site=whole_site(draft.site) if draft.site else "",
            preview=safe_body(draft.text, Format.MARKDOWN) if is_preview else "",
            is_early=is_early,
            faults=faults,
            why=why,
            minutes=minutes_of(wait),
            longest=LONGEST,
            stamp=self._service.stamp(_PURPOSE),
        )

    def thanks(self) -> Response:
        """Say that it came, and what happens next."""
        language = self._service.language(self._request)
        name = self._draft.name[: LONGEST["name"]]
        return self._service.pages.show("thanks", language, name=name, back=self._back)

    @property
    def _back(self) -> str:
        return page_of_the_site(self._service.desk.site_address, self._draft.page)

    @property
    def _folder(self) -> Path:
        site = self._service.desk.newsletter.site
        return Path(site.content, site.settings["COMMENTS_PATH"])

    def _keep(self, connection: Connection) -> timedelta | None:
        """Keep the comment, and that the author is owed a letter; the same words again are kept once."""
        service, draft = self._service, self._draft
        now = service.now
        network = who(service.secrets, service.network(self._request))
        tried = [(limits.COMMENT_NETWORK, network), (limits.COMMENT_OVERALL, EVERYBODY)]
        same = who(service.secrets, f"{draft.post}\0{draft.name}\0{draft.text}")
        if not limits.has_room(connection, [(limits.COMMENT_SAME, same)], now):
            return None
        if wait := take(connection, [*tried, (limits.COMMENT_SAME, same)], now):
            return wait
        pending = self._pending()
        write_pending(self._folder, pending)
        if not pending.why:
            language = service.pages.language("")
            owe(connection, Kind.COMMENT, pending.comment.id, language=language, now=now)
        return None

    def _pending(self) -> Pending:
        draft = self._draft
        site = whole_site(draft.site) if draft.site else ""
        return Pending(
            comment=Comment(
                id=new_comment_id(os.urandom),
                author=draft.name,
                date=self._service.now,
                url=site,
                parent=self._answered.id if self._answered else "",
                status=Status.PENDING,
                format=Format.MARKDOWN,
                body=draft.text,
            ),
            post=self._post.stem,
            page=draft.page,
            address=draft.address,
            title=self._post.title,
            why=find_suspicion((draft.name, site, draft.text), self._bad_words()),
        )

    def _bad_words(self) -> tuple[str, ...]:
        try:
            return parse_bad_words(
                read_text(self._service.desk.newsletter.site.content / BAD_WORDS)
            )
        except (OSError, ValueError):  # there is none, or none that can be read
            return ()
