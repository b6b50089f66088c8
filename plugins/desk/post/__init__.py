"""The letters that the desk owes: kept, written, and carried to the mail server."""
