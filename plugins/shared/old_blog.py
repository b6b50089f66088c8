"""What an export says of the addresses an old blog answered to: how the rooms for imports and addresses meet."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OldComment:
    """A comment that everyone could see. `fragments` are those its page had for it, without "#".

    `date` is aware, or None.
    """

    fragments: tuple[str, ...]
    date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPost:
    """A post or page that everyone could see.

    `system` is "blogger", "wordpress", "movabletype", or "" for another one. `address` is where it was,
    whole or from "/" on; `number` what the system called it, "" when that is not known.
    """

    system: str
    address: str
    number: str = ""
    is_page: bool = False
    date: datetime | None = None
    labels: tuple[str, ...] = ()
    comments: tuple[OldComment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OldBlog:
    """Every post and page of an export, the oldest first.

    `drafts` is how many nobody could see, `without_address` of how many nobody knows where they were.
    """

    posts: tuple[OldPost, ...]
    drafts: int = 0
    without_address: int = 0
