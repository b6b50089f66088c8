"""The picture by which a post is known where somebody shares it."""
