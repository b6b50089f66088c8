"""What tasks.py asks when a site is built, served or published."""

from plugins.publishing.building import build
from plugins.publishing.serving import serve
from plugins.publishing.targets import send

__all__ = ["build", "send", "serve"]
