"""What was published, and which letter is at which point of its way to whom."""
