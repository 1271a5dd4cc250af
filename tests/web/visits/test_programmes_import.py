"""Bringing a list of participants in: 142 at once, every problem at once, all or nothing, the same file again."""

import io
from datetime import date

import pytest
from web.rights.journey import FIRST, LAST
from web.visits.lists import HEADINGS, good, xlsx

from potensi.data.load import load
from potensi.errors import DataProblems
from potensi.language import LANGUAGES
from potensi.web.actor import NOBODY
from potensi.web.audit.models import AuditRow
from potensi.web.people.models import Agency, FormerName, Membership, Region, User
from potensi.web.people.queries import actor_of
from potensi.web.refused import Forbidden, Invalid
from potensi.web.visits import enrolling, rules
from potensi.web.visits.models import Cohort, Participant, Programme
from potensi.web.visits.services import participants as services
from potensi.web.visits.sheet import Person, blank_sheet, read_participants

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def cohort(db) -> Cohort:
    """A cohort of Banyuwangi without anybody."""
    programme = Programme.objects.create(region_id="3510", name="Belajar menjual")
    return Cohort.objects.create(programme=programme, name="Angkatan I", starts=FIRST, ends=LAST)


@pytest.fixture
def bring_in(people, cohort):
    """Bring a file in as the organiser."""

    def bring(file, **more):
        read = read_participants(file)
        assert not read.problems
        return services.import_participants(
            actor=people.actor("organiser"), cohort=cohort, rows=read.rows, file=file.name, **more
        )

    return bring


def there():
    """Everything that an import may write, whole."""
    models = (User, Agency, Membership, Participant)
    return [sorted(model.objects.values_list("pk", *_plain(model)), key=str) for model in models]


def _plain(model):
    return [each.attname for each in model._meta.concrete_fields if each.attname not in ("password", "last_login")]


def codes(problems):
    return [(problem.code, problem.cell) for problem in problems]


def refused(people, cohort, rows):
    """Return why rows are refused, after checking that nothing was written."""
    before = there()
    with pytest.raises(DataProblems) as raised:
        services.import_participants(actor=people.actor("organiser"), cohort=cohort, rows=rows, file="peserta.xlsx")
    assert there() == before
    assert not AuditRow.objects.exists()
    for problem in raised.value.problems:
        for lang in LANGUAGES:
            assert problem.message(lang)
            assert problem.hint(lang)
    return codes(raised.value.problems)


def test_142_people_come_in_without_a_password_and_without_an_office(bring_in, cohort, tmp_path):
    done = bring_in(xlsx(tmp_path / "peserta.xlsx", [good(number) for number in range(142)]))
    assert (done.people, done.new, done.accounts, done.changed, len(done.agencies)) == (142, 142, 142, 0, 142)
    assert cohort.participants.count() == 142
    user = User.objects.get(email="peserta7@example.id")
    assert not user.has_usable_password()
    assert not user.memberships.exists()
    actor = actor_of(user)
    assert actor.held == ()
    assert rules.may_take_part(actor, cohort)
    assert not rules.may_run(actor, cohort)
    row = AuditRow.objects.get()
    assert (row.action, row.region, row.target_name) == ("participants.imported", "3510", "Angkatan I")
    assert row.after["new"] == 142
    assert "peserta7@" not in str(row.after)


def test_the_same_file_again_changes_nothing(bring_in, tmp_path):
    file = xlsx(tmp_path / "peserta.xlsx", [good(number) for number in range(12)])
    bring_in(file)
    before = there()
    done = bring_in(file)
    assert there() == before
    assert (done.new, done.changed, done.same, done.accounts, done.agencies) == (0, 0, 12, 0, ())


def test_somebody_who_is_in_the_cohort_is_updated_and_what_is_left_empty_stays(bring_in, cohort, tmp_path):
    bring_in(xlsx(tmp_path / "a.xlsx", [good(1), good(2)]))
    changed = good(1, name="Nama Lain", email="PESERTA1@example.id", title="Sekretaris", kind="", agency="Dinas Baru")
    done = bring_in(xlsx(tmp_path / "b.xlsx", [changed]))
    assert (done.new, done.changed, done.accounts) == (0, 1, 0)
    found = cohort.participants.get(user__email="peserta1@example.id")
    assert (found.title, found.kind, found.agency.name) == ("Sekretaris", "Kepala perangkat daerah", "Dinas Baru")
    assert found.user.name == "Peserta B1", "an account's name is its person's own"
    assert cohort.participants.count() == 2


