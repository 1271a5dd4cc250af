"""What the machine notes by itself while somebody reads: no act of anybody, so no service and no audit row."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from potensi.web.people.models import ApiToken

_NOTED_EVERY = timedelta(hours=1)


def token_used(token: ApiToken) -> None:
    """Note that a token was used, at most once an hour.

    A row in the audit trail for every hour of every program would bury what people did.
    """
    now = timezone.now()
    stale = Q(last_used__isnull=True) | Q(last_used__lt=now - _NOTED_EVERY)
    if token.last_used is None or token.last_used < now - _NOTED_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used=now)
