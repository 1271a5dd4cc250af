"""The states of a visit and what may follow what."""

from __future__ import annotations

# A visit that is over can be told afterwards; one marked as held by mistake goes back; one called off is planned anew.
NEXT: dict[str, tuple[str, ...]] = {
    "planned": ("confirmed", "held", "cancelled"),
    "confirmed": ("held", "planned", "cancelled"),
    "held": ("confirmed",),
    "cancelled": ("planned",),
}
NEEDS_WHY = ("cancelled",)
