"""A call of every service on the world, by the action that its audit row names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from web import (
    calls_assets,
    calls_attendance,
    calls_changes,
    calls_groups,
    calls_hosts,
    calls_ideas,
    calls_observe,
    calls_practices,
    calls_programmes,
    calls_take_homes,
)
from web.rights.world import NIK, PHONE, World, figures

from potensi.web.actor import SYSTEM, Actor
from potensi.web.datasets import services as datasets
from potensi.web.datasets.services import NewDataset
from potensi.web.operations import demonstration
from potensi.web.operations.retold.services import journey
from potensi.web.people import services as people
from potensi.web.people.models import Agency, ApiToken, Membership, Office, Region
from potensi.web.people.queries import actor_of
from potensi.web.people.sheet import Row

PARTS = (
    calls_programmes,
    calls_hosts,
    calls_attendance,
    calls_groups,
    calls_observe,
    calls_practices,
    calls_take_homes,
    calls_assets,
    calls_ideas,
    calls_changes,
)
TODAY, TOMORROW, WHY = date(2026, 1, 15), date(2026, 1, 16), "Keputusan kepala daerah."
NEW_NIP, SECRET = "199001012020121001", "kata-sandi-rahasia-2015"


@dataclass(frozen=True)
class Call:
    """One call of a service: who acts, with what."""

    service: Callable[..., Any]
    actor: Actor
    what: dict[str, Any] = field(default_factory=dict)

    def __call__(self) -> Any:
        return self.service(actor=self.actor, **self.what)


def _analyst(world: World) -> Actor:
    return actor_of(world.people.analyst)


def _administrator(world: World) -> Actor:
    return actor_of(world.people.local_administrator)


def _agency(world: World) -> Agency:
    return Agency.objects.get(region="3510", short="Bappeda")


def _office(world: World, role: str) -> Office:
    return Office.objects.get(memberships__user=getattr(world.people, role))


def _of_datasets(world: World) -> dict[str, Call]:
    public, analyst = world.public.versions.get(), _analyst(world)
    new = NewDataset("PDRB baru", "3510")
    return {
        "dataset.brought_in": Call(datasets.bring_in, analyst, {"target": new, "content": figures("fourth")}),
        "dataset.published": Call(datasets.publish, analyst, {"version": world.draft, "why": WHY}),
        "dataset.discarded": Call(datasets.discard, analyst, {"version": world.draft}),
        "dataset.withdrawn": Call(datasets.withdraw, analyst, {"version": public, "why": WHY}),
        "dataset.edited": Call(
            datasets.edit, analyst, {"dataset": world.public, "title": "Judul lain", "visibility": "region", "office": None}
        ),
        "dataset.computed_again": Call(datasets.compute_again, analyst, {"version": world.failed}),
        "dataset.sample_loaded": Call(_one_sample, SYSTEM),
    }  # fmt: skip


def _one_sample(*, actor: Actor) -> Any:
    """Load the sample; of its two data sets one is there already, so that one row is written."""
    from potensi.data import samples
    from potensi.web.datasets.figures import keep

    panel = samples.load("jatim", price="current")
    content = datasets.Figures(panel, figures().understood, "contoh.parquet")
    return datasets._load_sample(actor=actor, slug="contoh", content=content, digest=keep(panel))


def _of_accounts(world: World) -> dict[str, Call]:
    administrator, own = _administrator(world), actor_of(world.people.participant)
    email = {"email": "baru@example.id", "name": "Orang Baru"}
    held = {"office": _office(world, "host"), "role": "participant", "since": TODAY}
    numbers = {"nip": NEW_NIP, "nik": f"{NIK}99", "phone": f"{PHONE}99"}
    office = {"agency": "Sekretariat", "office": "Administrator", "password": SECRET}
    return {
        "people.person_added": Call(people.add_person, administrator, email | held | {"nip": NEW_NIP, "phone": f"{PHONE}98"}),
        "people.administrator_made": Call(people.make_administrator, SYSTEM, email | office),
        "people.details_corrected": Call(
            people.correct_person, own, {"user": world.people.participant, "name": "Joko Susilo"} | numbers
        ),
        "people.link_used": Call(people.use_link, own, {"user": world.people.participant}),
        "people.account_erased": Call(people.erase_account, own, {"user": world.people.participant}),
        "people.people_imported": Call(people.import_people, administrator, {"rows": [_row()], "file": "orang.xlsx"}),
    }  # fmt: skip


def _row() -> Row:
    return Row(
        name="Orang Baru", email="baru@example.id", nip=NEW_NIP, phone=f"{PHONE}97", agency="Dinas Pariwisata",
        region="3510", office="Perencana", acting=False, roles=("participant",), since=TODAY, sheet=None,
        at=dict.fromkeys(("name", "email", "nip", "phone", "agency", "region", "office", "role", "since"), "A2"),
    )  # fmt: skip


def _of_agencies(world: World) -> dict[str, Call]:
    administrator, agency = _administrator(world), _agency(world)
    empty = Agency.objects.create(region_id="3510", name="Dinas Lama")
    region = Region.objects.get(pk="3510")
    return {
        "people.agency_made": Call(people.make_agency, administrator, {"region": region, "name": "Dinas Baru"}),
        "people.agency_renamed": Call(
            people.rename_agency, administrator, {"agency": agency, "name": "Bapperida", "since": TODAY, "why": WHY}
        ),
        "people.agency_dissolved": Call(
            people.dissolve_agency, administrator, {"agency": empty, "day": TODAY, "why": WHY}
        ),
        "people.office_made": Call(people.make_office, administrator, {"agency": agency, "title": "Sekretaris"}),
        "people.office_renamed": Call(
            people.rename_office, administrator, {"office": _office(world, "host"), "title": "Pemandu", "why": WHY}
        ),
    }


def _of_offices(world: World) -> dict[str, Call]:
    administrator, office = _administrator(world), _office(world, "host")
    to = {"office": office, "since": TODAY}
    roles = list(Membership.objects.filter(user=world.people.host))
    visitor = world.people.visitor
    return {
        "people.role_given": Call(people.give_role, administrator, to | {"user": visitor, "role": "host"}),
        "people.role_ended": Call(
            people.end_role, administrator, {"memberships": roles, "last_day": TODAY, "why": WHY}
        ),
        "people.office_handed_over": Call(people.hand_over, administrator, to | {"to_user": visitor, "why": WHY}),
        "people.acting_appointed": Call(
            people.appoint_acting, administrator, to | {"user": visitor, "until": TOMORROW, "why": WHY}
        ),
    }


def _of_tokens(world: World) -> dict[str, Call]:
    world.token("analyst")
    token = ApiToken.objects.get(user=world.people.analyst)
    return {
        "people.token_made": Call(people.make_token, _analyst(world), {"name": "Lembar kerja"}),
        "people.token_revoked": Call(people.revoke_token, _analyst(world), {"token": token}),
    }


def _of_operations(world: World) -> dict[str, Call]:
    return {
        "operations.demonstration_opened": Call(demonstration._open, SYSTEM),
        "operations.journey_retold": Call(journey._retell, SYSTEM, {"today": TODAY}),
        "operations.demonstration_closed": Call(demonstration._close, SYSTEM, {"accounts": [world.people.host]}),
    }


def calls(world: World) -> dict[str, Call]:
    """A call of every service, ready to be made."""
    parts = (_of_datasets, _of_accounts, _of_agencies, _of_offices, _of_tokens, _of_operations)
    own = {action: call for part in parts for action, call in part(world).items()}
    more = [part.calls(world) for part in PARTS]
    return own | {action: Call(*call) for part in more for action, call in part.items()}
