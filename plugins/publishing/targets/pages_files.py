"""The files that GitHub Pages reads, beside the site's own."""

from ipaddress import ip_address
from pathlib import Path

from plugins.publishing.installing import files_of


def pages_files(built: Path, host: str) -> dict[str, bytes]:
    """Give what a branch needs for a site at `host`, without what the built site has itself.

    `.nojekyll` shows the files as they are, and those with a leading underscore or dot, too; `CNAME` holds
    the site's own domain: https://docs.github.com/pages/configuring-a-custom-domain-for-your-github-pages-site
    """
    wanted = {".nojekyll": b""}
    if _is_own_domain(host):
        wanted["CNAME"] = f"{host}\n".encode()
    there = files_of(built)
    return {name: data for name, data in wanted.items() if name not in there}


def _is_own_domain(host: str) -> bool:
    """Whether GitHub has to be told of the host."""
    try:
        ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(".github.io")
    return False
