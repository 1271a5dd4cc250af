"""Data sets, their versions, and the computation of each published version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

VISIBILITIES = ("public", "region", "office")
DRAFT, PUBLISHED, REPLACED, WITHDRAWN = "draft", "published", "replaced", "withdrawn"
STATES = (DRAFT, PUBLISHED, REPLACED, WITHDRAWN)
READABLE = (PUBLISHED, REPLACED)
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
COMPUTATION_STATES = (WAITING, RUNNING, DONE, FAILED)


class Dataset(models.Model):
    """Figures under one name, in versions. ``office`` owns it (whoever holds the office); ``region`` is its region.

    Who may see it: everybody ("public"), the region's people ("region") or the office's holders alone ("office").
    ``sample`` marks what came along as a demonstration.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    region = models.ForeignKey("people.Region", on_delete=models.PROTECT, related_name="datasets")
    office = models.ForeignKey(
        "people.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="datasets"
    )
    visibility = models.CharField(max_length=10, default="region", choices=[(v, v) for v in VISIBILITIES])
    sample = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One state of a data set's figures; the figures themselves are a Parquet file named by ``digest``.

    ``papers`` are the panel's own (unit, price basis, source, licence, accessed …); ``understood`` is what the check
    read of the file. A published version is never changed: a correction is a new version, and the one before is then
    "replaced". ``note`` says why it was published. A "withdrawn" version is shown as such, without its figures.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    papers = models.JSONField(default=dict)
    understood = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="draft", choices=[(s, s) for s in STATES])
    note = models.TextField(blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded = models.DateTimeField(auto_now_add=True)
    published = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["dataset", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="one_version_a_number"),
            models.UniqueConstraint(
                fields=["dataset"], condition=Q(state="published"), name="one_published_version_a_dataset"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} ({self.number})"

    @property
    def readable(self) -> bool:
        """Whether everybody who may see the data set may read these figures."""
        return self.state in READABLE


class Computation(models.Model):
    """What is computed of a version by one state of the measures: waiting, running (how far), done or failed.

    ``measures`` is the fingerprint of the code and cards that compute; results are kept per version and measures.
    ``failure`` names the sentence (``words/datasets.toml``) where it failed. ``task`` is the task that does it,
    ``tries`` how often it was begun, ``beat`` when it last gave a sign of life.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="computations")
    measures = models.CharField(max_length=32)
    state = models.CharField(max_length=10, default="waiting", choices=[(s, s) for s in COMPUTATION_STATES])
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)
    tries = models.PositiveIntegerField(default=0)
    task = models.CharField(max_length=36, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    beat = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "measures"], name="one_computation_a_measures")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.state}"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (DONE, FAILED)
