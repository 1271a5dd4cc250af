"""Versions: who sees which, what replaces what, what differs, and the figures as files."""

import io

import openpyxl
import polars as pl
import pytest
from django.db import IntegrityError
from web.datasets.made import content, new, panel

from potensi.data.files import read
from potensi.panel import read_parquet
from potensi.web.actor import NOBODY, SYSTEM
from potensi.web.audit.models import AuditRow
from potensi.web.datasets import figures, rules, services
from potensi.web.datasets.comparison import compare
from potensi.web.datasets.models import Dataset, Version
from potensi.web.people.models import Office
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SLUG = "pdrb-banyuwangi"


def changed(cells, base=None):
    """Return the small panel with other values in some cells (None takes the figure away, "" the whole cell)."""
    from dataclasses import replace

    base = panel() if base is None else base
    rows = []
    for row in base.frame.iter_rows(named=True):
        value = cells.get((row["region"], row["activity"], row["period"]), row["value"])
        if value != "":
            rows.append(row | {"value": value, "status": "not_available" if value is None else row["status"]})
    return replace(base, frame=pl.DataFrame(rows, schema=base.frame.schema))


@pytest.fixture
def draft(people):
    """Bring in a draft of a data set of Banyuwangi's."""

    def bring_in(target=None, found=None, **about):
        target = new(**about) if target is None else target
        return services.bring_in(actor=people.actor("analyst"), target=target, content=content(found))

    return bring_in


@pytest.fixture
def published(people, draft):
    """Publish a version."""

    def publish(target=None, found=None, **about):
        version = draft(target, found, **about)
        return services.publish(actor=people.actor("analyst"), version=version, why="terbit")

    return publish


def states():
    return dict(Version.objects.order_by("number").values_list("number", "state"))


def test_a_new_version_replaces_and_a_withdrawn_one_gives_way(people, published):
    first = published()
    second = published(first.dataset, changed({("3510", "A", 2024): 1.0}))
    third = published(first.dataset, changed({("3510", "A", 2024): 2.0}))
    assert states() == {1: "replaced", 2: "replaced", 3: "published"}
    actor = people.actor("leader")
    assert services.withdraw(actor=actor, version=third, why="salah") == second
    assert states() == {1: "replaced", 2: "published", 3: "withdrawn"}
    assert services.withdraw(actor=actor, version=first, why="salah") == second
    assert services.withdraw(actor=actor, version=second, why="salah") is None
    assert set(states().values()) == {"withdrawn"}
    with pytest.raises(Invalid, match="not published"):
        services.withdraw(actor=actor, version=second, why="lagi")


def test_a_published_version_stays_as_it_is(people, published):
    version = published()
    for act in (services.publish, services.discard):
        extra = {"why": "x"} if act is services.publish else {}
        with pytest.raises(Invalid):
            act(actor=people.actor("analyst"), version=version, **extra)
    before = figures.path_of(version.digest).read_bytes()
    published(version.dataset, changed({("3510", "A", 2024): 1.0}))
    assert figures.path_of(version.digest).read_bytes() == before
    fresh = Version.objects.get(pk=version.pk)
    names = ("number", "digest", "papers", "understood", "note", "published", "uploaded", "file_name")
    assert all(getattr(fresh, name) == getattr(version, name) for name in names)


def test_one_data_set_has_one_current_version(published):
    first = published()
    second = published(first.dataset)
    with pytest.raises(IntegrityError):
        Version.objects.filter(pk__in=[first.pk, second.pk]).update(state="published")


