"""Photos: taken in from anybody's telephone, cleaned, kept whole by their digest, served by the app that shows them."""
