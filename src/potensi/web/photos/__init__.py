"""Photos: checked, freed of their metadata, shrunk, and kept as files named by their digest."""
