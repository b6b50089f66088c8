"""What the address of a picture tells: its size, its name, and whether it only counts readers.

Blogger's are https://1.bp.blogspot.com/-key/key/key/key/s320/lunch.jpg, where /s320/ may be
/s1600-h/ or /w640-h480/, and https://blogger.googleusercontent.com/img/a/AVvX…=w457-h483.
"""

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from plugins.comments_import.keys import unarchived
from plugins.shared.safe_html import web_address
from plugins.shared.text import clean

_ENDING = re.compile(r"\.(?:avif|bmp|gif|jpe?g|png|svg|webp)$", re.IGNORECASE)
_BLOGGER_HOST = re.compile(
    r"(?:^|\.)(?:bp\.blogspot\.com|(?:bp|photos)\d?\.blogger\.com|googleusercontent\.com|ggpht\.com)$"
)
_UPLOAD = re.compile(r"\.files\.wordpress\.com/|/wp-content/uploads/", re.IGNORECASE)
_SIZE = r"(?:s\d{1,5}|w\d{1,5}(?:-h\d{1,5})?|h\d{1,5}(?:-w\d{1,5})?)(?:-[a-z0-9]{1,4})*"
SIZE_PART = re.compile(_SIZE)
_SIZE_END = re.compile(rf"={_SIZE}$")
_TRACKERS = re.compile(
    r"//(?:[\w.-]+\.)?(?:feedburner\.com|feedproxy\.google\.com|stats\.wordpress\.com|pixel\.wp\.com)/"
    r"|//blogger\.googleusercontent\.com/tracker/",
    re.IGNORECASE,
)


def clean_address(text: str) -> str:
    """Give an address as a browser reads it: without line ends, and https: where only // stands."""
    address = re.sub(r"[\t\r\n]", "", text).strip()
    return f"https:{address}" if address.startswith("//") else address


def network_address(address: str, base: str = "") -> str:
    """Give the whole web address of a picture, "" when there is none.

    One that begins with "/" is seen from `base`, where its post was; other relative ones lead nowhere.
    """
    if address.startswith("/"):
        is_archived = unarchived(address) != address
        try:
            address = urljoin("https://web.archive.org/" if is_archived else base, address)
        except ValueError:
            return ""
    return address if web_address(address) and clean(address) == address else ""


def is_picture_name(address: str) -> bool:
    """Whether an address ends as pictures do."""
    return bool(_ENDING.search(split_address(address).path))


def is_upload(address: str) -> bool:
    """Whether an address is one that Blogger or WordPress gives to the pictures of its blogs."""
    original = unarchived(address)
    return is_blogger(original) or bool(_UPLOAD.search(original))


def is_blogger(address: str) -> bool:
    """Whether a picture lies on one of Blogger's hosts."""
    return bool(_BLOGGER_HOST.search(split_address(address).hostname or ""))


def is_tracker(address: str) -> bool:
    """Whether a picture is there to count who reads, not to be seen."""
    return bool(_TRACKERS.search(unarchived(address)))


def without_size(name: str) -> str:
    """Give the last part of an address without the size that Blogger appends."""
    return _SIZE_END.sub("", name)


def full_size(address: str) -> str:
    """Give Blogger's or WordPress.com's address of the picture as it was uploaded; any other as it is."""
    original = unarchived(address)
    parts = split_address(original)
    if (parts.hostname or "").endswith(".files.wordpress.com"):  # …/lunch.jpg?w=604
        return urlunsplit(parts._replace(query=""))
    if not is_blogger(original):
        return address
    *folders, name = parts.path.split("/")
    sizes = [place for place, part in enumerate(folders) if SIZE_PART.fullmatch(part)]
    if sizes:
        folders[sizes[-1]] = "s0"
    elif _SIZE_END.search(name) or (folders[-2:] == ["img", "a"] and name):
        name = f"{without_size(name)}=s0"
    return urlunsplit(parts._replace(path="/".join([*folders, name])))


def split_address(address: str) -> SplitResult:
    """Give the parts of an address; empty ones for what is none."""
    try:
        return urlsplit(address)
    except ValueError:  # such as http://[::1
        return urlsplit("")
