"""Ideas: what they stand on, who contributes, who agreed, who judged them, and what the small test said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# The stages of our own, and beside each the name that the national innovation drive gives it.
STAGES = ("gathered", "examined", "designed", "running", "shown")
NATIONAL = ("drum_up", "diagnose", "design", "deliver", "display")
ENDED = "stopped"
STAGE_NAMES = ("own", "national")
VISIBILITIES = ("public", "region")
BASES = ("asset", "finding")
CONTRIBUTION_KINDS = ("people", "money", "place", "data", "authority", "other")
CONTRIBUTION_STATES = ("asked", "promised", "declined")
CRITERIA = ("need", "own_resources", "across_agencies", "testable", "reach")
TRIAL_VERDICTS = ("held", "refuted", "unclear")
IDEA_TEXTS = ("title", "summary", "cost", "trial", "wrong_if", "stop_when")


class Idea(models.Model):
    """Something new made of what ``region`` already has. ``agency`` brought it up; ``owner`` is the office in charge.

    ``cost`` says what it would cost using only what exists (``cost_rupiah`` in rupiah); ``trial`` is the smallest
    test, ``wrong_if`` what would prove us wrong, ``stop_when`` and ``stop_on`` when we stop. ``stage_names`` chooses
    whose names the stages carry. A stopped idea keeps its ``lesson``: a failure that is told is worth one.
    """

    region = models.ForeignKey("people.Region", on_delete=models.PROTECT, related_name="ideas")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="ideas")
    owner = models.ForeignKey("people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="ideas")
    title = models.CharField(max_length=160)
    summary = models.TextField()
    practice = models.ForeignKey(
        "visits.Practice", null=True, blank=True, on_delete=models.PROTECT, related_name="ideas"
    )
    take_home = models.ForeignKey(
        "visits.TakeHome", null=True, blank=True, on_delete=models.PROTECT, related_name="ideas"
    )
    cost = models.TextField(blank=True)
    cost_rupiah = models.DecimalField(max_digits=15, decimal_places=0, null=True, blank=True)
    trial = models.TextField(blank=True)
    wrong_if = models.TextField(blank=True)
    stop_when = models.TextField(blank=True)
    stop_on = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=10, default="gathered", choices=[(s, s) for s in (*STAGES, ENDED)])
    stage_since = models.DateTimeField(default=timezone.now)
    stage_names = models.CharField(max_length=10, default="own", choices=[(n, n) for n in STAGE_NAMES])
    lesson = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, default="region", choices=[(v, v) for v in VISIBILITIES])
    sample = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas"
    )

    class Meta:
        ordering = ["-created", "title"]

    def __str__(self) -> str:
        return self.title


class Basis(models.Model):
    """What an idea stands on: an asset, or a finding of the figures (``version``), as it was then (``snapshot``)."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="bases")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in BASES])
    asset = models.ForeignKey("assets.Asset", null=True, blank=True, on_delete=models.PROTECT, related_name="bases")
    version = models.ForeignKey("datasets.Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    snapshot = models.JSONField(default=dict)
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["idea", "pk"]
        verbose_name_plural = "bases"
        constraints = [
            models.UniqueConstraint(fields=["idea", "asset"], name="an_asset_once_an_idea"),
            models.CheckConstraint(
                condition=Q(kind="asset", asset__isnull=False) | Q(kind="finding", asset__isnull=True),
                name="a_basis_is_an_asset_or_a_finding",
            ),
        ]

    def __str__(self) -> str:
        return str(self.snapshot.get("name", self.kind))


class Contribution(models.Model):
    """What an agency brings to an idea: asked on a day, then promised (with what) or declined (with why)."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="contributions")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=10, default="other", choices=[(kind, kind) for kind in CONTRIBUTION_KINDS])
    wish = models.TextField(blank=True)
    what = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="asked", choices=[(s, s) for s in CONTRIBUTION_STATES])
    asked = models.DateTimeField(default=timezone.now)
    answered = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="contributions_answered"
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["idea", "asked", "pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "agency"], name="one_contribution_an_agency")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.what or self.wish}"[:160]


class Agreement(models.Model):
    """The agreement of an agency's head (an acting one counts) that an idea may run: waited for until ``decided``."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="agreements")
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="agreements")
    asked = models.DateTimeField(default=timezone.now)
    decided = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)
    office = models.ForeignKey(
        "people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["idea", "asked", "pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "agency"], name="one_agreement_an_agency")]

    def __str__(self) -> str:
        return f"{self.agency} – {self.idea}"


class Review(models.Model):
    """A reviewer's judgement: ``scores`` from 1 to 5 a criterion. A declared ``conflict`` keeps its scores out."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    invited = models.DateTimeField(default=timezone.now)
    scores = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    conflict = models.TextField(blank=True)
    given = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["idea", "invited", "pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "reviewer"], name="one_review_a_reviewer")]

    def __str__(self) -> str:
        return f"{self.reviewer} – {self.idea}"


class Trial(models.Model):
    """One run of the small test: what came out, and whether the idea held."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="trials")
    began = models.DateField()
    ended = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, blank=True, choices=[(v, v) for v in TRIAL_VERDICTS])
    lesson = models.TextField(blank=True)

    class Meta:
        ordering = ["idea", "began", "pk"]

    def __str__(self) -> str:
        return f"{self.idea}: {self.began}"
