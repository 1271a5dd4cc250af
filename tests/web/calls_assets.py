"""A call of every service of assets (see service_calls.py): service, who acts, with what."""

from potensi.web.assets import services
from potensi.web.assets.entries import Entry
from potensi.web.people.queries import actor_of

NEW = {"name": "Sanggar Gandrung", "kind": "skill", "lat": -8.3, "lon": 114.2}


def calls(world):
    """Return (service, actor, arguments by name) by the action that its audit row names."""
    from django.utils import timezone

    actor, journey = actor_of(world.people.participant), world.journey
    gone = type(journey.asset).objects.create(
        region_id="3510", name="Bioskop", kind="building", withdrawn=timezone.now()
    )
    row = Entry("3510", {"name": "Batik Gajah Oling", "kind": "craft"})
    edited = {"asset": journey.asset, "revision": journey.asset.revision, "values": {"condition": "idle"}}
    return {
        "asset.entered": (services.enter, actor, {"region": "3510", "values": NEW}),
        "asset.edited": (services.edit, actor, edited),
        "asset.withdrawn": (services.withdraw, actor, {"asset": journey.hidden_asset, "why": "Sudah dibongkar."}),
        "asset.restored": (services.restore, actor, {"asset": gone}),
        "assets.imported": (services.import_assets, actor, {"entries": (row,), "file": "aset.csv"}),
    }
