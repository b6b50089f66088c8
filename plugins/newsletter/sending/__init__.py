"""Handing letters to an SMTP server: the server's address, its answers, the pace, and the run."""
