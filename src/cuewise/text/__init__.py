"""Text as characters, words and spans."""
