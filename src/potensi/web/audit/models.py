"""One row for every write: who, in which office, what, before, after, why. Rows are never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditRow(models.Model):
    """One write. ``user`` is empty for the system's own acts and after a person's data were erased."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    action = models.CharField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    office = models.CharField(max_length=300, blank=True)
    region = models.CharField(max_length=10, blank=True, db_index=True)
    target_kind = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=60, blank=True)
    target_name = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["target_kind", "target_id"])]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind} {self.target_id}"

    @property
    def changed(self) -> list[tuple[str, object, object]]:
        """Every value that differs: its name, before, after (None where it was or is not there)."""
        names = dict.fromkeys([*self.before, *self.after])
        pairs = [(name, self.before.get(name), self.after.get(name)) for name in names]
        return [(name, old, new) for name, old, new in pairs if old != new]
