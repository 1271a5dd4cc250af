"""A call of every service of assets (see service_calls.py): service, who acts, with what."""


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    return {}
