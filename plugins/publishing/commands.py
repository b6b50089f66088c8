"""What tasks.py asks when a site is built, served or published."""

from plugins.publishing.building import build
from plugins.publishing.serving import refuse_taken_port, serve
from plugins.publishing.targets import send

__all__ = ["build", "refuse_taken_port", "send", "serve"]
