"""The audit trail: who changed what, in which office, and why."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app ``audit``."""

    name = "potensi.web.audit"
    label = "audit"
