"""The files of a folder that an author named, and the folders that belong to a file."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from plugins.shared.errors import BadExport, shown

# Folders in which blogs and their owners keep the pictures of the file beside them.
_PICTURES = frozenset({"albums", "images", "img", "media", "photos", "pictures", "uploads", "wp-content"})  # fmt: skip
# What browsers append to a page's name, in the languages that they speak: lunch_files beside lunch.html.
_SAVED = "_files .files -files _file -file _filer -filer _dateien -dateien _fichiers _archivos _arquivos _ficheiros _bestanden _bylos _datoteke _dosyalar _elemei _failid _fails _fajlovi _fitxategiak _fitxers _pliki _soubory _tiedostot"  # fmt: skip


def paths_below(folder: Path) -> Iterator[Path]:
    """Give the files; links are not followed, so that nothing comes from elsewhere or for ever.

    Raises BadExport for a folder that cannot be read.
    """
    for root, _folders, names in os.walk(folder, onerror=_refuse):
        for name in names:
            path = Path(root, name)
            if not path.is_symlink() and path.is_file() and not is_junk(name):
                yield path


def folders_beside(path: Path) -> list[Path]:
    """Give the folders beside a file that hold its pictures."""
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:  # the file may be read, the folder around it not
        return []
    return [folder for folder in beside if _belongs(folder.name, path) and folder.is_dir()]


def is_junk(name: str) -> bool:
    """Whether a file is one that systems leave everywhere."""
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1] == "Thumbs.db"


def _belongs(folder: str, path: Path) -> bool:
    name, stem = folder.lower(), path.stem.lower()
    if name in _PICTURES:
        return True
    is_page = path.suffix.lower() in {".htm", ".html", ".xhtml"}
    return is_page and name.startswith(stem) and name[len(stem) :] in _SAVED.split()


def _refuse(error: OSError) -> None:
    raise BadExport(f"{shown(Path(error.filename))}: {error.strerror}.") from error