def test_who_dropped_out_stays_out(bring_in, cohort, tmp_path):
    file = xlsx(tmp_path / "peserta.xlsx", [good(1), good(2)])
    bring_in(file)
    cohort.participants.filter(user__email="peserta1@example.id").update(left=LAST)
    done = bring_in(file)
    assert (done.left, done.same) == (1, 1)
    assert cohort.participants.get(user__email="peserta1@example.id").left == LAST


def test_an_account_that_is_there_is_used(people, bring_in, cohort, tmp_path):
    done = bring_in(xlsx(tmp_path / "peserta.xlsx", [good(1, email=people.visitor.email)]))
    assert (done.new, done.accounts) == (1, 0)
    assert cohort.participants.get().user == people.visitor


@pytest.mark.parametrize(
    "written",
    [
        "Dinas Kebudayaan dan Pariwisata",
        "DINAS KEBUDAYAAN & PARIWISATA",
        "Disbudpar",
        "Dinas Pariwisata Daerah",
        "Dinas Kebudayaan dan Pariwisata Kabupaten Banyuwangi",
        "Dinas Kebudayaan dan Pariwisata Kab. Banyuwangi",
        "Disbudpar Banyuwangi",
    ],
)
def test_an_agency_is_known_by_any_name_it_bears_or_bore(bring_in, cohort, tmp_path, written):
    agency = Agency.objects.create(region_id="3510", name="Dinas Kebudayaan dan Pariwisata", short="Disbudpar")
    FormerName.objects.create(agency=agency, name="Dinas Pariwisata Daerah", until=date(2016, 12, 31))
    done = bring_in(xlsx(tmp_path / "peserta.xlsx", [good(1, agency=written, region="Kab. Banyuwangi")]))
    assert done.agencies == ()
    assert cohort.participants.get().agency == agency


def test_an_agency_entered_with_its_regions_name_is_known_without_it(bring_in, cohort, tmp_path):
    agency = Agency.objects.create(region_id="3510", name="Sekretariat Daerah Kabupaten Banyuwangi")
    bring_in(xlsx(tmp_path / "peserta.xlsx", [good(1, agency="Sekretariat Daerah", region="3510")]))
    assert cohort.participants.get().agency == agency


def test_a_new_agency_is_made_once_however_it_is_written_and_named_before(people, cohort, tmp_path):
    rows = [
        good(1, agency="Dinas Koperasi", region="3510"),
        good(2, agency="DINAS KOPERASI", region="Banyuwangi"),
        good(3, agency="Dinas Koperasi Kab. Banyuwangi", region="3510"),
        good(4, agency="Dinas Koperasi", region="3511"),
    ]
    read = read_participants(xlsx(tmp_path / "peserta.xlsx", rows))
    plan = enrolling.plan(cohort, read.rows)
    assert [(each.region, each.name) for each in plan.agencies.values()] == [
        ("3510", "Dinas Koperasi"),
        ("3511", "Dinas Koperasi"),
    ]
    done = services.import_participants(
        actor=people.actor("organiser"), cohort=cohort, rows=read.rows, file="x", agreed=plan.agencies
    )
    assert len(done.agencies) == 2
    assert Agency.objects.filter(name__iexact="dinas koperasi").count() == 2
    assert not Membership.objects.filter(office__agency__name="Dinas Koperasi").exists()


def test_a_new_agency_that_is_called_almost_like_one_there_says_so(cohort):
    Agency.objects.create(region_id="3510", name="Dinas Koperasi dan Perdagangan")
    plan = enrolling.plan(cohort, [Person("A", "a@example.id", "Dinas Koprasi dan Perdagangan", "3510")])
    assert [each.near for each in plan.agencies.values()] == ["Dinas Koperasi dan Perdagangan"]


def test_an_agency_that_was_not_agreed_to_is_not_made(people, cohort, tmp_path):
    read = read_participants(xlsx(tmp_path / "peserta.xlsx", [good(1)]))
    before = there()
    with pytest.raises(Invalid):
        services.import_participants(
            actor=people.actor("organiser"), cohort=cohort, rows=read.rows, file="x", agreed=set()
        )
    assert there() == before


