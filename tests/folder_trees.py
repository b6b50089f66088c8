"""Folders compared byte for byte."""

from pathlib import Path


def tree(folder: Path) -> dict[str, bytes]:
    """Give the bytes of each file of a folder by its name; a repository's own are left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != ".git"
    }
