"""Accounts, regions, agencies, offices, and who holds which office from when until when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from potensi.language import say
from potensi.web.actor import ROLES
from potensi.web.templatetags.words import language


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new account; without a password it signs in by link only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new account with every right of Django's own."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. ``nip``, ``nik`` (civil-servant and citizen numbers) and ``phone`` are personal: they never leave."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    nip = models.CharField(max_length=18, blank=True)
    nik = models.CharField(max_length=16, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="id")
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now)
    erased = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        if self.erased:
            return say("people.erased_account", language())
        return self.name or self.email


class Region(models.Model):
    """A country, province, regency or city, by its code at the statistical office."""

    code = models.CharField(primary_key=True, max_length=10)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    code_kemendagri = models.CharField(max_length=10, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A regional agency (perangkat daerah). What it was called before stands in ``former_names``."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=40, blank=True)
    dissolved = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["region", "name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="one_agency_a_name")]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.short or self.name


class FormerName(models.Model):
    """A name that an agency bore until a day."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()

    class Meta:
        ordering = ["-until"]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A post in an agency. Duties belong to the office: whoever holds it has them. ``head`` leads the agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="offices")
    title = models.CharField(max_length=200)
    head = models.BooleanField(default=False)

    class Meta:
        ordering = ["agency", "-head", "title"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "title"], name="one_office_a_title"),
            models.UniqueConstraint(fields=["agency"], condition=Q(head=True), name="one_head_an_agency"),
        ]

    def __str__(self) -> str:
        return self.title


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, by when they hold."""

    def on(self, day: date) -> MembershipQuerySet:
        """Return those held on ``day``."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def today(self) -> MembershipQuerySet:
        """Return those held today."""
        return self.on(timezone.localdate())


class Membership(models.Model):
    """Somebody holds an office with a role, from ``since`` until ``until`` (both days included; open: still).

    Every right derives from one. An ``acting`` holder (pelaksana tugas) has the same rights.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    acting = models.BooleanField(default=False)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["office", "role", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_membership_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["user", "office", "role"], condition=Q(until__isnull=True), name="one_open_membership_a_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.office} ({self.role})"


class ApiToken(models.Model):
    """A token with which a program acts as a person; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name
