"""What a region has that no statistic counts: places, crafts, crops, events, skills, idle buildings."""
