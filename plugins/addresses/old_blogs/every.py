"""The addresses of every old blog whose posts a site has."""

from plugins.addresses.model import Rule, SiteMap
from plugins.addresses.old_blogs.blogger import blogger_rules
from plugins.addresses.old_blogs.traces import free
from plugins.addresses.old_blogs.typepad import typepad_rules
from plugins.addresses.old_blogs.wordpress import wordpress_rules


def old_blog_rules(site: SiteMap) -> tuple[Rule, ...]:
    """Give the rules of all systems that posts of the site came from, exact ones before patterns."""
    return free([*blogger_rules(site), *wordpress_rules(site), *typepad_rules(site)], site)
