"""A comment that came by mail: its words found among quotes, signatures and MIME."""
