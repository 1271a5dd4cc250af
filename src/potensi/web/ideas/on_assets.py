"""Which ideas stand on an asset, said to the app of assets, which knows nothing of ideas."""

from __future__ import annotations

from django.urls import reverse

from potensi.web.actor import Actor
from potensi.web.assets.models import Asset
from potensi.web.assets.standing import Standing
from potensi.web.ideas import rules


def ideas_on(actor: Actor, asset: Asset) -> list[Standing]:
    """Return the ideas on an asset that this actor may read."""
    found = rules.visible(actor).filter(bases__asset=asset).distinct()
    return [Standing(idea.title, reverse("ideas:idea", args=[idea.pk])) for idea in found]
