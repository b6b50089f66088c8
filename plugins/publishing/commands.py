"""What tasks.py asks when a site is built, served or published."""

from plugins.publishing.building import build
from plugins.publishing.serving import free_port, serve
from plugins.publishing.targets import refuse_bad_target, send

__all__ = ["build", "free_port", "refuse_bad_target", "send", "serve"]
