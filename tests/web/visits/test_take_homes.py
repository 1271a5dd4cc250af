"""What is taken home: a first step within fourteen days, lateness that stays to be seen, and the region's ingredients."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from django.urls import reverse
from django.utils import timezone
from web.rights import world as worlds

from potensi.web.actor import SYSTEM
from potensi.web.assets.models import Asset
from potensi.web.audit.models import AuditRow
from potensi.web.datasets.figures import panel_of
from potensi.web.datasets.queries import main_version
from potensi.web.edits import Outdated
from potensi.web.people.models import Office
from potensi.web.people.queries import actor_of
from potensi.web.refused import Forbidden, Invalid
from potensi.web.visits import ingredients as looked
from potensi.web.visits.ingredients import Needs, ingredients, verdict_of
from potensi.web.visits.ingredients_shown import shown
from potensi.web.visits.models import Practice, TakeHome
from potensi.web.visits.queries import take_homes as queries
from potensi.web.visits.queries.take_homes import Asked
from potensi.web.visits.services import take_homes as services
from potensi.web.visits.services.take_homes import WITHIN_DAYS, Promise

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world(people):
    return worlds.build(people)


@pytest.fixture
def there(world):
    return world.journey


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def promise(today):
    return Promise("Satu loket di kecamatan", "Rapat dengan camat.", today + timedelta(days=7), step_who="Camat")


@pytest.fixture
def nia(there):
    """The participant from Bondowoso, as who acts."""
    return actor_of(there.guest.user)


def test_a_promise_is_for_ones_own_region_and_its_first_day_is_kept(there, nia, promise, today):
    made = services.promise_take_home(actor=nia, visit=there.visit, promise=promise)
    assert (made.region_id, made.participant, made.promised_by) == ("3511", there.guest, today + timedelta(days=7))
    assert (made.state, made.ingredients, made.version) == ("open", {}, None)
    with pytest.raises(Forbidden):
        services.promise_take_home(actor=nia, visit=there.hidden_visit, promise=promise)


@pytest.mark.parametrize("days", [-1, WITHIN_DAYS + 1])
def test_a_first_step_is_neither_past_nor_further_away_than_fourteen_days(there, nia, promise, today, days):
    with pytest.raises(Invalid) as refused:
        services.promise_take_home(
            actor=nia, visit=there.visit, promise=replace(promise, step_by=today + timedelta(days=days))
        )
    assert "14" in refused.value.message("id")
    for near in (0, WITHIN_DAYS):
        services.promise_take_home(
            actor=nia, visit=there.visit, promise=replace(promise, step_by=today + timedelta(days=near))
        )


def test_somebody_takes_the_step_an_office_of_the_own_region_or_in_words(there, nia, promise, people):
    banyuwangi = Office.objects.get(memberships__user=people.host)
    bondowoso = Office.objects.get(memberships__user=people.stranger)
    for office, who in ((None, " "), (banyuwangi, "")):
        with pytest.raises(Invalid):
            services.promise_take_home(
                actor=nia, visit=there.visit, promise=replace(promise, step_office=office, step_who=who)
            )
    made = services.promise_take_home(
        actor=nia, visit=there.visit, promise=replace(promise, step_office=bondowoso, step_who="")
    )
    # The duty is the office's: whoever holds it says that it is done.
    services.do_step(actor=people.actor("stranger"), take_home=made, on=timezone.localdate())


def test_a_promise_stands_on_a_card_of_its_visit(there, nia, promise):
    elsewhere = Practice.objects.create(visit=there.hidden_visit, title="Lain", what="Lain")
    for card in (elsewhere, there.practice):
        if card is there.practice:
            Practice.objects.filter(pk=card.pk).update(state="withdrawn")
            card.refresh_from_db()
        with pytest.raises(Invalid):
            services.promise_take_home(actor=nia, visit=there.visit, promise=replace(promise, practice=card))


def test_a_step_that_is_put_off_stays_late(there, people, promise, today):
    """Promised for 29 September 2025; put off to next week, it is late all the same, and late when it is done."""
    actor, late = people.actor("participant"), there.take_home
    assert queries.stand_of(late, today) == "late"
    kept = services.edit_take_home(actor=actor, take_home=late, revision=1, promise=promise)
    assert (kept.step_by, services.first_day(kept)) == (today + timedelta(days=7), late.step_by)
    assert queries.stand_of(kept, today) == "late"
    assert queries.late_days(kept, today) == (today - late.step_by).days
    done = services.do_step(actor=actor, take_home=kept, on=today - timedelta(days=1))
    assert queries.stand_of(done, today) == "stepped"
    assert queries.late_days(done, today) == (today - late.step_by).days - 1
    with pytest.raises(Invalid):
        services.do_step(actor=actor, take_home=done, on=today)
    with pytest.raises(Invalid):
        services.edit_take_home(actor=actor, take_home=done, revision=3, promise=replace(promise, first_step="Lain."))
    closed = services.close_take_home(actor=actor, take_home=done, state="adopted", on=today, outcome="Jalan.")
    assert queries.stand_of(closed, today) == "adopted"
    with pytest.raises(Invalid):
        services.edit_take_home(actor=actor, take_home=closed, revision=4, promise=promise)


def test_a_promise_is_closed_with_a_day_that_was_and_an_outcome(there, people, today):
    actor, own = people.actor("participant"), there.take_home
    refused = (
        ("open", today, "x"),
        ("adopted", today + timedelta(days=1), "x"),
        ("adopted", there.visit.starts - timedelta(days=1), "x"),
        ("dropped", today, "  "),
    )
    for state, on, outcome in refused:
        with pytest.raises(Invalid):
            services.close_take_home(actor=actor, take_home=own, state=state, on=on, outcome=outcome)
    for other in ("host", "analyst", "organiser"):
        with pytest.raises(Forbidden):
            services.close_take_home(
                actor=people.actor(other), take_home=own, state="adopted", on=today, outcome="Jalan."
            )
    services.close_take_home(actor=people.actor("leader"), take_home=own, state="adopted", on=today, outcome="Jalan.")


def test_of_two_editors_the_later_is_shown_the_difference(there, people, promise, signed_in):
    services.edit_take_home(actor=people.actor("participant"), take_home=there.take_home, revision=1, promise=promise)
    with pytest.raises(Outdated) as refused:
        services.edit_take_home(
            actor=people.actor("leader"), take_home=there.take_home, revision=1, promise=replace(promise, money="Nol.")
        )
    assert [each.field for each in refused.value.differences] == ["money"]
    url = reverse("visits:take_home_edit", args=[there.take_home.pk])
    sent = {"title": promise.title, "first_step": promise.first_step, "step_by": promise.step_by, "step_who": "Sekda"}
    answer = signed_in(people.leader).post(url, sent | {"revision": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<del>Camat</del>" in page
    assert "<ins>Sekda</ins>" in page
    assert 'name="revision" value="2"' in page
    assert signed_in(people.leader).post(url, sent | {"revision": 2}).status_code == 302
    assert "Camat" in str([row.before for row in AuditRow.objects.filter(action="take_home.edited")])


def test_late_ones_come_first_then_by_their_day(there, nia, people, promise, today):
    later = services.promise_take_home(actor=nia, visit=there.visit, promise=promise)
    sooner = services.promise_take_home(actor=nia, visit=there.visit, promise=replace(promise, step_by=today))
    done = services.promise_take_home(actor=nia, visit=there.visit, promise=promise)
    services.do_step(actor=nia, take_home=done, on=today)
    found = queries.take_homes(people.actor("organiser"), Asked(), today)
    assert list(found) == [there.take_home, sooner, later, done]
    assert queries.counts(found) == [("late", 1), ("due", 2), ("stepped", 1)]
    assert list(queries.take_homes(nia, Asked(mine=True, stand="due"), today)) == [sooner, later]
    assert list(queries.take_homes(nia, Asked(region="3510"), today)) == [there.take_home]
    assert list(queries.take_homes(SYSTEM, Asked(visit=there.hidden_visit), today)) == []
    # Bondowoso's analyst reads what was promised for Bondowoso, and nothing else.
    assert set(queries.take_homes(people.actor("stranger"), Asked(), today)) == {sooner, later, done}


@pytest.mark.parametrize(
    ("share", "lq", "host_share", "verdict"),
    [
        (0.04, 1.0, 0.2, "there"),
        (0.05, 0.2, 0.05, "there"),
        (0.05, 0.5, None, "partly"),
        (0.05, 0.3, 0.1, "partly"),
        (0.049, 0.49, 0.1, "missing"),
        (0.0, 0.0, 0.1, "missing"),
        (0.0, 0.0, 0.0, "missing"),
        (None, 1.2, 0.1, "unknown"),
        (0.05, None, None, "unknown"),
        (0.05, None, 0.05, "there"),
    ],
)
def test_how_far_an_industry_is_there(share, lq, host_share, verdict):
    assert verdict_of(share, lq, host_share) == verdict


def test_the_figures_of_an_ingredient_are_those_of_the_public_version(world, nia):
    found = ingredients(nia, "3511", "3510", Needs(industries=("A", "G", "Z")))
    version = main_version(region="3511")
    by_code = {item["code"]: item for item in found.snapshot["items"]}
    # Counted here by hand: each region's share of 2024, over the share of all six together.
    rows = panel_of(version).frame.filter(pl.col("period") == 2024)
    values = {(row["region"], row["activity"]): row["value"] for row in rows.iter_rows(named=True)}

    def share(of, code):
        there = {key: value for key, value in values.items() if key[0] in of}
        return sum(value for (_, activity), value in there.items() if activity == code) / sum(there.values())

    for code in ("A", "G"):
        told = by_code[code]
        for region, side in (("3511", ""), ("3510", "host_")):
            assert told[f"{side}share"] == pytest.approx(share({region}, code))
            lq = share({region}, code) / share(set(worlds.REGIONS), code)
            assert told[f"{side}lq"] == pytest.approx(lq)
        assert told["verdict"] == verdict_of(told["share"], told["lq"], told["host_share"])
    assert by_code["Z"]["verdict"] == "unknown"
    assert found.version == version
    assert found.snapshot["figures"]["number"] == version.number
    assert found.snapshot["figures"]["year"] == 2024


def test_likeness_is_a_rank_among_all_other_regions(world, nia):
    structure = ingredients(nia, "3511", "3510", Needs(kinds=("craft",))).snapshot["items"][0]
    assert structure["what"] == "structure"
    assert structure["of"] == 5
    assert 1 <= structure["rank"] <= 5
    verdicts = []
    for host in ("3509", "3510", "3512", "3513", "3514"):
        item = ingredients(nia, "3511", host, Needs(kinds=("craft",))).snapshot["items"][0]
        verdicts.append((item["rank"], item["verdict"]))
    assert [verdict for _, verdict in sorted(verdicts)] == ["there", "partly", "missing", "missing", "missing"]
    assert sorted(rank for rank, _ in verdicts) == [1, 2, 3, 4, 5]


def test_a_region_like_itself_and_one_without_figures_are_not_compared(world, nia):
    same = ingredients(nia, "3510", "3510", Needs(kinds=("craft",))).snapshot["items"]
    assert [item["what"] for item in same] == ["kind"]
    without = ingredients(nia, "3501", "3510", Needs(industries=("A",)))
    assert (without.version, without.snapshot["figures"]) == (None, None)
    assert without.snapshot["items"][0]["verdict"] == "unknown"
    elsewhere = ingredients(nia, "3511", "3501", Needs(industries=("A",))).snapshot["items"]
    assert elsewhere[0]["host_share"] is None
    assert elsewhere[0]["verdict"] == verdict_of(elsewhere[0]["share"], elsewhere[0]["lq"], None)
    assert elsewhere[1]["verdict"] == "unknown"


def test_assets_not_recorded_are_not_assets_that_are_not_there(world, nia, people):
    needs = Needs(kinds=("craft", "building"), subsectors=("fashion",), fields=("56303",))

    def verdicts(region, actor):
        items = ingredients(actor, region, region, needs).snapshot["items"]
        return {item["code"]: item["verdict"] for item in items}

    assert set(verdicts("3511", nia).values()) == {"unknown"}
    joko = people.actor("participant")
    # The building of Banyuwangi is there; nobody has looked at its condition.
    assert verdicts("3510", joko) == {
        "craft": "missing",
        "building": "partly",
        "fashion": "missing",
        "56303": "missing",
    }
    Asset.objects.create(
        region_id="3510", name="Batik Gajah Oling", kind="craft", condition="good", creative_subsector="fashion",
        business_field="56303", visibility="region",
    )  # fmt: skip
    found = ingredients(joko, "3510", "3510", needs).snapshot["items"]
    assert {item["code"]: item["verdict"] for item in found}["craft"] == "there"
    # Whoever was on the visit reads the promise: what only the region sees is counted, not named.
    assert [item["examples"] for item in found if item["code"] == "craft"] == [[]]
    assert [len(item["examples"]) for item in found if item["code"] == "building"] == [1]


@pytest.mark.parametrize("needs", [Needs(kinds=("x",)), Needs(subsectors=("x",)), Needs(fields=("00000",))])
def test_what_no_list_knows_is_not_looked_for(world, nia, needs):
    with pytest.raises(Invalid):
        ingredients(nia, "3511", "3510", needs)


def test_the_answer_is_kept_as_it_was_and_reads_as_sentences(world, nia, promise, people):
    there, needs = world.journey, Needs(industries=("A",), kinds=("building",))
    found = ingredients(nia, "3511", "3510", needs)
    made = services.promise_take_home(actor=nia, visit=there.visit, promise=promise, found=found)
    before = TakeHome.objects.get(pk=made.pk).ingredients
    Asset.objects.create(region_id="3511", name="Gudang garam", kind="building", condition="idle")
    kept = services.edit_take_home(actor=nia, take_home=made, revision=1, promise=replace(promise, money="Nol."))
    assert kept.ingredients == before
    assert looked.needs_of(kept.ingredients) == needs
    for lang in ("id", "en"):
        read = shown(kept.ingredients, lang)
        assert [line.verdict for line in read.lines][-1] == "unknown"
        assert "2024" in read.lines[0].said
        assert "LQ" in read.lines[0].said
        assert sum(count for _, count in read.counts) == len(read.lines) == 3
    newer = ingredients(nia, "3511", "3510", needs)
    kept = services.edit_take_home(actor=nia, take_home=kept, revision=2, promise=promise, found=newer)
    assert shown(kept.ingredients, "id").lines[-1].verdict == "there"


def test_the_pages_from_a_card_to_a_promise_that_is_kept(world, people, signed_in, today):
    there, client = world.journey, signed_in(people.participant)
    new = reverse("visits:take_home_new", args=[there.visit.pk])
    page = client.get(new, {"praktik": there.practice.pk}).content.decode()
    assert 'value="Satu loket"' in page
    looked_at = client.post(new, {"industries": ["A"], "kinds": ["building"], "look": "1"})
    page = looked_at.content.decode()
    assert looked_at.status_code == 200
    assert "Gudang kopi tua" in page
    assert "LQ" in page
    assert not TakeHome.objects.filter(title="Loket desa").exists()
    sent = {"title": "Loket desa", "first_step": "Rapat.", "step_by": today, "practice": there.practice.pk}
    assert client.post(new, sent).status_code == 422
    answer = client.post(new, sent | {"step_who": "Camat", "industries": ["A"], "fields_needed": "56303"})
    made = TakeHome.objects.get(title="Loket desa")
    assert answer["Location"] == reverse("visits:take_home", args=[made.pk])
    assert [item["code"] for item in made.ingredients["items"]] == ["A", "56303"]
    assert made.version == main_version(region="3510")
    assert client.post(new, sent | {"step_who": "x", "fields_needed": "99999"}).status_code == 422
    edit = reverse("visits:take_home_edit", args=[made.pk])
    page = client.get(edit).content.decode()
    assert 'value="A" ' in page
    assert 'value="56303"' in page
    for name, data in (("step", {"on": today}), ("close", {"on": today, "state": "adopted", "outcome": "Jalan."})):
        assert client.post(reverse(f"visits:take_home_{name}", args=[made.pk]), data).status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Diterapkan pada" in page
    assert reverse("audit:object", args=["takehome", made.pk]) in page
    assert "Jalan." in page
    assert client.get(edit).status_code == 409
    public = client.get(reverse("visits:practice", args=[there.practice.pk])).content.decode()
    assert "Sudah diterapkan di: Kabupaten Banyuwangi." in public


def test_the_lists_by_region_visit_and_mine(world, people, signed_in):
    there, client, url = world.journey, signed_in(people.participant), reverse("visits:take_homes")
    page = client.get(url, {"saya": "ya", "kunjungan": there.visit.pk, "daerah": "3510", "keadaan": "late"})
    assert there.take_home.title in page.content.decode()
    assert reverse("visits:take_home_new", args=[there.visit.pk]) in page.content.decode()
    assert there.take_home.title not in client.get(url, {"keadaan": "adopted"}).content.decode()
    for odd in ({"kunjungan": "x"}, {"kunjungan": "9" * 30}, {"daerah": "%"}):
        assert client.get(url, odd).status_code == 200
