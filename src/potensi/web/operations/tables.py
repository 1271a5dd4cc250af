"""The tables of a database as its own migrations describe them, so that a copy of an older version can be read.

A backup says which migrations its tables had; whoever restores it makes tables of just that shape, fills them, and
lets the later migrations do to them what they do to every installation at an upgrade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

Key = tuple[str, str]

# Book-keeping of the machine that is made anew: who is signed in, what is queued, what was computed.
LEFT_OUT = frozenset({"sessions.session", "django_tasks_database.dbtaskresult", "datasets.computation"})


@dataclass(frozen=True)
class State:
    """Which migrations a database has had, which it lacks, and which this program does not know."""

    applied: tuple[Key, ...]
    pending: tuple[Key, ...]
    unknown: tuple[str, ...]


def state_of(connection: BaseDatabaseWrapper) -> State:
    """Return how far a database has been migrated."""
    loader = MigrationLoader(connection)
    applied = set(loader.applied_migrations)
    known = set(loader.graph.nodes)
    own = {app for app, _ in known}
    # What apps that are not ours did is somebody else's; what is missing of our own comes from a later program.
    unknown = sorted(
        f"{app}.{name}" for app, name in applied - known if app in own and not _replaced(loader, app, name)
    )
    return State(tuple(sorted(applied & known)), tuple(sorted(known - applied)), tuple(unknown))


def unknown_to_this_program(applied: Sequence[Key]) -> list[str]:
    """Return those of some migrations that this program does not have."""
    loader = MigrationLoader(None)
    return [f"{app}.{name}" for app, name in applied if (app, name) not in loader.graph.nodes]


def models_at(applied: Sequence[Key]) -> list[type[models.Model]]:
    """Return the models of the tables that some migrations make, those in :data:`LEFT_OUT` among them."""
    apps = _apps_at(MigrationLoader(None), applied)
    found = apps.get_models(include_auto_created=True)
    managed = [model for model in found if model._meta.managed and not model._meta.proxy]
    return sorted(managed, key=label)


def migrate_to(connection: BaseDatabaseWrapper, applied: Sequence[Key]) -> None:
    """Make the tables that some migrations make, in an empty database."""
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of_each_app(executor.loader, applied))


def kept_models(applied: Sequence[Key]) -> list[type[models.Model]]:
    """Return the models of the tables that a backup keeps."""
    return [model for model in models_at(applied) if label(model) not in LEFT_OUT]


def label(model: type[models.Model]) -> str:
    """Return the name of a table in a backup: app and model."""
    return f"{model._meta.app_label}.{model._meta.model_name}"


def columns_of(model: type[models.Model]) -> list[Any]:
    """Return the fields that are columns of a table."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def _apps_at(loader: MigrationLoader, applied: Sequence[Key]) -> Apps:
    return loader.project_state(list(applied)).apps  # type: ignore[no-any-return]


def _last_of_each_app(loader: MigrationLoader, applied: Sequence[Key]) -> list[Key]:
    """Return those migrations after which none of the same app comes: earlier ones would ask to go back to them."""
    before = {
        parent.key
        for key in applied
        for parent in loader.graph.node_map[key].parents
        if parent.key[0] == key[0]
    }  # fmt: skip
    return [key for key in applied if key not in before]


def _replaced(loader: MigrationLoader, app: str, name: str) -> bool:
    """Whether a squashed migration of ours stands for this one."""
    return any((app, name) in migration.replaces for migration in loader.disk_migrations.values())
