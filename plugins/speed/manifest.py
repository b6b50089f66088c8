"""The manifest of a build: what it hung on, what it made, and what it told.

It is written last, when everything has moved in. So whenever a build is ended, however it is ended, the
manifest is that of the last whole one, and the stamps of the output's files tell what has become otherwise
since. A manifest that is damaged, cut off, or of another version is none.

The file: one line with a name, a version and the hash of what follows; the sizes of the next two parts, which
are JSON and the names of all files; their stamps, four whole numbers of eight bytes each.
"""

import json
import sys
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

from plugins.shared.files import write_file
from plugins.shared.site import Site
from plugins.speed.stamps import Stamp, Stamps, differing

_HEAD = b"manifest 1 "
_NUMBERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a build hung on and made.

    `key` stands for all that is no file: settings, versions, environment; `ground` for the last two. `inputs` are files by absolute
    path, `others` those of them that only the build itself found out; `output` the files it left, by their
    names there. `built` and `valid_until` are in seconds since 1970: when it began, and when a scheduled post
    makes it outdated (None: never). `commit` names what plugins keep of it; `told` is what it told, as JSON
    has it.
    """

    key: str
    ground: str
    inputs: Stamps
    output: Stamps
    built: float
    others: tuple[str, ...] = ()
    valid_until: float | None = None
    commit: str = ""
    told: Mapping[str, Any]

    def damaged(self, now: Mapping[str, Stamp], read: Callable[[str], bytes]) -> frozenset[str]:
        """Give the names of output files that are not there as the build left them, and of those it never made.

        `now` are the stamps of all that is there, `read` gives what a file there holds.
        """
        return differing(self.output, now, read)

    def is_of_time(self, now: float) -> bool:
        """Whether a build at `now` would make the same, as far as time has a say in it."""
        return self.built <= now and (self.valid_until is None or now < self.valid_until)


def state_folder(site: Site) -> Path:
    """Give where what is known of builds of this content, with these settings, into this folder is kept."""
    paths = "\0".join(map(str, (site.content, site.output, site.settings_file)))
    name = blake2b(paths.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return site.var / "speed" / name


def manifest_path(folder: Path) -> Path:
    """Give where the manifest is in a state folder."""
    return folder / "manifest"


def read_manifest(folder: Path) -> Manifest | None:
    """Give the manifest in a state folder; None when there is none that can be trusted whole."""
    try:
        data = manifest_path(folder).read_bytes()
    except OSError:
        return None
    head, _line, body = data.partition(b"\n")
    if head != _head(body):
        return None
    return _parse(body)  # it is what was written, so it can be read


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in its place in one step. Raises CannotWrite."""
    body = _format(manifest)
    write_file(manifest_path(folder), _head(body) + b"\n" + body)


def _head(body: bytes) -> bytes:
    about = f"{sys.version}|{sys.byteorder}".encode()
    return _HEAD + blake2b(body, key=blake2b(about).digest(), digest_size=20).hexdigest().encode()


def _format(manifest: Manifest) -> bytes:
    about = {
        "key": manifest.key,
        "ground": manifest.ground,
        "built": manifest.built,
        "others": manifest.others,
        "valid_until": manifest.valid_until,
        "commit": manifest.commit,
        "told": manifest.told,
        "inputs": _packed(manifest.inputs),
        "output": _packed(manifest.output),
    }
    parts = [json.dumps(about).encode()]
    names = [*manifest.inputs.of, *manifest.output.of]
    # No name has a zero in it, and some have line ends.
    parts.append("\0".join(names).encode("utf-8", "surrogateescape"))
    numbers = array("q", chain(_numbers(manifest.inputs), _numbers(manifest.output)))
    sizes = json.dumps([len(part) for part in parts]).encode()
    return b"\n".join([sizes, *parts, numbers.tobytes()])


def _packed(stamps: Stamps) -> dict[str, Any]:
    return {
        "count": len(stamps.of),
        "hashes": {name: known.hex() for name, known in stamps.hashes.items()},
    }


def _numbers(stamps: Stamps) -> Iterable[int]:
    return chain.from_iterable(stamps.of.values())


def _parse(body: bytes) -> Manifest:
    line, _end, rest = body.partition(b"\n")
    about_size, names_size = json.loads(line)
    about = json.loads(rest[:about_size])
    start = about_size + 1
    joined = rest[start : start + names_size].decode("utf-8", "surrogateescape")
    names = joined.split("\0") if joined else []
    numbers = array("q", rest[start + names_size + 1 :])
    stamps = list(zip(*[iter(numbers)] * _NUMBERS, strict=True))
    first = about["inputs"]["count"]
    return Manifest(
        key=about["key"],
        ground=about["ground"],
        inputs=_stamps(names[:first], stamps[:first], about["inputs"]),
        output=_stamps(names[first:], stamps[first:], about["output"]),
        built=about["built"],
        others=tuple(about["others"]),
        valid_until=about["valid_until"],
        commit=about["commit"],
        told=about["told"],
    )


def _stamps(names: list[str], stamps: list[Any], about: Mapping[str, Any]) -> Stamps:
    hashes = {name: bytes.fromhex(known) for name, known in about["hashes"].items()}
    return Stamps(of=dict(zip(names, stamps, strict=True)), hashes=hashes)
