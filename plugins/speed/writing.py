"""Pelican's writer, which leaves pages as they are when nothing they were made of has changed.

The posts' generator writes thousands of pages: they are gathered first, and rendered in several processes.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from typing import Any, NamedTuple

from pelican import signals
from pelican.paginator import Paginator
from pelican.utils import get_relative_path, path_to_url
from pelican.writers import FileOverwriteFailedError, Writer

from plugins.shared.making import Made
from plugins.speed.lists import WatchedList, is_worth_watching, watch_list
from plugins.speed.outputs import shortest
from plugins.speed.pagination import name_pages, pages_of
from plugins.speed.values import Unknown, digest, tell
from plugins.speed.watched import KEY, Watched, rest

_MOST_TOLD = 4096


class Task(NamedTuple):
    """A page to be made: its name below the output, its template, and the variables that it alone is given."""

    name: str
    template: Any
    site: dict[str, Any]
    given: Mapping[str, Any]
    relative: bool
    inputs: str = ""  # for a page of a list, what tells all that its own variables are made of

    def watched(self) -> dict[str, Any]:
        """Give its own variables, with lists and pages that note what is asked of them."""
        given = {
            key: _watched_once(one, key) if is_worth_watching(one) else one
            for key, one in self.given.items()
        }
        name_pages(given)
        return given

    def variables(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Give all variables for the template, as Pelican's writer does."""
        local = self.site.copy()
        local["localsiteurl"] = local.get("localsiteurl")
        if self.relative:
            local["SITEURL"] = local["localsiteurl"] = _home_from(self.name)
        local["output_file"] = self.name
        local.update(given)
        return local


# Of each name the last list, and what watches it: all pages of a list are given the same.
_WATCHED: dict[str, tuple[list[Any], WatchedList]] = {}


def _watched_once(value: list[Any], name: str) -> WatchedList:
    found = _WATCHED.get(name)
    if found is None or found[0] is not value or list.__len__(found[1]) != list.__len__(value):
        found = _WATCHED[name] = (value, watch_list(value, name, is_own=True))
    return found[1]


class Listed(NamedTuple):
    """What tells all that the pages of a list are made of, their template, and how many there are."""

    inputs: str
    template: str
    pages: int


