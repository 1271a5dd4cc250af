"""Every write of ideas, by part."""