SPOILED = {
    "name": [("", "empty"), ("=HYPERLINK(1)", "formula"), ("x" * 201, "too_long"), ("123", "no_words"),
             ("Rina 198703152010012012", "personal_number"), ("Rina 19870315 201001 2 012", "personal_number")],
    "email": [("", "empty"), ("rina", "email"), ("rina@", "email"), ("a@b.id, c@d.id", "email")],
    "agency": [("", "empty"), ("@dinas", "formula"), ("3510041503870001", "personal_number")],
    "region": [("", "empty"), ("Banyuwngi", "region_near"), ("Kediri", "region_near"), ("☂☂☂☂", "region_unknown")],
    "title": [("=1+1", "formula"), ("Staf 3510.0415.0387.0001", "personal_number")],
    "kind": [("+1", "formula"), ("k" * 81, "kind_too_long")],
}  # fmt: skip


def test_every_problem_is_told_at_once_with_its_cell(tmp_path):
    rows, expected = [good(500)], []
    for col, (column, faults) in enumerate(SPOILED.items()):
        for value, code in faults:
            rows.append(good(len(rows), **{column: value}))
            expected.append((code, f"{chr(65 + col)}{len(rows) + 1}"))
    read = read_participants(xlsx(tmp_path / "peserta.xlsx", rows))
    assert codes(read.problems) == expected
    assert [row.email for row in read.rows] == ["peserta500@example.id"]
    for problem in read.problems:
        assert (problem.sheet, problem.file) == ("Peserta", "peserta.xlsx")
        for lang in LANGUAGES:
            said = problem.message(lang) + problem.hint(lang)
            assert "198703152010012012" not in said
            assert "3510041503870001" not in said


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["a", "b"], ["no_heading"]),
        (["Nama", "E-mail", "NIP"], ["heading_missing"] * 2),
        ([*HEADINGS, "Nama Lengkap"], ["heading_twice"]),
    ],
)
def test_what_is_wrong_with_the_headings(tmp_path, headings, expected):
    read = read_participants(xlsx(tmp_path / "peserta.xlsx", [good(1)], headings))
    assert [problem.code for problem in read.problems] == expected
    assert all(problem.message(lang) and problem.hint(lang) for problem in read.problems for lang in LANGUAGES)


def test_columns_of_personal_numbers_are_not_read_and_are_named(bring_in, tmp_path):
    headings = [*HEADINGS, "NIP", "No. HP", "Ukuran baju"]
    file = xlsx(tmp_path / "peserta.xlsx", [[*good(1), "198703152010012012", "08123456789", "L"]], headings)
    read = read_participants(file)
    assert (read.problems, read.personal, read.unread) == ((), ("nip", "phone"), ("Ukuran baju",))
    bring_in(file)
    user = User.objects.get(email="peserta1@example.id")
    assert (user.nip, user.phone) == ("", "")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("peserta.pdf", b"%PDF-1.4", "unknown_file_type"),
        ("peserta.xlsx", b"not a workbook", None),
        ("peserta.xlsx", b"", None),
        ("peserta.csv", b"", None),
        ("peserta.csv", b"\xff\xfe\x00", None),
        ("peserta.csv", b"Nama;E-mail;Perangkat Daerah;Daerah\n", "no_rows"),
        ("peserta.csv", b"a;b;c\n1;2;3\n", "no_heading"),
    ],
)
def test_a_bad_file_is_one_sentence_and_no_fault(tmp_path, name, content, code):
    place = tmp_path / name
    place.write_bytes(content)
    read = read_participants(place)
    assert read.rows == ()
    assert read.problems
    assert code is None or [problem.code for problem in read.problems] == [code]
    assert all(problem.message(lang) and problem.hint(lang) for problem in read.problems for lang in LANGUAGES)


