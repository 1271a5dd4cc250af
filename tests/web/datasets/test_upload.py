"""From a file to a published version on the pages, and what each role may do."""

import pytest
from django.urls import reverse
from web.datasets.made import FORM, PAPERS, csv, upload

from potensi.web.audit.models import AuditRow
from potensi.web.datasets.figures import panel_of, whole
from potensi.web.datasets.models import Computation, Dataset, Version

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
UPLOAD = "/data/unggah/"


def test_a_clean_file_becomes_a_draft_and_then_a_published_version(people, signed_in, folders):
    client = signed_in(people.analyst)
    answer = client.post(UPLOAD, FORM | {"file": upload(csv())})
    assert answer.status_code == 302, answer.content.decode()
    version = Version.objects.get()
    assert answer.url == f"/data/pdrb-banyuwangi/versi/{version.number}/"
    assert (version.state, version.uploaded_by, version.file_name) == ("draft", people.analyst, "pdrb.csv")
    assert version.papers["source"] == "Badan Pusat Statistik"
    assert version.papers["accessed"] == "2026-11-20"
    assert whole(version.digest)
    assert panel_of(version).frame.height == 27
    assert not [path for path in folders() if "read-" in str(path)]

    page = client.get(answer.url).content.decode()
    assert "Ini rancangan" in page
    assert "harga konstan 2010" in page
    assert "constant2010" not in page
    assert "miliar rupiah" in page
    assert "Dibaca dari berkas pdrb.csv" in page
    assert not Computation.objects.exists()

    done = client.post(f"{answer.url}terbit/", {"why": "Angka tetap 2024"})
    assert done.status_code == 302
    version.refresh_from_db()
    assert (version.state, version.note) == ("published", "Angka tetap 2024")
    computation = Computation.objects.get()
    assert (computation.version, computation.state, computation.measures) == (version, "waiting", "measures-1")
    assert list(AuditRow.objects.values_list("action", "why")) == [
        ("dataset.published", "Angka tetap 2024"),
        ("dataset.brought_in", ""),
    ]
    page = client.get(answer.url).content.decode()
    assert "menunggu giliran" in page
    assert "analyst sari, Bappeda 3510" in page


def test_publishing_needs_a_reason(people, signed_in):
    client = signed_in(people.analyst)
    place = client.post(UPLOAD, FORM | {"file": upload(csv())}).url
    answer = client.post(f"{place}terbit/", {"why": "  "})
    assert answer.status_code == 409
    assert "Tulis alasannya" in answer.content.decode()
    assert Version.objects.get().state == "draft"


def test_a_draft_can_be_discarded_with_its_data_set(people, signed_in):
    client = signed_in(people.analyst)
    place = client.post(UPLOAD, FORM | {"file": upload(csv())}).url
    answer = client.post(f"{place}buang/")
    assert answer.url == "/data/"
    assert not Dataset.objects.exists()
    row = AuditRow.objects.filter(action="dataset.discarded").get()
    assert (row.before["number"], row.region) == (1, "3510")


def test_one_more_version_keeps_title_region_and_licence(people, signed_in):
    client = signed_in(people.analyst)
    place = client.post(UPLOAD, FORM | {"file": upload(csv())}).url
    client.post(f"{place}terbit/", {"why": "pertama"})
    dataset = Dataset.objects.get()
    page = client.get(f"{UPLOAD}?untuk={dataset.slug}").content.decode()
    assert f'<option value="{dataset.pk}" selected>' in page
    form = {"target": dataset.pk, "source": "BPS, terbitan 2026"}
    place = client.post(UPLOAD, form | {"file": upload(csv({("3510", "A", 2024): 999.5}))}).url
    assert place.endswith("/versi/2/")
    page = client.get(place).content.decode()
    assert "Yang berubah dari versi 1" in page
    assert "Angka yang berubah: 1" in page
    assert "999,5" in page
    assert "BPS, terbitan 2026" in page
    assert Version.objects.get(number=2).papers["licence"] == "boleh dikutip"
    client.post(f"{place}terbit/", {"why": "perbaikan"})
    assert list(Version.objects.values_list("number", "state")) == [(2, "published"), (1, "replaced")]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("title", "Isi ini untuk data baru"),
        ("region", "Isi ini untuk data baru"),
        ("source", "Berkas tidak menyebut sumbernya"),
    ],
)
def test_what_a_form_lacks_is_said_and_nothing_stored(people, signed_in, folders, missing, said):
    before = folders()
    answer = signed_in(people.analyst).post(UPLOAD, FORM | {missing: "", "file": upload(csv())})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Version.objects.exists()
    assert folders() == before


