"""All the forms at once: a built site carries them all, and a server takes its own."""

from plugins.addresses.forms.apache import format_apache
from plugins.addresses.forms.caddy import format_caddy
from plugins.addresses.forms.hosts import format_hosts
from plugins.addresses.forms.nginx import format_nginx
from plugins.addresses.model import Served


def format_all(served: Served) -> dict[str, str]:
    """Give the text of every server's and host's files, by their paths in the site."""
    return {
        **format_apache(served),
        **format_caddy(served),
        **format_hosts(served),
        **format_nginx(served),
    }
