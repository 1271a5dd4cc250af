"""Who may do what: assets (see table.py)."""

from functools import partial

from web.rights.rows import EVERYBODY, Row, file

# Whoever serves a region keeps its assets, a participant too: the wrong one is somebody without any office.
Of = partial(Row, wrong="visitor", right="participant")
SHEET = "daerah,nama aset,jenis\n3510,Batik Gajah Oling,kerajinan\n"


def asset(world):
    """The asset that everybody may see."""
    return {"pk": world.journey.asset.pk}


def hidden_asset(world):
    """The asset that only the region's people may see."""
    return {"pk": world.journey.hidden_asset.pk}


def withdrawn(world):
    """The asset, withdrawn: only its region sees it."""
    from django.utils import timezone

    found = world.journey.asset
    type(found).objects.filter(pk=found.pk).update(withdrawn=timezone.now())
    return {"pk": found.pk}


def key(of):
    """The same asset, as the API calls it."""

    def called(world):
        return {"key": of(world)["pk"]}

    called.__name__ = f"{of.__name__}_key"
    return called


def said(world):
    """A new asset."""
    return {"region": "3510", "name": "Sanggar Gandrung", "kind": "skill", "lat": "-8,3", "lon": "114,2"}


def said_json(world):
    """A new asset, as JSON."""
    return said(world) | {"lat": -8.3, "lon": 114.2}


def changed(world):
    """The asset under another name, begun from its revision."""
    world.journey.asset.refresh_from_db()
    return {"name": "Gudang kopi 1919", "kind": "building", "revision": world.journey.asset.revision}


def why(world):
    """A reason."""
    return {"why": "Sudah dibongkar."}


def sheet(world):
    """A spreadsheet with one asset."""
    return {"file": file(SHEET, "aset.csv")}


def sheet_saved(world):
    """The same, to be saved."""
    return sheet(world) | {"save": "true"}


def carried(world):
    """What was looked over; signed for nobody who asks here."""
    return {"carried": "bukan-dari-kami"}


KIND = {"kind": "csv"}
ADDRESSES = [
    Of("assets:list", EVERYBODY),
    Of("assets:table", EVERYBODY, lambda world: KIND),
    Of("assets:business_fields", EVERYBODY, query="q=kopi"),
    Of("assets:asset", EVERYBODY, asset),
    Of("assets:asset", "404 404 404 200", hidden_asset),
    Of("assets:asset", "404 404 404 200", withdrawn),
    Of("assets:photo", "404 404 404 404", lambda world: asset(world) | {"size": "small"}, about="without a photo"),
    Of("assets:enter", "sign-in 200 403 200"),
    Of("assets:enter", "sign-in 422 403 302", method="POST", data=said),
    Of("assets:edit", "sign-in 403 403 200", asset),
    Of("assets:edit", "sign-in 404 404 200", hidden_asset),
    Of("assets:edit", "sign-in 403 403 302", asset, "POST", changed),
    Of("assets:withdraw", "sign-in 403 403 200", asset),
    Of("assets:withdraw", "sign-in 403 403 302", asset, "POST", why),
    Of("assets:withdraw", "sign-in 404 404 302", hidden_asset, "POST", why),
    Of("assets:restore", "sign-in 404 404 302", withdrawn, "POST"),
    Of("assets:import", "sign-in 200 403 200"),
    Of("assets:import", "sign-in 422 403 200", method="POST", data=sheet, writes=False),
    Of("assets:import_confirm", "sign-in 409 403 409", method="POST", data=carried),
    Of("assets:blank_sheet", "sign-in 200 403 200"),
]
OPERATIONS = [
    Of("assets_assets", EVERYBODY),
    Of("assets_region_assets", EVERYBODY, lambda world: {"code": "3510"}),
    Of("assets_assets_table", EVERYBODY, lambda world: {"form": "csv"}),
    Of("assets_asset", EVERYBODY, key(asset)),
    Of("assets_asset", "404 404 404 200", key(hidden_asset)),
    Of("assets_enter_asset", "401 403 403 201", method="POST", data=said_json),
    Of("assets_edit_asset", "401 403 403 200", key(asset), "PUT", changed),
    Of(
        "assets_edit_asset", "401 404 404 409", key(hidden_asset), "PUT", lambda world: changed(world) | {"revision": 9}
    ),
    Of("assets_withdraw_asset", "401 403 403 200", key(asset), "POST", why),
    Of("assets_restore_asset", "401 404 404 200", key(withdrawn), "POST"),
    Of("assets_import_assets", "401 422 403 200", method="POST", data=sheet, writes=False),
    Of("assets_import_assets", "401 422 403 200", method="POST", data=sheet_saved, about="saved"),
]
# Addresses that only take something, so that whoever looks there is told so (405).
ONLY_TAKE = {"assets:restore", "assets:import_confirm"}
