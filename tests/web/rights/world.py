"""A small world with something of everything: figures that are public, a region's and an office's; drafts; people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from web.rights import journey
from web.rights.journey import Journey

from potensi.data import samples
from potensi.data.understood import understood_panel
from potensi.panel import Panel
from potensi.web.datasets import jobs, services
from potensi.web.datasets.models import FAILED, Computation, Dataset, Version
from potensi.web.datasets.services import Figures, NewDataset
from potensi.web.people.models import ApiToken, User

REGIONS = ("3509", "3510", "3511", "3512", "3513", "3514")
ACTIVITIES, YEARS = ("A", "C", "F", "G"), tuple(range(2016, 2025))
# The beginnings of the personal numbers in the world: none of them may ever stand in an answer or an audit row.
NIP, NIK, PHONE = "1987031520100110", "35100415038700", "62812345000"
CSV = "\n".join(
    ["region,activity,year,value,unit,price_basis"]
    + [
        f"{region},{activity},{year},{100 + 7 * r + 3 * a + year - 2022},miliar rupiah,constant2010"
        for r, region in enumerate(("3509", "3510", "3511"))
        for a, activity in enumerate(("A", "C", "G"))
        for year in (2022, 2023, 2024)
    ]
)


@dataclass
class World:
    """Everything that the rows of the table speak of."""

    people: SimpleNamespace
    public: Dataset
    private: Dataset
    hidden: Dataset
    draft: Version  # of the private data set
    failed: Version  # of the private data set, replaced; its computation failed
    journey: Journey
    tokens: dict[str, str] = field(default_factory=dict)
    asking: str = ""  # the role of who asks now

    def token(self, role: str) -> str:
        """The token of the person in a role, made when first asked for."""
        if role not in self.tokens:
            text = f"token-of-{role}"
            user: User = getattr(self.people, role)
            ApiToken.objects.create(user=user, name=role, digest=hashlib.sha256(text.encode()).hexdigest())
            self.tokens[role] = text
        return self.tokens[role]


@cache
def _sample() -> Panel:
    return samples.load("jatim").keep(regions=list(REGIONS), activities=list(ACTIVITIES), periods=list(YEARS))


def figures(edition: str = "first") -> Figures:
    """Figures ready to be brought in: a piece of the sample, large enough for every method; one digest an edition."""
    found = _sample().with_step(edition)
    return Figures(found, understood_panel(found), "pdrb.csv")


def file(content: str = CSV, name: str = "pdrb.csv") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content.encode(), "text/csv")


def published(actor, title, *versions, visibility="region", office=None):
    """A data set with its versions published one after the other."""
    target = NewDataset(title, "3510", office, visibility)
    for count, content in enumerate(versions, 1):
        version = services.bring_in(actor=actor, target=target, content=content)
        services.publish(actor=actor, version=version, why=f"terbitan {count}")
        target = version.dataset
    return target


def _numbered(people) -> None:
    """Give everybody the numbers that must never be told."""
    for count, user in enumerate(vars(people).values()):
        User.objects.filter(pk=user.pk).update(
            nip=f"{NIP}{count:02d}", nik=f"{NIK}{count:02d}", phone=f"{PHONE}{count:02d}"
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        user.refresh_from_db()


def build(people) -> World:
    """Build the world: a public data set, a region's, an office's, all of Banyuwangi."""
    _numbered(people)
    analyst = people.actor("analyst")
    public = published(analyst, "PDRB terbuka", figures(), visibility="public")
    private = published(analyst, "PDRB daerah", figures(), figures("second"))
    hidden = published(analyst, "PDRB jabatan", figures(), visibility="office", office=analyst.held[0].office)
    draft = services.bring_in(actor=analyst, target=private, content=figures("third"))
    failed = private.versions.get(number=1)
    Computation.objects.filter(version=failed, measures=jobs.measures()).update(state=FAILED, failure="step", task="")
    return World(SimpleNamespace(**vars(people)), public, private, hidden, draft, failed, journey.build(people))
