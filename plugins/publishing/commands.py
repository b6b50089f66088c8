"""What tasks.py asks when a site is built, served or published."""

from plugins.publishing.alone import alone
from plugins.publishing.building import build
from plugins.publishing.installing import Changes
from plugins.publishing.serving import free_port, serve
from plugins.publishing.targets import Target, open_target

__all__ = ["Changes", "Target", "alone", "build", "free_port", "open_target", "serve"]
