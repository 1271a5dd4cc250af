"""What is typed and chosen about ideas, by part."""