class QuickWriter(Writer):  # type: ignore[misc] # Pelican has no types
    """Hands pages over to `session` (session.py), which knows those of the last build."""

    session: Any

    def __init__(self, output_path: str, settings: Any = None) -> None:
        """Begin to write."""
        super().__init__(output_path, settings=settings)
        self._gathered: dict[str, Task] | None = None
        self._last = ""  # the page that Pelican would have written last, where links are relative
        # Of the list of all posts, which each tag is given, told once; it stays as long as it is here.
        self._told: dict[int, tuple[Any, int, str]] = {}

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Gather pages, and make all of them at the end."""
        self._gathered = {}
        try:
            yield
        except BaseException:
            self._gathered = None
            raise
        found, self._gathered = list(self._gathered.values()), None
        self.session.make_pages(found)
        rest()
        if self._last:
            self.session.context["localsiteurl"] = _home_from(self._last)

    def write_file(  # noqa: PLR0913, PLR0917 - Pelican's signature
        self,
        name: Any,
        template: Any,
        context: Any,
        relative_urls: bool = False,  # noqa: FBT001, FBT002
        paginated: Any = None,
        template_name: Any = None,
        override_output: bool = False,  # noqa: FBT001, FBT002
        url: Any = None,
        **kwargs: Any,
    ) -> None:
        """Write a page, or all pages of a list, unless they stand already."""
        if not name:
            return
        if paginated is None:
            paginated = {key: one for key, one in kwargs.items() if key in {"articles", "dates"}}
        is_paged = paginated and template_name in self.settings["PAGINATED_TEMPLATES"]
        per_page = (
            self.settings["PAGINATED_TEMPLATES"].get(template_name)
            or self.settings["DEFAULT_PAGINATION"]
        )
        given = kwargs
        if context is not self.session.context:  # a copy, with variables of its own
            given = self.session.differing(context) | given
        pages: Iterable[tuple[str, dict[str, Any]]] = [(name, {})]
        inputs = ""
        if is_paged:
            inputs = self._told_inputs(given, (name, url, per_page))
            wholes = {
                key: Paginator(name, url, one, self.settings, per_page)
                for key, one in paginated.items()
            }
            listed = Listed(inputs, str(template.name), next(iter(wholes.values())).num_pages)
            if inputs and not override_output and self._keeps_all(listed):
                self._pass(_last_of(wholes), relative=relative_urls)
                return
            pages = _pages(wholes)
        for page_name, more in pages:
            if self._claim(page_name, override=override_output):
                self._pass(page_name, relative=relative_urls)
                own = given | more if more else given
                self._hand_over(
                    Task(
                        name=page_name,
                        template=template,
                        site=context,
                        given=own,
                        relative=relative_urls,
                        inputs=inputs,
                    )
                )

    def pass_posts(self, posts: Iterable[Any]) -> None:
        """Note that posts' pages stand where Pelican would have written them."""
        for post in posts:
            self._pass(post.save_as, relative=self.settings["RELATIVE_URLS"])

    def _pass(self, name: str, *, relative: bool) -> None:
        """Note that a page is written, or stands: the last one leaves where it saw the site's home from."""
        if relative:
            self._last = name

    def unsettled(self, generator: Any, posts: Iterable[Any]) -> list[Any]:
        """Keep the pages of posts that stand as they are; give the other posts, for Pelican to write their pages."""
        context, left = self.session.context, []
        for post in posts:
            name = post.save_as
            is_simple = name == shortest(name) and not hasattr(post, "override_save_as")
            given = {
                "article": post,
                "category": getattr(post, "category", None),
                "url": post.url,
                "blog": True,
            }
            task = Task(name, generator.get_template(post.template), context, given, relative=False)
            if is_simple and name not in self._written_files and self._keeps(task):
                self._written_files.add(name)
            else:
                left.append(post)
        return left

    def _is_taken(self, name: str) -> bool:
        plain = shortest(name)
        return plain in self._written_files or plain in (self._gathered or ())

    def _keeps(self, task: Task) -> bool:
        return shortest(task.name) not in (self._gathered or ()) and self.session.stands(task)

    def _keeps_all(self, listed: Listed) -> bool:
        """Whether all pages of a list stand as they are, by what tells all that they are made of."""
        names = self.session.pages_of(listed)
        if not names or any(map(self._is_taken, names)):
            return False
        for name in names:
            self._claim(name, override=False)
            self.session.keep(name)
        return True

    def write_feed(  # noqa: PLR0913, PLR0917 - Pelican's signature
        self,
        elements: Any,
        context: Any,
        path: Any = None,
        url: Any = None,
        feed_type: str = "atom",
        override_output: bool = False,  # noqa: FBT001, FBT002
        feed_title: Any = None,
    ) -> Any:
        """Write a feed, unless it stands already; nobody may be told of feeds that were not made."""
        if not path or signals.feed_generated.receivers or signals.feed_written.receivers:
            return super().write_feed(
                elements, context, path, url, feed_type, override_output, feed_title
            )
        shown = tuple(list.__getitem__(elements, slice(self.settings["FEED_MAX_ITEMS"])))

        def make() -> bytes:
            feed = super(QuickWriter, self).write_feed(
                shown, context, None, url or path, feed_type, feed_title=feed_title
            )
            file = StringIO()
            feed.write(file, "utf-8")
            return file.getvalue().encode()

        if self._claim(path, override=override_output):
            given = (shown, context.get("SITEURL"), url, feed_type, feed_title)
            self.session.make_files(None, [Made(path=path, given=given, make=make)])
        return None

    def _told_inputs(self, given: Mapping[str, Any], more: tuple[Any, ...]) -> str:
        """Give what tells everything that the pages of a list are given; "" when that cannot be told."""
        try:
            told = [tell(more), *(f"{key}={self._told_one(one)}" for key, one in given.items())]
        except Unknown:
            return ""
        return digest("\n".join(told))

    def _told_one(self, value: Any) -> str:
        if not isinstance(value, list):
            return tell(value)
        known, length = self._told.get(id(value)), list.__len__(value)
        is_told = known is not None and known[0] is value and known[1] == length
        if known is None or not is_told or len(self._told) > _MOST_TOLD:
            known = self._told[id(value)] = (value, length, _told_list(value))
        return known[2]

    def _hand_over(self, task: Task) -> None:
        if self._gathered is None:
            self.session.make_pages([task])
        else:
            self._gathered[shortest(task.name)] = task

    def _claim(self, name: str, *, override: bool) -> bool:
        """Whether a page may be written; raises FileOverwriteFailedError as Pelican's _open_w does."""
        name = shortest(name)
        if name in self._overridden_files:
            if override:
                raise FileOverwriteFailedError(
                    f'Failed to overwrite "{name}" a second time (was previously overwritten)'
                )
            return False
        if name in self._written_files and not override:
            raise FileOverwriteFailedError(
                f'Failed to overwrite "{name}" as Pelican has already written to it previously '
                "(set `override=True` if intended)"
            )
        if override:
            self._overridden_files.add(name)
        self._written_files.add(name)
        return True


def _pages(wholes: Mapping[str, Paginator]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the name and the variables of each page of a list; the last of several lists names the pages."""
    last = f"{list(wholes)[-1]}_page"
    for more in pages_of(wholes):
        yield more[last].save_as, more


def _last_of(wholes: Mapping[str, Paginator]) -> str:
    whole = wholes[list(wholes)[-1]]
    return str(whole.page(whole.num_pages).save_as)


def _home_from(name: str) -> str:
    """Give the way from a page to the site's home."""
    return str(path_to_url(get_relative_path(name)))


def _told_list(value: list[Any]) -> str:
    items = list.__iter__(value)
    if all(issubclass(kind, Watched) for kind in set(map(type, items))):
        return digest("\n".join(map(KEY, list.__iter__(value))))
    return tell(value)