def test_every_service_leaves_one_row(people, draft, published):
    version = published()
    services.withdraw(actor=people.actor("analyst"), version=version, why="keliru")
    services.discard(actor=people.actor("analyst"), version=draft(version.dataset))
    services.edit(actor=people.actor("leader"), dataset=version.dataset, title="Baru", visibility="region", office=None)
    rows = list(AuditRow.objects.order_by("pk").values_list("action", "region", "why"))
    assert rows == [
        ("dataset.brought_in", "3510", ""),
        ("dataset.published", "3510", "terbit"),
        ("dataset.withdrawn", "3510", "keliru"),
        ("dataset.brought_in", "3510", ""),
        ("dataset.discarded", "3510", ""),
        ("dataset.edited", "3510", ""),
    ]
    assert AuditRow.objects.first().changed == [
        ("title", "PDRB Banyuwangi", "Baru"),
        ("visibility", "public", "region"),
    ]


def test_two_data_sets_of_one_title_have_two_addresses(draft):
    assert [draft().dataset.slug for _ in range(3)] == [SLUG, f"{SLUG}-2", f"{SLUG}-3"]
    assert draft(title="Unggah").dataset.slug == "unggah-2"
    assert draft(title="***").dataset.slug == "data-2"


READERS = ("administrator", "analyst", "leader", "participant", "host", "stranger", "visitor")
SEEN = {
    "public": set(READERS) | {"nobody"},
    "region": {"administrator", "analyst", "leader", "participant", "host"},
    "office": {"analyst"},
}


@pytest.mark.parametrize("visibility", SEEN)
def test_who_sees_what_is_published(people, published, signed_in, client, visibility):
    office = Office.objects.get(memberships__user=people.analyst)
    version = published(visibility=visibility, office=office.pk)
    seen = {role for role in READERS if rules.visible(people.actor(role)).exists()}
    seen |= {"nobody"} if rules.visible(NOBODY).exists() else set()
    assert seen == SEEN[visibility]
    assert rules.visible(SYSTEM).exists()
    places = [f"/data/{SLUG}/", f"/data/{SLUG}/versi/1/", f"/data/{SLUG}/versi/1/angka.csv", f"/data/{SLUG}/banding/",
              f"/data/{SLUG}/versi/1/kemajuan/"]  # fmt: skip
    for role in (*READERS, "nobody"):
        reader = client if role == "nobody" else signed_in(getattr(people, role))
        for place in places:
            assert reader.get(place).status_code == (200 if role in seen else 404), (role, place)
        assert (version.dataset.title in reader.get("/data/").content.decode()) == (role in seen)


def test_a_draft_is_seen_by_those_who_may_publish_it(people, draft, signed_in, client):
    draft()
    for role in ("administrator", "analyst", "leader", "local_administrator"):
        assert signed_in(getattr(people, role)).get(f"/data/{SLUG}/versi/1/").status_code == 200, role
    for role in ("participant", "host", "organiser", "stranger", "visitor"):
        assert signed_in(getattr(people, role)).get(f"/data/{SLUG}/").status_code == 404, role
        assert signed_in(getattr(people, role)).get(f"/data/{SLUG}/versi/1/").status_code == 404, role
    assert client.get(f"/data/{SLUG}/versi/1/").status_code == 404


def test_a_draft_of_a_public_data_set_is_no_ones_elses(people, draft, published, signed_in, client):
    draft(published().dataset)
    assert client.get(f"/data/{SLUG}/").status_code == 200
    assert client.get(f"/data/{SLUG}/versi/2/").status_code == 404
    assert "/versi/2/" not in client.get(f"/data/{SLUG}/").content.decode()
    assert client.get(f"/data/{SLUG}/banding/?a=1&b=2").status_code == 404
    assert "/versi/2/" in signed_in(people.leader).get(f"/data/{SLUG}/").content.decode()


def test_a_withdrawn_version_stays_on_record_without_its_figures(people, published, client):
    version = published()
    services.withdraw(actor=people.actor("analyst"), version=version, why="satuan keliru")
    page = client.get(f"/data/{SLUG}/").content.decode()
    assert "ditarik" in page
    assert "satuan keliru" in page
    assert client.get(f"/data/{SLUG}/versi/1/").status_code == 404
    assert client.get(f"/data/{SLUG}/versi/1/angka.csv").status_code == 404