def test_what_forbids_rows_that_read_well(people, cohort, tmp_path):
    Agency.objects.create(region_id="3510", name="Dinas Lama", dissolved=date(2017, 1, 1))
    User.objects.create_user("tutup@example.id", is_active=False)
    rows = [
        good(1),
        good(2, email="peserta1@example.id"),
        good(3, name="Peserta B1", email="peserta1@example.id"),
        good(4, agency="Dinas Lama", region="3510"),
        good(5, email="tutup@example.id"),
    ]
    read = read_participants(xlsx(tmp_path / "peserta.xlsx", rows))
    expected = [("email_two_people", "B3"), ("row_twice", "B4"), ("agency_dissolved", "C5"), ("account_closed", "B6")]
    assert refused(people, cohort, read.rows) == expected


def test_kinds_are_written_as_they_were_first(bring_in, cohort, tmp_path):
    bring_in(xlsx(tmp_path / "a.xlsx", [good(1, kind="Kepala OPD")]))
    bring_in(xlsx(tmp_path / "b.xlsx", [good(2, kind="kepala opd"), good(3, kind="KEPALA  OPD")]))
    assert set(cohort.participants.values_list("kind", flat=True)) == {"Kepala OPD"}


@pytest.mark.parametrize("role", ["participant", "stranger", "visitor", "host", "leader", "analyst"])
def test_only_who_runs_the_cohort_brings_people_in(people, cohort, role):
    before = there()
    row = Person("A", "a@example.id", "Dinas", "3510")
    with pytest.raises(Forbidden):
        services.import_participants(actor=people.actor(role), cohort=cohort, rows=[row], file="x")
    with pytest.raises(Forbidden):
        services.add_participant(actor=NOBODY, cohort=cohort, person=row, make_agency=True)
    assert there() == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_blank_spreadsheet_is_read_by_what_reads_it(tmp_path, lang):
    place = tmp_path / "contoh.xlsx"
    place.write_bytes(blank_sheet(lang, ("Kepala", "Staf")))
    assert [problem.code for problem in read_participants(place).problems] == ["no_rows"]
    assert len(load(place)) == 3


def test_the_way_through_the_pages(people, signed_in, cohort, tmp_path):
    client = signed_in(people.organiser)
    content = xlsx(tmp_path / "peserta.xlsx", [good(number) for number in range(142)]).read_bytes()
    address = f"/belajar/angkatan/{cohort.pk}/peserta/impor/"
    before = there()
    shown = client.post(address, {"file": _upload(content)})
    assert shown.status_code == 200
    assert there() == before, "nothing is written before it is agreed to"
    page = shown.content.decode()
    assert "Badan Kepegawaian 141" in page
    rows = shown.context["form"]["rows"].value()
    done = client.post(f"{address}setuju/", {"rows": rows})
    assert done.status_code == 200
    assert cohort.participants.count() == 142
    again = client.post(f"{address}setuju/", {"rows": rows})
    assert again.context["done"].same == 142
    listed = client.get(f"/belajar/angkatan/{cohort.pk}/peserta/?q=Lumajang").content.decode()
    region = Region.objects.get(name="Kabupaten Lumajang")
    here = cohort.participants.filter(agency__region=region)
    assert all(str(each) in listed for each in here)


def test_what_was_shown_to_one_is_not_agreed_to_by_another(people, signed_in, cohort):
    address = f"/belajar/angkatan/{cohort.pk}/peserta/impor/"
    content = b"Nama,E-mail,Perangkat Daerah,Daerah\nRina,rina@example.id,Dinas,3510\n"
    shown = signed_in(people.organiser).post(address, {"file": _upload(content, "peserta.csv")})
    rows = shown.context["form"]["rows"].value()
    for sent in (rows[:-1] + ("a" if rows[-1] != "a" else "b"), "", "x:y:z"):
        assert signed_in(people.organiser).post(f"{address}setuju/", {"rows": sent}).status_code == 409
    assert signed_in(people.local_administrator).post(f"{address}setuju/", {"rows": rows}).status_code == 409
    assert cohort.participants.count() == 0


def test_a_refused_file_shows_every_problem_on_its_page(people, signed_in, cohort):
    content = b"Nama,E-mail,Perangkat Daerah,Daerah\n,rina,Dinas,Atlantis\n"
    answer = signed_in(people.organiser).post(
        f"/belajar/angkatan/{cohort.pk}/peserta/impor/", {"file": _upload(content, "peserta.csv")}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(cell in page for cell in ("A2", "B2", "D2"))


def _upload(content, name="peserta.xlsx"):
    found = io.BytesIO(content)
    found.name = name
    return found
