"""From what a person typed to the place it names."""

import re
from collections.abc import Sequence
from pathlib import Path

from plugins.publishing.installing import refuse_foreign
from plugins.publishing.targets.folder import FolderTarget
from plugins.publishing.targets.model import Target
from plugins.publishing.targets.pages import GITHUB_PAGES, open_pages
from plugins.publishing.targets.places import parse_place
from plugins.publishing.targets.remote import RemoteTarget
from plugins.publishing.targets.rsync import refuse_bad_rsync
from plugins.shared.errors import CannotWrite, shown

_WANTED = "name a folder, host:path, rsync://host/module/path, or github-pages"


def open_target(text: str, *, keep_out: Sequence[Path], repository: Path, address: str) -> Target:
    """Give the place that `text` names.

    A folder may not lie in or around those to `keep_out` of. A branch for GitHub Pages is one of the
    remote of `repository`, the folder that the content lies in, for a site at `address`.
    Raises CannotWrite for what is no place, is somebody else's, or needs what is not there.
    """
    if re.fullmatch(rf"{GITHUB_PAGES}(:.*)?", text):
        return open_pages(text, repository=repository, address=address)
    if place := parse_place(text):
        refuse_bad_rsync()
        return RemoteTarget(name=text, place=place)
    if not text.strip() or text.startswith("-") or text.endswith(":") or "://" in text:
        raise CannotWrite(f'"{text}" is no place to publish to; {_WANTED}.')
    if re.match(r"[^/]*@|~", text):  # where a colon was forgotten, or a shell has not seen the ~
        raise CannotWrite(
            f'"{text}" is no place to publish to; another host is named with a colon and the folder there, '
            f"as {text.partition('/')[0].strip('~') or 'host'}:www; a folder of that name is ./{text}."
        )
    return _open_folder(text, keep_out)


def _open_folder(text: str, keep_out: Sequence[Path]) -> FolderTarget:
    folder = Path(text).resolve()
    for ours in map(Path.resolve, keep_out):
        if folder == ours or ours in folder.parents or folder in ours.parents:
            raise CannotWrite(
                f"{shown(folder)}: that is in or around {shown(ours)}; name another folder."
            )
    refuse_foreign(folder)
    return FolderTarget(name=text, folder=folder)
