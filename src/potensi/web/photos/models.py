"""Photos as the database knows them; the pictures themselves are files named by their digest."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Photo(models.Model):
    """A picture as it is kept: ``width`` × ``height`` in pixels, ``bytes`` its size. Who may see it, its user says."""

    digest = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    media_type = models.CharField(max_length=20)
    uploaded = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-uploaded"]

    def __str__(self) -> str:
        return self.digest[:12]
