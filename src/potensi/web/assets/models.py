"""Regional assets, and where each stands on the map."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

KINDS = ("place", "craft", "crop", "event", "skill", "building")
CONDITIONS = ("good", "fair", "poor", "idle", "unknown")
VISIBILITIES = ("public", "region")


class Asset(models.Model):
    """Something that a region has and no statistic counts. ``office`` keeps the entry (whoever holds the office).

    ``owner`` says whose it is, ``evidence`` how one knows (a document, a visit, somebody's word), ``business_field``
    is a five-digit KBLI class, ``creative_subsector`` one of the seventeen. ``lat`` and ``lon`` in degrees.
    A withdrawn asset stays, out of sight, since ideas may stand on it.
    """

    region = models.ForeignKey("people.Region", on_delete=models.PROTECT, related_name="assets")
    office = models.ForeignKey("people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="assets")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    description = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    owner = models.CharField(max_length=160, blank=True)
    business_field = models.CharField(max_length=5, blank=True)
    creative_subsector = models.CharField(max_length=40, blank=True)
    condition = models.CharField(max_length=10, default="unknown", choices=[(c, c) for c in CONDITIONS])
    evidence = models.TextField(blank=True)
    seen = models.DateField(null=True, blank=True)
    photo = models.ForeignKey("photos.Photo", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=10, default="public", choices=[(v, v) for v in VISIBILITIES])
    withdrawn = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["region", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "kind"], condition=Q(withdrawn__isnull=True), name="one_asset_a_name"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="an_asset_stands_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.name
