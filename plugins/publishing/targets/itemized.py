"""What `rsync --itemize-changes` says, as changes of a site."""

import re
from collections.abc import Set as AbstractSet

from plugins.publishing.installing import Changes

_ITEM = re.compile(r"(\*deleting|[<>]f\S+) +(.+)")  # folders and links are of no interest


def parse_changes(said: str, names: AbstractSet[str]) -> Changes:
    """Give what rsync would do to bring the files `names` to a place, and to remove all others there."""
    found = [match.groups() for match in map(_ITEM.fullmatch, said.splitlines()) if match]
    removed = {name for kind, name in found if kind == "*deleting" and not name.endswith("/")}
    added = {name for kind, name in found if kind.endswith("f+++++++++")}
    changed = {name for kind, name in found if kind != "*deleting"} - added
    return Changes(
        added=tuple(sorted(added)),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(removed)),
        same=len(names - added - changed),
    )
