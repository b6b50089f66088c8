"""Pages of a Blogger blog, copied as text."""
