"""The pages of people: who gets in, what they show and hide, both languages, forms that mend."""

import io
import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from web.people.sheets import good_row, nip, xlsx

from potensi.web.actor import ANALYST
from potensi.web.audit.models import AuditRow
from potensi.web.people.models import Agency, ApiToken, Membership, Office, User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def office_of(user: User) -> Office:
    return Membership.objects.get(user=user).office


def link(name: str, *args: object) -> str:
    """Return a page's Indonesian address, whatever language the last request was in."""
    with override("id"):
        return reverse(name, args=args)


def text_of(answer) -> str:
    return answer.content.decode()


def addresses(people) -> list[str]:
    """Every page of an administrator's."""
    office = office_of(people.host)
    names = {
        "people:list": [], "people:import": [], "people:agencies": [], "people:make_agency": [],
        "people:person": [people.host.pk], "people:edit_person": [people.host.pk],
        "people:agency": [office.agency_id], "people:rename_agency": [office.agency_id],
        "people:dissolve_agency": [office.agency_id], "people:make_office": [office.agency_id],
        "people:office": [office.pk], "people:rename_office": [office.pk], "people:hand_over": [office.pk],
        "people:acting": [office.pk], "people:give_role": [office.pk],
        "people:end_role": [Membership.objects.get(user=people.host).pk],
    }  # fmt: skip
    return [link(name, *args) for name, args in names.items()]


OWN = ["/orang/saya/", "/orang/saya/ubah/", "/orang/saya/hapus/", "/orang/saya/token/"]


def test_administrators_see_their_regions_pages_in_both_languages(people, signed_in):
    client = signed_in(people.local_administrator)
    client.post("/akun/reauthenticate/", {"password": "kopi-ijen-2015"})
    for address in [*addresses(people), *OWN, "/orang/tautan/", "/orang/tautan/terkirim/"]:
        for prefix, lang in (("", "id"), ("/en", "en")):
            answer = client.get(prefix + address)
            assert answer.status_code == 200, prefix + address
            assert f'<html lang="{lang}">' in text_of(answer)
            assert len(re.findall(r"<h1", text_of(answer))) == 1, address
            assert " style=" not in text_of(answer), address
            assert not re.search(r"\{[a-z_]+\}|\{%", text_of(answer)), address


@pytest.mark.parametrize("who", ["stranger", "visitor"])
def test_another_regions_agencies_and_people_are_not_there(people, signed_in, who):
    client = signed_in(getattr(people, who))
    for address in addresses(people):
        if address != "/orang/perangkat-daerah/":
            assert client.get(address).status_code in (403, 404), address
    for name, key in (
        ("agency", office_of(people.host).agency_id),
        ("office", office_of(people.host).pk),
        ("person", people.host.pk),
    ):
        assert client.get(link(f"people:{name}", key)).status_code == 404


def test_members_read_their_regions_agencies_and_change_nothing(people, signed_in):
    client, office = signed_in(people.participant), office_of(people.host)
    for name, key in (("agency", office.agency_id), ("office", office.pk)):
        answer = client.get(link(f"people:{name}", key))
        assert answer.status_code == 200
        assert "Lestari" in text_of(answer)
        assert f"/orang/jabatan/{office.pk}/serah-terima/" not in text_of(answer)
    for name in ("hand_over", "give_role", "acting", "rename_office"):
        assert client.get(link(f"people:{name}", office.pk)).status_code == 403
    assert client.get("/orang/").status_code == 403
    assert client.get(link("people:person", people.host.pk)).status_code == 404


def test_nobody_gets_in_without_signing_in(people, client):
    for address in [*addresses(people), *OWN, "/orang/saya/data.json", "/orang/impor/contoh.xlsx"]:
        assert client.get(address).url.startswith("/akun/login/"), address


def test_personal_numbers_are_masked_on_every_page(people, signed_in):
    User.objects.update(nip="198703152010011012", nik="3510014503870002", phone="081234567890")
    client = signed_in(people.local_administrator)
    seen = ""
    for address in [*addresses(people), *OWN, f"/riwayat/?orang={people.host.name}"]:
        seen += text_of(client.get(address))
    assert "1987••••••••••••12" in seen
    for whole in ("198703152010011012", "3510014503870002", "081234567890"):
        assert whole not in seen


def test_people_are_found_by_name_address_and_region(people, signed_in):
    client = signed_in(people.administrator)
    assert "Lestari" in text_of(client.get("/orang/", {"q": "lest"}))
    assert "Lestari" not in text_of(client.get("/orang/", {"q": "agus"}))
    assert "agus@example.id" in text_of(client.get("/orang/", {"daerah": "3511"}))
    assert "lestari@example.id" not in text_of(client.get("/orang/", {"daerah": "3511"}))


