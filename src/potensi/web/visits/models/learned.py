"""What was seen, what of it is good practice, and what is taken home."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

PRACTICE_STATES = ("draft", "published", "withdrawn")
RUNNING_ANSWERS = ("unknown", "running", "changed", "stopped")
TAKE_HOME_STATES = ("open", "adopted", "dropped")
OBSERVED = ("saw", "works_because", "cost", "not_at_home", "take_home")
PRACTICE_TEXTS = ("title", "what", "works_because", "cost", "limits", "needs")
MUST_CHANGE = ("rules", "money", "people", "culture", "scale")


class Observation(models.Model):
    """Five short answers of a participant at a stop, and a photo. ``client_id`` is made where it was written.

    It makes sending it twice the same as once. ``written`` is the telephone's own clock, ``received`` ours.
    """

    stop = models.ForeignKey("visits.Stop", on_delete=models.PROTECT, related_name="observations")
    participant = models.ForeignKey("visits.Participant", on_delete=models.PROTECT, related_name="observations")
    client_id = models.UUIDField(unique=True)
    saw = models.TextField()
    works_because = models.TextField(blank=True)
    cost = models.TextField(blank=True)
    not_at_home = models.TextField(blank=True)
    take_home = models.TextField(blank=True)
    photo = models.ForeignKey("photos.Photo", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written = models.DateTimeField()
    received = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["stop", "-received", "pk"]

    def __str__(self) -> str:
        return self.saw[:80]


class Practice(models.Model):
    """A practice card: what a group's observations say together. The host may correct it, and is credited.

    The names on it are those of the people whose ``observations`` it merges. ``running`` is the answer to "is it
    still running?" on ``running_on``; ``ask_again`` is when to ask next. Published, anybody may read it.
    """

    visit = models.ForeignKey("visits.Visit", on_delete=models.PROTECT, related_name="practices")
    group = models.ForeignKey(
        "visits.Group", null=True, blank=True, on_delete=models.SET_NULL, related_name="practices"
    )
    observations = models.ManyToManyField(Observation, related_name="practices", blank=True)
    title = models.CharField(max_length=160)
    what = models.TextField()
    works_because = models.TextField(blank=True)
    cost = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    needs = models.TextField(blank=True)
    photo = models.ForeignKey("photos.Photo", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="draft", choices=[(s, s) for s in PRACTICE_STATES])
    published = models.DateTimeField(null=True, blank=True)
    corrected = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(
        "people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="practices_corrected"
    )
    running = models.CharField(max_length=10, default="unknown", choices=[(a, a) for a in RUNNING_ANSWERS])
    running_on = models.DateField(null=True, blank=True)
    ask_again = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "title"]

    def __str__(self) -> str:
        return self.title


class TakeHome(models.Model):
    """A promise: what of a practice shall work in ``region``, what must change for it, and the first step.

    ``ingredients`` is the answer of the day to "does my region have what it takes?", from figures (``version``) and
    assets. The first step is due within fourteen days, by ``step_office`` (the duty stays with the office) or by
    ``step_who`` in words. ``promised_by`` is the day that was promised first: a later ``step_by`` makes no late step
    punctual. An *adopted* one is an adoption: it runs at home since ``closed``.
    """

    participant = models.ForeignKey("visits.Participant", on_delete=models.PROTECT, related_name="take_homes")
    region = models.ForeignKey("people.Region", on_delete=models.PROTECT, related_name="take_homes")
    visit = models.ForeignKey("visits.Visit", on_delete=models.PROTECT, related_name="take_homes")
    practice = models.ForeignKey(Practice, null=True, blank=True, on_delete=models.PROTECT, related_name="take_homes")
    title = models.CharField(max_length=160)
    rules = models.TextField(blank=True)
    money = models.TextField(blank=True)
    people = models.TextField(blank=True)
    culture = models.TextField(blank=True)
    scale = models.TextField(blank=True)
    ingredients = models.JSONField(default=dict, blank=True)
    version = models.ForeignKey("datasets.Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    first_step = models.TextField()
    step_by = models.DateField()
    step_office = models.ForeignKey(
        "people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="first_steps"
    )
    step_who = models.CharField(max_length=200, blank=True)
    promised_by = models.DateField(null=True, blank=True)
    step_done = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, default="open", choices=[(s, s) for s in TAKE_HOME_STATES])
    closed = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["step_by", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed__isnull=True) | Q(~Q(state="open"), closed__isnull=False),
                name="a_closed_take_home_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return self.title
