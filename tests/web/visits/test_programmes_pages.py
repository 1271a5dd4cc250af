"""The road through the pages and through the API: from a programme to a visit with its reasons, stops and a next step."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from web.rights.journey import FIRST, LAST, build
from web.visits.lists import good, xlsx

from potensi.language import LANGUAGES
from potensi.web.people.models import Agency, ApiToken, Region
from potensi.web.people.tenure import digest_of
from potensi.web.visits import suggestions
from potensi.web.visits.models import Cohort, Participant, Programme, Stop, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAYS = {"starts": FIRST.isoformat(), "ends": LAST.isoformat()}


@pytest.fixture
def journey(people):
    """A whole visit."""
    return build(people)


@pytest.fixture
def organiser(people, signed_in):
    """A client of who runs it."""
    return signed_in(people.organiser)


@pytest.fixture
def of_viewpoint(people, world_of_figures, journey):
    """A cohort with somebody of the region to which the figures suggest a host."""
    agency = Agency.objects.create(region_id=world_of_figures.viewpoint, name="Badan Kepegawaian")
    Participant.objects.filter(pk=journey.guest.pk).update(agency=agency)
    return journey.cohort


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reasons_are_read_before_choosing_and_kept_afterwards(organiser, world_of_figures, of_viewpoint, lang):
    prefix, cohort = "" if lang == "id" else "/en", of_viewpoint
    page = organiser.get(
        f"{prefix}/belajar/angkatan/{cohort.pk}/tuan-rumah/?untuk={world_of_figures.viewpoint}"
    ).content.decode()
    found = suggestions.suggest(world_of_figures.viewpoint)
    for host in found.hosts:
        for sentence in host.sentences(lang):
            assert sentence in page
    best = found.hosts[0]
    address = f"{prefix}/belajar/angkatan/{cohort.pk}/kunjungan-baru/?daerah={best.region}&untuk={found.region}"
    assert address.replace("&", "&amp;") in page
    assert organiser.post(address, DAYS).status_code == 302
    visit = Visit.objects.get(cohort=cohort, host_region=best.region, version=world_of_figures.version)
    shown = organiser.get(f"{prefix}/belajar/kunjungan/{visit.pk}/").content.decode()
    for sentence in best.sentences(lang):
        assert sentence in shown


def test_another_region_is_asked_why_and_an_unknown_one_is_told(organiser, world_of_figures, of_viewpoint):
    address = f"/belajar/angkatan/{of_viewpoint.pk}/kunjungan-baru/"
    assert "why" in organiser.post(f"{address}?daerah=3578", DAYS).context["form"].errors
    assert organiser.post(f"{address}?daerah=Kota Surabaya", DAYS | {"why": "Dekat bandara."}).status_code == 302
    visit = Visit.objects.get(host_region="3578")
    assert "Dekat bandara." in organiser.get(f"/belajar/kunjungan/{visit.pk}/").content.decode()
    told = organiser.get(f"{address}?daerah=Atlantis", follow=True)
    assert "Atlantis" in told.content.decode()
    assert told.redirect_chain[0][0].endswith("/tuan-rumah/")


def test_where_no_figures_are_the_page_says_so_and_lets_one_choose(organiser, journey):
    page = organiser.get(f"/belajar/angkatan/{journey.cohort.pk}/tuan-rumah/")
    assert page.status_code == 200
    assert page.context["hosts"] == []
    assert "Kabupaten Banyuwangi" in page.content.decode(), "who receives visitors is offered"


def test_a_slot_is_booked_once(organiser, journey):
    address = f"/belajar/angkatan/{journey.cohort.pk}/kunjungan-baru/?daerah=3510"
    sent = DAYS | {"why": "Dekat.", "slot": journey.free_slot.pk, "cost": "Rp 150.000.000"}
    assert organiser.post(address, sent).status_code == 302
    visit = Visit.objects.get(slot=journey.free_slot)
    assert (visit.host, visit.cost) == (journey.host, 150_000_000)
    assert "slot" not in organiser.get(address).context["form"].fields, "no slot is left to choose"
    wrong = {"cost": "seratus juta", "ends": (FIRST - timedelta(1)).isoformat()}
    assert set(organiser.post(address, DAYS | {"why": "X"} | wrong).context["form"].errors) == {"cost", "ends"}


def test_a_stop_is_made_moved_and_removed(organiser, journey):
    address = f"/belajar/kunjungan/{journey.visit.pk}/titik-baru/"
    sent = {"title": "Taman", "place": "Blimbingsari", "question": "Siapa yang merawat?", "time": "13.30"}
    sent |= {"day": FIRST.isoformat(), "minutes": 60, "hours": "1,5", "point": "-8.2192, 114.3691"}
    assert organiser.post(address, sent).status_code == 302
    stop = Stop.objects.get(title="Taman")
    assert (timezone.localtime(stop.starts).hour, stop.lat, stop.lon, float(stop.hours)) == (13, -8.2192, 114.3691, 1.5)
    wrong = {"day": (LAST + timedelta(1)).isoformat(), "point": "di sana", "minutes": 1}
    assert set(organiser.post(address, sent | wrong).context["form"].errors) == {"day", "point", "minutes"}
    edit = organiser.get(f"/belajar/titik/{stop.pk}/ubah/").context["form"]
    again = {name: edit[name].value() for name in ("title", "place", "question", "minutes", "point", "revision")}
    moved = again | {"day": LAST.isoformat(), "time": "09:00", "hours": "2"}
    assert organiser.post(f"/belajar/titik/{stop.pk}/ubah/", moved).status_code == 302
    stop.refresh_from_db()
    assert timezone.localtime(stop.starts).date() == LAST
    assert organiser.post(f"/belajar/titik/{stop.pk}/hapus/", {"why": ""}).status_code == 302
    assert not Stop.objects.filter(pk=stop.pk).exists()


def test_the_cost_of_two_who_edit_a_visit_is_shown_side_by_side(organiser, people, signed_in, journey):
    address = f"/belajar/kunjungan/{journey.visit.pk}/ubah/"
    sent = DAYS | {"host": journey.host.pk, "slot": journey.slot.pk, "revision": 1}
    assert organiser.post(address, sent | {"cost": "1000"}).status_code == 302
    shown = signed_in(people.local_administrator).post(address, sent | {"cost": "2000"})
    assert [each["label"] for each in shown.context["outdated"]["differences"]] == ["Biaya (rupiah)"]
    assert (
        signed_in(people.local_administrator).post(address, sent | {"cost": "2000", "revision": 2}).status_code == 302
    )


def test_a_participant_begins_at_what_is_on_today(people, signed_in, journey):
    now = timezone.now()
    day = timezone.localtime(now).date()
    Cohort.objects.filter(pk=journey.cohort.pk).update(ends=day)
    visit = Visit.objects.create(cohort=journey.cohort, host_region_id="3510", starts=day, ends=day)
    stop = Stop.objects.create(
        visit=visit, title="Taman baru", starts=now, place="Kota", question="Siapa yang merawat?"
    )
    page = signed_in(people.participant).get("/belajar/").content.decode()
    assert "Taman baru" in page
    assert "Siapa yang merawat?" in page
    assert f"/belajar/titik/{stop.pk}/" in page
    assert "Taman baru" not in signed_in(people.visitor).get("/belajar/").content.decode()


def test_an_empty_installation_says_that_there_is_nothing(client, people):
    assert client.get("/belajar/").status_code == 200
    assert client.get("/belajar/angkatan/1/").status_code == 404


# The API


@pytest.fixture
def api(client, people):
    """Ask the API as the organiser."""
    ApiToken.objects.create(user=people.organiser, name="uji", digest=digest_of("rahasia"))
    headers = {"Authorization": "Bearer rahasia"}

    def ask(method, path, body=None):
        return client.generic(method, f"/api/v1{path}", json.dumps(body), "application/json", headers=headers)

    def upload(path, file):
        return client.post(f"/api/v1{path}", {"file": file}, headers=headers)

    ask.upload = upload
    return ask


def test_the_whole_road_by_the_api(api, tmp_path):
    programme = api("POST", "/programmes", {"region": "3510", "name": "Belajar", "aim": "Menjual."}).json()
    cohort = api("POST", f"/programmes/{programme['id']}/cohorts", {"name": "Angkatan I", **DAYS}).json()
    content = xlsx(tmp_path / "p.xlsx", [good(number) for number in range(142)]).read_bytes()
    path = f"/cohorts/{cohort['id']}/participants/import"
    planned = api.upload(f"{path}?dry_run=true", SimpleUploadedFile("p.xlsx", content)).json()
    assert (planned["new"], planned["written"], Participant.objects.count()) == (142, False, 0)
    done = api.upload(path, SimpleUploadedFile("p.xlsx", content)).json()
    assert (done["new"], done["accounts"], done["written"]) == (142, 142, True)
    assert api.upload(path, SimpleUploadedFile("p.xlsx", content)).json()["same"] == 142
    listed = api("GET", f"/cohorts/{cohort['id']}/participants?limit=10&q=Lumajang").json()
    assert listed["count"] == len([n for n in range(142) if good(n)[3] == "3508"])
    assert set(listed["items"][0]) == {
        "id",
        "name",
        "agency",
        "agency_name",
        "region",
        "title",
        "kind",
        "group",
        "left",
    }
    told = api("POST", f"/cohorts/{cohort['id']}/visits", {"host_region": "3509", **DAYS})
    assert (told.status_code, told.json()["code"]) == (409, "visits_why_this_host")
    visit = api("POST", f"/cohorts/{cohort['id']}/visits", {"host_region": "3509", "why": "Dekat.", **DAYS}).json()
    stop = {"title": "Taman", "place": "Kota", "starts": "2025-09-15T13:00:00+07:00", "hours": 2}
    made = api("POST", f"/visits/{visit['id']}/stops", stop)
    assert made.status_code == 201
    assert api("POST", f"/visits/{visit['id']}/stops", stop | {"starts": "2025-09-15T13:00:00"}).status_code == 422
    assert [each["title"] for each in api("GET", f"/visits/{visit['id']}/stops").json()["items"]] == ["Taman"]
    assert api("GET", f"/cohorts/{cohort['id']}").json()["hours"] == 2
    assert api("POST", f"/visits/{visit['id']}/state", {"state": "confirmed"}).json()["state"] == "confirmed"
    assert api("DELETE", f"/stops/{made.json()['id']}").status_code == 204


def test_the_api_tells_every_problem_of_a_list_at_once(api, people):
    programme = Programme.objects.create(region_id="3510", name="Belajar")
    cohort = Cohort.objects.create(programme=programme, name="I", starts=FIRST, ends=LAST)
    content = "Nama,E-mail,Perangkat Daerah,Daerah\n,rina,Dinas,Atlantis\nAni,a@example.id,Dinas,3510\n"
    path = f"/cohorts/{cohort.pk}/participants/import"
    for query in ("", "?dry_run=true"):
        answer = api.upload(path + query, SimpleUploadedFile("p.csv", content.encode()))
        assert answer.status_code == 422
        assert [each["cell"] for each in answer.json()["problems"]] == ["A2", "B2", "D2"]
    assert not Participant.objects.exists()
    assert not Region.objects.get(pk="3510").agencies.filter(name="Dinas").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"region": "Atlantis"}, "visits_region_unknown"),
        ({"email": "rina"}, "visits_no_address"),
        ({"name": "=1+1"}, "visits_no_such_words"),
        ({"title": "NIP 198703152010012012"}, "visits_no_such_words"),
        ({"agency": "Dinas Antah"}, "visits_agency_unknown"),
    ],
)
def test_somebody_who_cannot_be_added_by_the_api(api, journey, change, code):
    person = {"name": "Rina", "email": "rina@example.id", "region": "3510", "agency": "Dispar"}
    answer = api("POST", f"/cohorts/{journey.cohort.pk}/participants", person | change)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_the_api_says_whom_to_visit_in_the_readers_language(api, world_of_figures, of_viewpoint):
    path = f"/cohorts/{of_viewpoint.pk}/suggested-hosts?viewpoint={world_of_figures.viewpoint}"
    for lang in LANGUAGES:
        found = api("GET", f"{path}&lang={lang}").json()
        best = found["items"][0]
        assert (found["region"], best["region"]) == (world_of_figures.viewpoint, world_of_figures.host)
        assert [each["code"] for each in best["reasons"]] == world_of_figures.codes
        wanted = suggestions.suggest(world_of_figures.viewpoint).hosts[0].sentences(lang)
        assert [each["text"] for each in best["reasons"]] == wanted
