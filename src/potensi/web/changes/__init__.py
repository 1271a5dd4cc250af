"""What changed after a visit: counts over the chain of records, each with the records behind it."""