def test_a_sheet_that_is_not_there_is_said_at_its_field(people, signed_in):
    answer = signed_in(people.analyst).post(UPLOAD, FORM | {"sheet": "Tabel 9", "file": upload(csv())})
    assert answer.status_code == 422
    assert "Lembar &quot;Tabel 9&quot; tidak ada" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("analyst", 200),
        ("leader", 200),
        ("administrator", 200),
        ("local_administrator", 200),
        ("stranger", 200),
        ("organiser", 403),
        ("participant", 403),
        ("host", 403),
        ("visitor", 403),
    ],
)
def test_who_may_upload(people, signed_in, role, status):
    assert signed_in(getattr(people, role)).get(UPLOAD).status_code == status


def test_somebody_not_signed_in_is_asked_to_sign_in(client):
    answer = client.get(UPLOAD)
    assert answer.status_code == 302
    assert answer.url.startswith("/akun/login/?next=")


def test_nobody_uploads_for_a_region_where_they_hold_no_office(people, signed_in):
    answer = signed_in(people.stranger).post(UPLOAD, FORM | {"file": upload(csv())})
    assert answer.status_code == 422
    assert not Version.objects.exists()
    offered = signed_in(people.administrator).get(UPLOAD).content.decode()
    assert offered.count('<option value="35') == 39


def test_the_form_is_in_english_under_its_address(people, signed_in):
    page = signed_in(people.analyst).get("/en/data/unggah/").content.decode()
    assert "Who may see it" in page
    assert "Siapa yang boleh" not in page


def test_every_page_of_a_data_set_is_there_in_both_languages(people, signed_in):
    client = signed_in(people.analyst)
    client.post(UPLOAD, FORM | {"file": upload(csv())})
    client.post("/data/pdrb-banyuwangi/versi/1/terbit/", {"why": "x"})
    client.post(
        UPLOAD, {"target": Dataset.objects.get().pk, "source": "x", "file": upload(csv({("3510", "A", 2024): 9}))}
    )
    places = [
        reverse("datasets:list"),
        reverse("datasets:detail", args=["pdrb-banyuwangi"]),
        reverse("datasets:edit", args=["pdrb-banyuwangi"]),
        reverse("datasets:version", args=["pdrb-banyuwangi", 1]),
        reverse("datasets:version", args=["pdrb-banyuwangi", 2]),
        reverse("datasets:progress", args=["pdrb-banyuwangi", 1]),
        reverse("datasets:compare", args=["pdrb-banyuwangi"]) + "?a=1&b=2",
    ]
    for place in places:
        for prefix in ("", "/en"):
            answer = client.get(prefix + place)
            assert answer.status_code == 200, prefix + place
            assert "{" not in answer.content.decode().partition("<main")[2], place


def test_a_column_that_no_heading_names_is_said_by_its_name(people, signed_in):
    content = b"region,activity,year,besarnya\n3510,A,2024,5.5\n3510,C,2024,6.5\n"
    answer = signed_in(people.analyst).post(UPLOAD, FORM | PAPERS | {"file": upload(content)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kolom" in page
    assert "terlalu berat" not in page
    assert "2024.0" not in page
