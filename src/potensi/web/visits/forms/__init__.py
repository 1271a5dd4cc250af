"""The forms of a study visit, a module for each part."""
