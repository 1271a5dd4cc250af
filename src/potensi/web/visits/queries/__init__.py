"""What is read of a study visit, a module for each part."""
