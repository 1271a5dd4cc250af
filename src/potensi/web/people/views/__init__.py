"""The pages of people: signing in by link, one's own account, agencies, offices, people of one's regions."""
