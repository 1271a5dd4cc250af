"""Assets from a spreadsheet: looked over, then all or none; a second time changes nothing; what is wrong, cell by cell."""

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from web.assets.making import HEADINGS, ROWS, carried_of, csv_file, enter, xlsx_bytes, xlsx_file

from potensi.language import LANGUAGES
from potensi.web.assets import matching, services
from potensi.web.assets.demonstration import load_sample_assets
from potensi.web.assets.entries import entry_of
from potensi.web.assets.export import COLUMNS, assets_file, blank_sheet
from potensi.web.assets.models import Asset
from potensi.web.assets.sheet import SHAPE, read_assets
from potensi.web.audit.models import AuditRow
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TODAY = date(2026, 1, 15)


def read(tmp_path: Path, content: bytes, name="aset.xlsx"):
    place = tmp_path / name
    place.write_bytes(content)
    return read_assets(place, TODAY)


def planned(tmp_path, actor, rows, headings=HEADINGS):
    found = read(tmp_path, xlsx_bytes(rows, headings))
    assert found.problems == ()
    return matching.plan(actor, found.rows, "aset.xlsx")


def told(problems):
    return [(each.code, each.cell) for each in problems]


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_from_the_file_to_the_list(people, signed_in, file):
    client = signed_in(people.participant)
    looked = client.post("/aset/impor/", {"file": file()})
    assert (looked.status_code, looked.context["new_count"], Asset.objects.count()) == (200, 3, 0)
    done = client.post("/aset/impor/simpan/", {"carried": carried_of(looked)}, follow=True)
    assert "3 aset baru, 0 diubah, 0 tetap" in done.content.decode()
    first = Asset.objects.get(name="Gudang kopi tua")
    assert (first.lat, first.lon, first.condition, first.kind) == (-8.2191, 114.3691, "idle", "building")
    assert first.office.agency.name == "Bappeda 3510"
    assert Asset.objects.get(name="Batik Gajah Oling").creative_subsector == "craft"
    assert AuditRow.objects.filter(action="assets.imported").get().after["entered"] == 3


def test_a_second_time_changes_nothing(people, signed_in):
    client = signed_in(people.participant)
    for _ in range(2):
        looked = client.post("/aset/impor/", {"file": xlsx_file()})
        client.post("/aset/impor/simpan/", {"carried": carried_of(looked)})
    assert (looked.context["new_count"], looked.context["changed_count"], looked.context["same"]) == (0, 0, 3)
    assert "Tidak ada yang berubah" in looked.content.decode()
    assert set(Asset.objects.values_list("revision", flat=True)) == {1}
    before = list(Asset.objects.order_by("pk").values())
    services.import_assets(actor=people.actor("participant"), entries=[], file="kosong.csv")
    assert list(Asset.objects.order_by("pk").values()) == before


def test_what_differs_is_changed_and_an_empty_cell_says_nothing(people, tmp_path):
    actor = people.actor("participant")
    asset = enter(actor, description="Atap utuh.", owner="Koperasi", condition="good")
    rows = [["3510", "GUDANG KOPI, TUA!", "building", "", "", "", "tidak terpakai", ""]]
    plan = planned(tmp_path, actor, rows)
    assert plan.changed[0].changes == ("name", "condition")
    services.import_assets(actor=actor, entries=plan.entries, file="aset.xlsx")
    asset.refresh_from_db()
    assert (asset.condition, asset.description, asset.owner, asset.revision) == ("idle", "Atap utuh.", "Koperasi", 2)
    row = AuditRow.objects.get(action="assets.imported")
    assert row.before == {"GUDANG KOPI, TUA!": {"name": "Gudang kopi tua", "condition": "good"}}


def test_what_changed_since_it_was_looked_over_is_not_overwritten(people, tmp_path):
    actor = people.actor("participant")
    asset = enter(actor, condition="good")
    plan = planned(tmp_path, actor, [["3510", "Gudang kopi tua", "bangunan", "", "", "", "rusak", ""]])
    new = planned(tmp_path, actor, [["3510", "Sanggar", "keahlian", "", "", "", "", ""]])
    services.edit(actor=actor, asset=asset, revision=1, values={"condition": "fair"})
    enter(actor, "sanggar!", kind="skill")
    for entries in (plan.entries, new.entries, [*new.entries, *plan.entries]):
        with pytest.raises(Invalid):
            services.import_assets(actor=actor, entries=entries, file="aset.xlsx")
    asset.refresh_from_db()
    assert (asset.condition, Asset.objects.count()) == ("fair", 2)


def test_every_problem_at_once_with_its_cell(people, tmp_path):
    rows = [
        ["Banyuwngi", "", "candi", "", "114,3", "-8,2", "baru", "tambang"],
        ["3510", "Sanggar", "keahlian", "", "-8,2", "", "", ""],
        ["3578", "Gudang", "bangunan", "", -8.2, 114.3, "", ""],
    ]
    found = read(tmp_path, xlsx_bytes(rows))
    assert told(found.problems) == [
        ("region_near", "A2"),
        ("empty", "B2"),
        ("not_offered", "C2"),
        ("not_offered", "H2"),
        ("not_offered", "G2"),
        ("swapped", "E2"),
        ("half_a_point", "F3"),
        ("elsewhere", "E4"),
    ]
    for lang in LANGUAGES:
        for each in found.problems:
            said = each.as_dict(lang)
            assert said["sheet"] == "Aset"
            assert said["message"]
            assert said["hint"]
            assert "{" not in said["message"] + said["hint"]
    offered = found.problems[2].hint("id")
    assert "kerajinan" in offered
    assert "Banyuwangi" in found.problems[0].hint("id")


