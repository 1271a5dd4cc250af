"""Keeping photos and forgetting those that nothing uses.

A photo is kept before the record that shows it is written, so that no picture is decoded while a write holds the
database; that record's own audit row tells of it. A photo alone is seen by nobody and is gone after a day.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, ProtectedError, QuerySet
from django.utils import timezone

from potensi.web.actor import Actor
from potensi.web.photos import kept
from potensi.web.photos.models import Photo
from potensi.web.photos.picture import MEDIA_TYPE, Picture

_DAY = 86_400.0


def keep(*, actor: Actor, picture: Picture) -> Photo:
    """Keep a picture: first its file, then its row, so that every row has its file. The same picture is kept once."""
    kept.keep(picture)
    about = {
        "width": picture.width,
        "height": picture.height,
        "bytes": len(picture.content),
        "media_type": MEDIA_TYPE,
        "uploaded_by_id": actor.user,
    }
    photo, new = Photo.objects.get_or_create(digest=picture.digest, defaults=about)
    if not new:
        # Young again: nobody takes it away before the record that it came for is written.
        photo.uploaded = timezone.now()
        photo.save(update_fields=["uploaded"])
    return photo


def forget_unused(*, older_than: float = _DAY) -> int:
    """Delete the photos that no record uses and that came in longer ago than some seconds; return how many files went.

    No person decides it, and what goes was never shown to anybody: there is no audit row.
    """
    before = timezone.now() - timedelta(seconds=older_than)
    for photo in unused().filter(uploaded__lt=before):
        try:
            with transaction.atomic():
                Photo.objects.filter(pk=photo.pk, uploaded__lt=before).delete()
        except (ProtectedError, IntegrityError):
            continue  # a record came to use it just now
    return kept.forget(set(Photo.objects.values_list("digest", flat=True)), older_than=older_than)


def unused() -> QuerySet[Photo]:
    """Return the photos to which no record of any app refers."""
    found = Photo.objects.annotate(**{f"used_{place}": Exists(users) for place, users in enumerate(_users())})
    return found.filter(**{f"used_{place}": False for place in range(len(_users()))})


def _users() -> list[QuerySet[models.Model]]:
    """Return, for each field of any model that refers to photos, the rows that refer to one photo."""
    related = [each for each in Photo._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete]
    return [
        each.related_model._base_manager.annotate(photo_used=F(each.field.name)).filter(photo_used=OuterRef("pk"))  # type: ignore[union-attr]
        for each in related
    ]
