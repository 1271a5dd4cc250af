"""Tags of ideas for pages of other apps."""
