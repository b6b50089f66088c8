"""The places a site is published to: a folder, another host by rsync, a branch for GitHub Pages."""

from plugins.publishing.targets.model import Target
from plugins.publishing.targets.opening import open_target

__all__ = ["Target", "open_target"]