@pytest.mark.parametrize("act", ["terbit", "buang", "tarik", "hitung"])
def test_who_may_only_read_changes_nothing(people, draft, published, signed_in, client, act):
    published()
    draft(Dataset.objects.get())
    number = 1 if act in ("tarik", "hitung") else 2
    rows = AuditRow.objects.count()
    for role, status in (("participant", 403), ("host", 403), ("stranger", 403), ("visitor", 403)):
        expected = 404 if number == 2 else status
        answer = signed_in(getattr(people, role)).post(f"/data/{SLUG}/versi/{number}/{act}/", {"why": "x"})
        assert answer.status_code == expected, role
    assert client.post(f"/data/{SLUG}/versi/{number}/{act}/", {"why": "x"}).status_code in (302, 404)
    assert client.get(f"/data/{SLUG}/versi/{number}/{act}/").status_code == 405
    assert signed_in(people.participant).get(f"/data/{SLUG}/ubah/").status_code == 403
    assert states() == {1: "published", 2: "draft"}
    assert AuditRow.objects.count() == rows


def test_rules_hold_in_the_services_too(people, draft, published):
    version = published()
    stranger = people.actor("stranger")
    with pytest.raises(Forbidden):
        services.withdraw(actor=stranger, version=version, why="x")
    with pytest.raises(Forbidden):
        services.bring_in(actor=stranger, target=version.dataset, content=content())
    with pytest.raises(Forbidden):
        services.bring_in(actor=stranger, target=new(), content=content())
    with pytest.raises(Forbidden):
        services.edit(actor=stranger, dataset=version.dataset, title="x", visibility="public", office=None)
    with pytest.raises(Forbidden):
        services.load_sample(actor=people.actor("administrator"))
    with pytest.raises(Invalid):
        services.bring_in(
            actor=people.actor("analyst"),
            target=new(office=Office.objects.get(memberships__user=people.stranger).pk),
            content=content(),
        )
    with pytest.raises(Invalid):
        services.edit(
            actor=people.actor("analyst"), dataset=version.dataset, title="x", visibility="office", office=None
        )


def test_the_page_for_changing_a_title(people, published, signed_in):
    published()
    client = signed_in(people.analyst)
    assert 'value="PDRB Banyuwangi"' in client.get(f"/data/{SLUG}/ubah/").content.decode()
    answer = client.post(f"/data/{SLUG}/ubah/", {"title": "PDRB 2024", "visibility": "office", "office": ""})
    assert answer.status_code == 409
    answer = client.post(f"/data/{SLUG}/ubah/", {"title": "", "visibility": "region"})
    assert answer.status_code == 422
    answer = client.post(f"/data/{SLUG}/ubah/", {"title": "PDRB 2024", "visibility": "region", "office": ""})
    assert answer.url == f"/data/{SLUG}/"
    assert "PDRB 2024" in client.get(answer.url).content.decode()


def test_versions_are_compared_cell_by_cell_the_largest_change_first(published, client):
    old = published()
    value = next(row[3] for row in panel().frame.iter_rows() if row[:3] == ("3510", "A", 2024))
    cells = {
        ("3510", "A", 2024): value * 1.5,
        ("3510", "C", 2024): None,
        ("3511", "G", 2022): "",
        ("3509", "A", 2022): 1.0,
    }
    published(old.dataset, changed(cells))
    found = compare(figures.panel_of(old), changed(cells), "id")
    assert found.counts == {"changed": 3, "removed": 1}
    kinds = found.cells.select("kind", "region", "activity", "period").rows()
    assert kinds[0] == ("changed", "3510", "C", 2024)
    assert kinds[1] == ("changed", "3509", "A", 2022)
    assert kinds[2] == ("changed", "3510", "A", 2024)
    assert kinds[3] == ("removed", "3511", "G", 2022)
    assert found.cells["difference_percent"][2] == pytest.approx(50)
    page = client.get(f"/data/{SLUG}/banding/").content.decode()
    assert "+50,00 persen" in page
    assert "Angka yang berubah: 3" in page
    assert "Angka yang tidak ada lagi: 1" in page
    backward = compare(changed(cells), figures.panel_of(old), "en")
    assert backward.counts == {"changed": 3, "added": 1}
    file = client.get(f"/data/{SLUG}/banding.csv?a=1&b=2")
    assert file["Content-Type"].startswith("text/csv")
    assert len(file.content.decode("utf-8-sig").splitlines()) == 5
    assert client.get(f"/data/{SLUG}/banding/?a=1&b=9").status_code == 404
    assert client.get(f"/data/{SLUG}/banding/?a=1&b=1").status_code == 200


