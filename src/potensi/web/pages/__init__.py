"""The pages that anybody may read: regions, industries, comparisons, methods."""
