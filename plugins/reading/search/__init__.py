"""The search: an index of the posts, which the search page alone reads."""
