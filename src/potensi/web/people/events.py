"""What happens to an account in allauth's pages (password, address, second factor) gets its row in the trail too.

allauth writes these itself and tells by signals; the row follows in the same request.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.db import transaction

from potensi.web.audit.services import Change, record
from potensi.web.people.models import User
from potensi.web.people.queries import actor_of

# Every action told here, so that a test finds words for each.
ACTIONS = {
    "people.account_opened": account.user_signed_up,
    "people.password_changed": account.password_changed,
    "people.password_set": account.password_set,
    "people.password_reset": account.password_reset,
    "people.email_changed": account.email_changed,
    "people.second_factor_added": mfa.authenticator_added,
    "people.second_factor_removed": mfa.authenticator_removed,
    "people.recovery_codes_made": mfa.authenticator_reset,
    "people.sign_in_account_added": social.social_account_added,
    "people.sign_in_account_removed": social.social_account_removed,
}


def listen() -> None:
    """Write a row for each of these events."""
    for action, signal in ACTIONS.items():
        signal.connect(_writer(action), weak=False, dispatch_uid=f"audit.{action}")


def _writer(action: str) -> Any:
    def write(sender: Any, **told: Any) -> None:
        user = told.get("user") or _owner(told)
        if isinstance(user, User):
            with transaction.atomic():
                record(action, Change(None, target=user, after=_about(told)), actor=actor_of(user))

    return write


def _owner(told: dict[str, Any]) -> Any:
    login, account_row = told.get("sociallogin"), told.get("socialaccount")
    return getattr(login, "user", None) or getattr(account_row, "user", None)


def _about(told: dict[str, Any]) -> dict[str, Any]:
    """Return the kind of second factor or provider; addresses are personal and stay out."""
    factor, login, row = told.get("authenticator"), told.get("sociallogin"), told.get("socialaccount")
    if factor is not None:
        return {"kind": str(factor.type)}
    provider = getattr(getattr(login, "account", None), "provider", None) or getattr(row, "provider", None)
    return {"provider": provider} if provider else {}
