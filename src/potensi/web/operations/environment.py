"""Every variable of the environment that an installation listens to, so that a misspelt one is noticed."""

from __future__ import annotations

import difflib
import os

VARIABLES = (
    "POTENSI_HOME",
    "DATABASE_URL",
    "POTENSI_URL",
    "POTENSI_HOSTS",
    "POTENSI_SECRET_KEY",
    "POTENSI_EMAIL_URL",
    "POTENSI_EMAIL_FROM",
    "POTENSI_OIDC_URL",
    "POTENSI_OIDC_CLIENT_ID",
    "POTENSI_OIDC_SECRET",
    "POTENSI_OIDC_NAME",
    "POTENSI_PROXIES",
    "POTENSI_TIME_ZONE",
    "POTENSI_LOCK_SECONDS",
    "POTENSI_LOG_LEVEL",
    "POTENSI_LANG",
)
# Set by those who test the program, not by those who run it.
_OF_TESTS = frozenset({"POTENSI_SCREENSHOTS"})


def strangers() -> list[tuple[str, str]]:
    """Return the variables that look like ours and are none, each with the one that was perhaps meant."""
    set_ones = (name for name in sorted(os.environ) if name.startswith("POTENSI_"))
    unknown = [name for name in set_ones if name not in VARIABLES and name not in _OF_TESTS]
    return [(name, next(iter(difflib.get_close_matches(name, VARIABLES, 1)), "")) for name in unknown]