def test_statuses_and_papers_are_compared_too():
    from dataclasses import replace

    base = panel()
    frame = base.frame.with_columns(status=pl.when(pl.col("period") == 2024).then(pl.lit("final")).otherwise("status"))
    other = replace(base, frame=frame, papers=replace(base.papers, source="BPS 2026"))
    found = compare(base, other, "id")
    assert found.counts == {"status": 9}
    assert [name for name, _, _ in found.papers] == ["source"]
    assert not found.same
    assert compare(base, panel(), "id").same


def test_the_figures_come_out_as_they_went_in(published, client, tmp_path):
    version = published()
    frames = {}
    for form in ("csv", "parquet", "xlsx"):
        answer = client.get(f"/data/{SLUG}/versi/1/angka.{form}")
        assert answer["Content-Disposition"] == f'attachment; filename="{SLUG}-v1.{form}"'
        place = tmp_path / f"angka.{form}"
        place.write_bytes(answer.content)
        frames[form] = place
    kept = figures.panel_of(version)
    assert read_parquet(frames["parquet"]).frame.equals(kept.frame)
    again = read(frames["csv"])
    assert again.frame.equals(kept.frame)
    assert again.papers.unit == kept.papers.unit
    book = openpyxl.load_workbook(frames["xlsx"])
    assert "Angka" in book.sheetnames
    assert client.get(f"/data/{SLUG}/versi/1/angka.exe").status_code == 404
    same = client.get(f"/data/{SLUG}/versi/1/angka.xlsx").content
    assert same == frames["xlsx"].read_bytes()


def test_no_name_runs_as_a_formula_in_a_file(published, client):
    from dataclasses import replace

    base = panel()
    evil = base.regions.with_columns(name=pl.lit("=cmd|' /C calc'!A0"))
    published(found=replace(base, regions=evil, papers=replace(base.papers, title="=1+1")))
    text = client.get(f"/data/{SLUG}/versi/1/angka.csv").content.decode("utf-8-sig")
    assert "'=cmd" in text
    assert ",=cmd" not in text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/data/{SLUG}/versi/1/angka.xlsx").content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_figures_that_nothing_refers_to_go_after_a_day(published, tmp_path):
    import os
    import time

    version = published()
    orphan = figures.keep(changed({("3510", "A", 2024): 7.0}))
    young = figures.keep(changed({("3510", "A", 2024): 8.0}))
    part = figures.path_of("x").with_name(".abc.part")
    part.write_bytes(b"half")
    old = time.time() - 100_000
    for place in (figures.path_of(version.digest), figures.path_of(orphan), part):
        os.utime(place, (old, old))
    assert figures.forget_orphans() == 2
    assert figures.whole(version.digest)
    assert not figures.path_of(orphan).exists()
    assert not part.exists()
    assert figures.whole(young)
    assert figures.forget_orphans(older_than=-10) >= 1
    assert not figures.whole(young)
    assert figures.whole(version.digest)


def test_damaged_figures_are_noticed(published):
    digest = published(found=changed({("3510", "A", 2024): 9.0})).digest
    assert figures.whole(digest)
    figures.path_of(digest).write_bytes(b"PAR1 something else PAR1")
    assert not figures.whole(digest)
    figures.path_of(digest).unlink()
    assert not figures.whole(digest)
