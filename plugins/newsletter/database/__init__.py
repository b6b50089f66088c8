"""The one database of the newsletter: its tables, the steps of its schema, and copies of it."""
