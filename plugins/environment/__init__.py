"""What the tasks run in: the folder .venv with the locked libraries, and a browser for the tests."""
