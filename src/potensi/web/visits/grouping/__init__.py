"""A cohort in groups by rules: what is wished, what cannot be kept and why, and the best grouping there is."""
