"""Tokens with which a program acts as a person."""

from __future__ import annotations

import secrets

from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.people import rules
from potensi.web.people.models import ApiToken
from potensi.web.people.tenure import digest_of
from potensi.web.refused import Invalid, require

PREFIX = "potensi_"
_MOST, _BYTES = 20, 32


@service("people.token_made")
def make_token(*, actor: Actor, name: str) -> Change[str]:
    """Make a token and return its text, which is shown this once: only its digest is kept."""
    require(rules.may_have_tokens(actor))
    if rules.own_tokens(actor).filter(revoked__isnull=True).count() >= _MOST:
        raise Invalid("people_too_many_tokens", most=str(_MOST))
    text = PREFIX + secrets.token_urlsafe(_BYTES)
    token = ApiToken.objects.create(user_id=actor.user, name=name.strip(), digest=digest_of(text))
    return Change(text, target=token)


@service("people.token_revoked")
def revoke_token(*, actor: Actor, token: ApiToken) -> Change[None]:
    """Revoke one's own token: no program gets in with it any more."""
    if token.user_id != actor.user:
        raise Invalid("people_not_your_token")
    ApiToken.objects.filter(pk=token.pk, revoked__isnull=True).update(revoked=timezone.now())
    return Change(None, target=token)
