"""The site's one style sheet: the theme's, and after it the author's own rules."""

from pathlib import Path

from plugins.shared.files import is_file

STYLES = "site.css"


def style_sheet(theme: Path, content: Path | None = None) -> bytes:
    """Give the sheet in the folder `theme`, with the site.css in `content` after it where there is one.

    The theme's rules lie in layers, so that the author's beat them without more
    (https://www.w3.org/TR/css-cascade-5/#layering).
    """
    ours = (theme / STYLES).read_bytes()
    own = content / STYLES if content else None
    return ours + own.read_bytes() if own and is_file(own) else ours
