"""What the tasks run in: the folder .venv with the locked libraries, and the tests' browser and tools."""
