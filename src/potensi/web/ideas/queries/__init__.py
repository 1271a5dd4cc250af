"""Every read of ideas, by part."""