def test_rows_that_may_not_be_imported(people, tmp_path):
    actor = people.actor("participant")
    gone = enter(actor, "Bioskop")
    services.withdraw(actor=actor, asset=gone, why="Dibongkar.")
    rows = [
        ["3511", "Stasiun", "bangunan", "", "", "", "", ""],
        ["3510", "bioskop", "bangunan", "", "", "", "", ""],
        ["3510", "Sanggar", "keahlian", "", "", "", "", ""],
        ["3510", "SANGGAR", "keahlian", "", "", "", "", ""],
    ]
    found = read(tmp_path, xlsx_bytes(rows))
    plan = matching.plan(actor, found.rows, "aset.xlsx")
    assert told(plan.problems) == [("region_not_yours", "A2"), ("withdrawn", "B3"), ("row_twice", "B5")]
    assert plan.entries == ()
    stranger = matching.plan(people.actor("stranger"), found.rows[:1], "aset.xlsx")
    with pytest.raises(Forbidden):
        services.import_assets(actor=actor, entries=stranger.entries, file="aset.xlsx")


def test_names_that_are_much_alike_are_asked_about(people, tmp_path):
    actor = people.actor("participant")
    enter(actor, "Gudang kopi tua Kalibaru")
    plan = planned(tmp_path, actor, [["3510", "Gudang Kopi Tua Kalibru", "bangunan", "", "", "", "", ""]])
    assert plan.new[0].alike == ("Gudang kopi tua Kalibaru",)


def test_an_entry_comes_back_whole_from_between_looking_over_and_importing(people, tmp_path):
    headings = [*HEADINGS, "terakhir dilihat"]
    for entry in planned(tmp_path, people.actor("participant"), [[*ROWS[0], "12/03/2025"]], headings).entries:
        again = entry_of(entry.as_json())
        assert again == entry
        assert again.values["seen"].isoformat() == "2025-03-12"


def test_only_what_we_wrote_for_oneself_is_confirmed(people, signed_in):
    looked = signed_in(people.participant).post("/aset/impor/", {"file": xlsx_file()})
    carried = carried_of(looked)
    for user, text in ((people.analyst, carried), (people.participant, carried[:-2]), (people.participant, "")):
        assert signed_in(user).post("/aset/impor/simpan/", {"carried": text}).status_code == 409
    assert not Asset.objects.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_blank_sheet_is_understood_and_offers_the_words(tmp_path, lang):
    book = load_workbook(io.BytesIO(blank_sheet(lang)))
    sheet, _, choices = book.worksheets
    assert [SHAPE.column(cell.value) for cell in sheet[1]] == list(COLUMNS)
    assert len(sheet.data_validations.dataValidation) == 4
    words = [[cell for cell in column if cell is not None] for column in choices.iter_cols(values_only=True)]
    assert sorted(len(column) - 1 for column in words) == [2, 5, 6, 17]
    assert told(read(tmp_path, blank_sheet(lang)).problems) == [("no_rows", None)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_comes_back_the_same_and_runs_nothing(people, tmp_path, lang, form):
    actor = people.actor("participant")
    texts = {
        "description": "satu\ndua",
        "owner": "+62 8123",
        "place": "@pasar",
        "evidence": "-",
        "business_field": "01111",
    }
    enter(actor, "=HYPERLINK(1)", lat=-8.21, lon=114.36, creative_subsector="craft", seen=TODAY, **texts)
    enter(actor, "Sanggar", kind="skill", visibility="region")
    content = assets_file(Asset.objects.select_related("region"), form, lang)
    plan = matching.plan(actor, read(tmp_path, content, f"aset.{form}").rows, "aset")
    assert (plan.problems, len(plan.same), len(plan.entries)) == ((), 2, 2)
    if form == "csv":
        texts = [cell for row in pl.read_csv(io.BytesIO(content), infer_schema=False).rows() for cell in row if cell]
        assert "'=HYPERLINK(1)" in texts
        numbers = {"-8.21", "114.36"}
        assert [each for each in texts if each[0] in "=+-@" and each not in numbers] == []
    else:
        cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in cells}


def test_the_sample_is_marked_and_loaded_once(people):
    actor = people.actor("administrator")
    first, second = load_sample_assets(actor), load_sample_assets(actor)
    assert (first.entered, second.entered, second.changed, second.same) == (43, 0, 0, 43)
    found = Asset.objects.all()
    assert all(each.sample and "(contoh)" in each.name and each.lat is not None for each in found)
    assert len({each.region_id for each in found}) >= 12
    assert {each.kind for each in found} == {"place", "craft", "crop", "event", "skill", "building"}
