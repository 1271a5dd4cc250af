"""What the rows of the table are made of: how an address is filled in, and what is sent to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from web.rights.world import World, file

from potensi.web.people import links
from potensi.web.people.models import Agency, ApiToken, Membership, Office

Of = Callable[[World], dict[str, Any]]
SIGN_IN = "sign-in"
EVERYBODY = "200 200 200 200"


def nothing(world: World) -> dict[str, Any]:
    """An address without parts."""
    return {}


@dataclass(frozen=True)
class Row:
    """One row: the name of an address or the id of an operation, and the four answers."""

    name: str
    answers: str
    of: Of = nothing
    method: str = "GET"
    data: Of | None = None
    query: str | Callable[[World], str] = ""
    writes: bool = True  # whether a method other than GET leaves an audit row when it succeeds
    fresh: bool = False  # whether the askers have just typed their password, as some pages ask for
    other: str = "stranger"
    wrong: str = "participant"
    right: str = "analyst"
    about: str = field(default="", compare=False)

    def sent(self, world: World) -> dict[str, Any]:
        """What is sent along."""
        return self.data(world) if self.data else {}

    def asked(self, world: World) -> str:
        """What stands after the address."""
        text = self.query(world) if callable(self.query) else self.query
        return f"?{text}" if text else ""

    def __str__(self) -> str:
        return "-".join(filter(None, (self.name, self.method, self.of.__name__, self.about)))

    @property
    def expected(self) -> dict[str, str]:
        """What each asker is answered."""
        return dict(zip((ANONYMOUS, self.other, self.wrong, self.right), self.answers.split(), strict=True))


ANONYMOUS = "anonymous"


def public(world: World) -> dict[str, Any]:
    """The data set that everybody may see."""
    return {"slug": world.public.slug}


def private(world: World) -> dict[str, Any]:
    """The data set of Banyuwangi's people."""
    return {"slug": world.private.slug}


def hidden(world: World) -> dict[str, Any]:
    """The data set of one office."""
    return {"slug": world.hidden.slug}


def public_version(world: World) -> dict[str, Any]:
    """The published version that everybody may see."""
    return public(world) | {"number": 1}


def private_version(world: World) -> dict[str, Any]:
    """The published version of Banyuwangi's people."""
    return private(world) | {"number": 2}


def failed_version(world: World) -> dict[str, Any]:
    """A replaced version whose computation failed."""
    return private(world) | {"number": world.failed.number}


def draft(world: World) -> dict[str, Any]:
    """A draft, which only those see who may change the data set."""
    return private(world) | {"number": world.draft.number}


def draft_acts(world: World) -> dict[str, Any]:
    """What was done to the draft."""
    return {"kind": "version", "key": str(world.draft.pk)}


def region(world: World) -> dict[str, Any]:
    """Banyuwangi's page."""
    return {"address": "3510"}


def why(world: World) -> dict[str, Any]:
    """A reason."""
    return {"why": "Perbaikan angka 2024."}


def edited(world: World) -> dict[str, Any]:
    """A data set called otherwise."""
    return {"title": "PDRB menurut lapangan usaha", "visibility": "region", "office": ""}


def new_figures(world: World) -> dict[str, Any]:
    """A new data set of Banyuwangi with its file."""
    return {
        "title": "PDRB baru",
        "region": "3510",
        "visibility": "region",
        "source": "Badan Pusat Statistik",
        "regions": "auto",
        "activities": "auto",
        "file": file(),
    }


def only_file(world: World) -> dict[str, Any]:
    """A file with its source."""
    return {"file": file(), "source": "Badan Pusat Statistik"}


def more(of: Of, **parts: Any) -> Of:
    """The same address with more parts."""

    def wider(world: World) -> dict[str, Any]:
        return of(world) | parts

    wider.__name__ = "_".join([of.__name__, *map(str, parts.values())])
    return wider


# People, agencies and offices: of Banyuwangi, where the host serves.


def host(world: World) -> dict[str, Any]:
    """The host's account."""
    return {"pk": world.people.host.pk}


def office(world: World) -> dict[str, Any]:
    """The host's office."""
    return {"pk": Office.objects.get(memberships__user=world.people.host).pk}


def role(world: World) -> dict[str, Any]:
    """The host's membership."""
    return {"pk": Membership.objects.get(user=world.people.host).pk}


def agency(world: World) -> dict[str, Any]:
    """Banyuwangi's planning agency."""
    return {"pk": Agency.objects.get(region="3510", name="Bappeda 3510").pk}


def empty_agency(world: World) -> dict[str, Any]:
    """An agency of Banyuwangi in which nobody serves any more."""
    return {"pk": Agency.objects.get_or_create(region_id="3510", name="Dinas Lama")[0].pk}


def own_token(world: World) -> dict[str, Any]:
    """The token of Banyuwangi's administrator."""
    world.token("local_administrator")
    return {"pk": ApiToken.objects.get(user=world.people.local_administrator).pk}


def to_visitor(world: World) -> dict[str, Any]:
    """An office for somebody with an account and without any."""
    until = {"until": timezone.localdate() + timedelta(days=30)}
    return {"email": world.people.visitor.email, "since": timezone.localdate(), "why": "Mutasi."} | until


def newcomer(world: World) -> dict[str, Any]:
    """Somebody without an account, and a role."""
    return {"email": "baru@example.id", "name": "Orang Baru", "role": "host", "since": timezone.localdate()}


def over(world: World) -> dict[str, Any]:
    """The last day of a role or an agency."""
    return {"day": timezone.localdate(), "why": "Pensiun."}


def renamed(world: World) -> dict[str, Any]:
    """Another name."""
    return {"name": "Bapperida", "short": "", "since": timezone.localdate(), "title": "Pemandu", "why": "Perda baru."}


def details(world: World) -> dict[str, Any]:
    """A person's name and language."""
    return {"name": "Nama Lain", "language": "id"}


def own_address(world: World) -> dict[str, Any]:
    """The address of whoever asks."""
    return {"email": getattr(world.people, world.asking, world.people.visitor).email}


def link(world: World) -> dict[str, Any]:
    """A sign-in link of the host, the same for all askers."""
    world.people.host.refresh_from_db()
    return {"token": world.tokens.setdefault("link", links.token_for(world.people.host))}


def link_query(world: World) -> str:
    """The same, as it stands in the letter."""
    return f"token={link(world)['token']}"


def spreadsheet(world: World) -> dict[str, Any]:
    """A spreadsheet with one person."""
    heading = "Nama,E-mail,Perangkat Daerah,Daerah,Jabatan,Peran"
    return {
        "file": file(f"{heading}\nOrang Baru,baru@example.id,Dinas Pariwisata,3510,Perencana,peserta\n", "orang.csv")
    }


def agency_key(world: World) -> dict[str, Any]:
    """The planning agency, as the API calls it."""
    return {"key": agency(world)["pk"]}


def office_key(world: World) -> dict[str, Any]:
    """The host's office, as the API calls it."""
    return {"key": office(world)["pk"]}


def renamed_on(world: World) -> dict[str, Any]:
    """Another name from today on, as JSON."""
    return {"name": "Bapperida", "since": timezone.localdate().isoformat(), "why": "Perda baru."}


def to_visitor_on(world: World) -> dict[str, Any]:
    """An office for the visitor from today on, as JSON."""
    return {"email": world.people.visitor.email, "since": timezone.localdate().isoformat(), "why": "Mutasi."}
