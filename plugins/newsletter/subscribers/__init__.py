"""Who reads the letter: their addresses, what they chose, and the consent they gave."""
