"""Blogger's own exports and feeds."""
