"""What the author does with comments: those that wait, shown, put away, answered."""
