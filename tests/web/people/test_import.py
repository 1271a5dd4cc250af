"""Importing people: 142 at once, every problem at once, all or nothing."""

import io
import zipfile
from datetime import date

import pytest
from web.people.sheets import ENGLISH, INDONESIAN, good_row, nip, text, xlsx

from potensi.data.load import load
from potensi.errors import DataProblems
from potensi.language import LANGUAGES
from potensi.web.actor import ANALYST, PARTICIPANT
from potensi.web.audit.models import AuditRow
from potensi.web.people import services
from potensi.web.people.blank_sheet import blank_sheet
from potensi.web.people.cells import acting_in, date_of, is_head
from potensi.web.people.models import Agency, FormerName, Membership, Office, User
from potensi.web.people.queries import actor_of
from potensi.web.people.sheet import read_people
from potensi.web.refused import Forbidden

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TODAY = date(2026, 1, 15)


def codes(problems) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.cell) for problem in problems]


def refused(actor, rows) -> list[tuple[str, str | None]]:
    """Return why an import of these rows is refused, after checking that nothing was written."""
    before = [User.objects.count(), Agency.objects.count(), Office.objects.count(), Membership.objects.count()]
    with pytest.raises(DataProblems) as raised:
        services.import_people(actor=actor, rows=rows, file="orang.xlsx")
    assert before == [User.objects.count(), Agency.objects.count(), Office.objects.count(), Membership.objects.count()]
    assert not AuditRow.objects.exists()
    for problem in raised.value.problems:
        for lang in LANGUAGES:
            assert problem.message(lang)
            assert problem.hint(lang)
    return codes(raised.value.problems)


def test_142_people_are_imported_with_one_row_in_the_audit_trail(people, tmp_path):
    file = xlsx(tmp_path / "orang.xlsx", [good_row(number) for number in range(142)])
    read = read_people(file, TODAY)
    assert not read.problems
    done = services.import_people(actor=people.actor("administrator"), rows=read.rows, file=file.name)
    assert (done.people, done.accounts, done.roles, done.roles_before) == (142, 142, 142, 0)
    assert len(done.agencies) == 4
    user = User.objects.get(email="pegawai7@example.id")
    assert (user.name, user.nip, user.phone) == ("Pegawai H7", nip(7), "081234500007")
    assert not user.has_usable_password()
    assert actor_of(user).has({PARTICIPANT}, "3510")
    assert user.memberships.get().since == date(2025, 7, 1)
    row = AuditRow.objects.get()
    assert (row.action, row.region, row.user) == ("people.people_imported", "3500", people.administrator)
    assert row.after["people"] == 142
    assert nip(7) not in str(row.after)


def test_the_same_spreadsheet_again_changes_nothing(people, tmp_path):
    file = xlsx(tmp_path / "orang.xlsx", [good_row(number) for number in range(5)])
    actor, rows = people.actor("administrator"), read_people(file, TODAY).rows
    services.import_people(actor=actor, rows=rows, file=file.name)
    before = [User.objects.count(), Agency.objects.count(), Office.objects.count(), Membership.objects.count()]
    done = services.import_people(actor=actor, rows=rows, file=file.name)
    assert before == [User.objects.count(), Agency.objects.count(), Office.objects.count(), Membership.objects.count()]
    assert (done.accounts, done.roles, done.roles_before, len(done.known)) == (0, 0, 5, 5)


def test_headings_in_english_order_and_case_do_not_matter(tmp_path):
    row = good_row(1, role="analyst, participant", since="1 July 2025")
    file = xlsx(tmp_path / "people.xlsx", [row[::-1]], [heading.upper() for heading in ENGLISH[::-1]])
    read = read_people(file, TODAY)
    assert not read.problems
    assert (read.rows[0].roles, read.rows[0].since) == ((ANALYST, PARTICIPANT), date(2025, 7, 1))


def test_csv_of_a_local_spreadsheet_is_read_with_a_title_above(tmp_path):
    file = tmp_path / "orang.csv"
    file.write_text("Daftar peserta;;;;;;;;\n\n" + text([good_row(1)]), encoding="cp1252")
    read = read_people(file, TODAY)
    assert [row.email for row in read.rows] == ["pegawai1@example.id"]
    assert read.rows[0].at["email"] == "B4"


def test_columns_nobody_looks_at_are_named(tmp_path):
    file = xlsx(tmp_path / "orang.xlsx", [[1, *good_row(1), "x"]], ["No", *INDONESIAN, "Keterangan"])
    assert read_people(file, TODAY).unread == ("No", "Keterangan")


