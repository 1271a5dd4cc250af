"""Everything that is kept of one person, as they take it with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import models
from django.utils import timezone

from potensi.web.audit.models import AuditRow
from potensi.web.people.models import ApiToken, Membership, User

# Told in sections of their own below; everything else that names a person is found by walking the models.
_TOLD = (EmailAddress, Authenticator, SocialAccount, AuditRow, Membership, ApiToken)


def own_data(user: User) -> dict[str, Any]:
    """Return everything kept of ``user``, with the numbers in full: it is theirs. Secrets are left out."""
    return {
        "made": _plain(timezone.now()),
        "account": _account(user),
        "emails": [{"address": row.email, "verified": row.verified} for row in EmailAddress.objects.filter(user=user)],
        "offices": [_membership(row) for row in user.memberships.select_related("office__agency__region")],
        "second_factors": [
            {"kind": row.type, "added": _plain(row.created_at), "used": _plain(row.last_used_at)}
            for row in Authenticator.objects.filter(user=user)
        ],
        "sign_in_accounts": [
            {"provider": row.provider, "uid": row.uid, "data": row.extra_data, "added": _plain(row.date_joined)}
            for row in SocialAccount.objects.filter(user=user)
        ],
        "tokens": [
            {
                "name": row.name,
                "made": _plain(row.created),
                "used": _plain(row.last_used),
                "revoked": _plain(row.revoked),
            }
            for row in user.tokens.all()
        ],
        "acts": [_act(row) for row in AuditRow.objects.filter(user=user)],
        "elsewhere": _elsewhere(user),
    }


def _account(user: User) -> dict[str, Any]:
    names = ("email", "name", "nip", "nik", "phone", "language", "joined", "last_login")
    return {name: _plain(getattr(user, name)) for name in names}


def _membership(row: Membership) -> dict[str, Any]:
    agency = row.office.agency
    return {
        "office": row.office.title,
        "agency": agency.name,
        "region": agency.region.name,
        "role": row.role,
        "acting": row.acting,
        "since": _plain(row.since),
        "until": _plain(row.until),
    }


def _act(row: AuditRow) -> dict[str, Any]:
    names = ("at", "action", "office", "region", "target_kind", "target_id", "before", "after", "why")
    return {name: _plain(getattr(row, name)) for name in names}


def _elsewhere(user: User) -> list[dict[str, Any]]:
    """Return every other record that names the person, of whatever app, so that a new app cannot be forgotten.

    What hangs on a record that stands for the person themselves (a participant's observations) is theirs too.
    """
    found = []
    for model, field, row in _naming(user):
        found.append(_told(model, field, row))
        if getattr(model, "STANDS_FOR_A_PERSON", False):
            found += [_told(*each) for each in _naming(row)]
    return found


def _naming(of: models.Model) -> Iterator[tuple[type[models.Model], str, models.Model]]:
    """Yield every record that points to one, with its model and the field that does."""
    for relation in of._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not isinstance(relation, (models.ManyToOneRel, models.OneToOneRel)) or model in _TOLD:
            continue
        if isinstance(model, str) or model is None or model._meta.auto_created:
            continue
        for row in model._base_manager.filter(**{relation.field.name: of}):
            yield model, relation.field.name, row


def _told(model: type[models.Model], field: str, row: models.Model) -> dict[str, Any]:
    return {"kind": model._meta.label_lower, "id": str(row.pk), "as": field, "what": str(row)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value
