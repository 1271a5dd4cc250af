"""The pages of ideas, by part; each with its own list of addresses."""
