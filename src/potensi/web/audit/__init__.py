"""The audit trail: one row for every write, in the same transaction."""
