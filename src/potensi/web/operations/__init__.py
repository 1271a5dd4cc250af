"""Running an installation: set up, serve, back up, restore, look after."""
