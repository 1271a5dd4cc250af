"""The pages of assets: who sees what, entering, two who edit at once, withdrawing, photos."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from web.assets.making import enter
from web.pages.reading import body_of

from potensi.web.assets import services, standing
from potensi.web.assets.models import Asset
from potensi.web.assets.standing import Standing
from potensi.web.audit.models import AuditRow
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEW = {"name": "Gudang kopi tua", "region": "3510", "kind": "building"}


def photo(colour=(120, 80, 40), name="foto.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def mistakes(answer):
    return {name: " ".join(errors) for name, errors in answer.context["form"].errors.items()}


def test_anybody_reads_public_ones_and_finds_them(client, people):
    actor = people.actor("participant")
    asset = enter(actor, lat=-8.2, lon=114.3, creative_subsector="culinary", business_field="10761", owner="Koperasi")
    hidden = enter(actor, "Lahan", kind="place", visibility="region")
    text = client.get("/aset/").content.decode()
    assert asset.name in text
    assert hidden.name not in text
    assert client.get(f"/aset/{hidden.pk}/").status_code == 404
    page = client.get(f"/aset/{asset.pk}/").content.decode()
    for part in (
        "10761",
        "Industri Pengolahan Kopi",
        "Kuliner",
        "Koperasi",
        "<svg",
        "kilometer di sebelah timur laut titik tengah Kabupaten Banyuwangi",
        "Bappeda 3510",
    ):
        assert part in page, part
    english = client.get(f"/en/aset/{asset.pk}/").content.decode()
    assert "Banyuwangi Regency" in english
    assert "Culinary" in english


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("daerah=3511", {"Stasiun"}),
        ("jenis=skill", {"Sanggar"}),
        ("kondisi=idle", {"Gudang kopi tua"}),
        ("subsektor=performing_arts", {"Sanggar"}),
        ("q=kopi+gudang", {"Gudang kopi tua"}),
        ("q=bondowoso", {"Stasiun"}),
        ("q=KOPI&jenis=skill", set()),
        ("jenis=candi", {"Stasiun", "Sanggar", "Gudang kopi tua"}),
    ],
)
def test_the_list_is_narrowed(client, people, query, names):
    enter(people.actor("participant"), condition="idle")
    enter(people.actor("participant"), "Sanggar", kind="skill", creative_subsector="performing_arts")
    enter(people.actor("stranger"), "Stasiun", "3511")
    found = client.get(f"/aset/?{query}")
    assert {card.asset.name for card in found.context["cards"]} == names
    rows = client.get(f"/aset/tabel.csv?{query}").content.decode("utf-8-sig")
    assert all((name in rows) == (name in names) for name in ("Stasiun", "Sanggar", "Gudang kopi tua"))


def test_the_list_asks_a_bounded_number_of_queries(client, people, django_assert_max_num_queries):
    for number in range(30):
        enter(people.actor("participant"), f"Aset {number}", lat=-8.2, lon=114.3)
    client.get("/aset/?daerah=3510")
    with django_assert_max_num_queries(4):
        client.get("/aset/?daerah=3510")


def test_entering_by_the_form(people, signed_in):
    client = signed_in(people.participant)
    form = NEW | {"lat": "-8,2191, 114,3691", "condition": "idle", "visibility": "public", "photo": photo()}
    answer = client.post("/aset/baru/", form)
    asset = Asset.objects.get()
    assert answer["Location"] == f"/aset/{asset.pk}/"
    assert (asset.lat, asset.lon, asset.created_by, asset.office.title) == (
        -8.2191, 114.3691, people.participant, "participant joko",
    )  # fmt: skip
    assert asset.photo.width == 640
    small = client.get(f"/aset/{asset.pk}/foto/small/")
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
    assert body_of(small).startswith(b"\xff\xd8")
    assert AuditRow.objects.get(action="asset.entered").after["lat"] == "-8.2191"


def test_mistakes_are_told_at_their_fields(people, signed_in):
    client = signed_in(people.participant)
    wrong = client.post(
        "/aset/baru/", NEW | {"lat": "114,3", "lon": "-8,2", "business_field": "kopi", "region": "3511"}
    )
    assert wrong.status_code == 422
    assert set(mistakes(wrong)) == {"region", "lat", "business_field"}
    assert "tertukar" in mistakes(wrong)["lat"]
    assert "10761" in mistakes(wrong)["business_field"]
    drawing = SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml")
    assert set(mistakes(client.post("/aset/baru/", NEW | {"photo": drawing}))) == {"photo"}
    assert not Asset.objects.exists()


@pytest.mark.parametrize(("path", "field"), [("/aset/baru/", "photo"), ("/aset/impor/", "file")])
def test_what_is_too_large_is_told_and_nothing_is_saved(people, signed_in, settings, path, field):
    settings.UPLOAD_LIMIT_MB = 1
    file = SimpleUploadedFile("besar.jpg", b"\xff\xd8" + b"x" * 1_100_000, "image/jpeg")
    answer = signed_in(people.participant).post(path, NEW | {field: file})
    assert (answer.status_code, set(mistakes(answer)), Asset.objects.count()) == (422, {field}, 0)
    assert "1 megabita" in mistakes(answer)[field]


def test_a_second_one_of_the_same_name_is_asked_about(people, signed_in):
    client, actor = signed_in(people.participant), people.actor("participant")
    enter(actor, "Gudang kopi tua Kalibaru")
    near = NEW | {"name": "Gudang Kopi Tua Kalibru"}
    asked = client.post("/aset/baru/", near)
    assert set(mistakes(asked)) == {"other"}
    assert "Gudang kopi tua Kalibaru" in mistakes(asked)["other"]
    assert client.post("/aset/baru/", near | {"other": "on"}).status_code == 302
    same = client.post("/aset/baru/", NEW | {"name": "GUDANG kopi tua, Kalibaru", "other": "on"})
    assert set(mistakes(same)) == {"name"}
    assert Asset.objects.count() == 2


def test_the_later_of_two_editors_is_shown_the_difference_and_nothing_is_lost(people, signed_in):
    asset = enter(people.actor("participant"), description="Atap utuh.")
    first, second = signed_in(people.participant), signed_in(people.analyst)
    own = {"name": asset.name, "kind": "building", "revision": 1}
    assert first.post(f"/aset/{asset.pk}/ubah/", own | {"description": "Atap bocor."}).status_code == 302
    later = second.post(f"/aset/{asset.pk}/ubah/", own | {"description": "Atap utuh, luas.", "condition": "idle"})
    text = later.content.decode()
    assert later.status_code == 409
    assert "<ins>utuh, luas.</ins>" in text
    assert "<del>bocor.</del>" in text
    assert 'name="revision" value="2"' in text
    again = second.post(f"/aset/{asset.pk}/ubah/", own | {"description": "Atap bocor, luas.", "revision": 2})
    assert again.status_code == 302
    asset.refresh_from_db()
    assert (asset.description, asset.revision) == ("Atap bocor, luas.", 3)
    told = [row.before.get("description") for row in AuditRow.objects.filter(action="asset.edited").order_by("pk")]
    assert told == ["Atap utuh.", "Atap bocor."]


def test_saving_what_was_read_changes_nothing(people, signed_in):
    asset = enter(people.actor("participant"), lat=-8.219123, lon=114.369123, business_field="01111", seen="2025-03-01")
    client = signed_in(people.participant)
    form = client.get(f"/aset/{asset.pk}/ubah/").context["form"]
    sent = {field.name: field.value() for field in form if field.value() not in (None, False)}
    assert client.post(f"/aset/{asset.pk}/ubah/", sent | {"seen": "2025-03-01"}).status_code == 302
    asset.refresh_from_db()
    assert (asset.revision, asset.lat, asset.business_field) == (1, -8.219123, "01111")


def test_a_photo_stays_is_replaced_and_taken_away(people, signed_in):
    client = signed_in(people.participant)
    client.post("/aset/baru/", NEW | {"photo": photo()})
    asset, sent = Asset.objects.get(), {"name": NEW["name"], "kind": "building"}
    first = asset.photo_id
    for revision, more, check in (
        (1, {"condition": "idle"}, lambda found: found == first),
        (2, {"photo": photo((0, 90, 0))}, lambda found: found not in (None, first)),
        (3, {"without_photo": "on"}, lambda found: found is None),
    ):
        client.post(f"/aset/{asset.pk}/ubah/", sent | more | {"revision": revision})
        asset.refresh_from_db()
        assert check(asset.photo_id)
    assert client.get(f"/aset/{asset.pk}/foto/small/").status_code == 404


def test_withdrawn_and_restored(client, people, signed_in):
    asset, own = enter(people.actor("participant")), signed_in(people.participant)
    assert own.post(f"/aset/{asset.pk}/tarik/", {"why": " "}).status_code == 422
    assert own.post(f"/aset/{asset.pk}/tarik/", {"why": "Dibongkar."}).status_code == 302
    assert client.get(f"/aset/{asset.pk}/").status_code == 404
    assert own.get(f"/aset/{asset.pk}/").status_code == 200
    assert [card.asset for card in own.get("/aset/?ditarik=1").context["cards"]] == [asset]
    assert not own.get("/aset/").context["cards"]
    edited = own.post(f"/aset/{asset.pk}/ubah/", {"name": "Lain", "kind": "building", "revision": 2})
    assert "ditarik" in mistakes(edited)["name"]
    assert own.post(f"/aset/{asset.pk}/pulihkan/").status_code == 302
    assert client.get(f"/aset/{asset.pk}/").status_code == 200
    row = AuditRow.objects.get(action="asset.withdrawn")
    assert (row.why, row.target_name) == ("Dibongkar.", asset.name)


def test_a_withdrawn_one_does_not_come_back_beside_its_successor(people):
    actor = people.actor("participant")
    old = enter(actor)
    services.withdraw(actor=actor, asset=old, why="Salah.")
    enter(actor, "Gudang Kopi Tua")
    with pytest.raises(Invalid) as refused:
        services.restore(actor=actor, asset=old)
    assert refused.value.reason == "assets_same_name"


def test_only_the_region_s_people_write(people):
    asset = enter(people.actor("participant"))
    for role in ("stranger", "visitor"):
        actor = people.actor(role)
        for call in (
            lambda actor=actor: enter(actor, "Lain"),
            lambda actor=actor: services.edit(actor=actor, asset=asset, revision=1, values={"name": "Lain"}),
            lambda actor=actor: services.withdraw(actor=actor, asset=asset, why="Iseng."),
            lambda actor=actor: services.restore(actor=actor, asset=asset),
        ):
            with pytest.raises(Forbidden):
                call()
    from_above = enter(people.actor("administrator"), "Dari provinsi")
    assert from_above.office is None


def test_what_stands_on_an_asset_is_asked_of_the_apps_above(client, people, monkeypatch):
    asset = enter(people.actor("participant"))
    assert "Belum ada gagasan" in client.get(f"/aset/{asset.pk}/").content.decode()
    monkeypatch.setattr(standing, "_finders", [])
    standing.register(lambda actor, found: [Standing(f"Kedai di {found.name}", "/gagasan/7/")])
    text = client.get(f"/aset/{asset.pk}/").content.decode()
    assert '<a href="/gagasan/7/">Kedai di Gudang kopi tua</a>' in text


def test_business_fields_are_looked_up(client):
    assert "10761" in client.get("/aset/bidang-usaha/?q=pengolahan+kopi").content.decode()
    assert "01111" in client.get("/aset/bidang-usaha/?q=0111").content.decode()
    assert "Tidak ada bidang usaha" in client.get("/aset/bidang-usaha/?q=xqzw").content.decode()
