"""Programmes, cohorts, their participants and groups."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Programme(models.Model):
    """A series of study visits. ``office`` of ``region`` organises it; where ``public``, anybody may read of it.

    What participants write is never public by this: only published practices and counts are.
    """

    region = models.ForeignKey("people.Region", on_delete=models.PROTECT, related_name="programmes")
    office = models.ForeignKey(
        "people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )
    name = models.CharField(max_length=160)
    aim = models.TextField(blank=True)
    public = models.BooleanField(default=True)
    sample = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="one_programme_a_name")]

    def __str__(self) -> str:
        return self.name


class Cohort(models.Model):
    """The people who travel together. ``threshold`` is the share of training hours (%) that earns a certificate.

    ``wishes`` are the rules for its groups, ``grouping`` what came of them last: the broken wishes with reasons.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=120)
    starts = models.DateField()
    ends = models.DateField()
    threshold = models.PositiveSmallIntegerField(default=80, validators=[MinValueValidator(1), MaxValueValidator(100)])
    wishes = models.JSONField(default=dict, blank=True)
    grouping = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-starts", "name"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="one_cohort_a_name"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="a_cohort_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """Some participants of a cohort who look and write together."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["cohort", "number"]
        constraints = [models.UniqueConstraint(fields=["cohort", "number"], name="one_group_a_number")]

    def __str__(self) -> str:
        return self.name or str(self.number)


class Participant(models.Model):
    """Somebody of a cohort: from which agency, of what ``kind`` (head of agency, trainee …), in which group.

    Being one gives rights in the cohort alone. ``left`` is set when somebody drops out; their words stay.
    """

    # What hangs on this record belongs to the person: it is in what they take along of themselves.
    STANDS_FOR_A_PERSON = True

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="participants")
    title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="participants")
    pinned = models.BooleanField(default=False)
    joined = models.DateTimeField(default=timezone.now)
    left = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["cohort", "agency", "pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="one_participation_a_cohort")]

    def __str__(self) -> str:
        return str(self.user)
