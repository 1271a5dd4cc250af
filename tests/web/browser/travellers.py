"""Five people in five roles who make one journey, and the list of the 142 who travel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook

PROVINCE, HOST, HOME = "3500", "3510", "3511"
KINDS = ("Kepala BKD kabupaten/kota", "Kepala perangkat daerah provinsi", "Pegawai muda")
HOME_AGENCY, SECOND_AGENCY = "Dinas Pariwisata Bondowoso", "Dinas Pertanian Bondowoso"


@dataclass(frozen=True)
class Traveller:
    """Who makes the journey: role, name, agency of which region, title; whether they lead the agency."""

    role: str
    name: str
    region: str
    agency: str
    title: str
    head: bool = False

    @property
    def email(self) -> str:
        """Their address."""
        return f"{self.role}@example.id"


FIVE = (
    Traveller("organiser", "Ratna Kusumawati", PROVINCE, "Badan Kepegawaian Jawa Timur", "Kepala bidang pelatihan"),
    Traveller("host", "Lestari Ningrum", HOST, "Dinas Kebudayaan dan Pariwisata Banyuwangi", "Kepala bidang promosi"),
    Traveller("participant", "Joko Susilo", HOME, HOME_AGENCY, "Perencana muda"),
    Traveller("leader", "Budi Hartawan", HOME, HOME_AGENCY, "Kepala dinas", head=True),
    Traveller("analyst", "Sari Wulandari", HOME, SECOND_AGENCY, "Analis data"),
)


def write() -> dict[str, str]:
    """Write the five down with their offices; return their addresses by role."""
    from allauth.account.models import EmailAddress
    from web.conftest import PASSWORD

    from potensi.web.people.models import Agency, Membership, Office, User

    for each in FIVE:
        user = User.objects.create_user(each.email, PASSWORD, name=each.name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        agency, _ = Agency.objects.get_or_create(region_id=each.region, name=each.agency)
        office = Office.objects.create(agency=agency, title=each.title, head=each.head)
        Membership.objects.create(user=user, office=office, role=each.role, since=date(2020, 1, 1))
    return {each.role: each.email for each in FIVE}


def list_of_142(regencies: list[str]) -> bytes:
    """Return the spreadsheet: 38 from the regencies and cities (one of them the participant), 64 heads, 40 young ones."""
    rows = [("Nama", "E-mail", "Perangkat daerah", "Daerah", "Jabatan", "Jenis peserta")]
    for number, region in enumerate(regencies):
        own = region == "Kabupaten Bondowoso"
        name, email = (FIVE[2].name, FIVE[2].email) if own else (f"Kepala BKD {region}", f"bkd{number}@example.id")
        rows.append((name, email, HOME_AGENCY if own else f"Badan Kepegawaian {region}", region, "Kepala", KINDS[0]))
    for number in range(64):
        agency = f"Perangkat Daerah Provinsi {number + 1}"
        rows.append((f"Kepala {agency}", f"kepala{number}@example.id", agency, "Jawa Timur", "Kepala", KINDS[1]))
        if number < 40:
            rows.append((f"Pegawai {agency}", f"muda{number}@example.id", agency, "Jawa Timur", "Staf", KINDS[2]))
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()
