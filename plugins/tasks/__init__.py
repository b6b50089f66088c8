"""The tasks of the newsletter, which tasks.py takes in: the commands a person types, and no more."""