def test_an_office_is_handed_over_on_its_page(people, signed_in):
    client, office = signed_in(people.local_administrator), office_of(people.analyst)
    address = link("people:hand_over", office.pk)
    wrong = client.post(address, {"email": "tidak@example.id", "since": "kemarin"})
    assert wrong.status_code == 200
    assert "Belum ada akun dengan alamat ini" in text_of(wrong)
    assert not AuditRow.objects.exists()
    answer = client.post(
        address,
        {"email": "Tamu@example.id", "since": timezone.localdate().isoformat(), "why": "SK 1/2026"},
        follow=True,
    )
    assert "Jabatan diserahkan kepada Tamu." in text_of(answer)
    assert Membership.objects.today().get(office=office).user == people.visitor
    assert "Sari" in text_of(answer)  # among those who held it before


def test_what_is_impossible_is_a_sentence(people, signed_in):
    client, office = signed_in(people.local_administrator), office_of(people.leader)
    form = {"email": "tamu@example.id", "since": "2019-01-01", "why": "x"}
    answer = client.post(link("people:hand_over", office.pk), form)
    assert answer.status_code == 409
    assert "baru mulai pada 2020-01-01" in text_of(answer)
    form = {"email": "tamu@example.id", "role": "leader", "since": "2026-01-01", "name": ""}
    answer = client.post("/en" + link("people:give_role", office.pk), form)
    assert answer.status_code == 409
    assert "Somebody else already leads this agency" in text_of(answer)


def test_an_acting_head_a_role_and_its_end_on_their_pages(people, signed_in):
    client, office, today = signed_in(people.local_administrator), office_of(people.leader), timezone.localdate()
    until = (today + timedelta(days=30)).isoformat()
    client.post(
        link("people:acting", office.pk),
        {"email": "tamu@example.id", "since": today.isoformat(), "until": until, "why": "cuti"},
    )
    assert Membership.objects.get(user=people.visitor).acting
    assert "pelaksana tugas" in text_of(client.get(link("people:office", office.pk)))
    host = office_of(people.host)
    new = {
        "email": "baru@example.id",
        "name": "",
        "role": ANALYST,
        "since": today.isoformat(),
        "nip": "1987 0315 201001 1 012",
    }
    assert "Tulis namanya" in text_of(client.post(link("people:give_role", host.pk), new))
    client.post(link("people:give_role", host.pk), new | {"name": "Orang Baru"})
    made = User.objects.get(email="baru@example.id")
    assert (made.name, made.nip) == ("Orang Baru", "198703152010011012")
    membership = Membership.objects.get(user=made)
    day = (today - timedelta(days=1)).isoformat()
    client.post(link("people:end_role", membership.pk), {"day": day, "why": "keliru"})
    assert not Membership.objects.filter(user=made).exists()


def test_agencies_are_made_renamed_and_dissolved_on_their_pages(people, signed_in):
    client = signed_in(people.administrator)
    form = client.get("/orang/perangkat-daerah/baru/")
    assert "Kabupaten Bondowoso" in text_of(form)
    assert "Kabupaten Semarang" not in text_of(form)
    client.post("/orang/perangkat-daerah/baru/", {"region": "3511", "name": "Dinas Kopi", "short": "Diskop"})
    agency = Agency.objects.get(name="Dinas Kopi")
    client.post(link("people:make_office", agency.pk), {"title": "Kepala Dinas", "head": "on"})
    assert agency.offices.get().head
    since = timezone.localdate().isoformat()
    client.post(
        link("people:rename_agency", agency.pk),
        {"name": "Dinas Perkebunan", "short": "", "since": since, "why": "Perbup"},
    )
    assert "Dulu Dinas Kopi" in text_of(client.get("/orang/perangkat-daerah/", {"q": "kopi"}))
    client.post(link("people:rename_office", agency.offices.get().pk), {"title": "Kepala", "why": "x"})
    client.post(link("people:dissolve_agency", agency.pk), {"day": since, "why": "digabung"})
    assert "dibubarkan" in text_of(client.get(link("people:agency", agency.pk)))
    refused = client.post("/orang/perangkat-daerah/baru/", {"region": "3300", "name": "Dinas Lain"})
    assert not Agency.objects.filter(name="Dinas Lain").exists()
    assert refused.status_code == 200


def test_ones_own_details_are_corrected_and_numbers_removed(people, signed_in):
    User.objects.filter(pk=people.analyst.pk).update(nip="198703152010011012", phone="081234567890")
    client = signed_in(people.analyst)
    wrong = client.post("/orang/saya/ubah/", {"name": "Sari", "language": "id", "nip": "123"})
    assert "NIP terdiri atas 18 angka" in text_of(wrong)
    client.post("/orang/saya/ubah/", {"name": "Sari Baru", "language": "en", "forget": ["phone"]})
    people.analyst.refresh_from_db()
    mine = people.analyst
    assert (mine.name, mine.language, mine.nip, mine.phone) == ("Sari Baru", "en", "198703152010011012", "")


