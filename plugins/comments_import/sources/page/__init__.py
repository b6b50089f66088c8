"""Pages of a Blogger blog, saved from the browser."""
