"""Learn from a host: programmes, cohorts, groups, visits, stops, attendance, observations, practices, take-homes."""
