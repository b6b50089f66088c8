"""The pictures of imported posts: found in the export, or fetched."""
