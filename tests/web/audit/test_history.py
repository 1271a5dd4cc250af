"""The history: who reads what, filters, words for every act, names that are forgotten."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from potensi.language import LANGUAGES, knows
from potensi.web.actor import ANALYST, SYSTEM
from potensi.web.audit import queries
from potensi.web.audit.models import AuditRow
from potensi.web.audit.queries import told
from potensi.web.audit.services import SERVICES, Change, record
from potensi.web.people import events, services
from potensi.web.people.models import Agency, Membership, Office

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def page(client, **asked) -> str:
    answer = client.get("/riwayat/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def changes(people):
    """Three acts: in Banyuwangi, in Bondowoso, and one that concerns no region."""
    actor = people.actor("administrator")
    office = Membership.objects.get(user=people.host).office
    services.give_role(actor=actor, office=office, user=people.visitor, role=ANALYST, since=timezone.localdate())
    agency = Agency.objects.get(region="3511")
    services.make_office(actor=actor, agency=agency, title="Perencana Ijen")
    services.make_token(actor=people.actor("analyst"), name="Laptop")


def test_every_act_has_its_words_in_both_languages():
    wanted = {action for action in (*SERVICES, *events.ACTIONS) if not action.startswith("test.")}
    assert len(wanted) > 20
    missing = [action for action in sorted(wanted) if not knows(f"audit.action.{action.replace('.', '_')}")]
    assert not missing


def test_every_value_and_kind_in_the_trail_has_its_word(people, changes):
    for row in AuditRow.objects.all():
        for name in (*row.before, *row.after):
            assert knows(f"audit.field.{name}"), name
        assert knows(f"audit.kind.{row.target_kind}"), row.target_kind


@pytest.mark.parametrize(
    ("who", "seen", "unseen"),
    [
        ("administrator", ["memberi peran", "Perencana Ijen"], ["Laptop"]),
        ("local_administrator", ["memberi peran"], ["Perencana Ijen", "Laptop"]),
        ("leader", ["memberi peran"], ["Perencana Ijen", "Laptop"]),
        ("analyst", ["Laptop"], ["memberi peran", "Perencana Ijen"]),
        ("stranger", ["Tidak ada perubahan"], ["memberi peran", "Perencana Ijen", "Laptop"]),
        ("visitor", ["Tidak ada perubahan"], ["memberi peran", "Laptop"]),
    ],
)
def test_the_history_shows_ones_regions_and_ones_own_acts(people, changes, signed_in, who, seen, unseen):
    text = page(signed_in(getattr(people, who)))
    for words in seen:
        assert words in text
    for words in unseen:
        assert words not in text


def test_a_change_tells_who_in_which_office_what_before_after_and_why(people, signed_in):
    agency = Agency.objects.get(region="3510")
    services.rename_agency(
        actor=people.actor("local_administrator"),
        agency=agency,
        name="Bapperida",
        since=timezone.localdate(),
        why="Perda 3",
    )
    text = page(signed_in(people.local_administrator))
    for words in ("Dewi", "administrator dewi", "mengganti nama perangkat daerah", "Bapperida", "Alasan: Perda 3"):
        assert words in text
    assert "<del>Bappeda 3510</del> → <ins>Bapperida</ins>" in text
    english = signed_in(people.local_administrator).get("/en/riwayat/").content.decode()
    assert "renamed the agency" in english
    assert "Reason: Perda 3" in english


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("state", "draft", "rancangan"), ("visibility", "public", "siapa saja"), ("role", "host", "tuan rumah")],
)
def test_what_is_kept_as_a_key_is_told_in_words(name, value, said):
    assert said in told(name, value, lang="id", people={}).lower()


def test_filters_narrow_the_history(people, changes, signed_in):
    client, today = signed_in(people.administrator), timezone.localdate()
    assert "Perencana Ijen" not in page(client, daerah="3510")
    assert "memberi peran" in page(client, daerah="3510")
    assert "Perencana Ijen" in page(client, aksi="people.office_made")
    only = page(client, jenis="agency")
    assert "Tidak ada perubahan" in only
    assert "Perencana Ijen" in page(client, orang="wahyu")
    assert "Tidak ada perubahan" in page(client, orang="budi")
    assert "Perencana Ijen" in page(client, dari=today.isoformat(), sampai=today.isoformat())
    assert "Tidak ada perubahan" in page(client, dari=(today + timedelta(days=1)).isoformat())
    assert "Perencana Ijen" in page(client, dari="bukan tanggal", page="ribuan")


def test_long_histories_come_in_pages(people, signed_in):
    for number in range(60):
        record(
            "people.office_made", Change(None, region="3510", after={"title": f"Jabatan {number:02d}"}), actor=SYSTEM
        )
    client = signed_in(people.leader)
    first, second = page(client), page(client, page="2")
    assert "Jabatan 59" in first
    assert "Jabatan 09" not in first
    assert "Jabatan 09" in second
    assert "Sistem" in first


def test_an_objects_history_is_there_for_those_who_may_read_it(people, changes, signed_in):
    office = Office.objects.get(title="Perencana Ijen")
    address = reverse("audit:object", args=["office", office.pk])
    assert "Perencana Ijen" in signed_in(people.administrator).get(address).content.decode()
    assert signed_in(people.leader).get(address).status_code == 404
    assert signed_in(people.administrator).get("/riwayat/office/999999/").status_code == 404


def test_nobody_reads_the_history_without_signing_in(client):
    for address in ("/riwayat/", "/riwayat/office/1/"):
        assert client.get(address).url.startswith("/akun/login/")


def test_an_erased_person_has_no_name_in_the_history(people, signed_in):
    office = Membership.objects.get(user=people.host).office
    services.give_role(
        actor=people.actor("local_administrator"),
        office=office,
        user=people.visitor,
        role=ANALYST,
        since=timezone.localdate(),
    )
    client = signed_in(people.leader)
    assert "Tamu" in page(client)
    services.erase_account(actor=people.actor("visitor"), user=people.visitor)
    text = page(client)
    assert "Tamu" not in text
    assert "tamu@" not in text
    assert "akun dihapus" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_latest_changes_can_stand_on_any_page(people, changes, lang):
    office = Membership.objects.get(user=people.host).office
    lines = queries.latest(people.actor("leader"), lang, kind="office", key=str(office.pk))
    assert [line.target for line in lines] == [("office", str(office.pk))]
    assert "Wahyu" in render_to_string("audit/latest.html", {"changes": lines, "lang": lang})
    assert not queries.latest(people.actor("stranger"), lang, kind="office", key=str(office.pk))


def test_values_are_told_as_people_read_them():
    people = {7: "Budi"}

    def told(name, value, lang="id"):
        return queries.told(name, value, lang=lang, people=people)

    assert told("users", [7, 8]) == "Budi, seseorang"
    assert told("roles", ["analyst", "host"]) == "analis, tuan rumah"
    assert told("since", "2026-01-05") == "5 Januari 2026"
    assert told("figures", 12345) == "12.345"
    assert told("digest", "ab" * 32) == "abababababab…"
    assert told("figures", 12345, "en") == "12,345"
    assert told("head", True) == "ya"
    assert told("changed", ["nip", "phone"]) == "NIP, telepon"
    assert told("until", None) == "–"
    assert told("more", {"a": 1}) == '{"a": 1}'