SPOILED = {
    "name": [("", "empty"), ("=HYPERLINK(1)", "formula"), ("x" * 201, "too_long"), ("12345", "no_words"), ("#REF!", "no_words"), ("Ri​na", "control")],
    "email": [("", "empty"), ("rina", "email"), ("rina@", "email"), ("a@b.id, c@d.id", "email")],
    "nip": [("123", "nip_length"), ("198713152010011012", "nip_birth"), (1.98703152010011e17, "nip_as_number"), ("198703152010013012", "nip_sex")],
    "phone": [("telepon rumah", "phone"), ("08", "phone")],
    "agency": [("", "empty"), ("@dinas", "formula")],
    "region": [("", "empty"), ("Banyuwngi", "region_near"), ("Kediri", "region_near"), ("☂☂☂☂", "region_unknown")],
    "office": [("", "empty")],
    "role": [("", "empty"), ("kepala", "role"), ("analis, raja", "role")],
    "since": [("kemarin", "since"), ("31/02/2025", "since"), ("01/01/1900", "since"), ("01/01/2199", "since")],
}  # fmt: skip


def test_every_problem_is_told_at_once_with_its_cell(tmp_path):
    rows, expected = [], []
    for col, (column, faults) in enumerate(SPOILED.items()):
        for value, code in faults:
            rows.append(good_row(len(rows), **{column: value}))
            expected.append((code, f"{chr(65 + col)}{len(rows) + 1}"))
    rows.insert(0, good_row(500))
    expected = [(code, f"{cell[0]}{int(cell[1:]) + 1}") for code, cell in expected]
    read = read_people(xlsx(tmp_path / "orang.xlsx", rows), TODAY)
    assert codes(read.problems) == expected
    assert len(read.rows) == 1
    for problem in read.problems:
        assert (problem.sheet, problem.file) == ("Orang", "orang.xlsx")
        for lang in LANGUAGES:
            assert problem.message(lang)
            assert problem.hint(lang)
    told = next(problem for problem in read.problems if problem.code == "nip_birth")
    assert told.value == "1987••••••••••••12"
    assert "198713152010011012" not in told.message()
    near = next(problem for problem in read.problems if problem.value == "Kediri")
    assert "Kota Kediri" in near.hint()
    assert "Kabupaten Kediri" in near.hint()


def test_a_row_may_have_several_problems(tmp_path):
    file = xlsx(tmp_path / "orang.xlsx", [good_row(1, name="", email="x", role="raja")])
    assert codes(read_people(file, TODAY).problems) == [("empty", "A2"), ("email", "B2"), ("role", "H2")]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["a", "b"], ["no_heading"]),
        (["Nama", "E-mail", "NIP"], ["heading_missing"] * 4),
        ([*INDONESIAN, "Nama Lengkap"], ["heading_twice"]),
    ],
)
def test_what_is_wrong_with_the_headings(tmp_path, headings, expected):
    file = xlsx(tmp_path / "orang.xlsx", [good_row(1)], headings)
    assert [problem.code for problem in read_people(file, TODAY).problems] == expected


def test_no_rows_and_too_many(tmp_path, monkeypatch):
    assert codes(read_people(xlsx(tmp_path / "a.xlsx", []), TODAY).problems) == [("no_rows", None)]
    monkeypatch.setattr("potensi.web.tabular.MOST_ROWS", 3)
    file = xlsx(tmp_path / "b.xlsx", [good_row(number) for number in range(4)])
    assert codes(read_people(file, TODAY).problems) == [("too_many_rows", None)]


