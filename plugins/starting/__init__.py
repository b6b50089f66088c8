"""Making the site its author's own: questions, content/site.toml, and our example set aside."""
