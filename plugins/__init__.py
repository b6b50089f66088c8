"""The rooms of this project; each one's docstring says what it is for."""
