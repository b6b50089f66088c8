"""Everything `check` proves: about the content, about a built site, about this repository."""
