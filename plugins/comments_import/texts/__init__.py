"""What several sources say in the same way: names, times, paragraphs."""
