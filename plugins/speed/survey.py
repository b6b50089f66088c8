"""A look at a site before it is built: whether anything has changed since the last build, and what.

The stamps are taken before Pelican reads anything: what changes while it reads is seen by the next build.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from plugins.shared.site import Site
from plugins.speed.ingredients import Ingredients, content_files, ingredients
from plugins.speed.manifest import Manifest, read_manifest, state_folder, write_manifest
from plugins.speed.stamps import (
    CONTENT_TICK,
    NOTHING,
    OUTPUT_TICK,
    Stamp,
    Stamps,
    clock,
    reader,
    same,
    stamp_of,
    stamps_in,
    take,
)

_SECOND = 1_000_000_000
_ROOT = Path("/")


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What there is now, beside what the last build left.

    `now` is when the look began, in nanoseconds; `ingredients` is what a build would hang on, and `content` are
    the files of it in the content. `manifest` is that of the last build, if there is one.
    """

    site: Site
    folder: Path
    now: int
    ingredients: Ingredients
    content: Mapping[str, Stamp]
    manifest: Manifest | None

    @cached_property
    def output(self) -> Mapping[str, Stamp]:
        """What stands in the output folder, which is looked at when this is first asked for."""
        return stamps_in(self.site.output, follows_links=False)

    @cached_property
    def damaged(self) -> AbstractSet[str]:
        """The files of the output that are not as the last build left them."""
        if not self.manifest:
            return frozenset(self.output)
        return self.manifest.damaged(self.output, reader(self.site.output))

    @property
    def time(self) -> float:
        """When the look began, in seconds since 1970."""
        return self.now / _SECOND

    @property
    def is_usable(self) -> bool:
        """Whether plugins may use what they kept of the last build, as far as what they hang on is the same."""
        return bool(self.manifest and self.manifest.ground == self.ingredients.ground)

    @property
    def edited(self) -> AbstractSet[str] | None:
        """The content's files that are not for certain as the last build found them; None when it is not usable."""
        if not self.manifest or not self.is_usable:
            return None
        known = self.manifest.inputs
        found = {name for name, stamp in self.content.items() if known.of.get(name) != stamp}
        return found | known.hashes.keys() | (known.of.keys() - self.ingredients.files.keys())

    @property
    def is_current(self) -> bool:
        """Whether a build would make just what is there."""
        last = self.manifest
        return bool(
            last
            and self.ingredients.key
            and last.key == self.ingredients.key
            and last.is_of_time(self.time)
            and same(last.inputs, self.ingredients.files, reader(_ROOT))
            and not self.damaged
        )


def survey(site: Site, *, given: Mapping[str, bytes], environ: Mapping[str, str]) -> Survey:
    """Look at a site. `given` is what else a build is given, by name."""
    folder = state_folder(site)
    manifest = read_manifest(folder)
    now = clock()
    content = content_files(site)
    others = manifest.others if manifest else ()
    found = ingredients(site, content, others=others, given=given, environ=environ)
    return Survey(
        site=site,
        folder=folder,
        now=now,
        ingredients=found,
        content=content,
        manifest=manifest,
    )


def trusted(look: Survey) -> Stamps:
    """Give the stamps of what a build hangs on, with what the racy files hold: to be asked before it begins."""
    return take(look.ingredients.files, reader(_ROOT), now=look.now, tick=CONTENT_TICK)


def settle(  # noqa: PLR0913 - each is one thing that is known in the end
    look: Survey,
    inputs: Stamps,
    output: Path,
    *,
    changed: Iterable[str],
    removed: Iterable[str],
    loaded: Iterable[str],
    valid_until: float | None,
    commit: str,
    told: Mapping[str, Any],
) -> None:
    """Write the manifest of a build that has ended well, last of all.

    `changed` are the files of the output that it brought in, `loaded` those it hangs on that only it could
    name, `commit` what plugins call what they kept of it. Raises CannotWrite.
    """
    now = clock()
    gone = frozenset(removed)
    there = {name: stamp for name, stamp in look.output.items() if name not in gone}
    there |= {name: stamp_of(f"{output}/{name}") for name in changed}
    others = tuple(sorted(loaded))
    manifest = Manifest(
        key=look.ingredients.key,
        ground=look.ingredients.ground,
        inputs=_with_others(inputs, others, began=look.now),
        output=take(there, reader(output), now=now, tick=OUTPUT_TICK),
        built=look.time,
        others=others,
        valid_until=valid_until,
        commit=commit,
        told=told,
    )
    write_manifest(look.folder, manifest)


def _with_others(inputs: Stamps, others: Iterable[str], *, began: int) -> Stamps:
    """Give the inputs with the files that the build itself named.

    One that was changed since it began may have been read before that: it counts as changed.
    """
    of = dict(inputs.of)
    for name in others:
        found = (
            stamps_in(Path(name), prefix=name, leave_out=("__pycache__",))
            if name.endswith("/")
            else {name: stamp_of(name)}
        )
        for one, stamp in found.items():
            is_old = max(stamp[1], stamp[2]) < began - CONTENT_TICK
            of.setdefault(one, stamp if is_old else NOTHING)
    return Stamps(of=of, hashes=inputs.hashes)
