"""Which photos there are; the pictures themselves are files named by their digest (``kept.py``)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Photo(models.Model):
    """A cleaned picture. Records refer to it; one that no record refers to is forgotten after a day.

    ``digest`` is that of the kept file, so that the same picture is kept once; ``uploaded`` is when it last came in.
    """

    digest = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    media_type = models.CharField(max_length=20, default="image/jpeg")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-uploaded", "pk"]

    def __str__(self) -> str:
        return f"{self.digest[:12]}, {self.width} × {self.height}"
