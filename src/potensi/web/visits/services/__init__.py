"""Every write on what belongs to a study visit, a module for each part."""
