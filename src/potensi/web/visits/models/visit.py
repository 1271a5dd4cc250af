"""Hosts and their slots; visits, stops, attendance, certificates."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

VISIT_STATES = ("planned", "confirmed", "held", "cancelled")
ATTENDED_BY = ("qr", "list")


def _secret() -> str:
    return secrets.token_urlsafe(16)


class Host(models.Model):
    """An agency that receives visitors, with one visitors' kit that every visit uses again.

    ``office`` answers for it. The kit: how to get there, what holds in the house, whom to call.
    """

    agency = models.OneToOneField("people.Agency", on_delete=models.PROTECT, related_name="host")
    office = models.ForeignKey("people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="hosts")
    welcome = models.TextField(blank=True)
    getting_there = models.TextField(blank=True)
    house_rules = models.TextField(blank=True)
    contact = models.CharField(max_length=200, blank=True)
    largest = models.PositiveIntegerField(null=True, blank=True)
    open = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["agency"]

    def __str__(self) -> str:
        return f"{self.agency}, {self.agency.region}"


class Slot(models.Model):
    """A time at which a host can receive visitors, and how many."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="slots")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    places = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="a_slot_ends_after_it_began")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts):%Y-%m-%d %H.%M}"


class Visit(models.Model):
    """A cohort at a host. ``reasons`` keeps why this host, with the figures' ``version``; ``cost`` in rupiah.

    ``host`` is the receiving agency where it keeps a page of its own; ``slot`` the time it gave.
    """

    cohort = models.ForeignKey("visits.Cohort", on_delete=models.PROTECT, related_name="visits")
    host_region = models.ForeignKey("people.Region", on_delete=models.PROTECT, related_name="visits_received")
    host = models.ForeignKey(Host, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    slot = models.OneToOneField(Slot, null=True, blank=True, on_delete=models.SET_NULL, related_name="visit")
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=10, default="planned", choices=[(s, s) for s in VISIT_STATES])
    reasons = models.JSONField(default=dict, blank=True)
    version = models.ForeignKey("datasets.Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cost = models.DecimalField(max_digits=15, decimal_places=0, null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="a_visit_ends_after_it_began")]

    def __str__(self) -> str:
        return f"{self.cohort} – {self.host_region}"


class Stop(models.Model):
    """One session of a visit: when, where, who is in charge, and the one question to answer there.

    ``hours`` are training hours (JP, 45 minutes each) that attending it counts. ``secret`` stands in the stop's
    QR code: whoever scans it there is present.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="stops")
    title = models.CharField(max_length=160)
    starts = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=90, validators=[MinValueValidator(5), MaxValueValidator(1440)])
    place = models.CharField(max_length=200)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    in_charge = models.CharField(max_length=160, blank=True)
    office = models.ForeignKey("people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="stops")
    question = models.TextField(blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=2, validators=[MinValueValidator(0)])
    secret = models.CharField(max_length=40, default=_secret, unique=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["visit", "starts", "pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """A participant was at a stop: by the QR code there, or ticked on the list by ``marked_by``."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="attendance")
    participant = models.ForeignKey("visits.Participant", on_delete=models.PROTECT, related_name="attendance")
    how = models.CharField(max_length=4, choices=[(how, how) for how in ATTENDED_BY])
    marked = models.DateTimeField(default=timezone.now)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["stop", "participant"]
        constraints = [models.UniqueConstraint(fields=["stop", "participant"], name="present_once_a_stop")]

    def __str__(self) -> str:
        return f"{self.participant} – {self.stop}"


class Certificate(models.Model):
    """What a participant earned: ``hours`` attended of ``of_hours`` offered, at or above the cohort's threshold."""

    participant = models.OneToOneField("visits.Participant", on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=60, unique=True)
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    of_hours = models.DecimalField(max_digits=6, decimal_places=1)
    issued = models.DateField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number