def test_ones_own_data_are_a_file(people, signed_in):
    answer = signed_in(people.analyst).get("/orang/saya/data.json")
    assert answer.status_code == 302  # asks for the password again first
    client = signed_in(people.analyst)
    client.post("/akun/reauthenticate/", {"password": "kopi-ijen-2015"})
    answer = client.get("/orang/saya/data.json")
    assert answer["Content-Disposition"] == 'attachment; filename="data-saya.json"'
    assert json.loads(answer.content)["account"]["email"] == "sari@example.id"


def test_an_account_is_erased_after_its_password_and_address(people, signed_in):
    client = signed_in(people.analyst)
    assert client.post("/orang/saya/hapus/", {"email": "sari@example.id"}).status_code == 302
    assert User.objects.get(pk=people.analyst.pk).is_active
    client.post("/akun/reauthenticate/", {"password": "kopi-ijen-2015"})
    assert "bukan alamat e-mail akun Anda" in text_of(client.post("/orang/saya/hapus/", {"email": "x@example.id"}))
    answer = client.post("/orang/saya/hapus/", {"email": "Sari@example.id"})
    assert "Akun Anda sudah dihapus" in text_of(answer)
    assert not User.objects.get(pk=people.analyst.pk).is_active
    assert client.get("/orang/saya/").url.startswith("/akun/login/")


def test_a_token_is_shown_once_and_revoked(people, signed_in):
    client = signed_in(people.analyst)
    made = text_of(client.post("/orang/saya/token/", {"name": "Laptop"}))
    text = re.search(r"potensi_[\w-]{40,}", made)[0]
    assert text not in text_of(client.get("/orang/saya/token/"))
    token = ApiToken.objects.get()
    assert signed_in(people.leader).post(f"/orang/saya/token/{token.pk}/cabut/").status_code == 404
    assert "Token dicabut" in text_of(client.post(f"/orang/saya/token/{token.pk}/cabut/", follow=True))
    assert ApiToken.objects.get().revoked
    assert signed_in(people.visitor).post("/orang/saya/token/", {"name": "x"}).status_code == 403


def upload(client, path, name="orang.xlsx", prefix=""):
    with path.open("rb") as file:
        content = io.BytesIO(file.read())
    content.name = name
    return client.post(f"{prefix}/orang/impor/", {"file": content})


def test_142_people_come_in_by_one_request(people, signed_in, tmp_path):
    client = signed_in(people.administrator)
    answer = upload(client, xlsx(tmp_path / "a.xlsx", [good_row(number) for number in range(142)]))
    assert "142 orang, 142 akun baru, 142 peran baru" in text_of(answer)
    assert User.objects.filter(email__startswith="pegawai").count() == 142
    again = upload(client, xlsx(tmp_path / "b.xlsx", [good_row(1)]))
    assert "1 peran sudah tercatat sebelumnya" in text_of(again)
    assert "Pegawai B1" in text_of(again)


def test_a_spoiled_spreadsheet_is_told_whole_and_stores_nothing(people, signed_in, tmp_path):
    rows = [good_row(1), good_row(2, email="bukan"), good_row(3, nip=nip(3)[:-1]), good_row(4, region="Banyuwngi")]
    before = User.objects.count()
    client = signed_in(people.administrator)
    answer = upload(client, xlsx(tmp_path / "a.xlsx", rows), name='../../<b>"x.xlsx')
    assert answer.status_code == 422
    text = text_of(answer)
    for words in (
        "3 hal perlu diperbaiki",
        "Orang B3",
        "Orang C4",
        "Orang F5",
        "bukan alamat e-mail",
        "Kabupaten Banyuwangi",
    ):
        assert words in text
    assert nip(3)[:-1] not in text
    english = text_of(upload(client, xlsx(tmp_path / "b.xlsx", rows), prefix="/en"))
    assert "3 things to put right" in english
    assert "is not an e-mail address" in english
    assert User.objects.count() == before
    assert not AuditRow.objects.exists()


def test_files_that_are_no_list_of_people_are_refused_in_a_sentence(people, signed_in, tmp_path, settings):
    client = signed_in(people.administrator)
    bad = tmp_path / "a.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    for name in ("orang.xlsx", "orang.exe", "orang", "../../etc/passwd"):
        answer = upload(client, bad, name=name)
        assert answer.status_code == 422, name
        assert "Belum ada yang disimpan" in text_of(answer)
    assert "Bagian ini belum diisi" in text_of(client.post("/orang/impor/", {}))
    big = tmp_path / "besar.csv"
    big.write_bytes(b"x" * 10_000_001)
    assert "lebih besar daripada 10 MB" in text_of(upload(client, big, name="besar.csv"))
    assert not list(settings.FILE_UPLOAD_TEMP_DIR.iterdir())


def test_the_empty_spreadsheet_is_handed_to_administrators(people, signed_in):
    answer = signed_in(people.administrator).get("/en/orang/impor/contoh.xlsx")
    assert answer.content.startswith(b"PK")
    assert "list-of-people.xlsx" in answer["Content-Disposition"]
    assert signed_in(people.analyst).get("/orang/impor/contoh.xlsx").status_code == 403
