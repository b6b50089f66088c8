"""The letter: a digest or an invitation as HTML and text, compiled once, then filled for each reader."""
