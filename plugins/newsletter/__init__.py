"""The letter: a digest made from the site's own feed. Knows nothing of Pelican."""
