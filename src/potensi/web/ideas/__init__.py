"""Ideas that stand on what a region has and on several agencies, with the smallest test of each."""
