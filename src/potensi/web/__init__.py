"""The web workshop: Django, server-rendered, Indonesian first. Nothing outside this package imports Django."""