def test_files_that_are_no_spreadsheet_or_a_bomb_are_one_sentence(tmp_path):
    (tmp_path / "orang.exe").write_bytes(b"MZ")
    (tmp_path / "kosong.xlsx").write_bytes(b"")
    (tmp_path / "bukan.xlsx").write_text("nama;e-mail")
    (tmp_path / "rusak.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 100)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"\0" * 101_000_000)
    (tmp_path / "bom.xlsx").write_bytes(packed.getvalue())
    found = {file.name: [problem.code for problem in read_people(file, TODAY).problems] for file in tmp_path.iterdir()}
    assert found == {
        "orang.exe": ["unknown_file_type"],
        "kosong.xlsx": ["file_empty"],
        "bukan.xlsx": ["content_not_as_named"],
        "rusak.xlsx": ["file_broken"],
        "bom.xlsx": ["too_large"],
    }


def test_what_rows_do_to_each_other_is_told(people, tmp_path):
    rows = [
        good_row(1),
        good_row(2, email="pegawai1@example.id"),  # one address, two people
        good_row(3, nip=nip(1)),  # one number, two addresses
        good_row(4),
        good_row(4),  # the same again
        good_row(5, agency="Dinas Pasar", region="3510", office="Kepala Dinas Pasar", role="pimpinan"),
        good_row(6, agency="Dinas Pasar", region="3510", office="Kepala Dinas", role="pimpinan"),  # two heads
        good_row(7, agency="Dinas Pasar", region="3510", office="Plt. Kepala Dinas Pasar", role="pimpinan"),
    ]
    read = read_people(xlsx(tmp_path / "orang.xlsx", rows), TODAY)
    assert not read.problems
    assert refused(people.actor("administrator"), read.rows) == [
        ("email_two_people", "B3"),
        ("nip_two_people", "C4"),
        ("row_twice", "B6"),
        ("head_twice", "G8"),
    ]


def test_what_accounts_and_offices_forbid_is_told(people, tmp_path):
    User.objects.filter(pk=people.analyst.pk).update(nip=nip(90))
    User.objects.filter(pk=people.stranger.pk).update(is_active=False)
    Agency.objects.create(region_id="3510", name="Dinas Lama", dissolved=date(2024, 1, 1))
    rows = [
        good_row(1, region="3300"),  # not administered
        good_row(2, region="3510", agency="Dinas Lama"),
        good_row(3, email=people.stranger.email),
        good_row(4, nip=nip(90)),  # another account's number
        good_row(5, email=people.analyst.email),  # another number than the account's
        good_row(6, region="3510", agency="Bappeda 3510", office="Kepala Bappeda", role="pimpinan"),  # held
        good_row(7, region="3510", agency="Bappeda", office="Kepala", role="pimpinan"),  # called otherwise
    ]
    read = read_people(xlsx(tmp_path / "orang.xlsx", rows), TODAY)
    assert refused(people.actor("administrator"), read.rows) == [
        ("region_not_yours", "F2"),
        ("agency_dissolved", "E3"),
        ("account_closed", "B4"),
        ("nip_other_account", "C5"),
        ("nip_differs", "C6"),
        ("head_taken", "G7"),
        ("head_other_title", "G8"),
    ]


def test_an_agency_is_found_by_its_former_name_and_an_account_by_its_address(people, tmp_path):
    agency = Agency.objects.get(region="3510")
    FormerName.objects.create(agency=agency, name="Badan Perencanaan Kabupaten", until=date(2019, 12, 31))
    row = good_row(
        1,
        region="3510",
        agency="badan perencanaan kabupaten",
        email="Tamu@example.id",
        office="Plt. Kepala Bappeda",
        role="pimpinan",
    )
    read = read_people(xlsx(tmp_path / "orang.xlsx", [row]), TODAY)
    done = services.import_people(actor=people.actor("local_administrator"), rows=read.rows, file="orang.xlsx")
    assert (done.agencies, done.offices, done.accounts, done.known) == ((), (), 0, ("Tamu",))
    assert [(held.acting, held.head, held.agency) for held in actor_of(people.visitor).held] == [
        (True, True, agency.pk)
    ]


@pytest.mark.parametrize("who", ["leader", "analyst", "visitor"])
def test_only_administrators_import(people, tmp_path, who):
    rows = read_people(xlsx(tmp_path / "orang.xlsx", [good_row(1)]), TODAY).rows
    with pytest.raises(Forbidden):
        services.import_people(actor=people.actor(who), rows=rows, file="orang.xlsx")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_spreadsheet_is_one_that_can_be_read(tmp_path, lang):
    file = tmp_path / "contoh.xlsx"
    file.write_bytes(blank_sheet(lang))
    read = read_people(file, TODAY)
    assert codes(read.problems) == [("no_rows", None)]
    assert not read.unread
    # Its own example, written into it, is a good row.
    example = [row[2] for row in load(file)[1].rows[1:]]
    assert not read_people(xlsx(tmp_path / "diisi.xlsx", [example], load(file)[0].rows[0]), TODAY).problems


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (date(2025, 7, 1), date(2025, 7, 1)),
        ("2025-07-01", date(2025, 7, 1)),
        ("1.7.2025", date(2025, 7, 1)),
        ("1 Juli 2025", date(2025, 7, 1)),
        ("1 Nopember 2025", date(2025, 11, 1)),
        ("07/2025", None),
        ("1 Jul 2025 pagi", None),
    ],
)
def test_days_as_people_write_them(cell, found):
    assert date_of(cell) == found


@pytest.mark.parametrize(
    ("title", "agency", "short", "head"),
    [
        ("Kepala Dinas", "Dinas Pariwisata", "", True),
        ("Kepala Dinas Pariwisata", "Dinas Pariwisata", "", True),
        ("Kepala Bappeda", "Badan Perencanaan Pembangunan Daerah", "Bappeda", True),
        ("Sekretaris Daerah", "Sekretariat Daerah", "", True),
        ("Bupati", "Pemerintah Kabupaten", "", True),
        ("Kepala Bidang Pemasaran", "Dinas Pariwisata", "", False),
        ("Kepala Subbagian Umum", "Dinas Pariwisata", "", False),
        ("Perencana", "Bappeda", "", False),
    ],
)
def test_who_leads_an_agency_is_told_by_the_title(title, agency, short, head):
    assert is_head(title, agency, short) is head


def test_an_acting_holder_is_told_by_the_title():
    assert acting_in("Plt. Kepala Dinas") == ("Kepala Dinas", True)
    assert acting_in("(Plh) Sekretaris Daerah") == ("Sekretaris Daerah", True)
    assert acting_in("Pjok Guru") == ("Pjok Guru", False)
