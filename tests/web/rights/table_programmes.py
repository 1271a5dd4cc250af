"""Who may do what: programmes (see table.py)."""

ADDRESSES = []
OPERATIONS = []
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = set()
