"""The groups of a cohort on the web: wished, made, pinned, moved, exchanged; nothing broken without being named."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from potensi.language import LANGUAGES
from potensi.web.audit.models import AuditRow
from potensi.web.people.models import Agency, User
from potensi.web.refused import Forbidden, Invalid
from potensi.web.visits.grouping.kept import broken_of, grouping_kept, wishes_kept, wishes_of
from potensi.web.visits.grouping.standing import planned, standing
from potensi.web.visits.grouping.told import Teller
from potensi.web.visits.grouping.wishes import Broken, Reason, Wish, Wishes
from potensi.web.visits.models import Cohort, Group, Participant, Practice, Programme, Visit
from potensi.web.visits.services import groups

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def cohort(people):
    """Twelve people of four agencies (three each) in two regions; every third is a head; the participant is one."""
    programme = Programme.objects.create(region_id="3510", name="Belajar")
    cohort = Cohort.objects.create(programme=programme, name="I", starts=date(2025, 9, 1), ends=date(2025, 9, 2))
    for at in range(12):
        region = "3510" if at < 6 else "3511"
        agency, _ = Agency.objects.get_or_create(region_id=region, name=f"Dinas {at % 4} {region}")
        user = people.participant if at == 0 else User.objects.create_user(f"k{at}@example.id", name=f"Orang {at:02d}")
        kind = "Kepala" if at % 3 == 0 else "Staf"
        Participant.objects.create(cohort=cohort, user=user, agency=agency, kind=kind)
    return cohort


def made(people, cohort, wishes=None):
    actor = people.actor("organiser")
    if wishes is not None:
        groups.wish_groups(actor=actor, cohort=cohort, wishes=wishes)
    cohort.refresh_from_db()
    now = groups.make_groups(actor=actor, cohort=cohort, plan=planned(cohort))
    cohort.refresh_from_db()
    return now


def text_of(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_a_cohort_is_dealt_into_groups_and_every_person_has_one(people, cohort):
    now = made(people, cohort, Wishes(groups=3, regions_apart=False, each_kind=(("Kepala", 1),)))
    assert sorted(now.assignment.values()) == [1] * 4 + [2] * 4 + [3] * 4
    assert now.broken == ()
    row = AuditRow.objects.get(action="groups.made")
    assert row.after == {"groups": 3, "people": 12, "broken": 0}


def test_what_cannot_be_kept_is_kept_with_its_reason_and_told_on_the_page(people, cohort, signed_in):
    made(people, cohort, Wishes(groups=3, agencies_apart=False))
    cohort.refresh_from_db()
    assert {each.wish.code for each in broken_of(cohort.grouping)} == {"region"}
    page = signed_in(people.organiser).get(reverse("visits:groups", args=[cohort.pk]))
    assert "Tidak ada dua orang dari daerah Kabupaten Banyuwangi dalam satu kelompok" in text_of(page)
    assert "Ada 6 orang dari Kabupaten Banyuwangi, tetapi hanya 3 kelompok" in text_of(page)


def test_groups_made_anew_leave_the_pinned_where_they_are(people, cohort):
    now = made(people, cohort, Wishes(groups=4, regions_apart=False))
    chosen = now.participants[3]
    other = next(each for each in now.groups if each.pk != chosen.group_id)
    groups.move(actor=people.actor("organiser"), participant=chosen, group=other)
    again = made(people, cohort)
    assert again.assignment[str(chosen.pk)] == other.number
    assert Participant.objects.get(pk=chosen.pk).pinned


def test_a_move_that_breaks_a_wish_names_it(people, cohort, signed_in):
    now = made(people, cohort, Wishes(groups=3, regions_apart=False))
    assert now.broken == ()
    one = now.participants[0]
    mate = next(each for each in now.participants if each.agency_id == one.agency_id and each.pk != one.pk)
    client = signed_in(people.organiser)
    answer = client.post(reverse("visits:group_move", args=[one.pk]), {"group": mate.group_id}, follow=True)
    wish = f"Tidak ada dua orang dari {one.agency.name} dalam satu kelompok"
    assert f"Yang kini dilanggar: {wish}" in text_of(answer)
    cohort.refresh_from_db()
    kept = {each.wish: each for each in broken_of(cohort.grouping)}
    assert kept[Wish("agency", (str(one.agency_id),))].reasons == (Reason("by_hand"),)
    assert Wish("balance") in kept
    assert not cohort.grouping["proven"]
    assert {each.wish for each in standing(cohort).broken} == set(kept)


def test_a_swap_exchanges_groups_and_pins_both(people, cohort, signed_in):
    now = made(people, cohort, Wishes(groups=3, agencies_apart=False, regions_apart=False))
    one, two = (
        now.participants[0],
        next(each for each in now.participants if each.group_id != now.participants[0].group_id),
    )
    answer = signed_in(people.organiser).post(reverse("visits:group_swap", args=[one.pk]), {"other": two.pk})
    assert answer.status_code == 302
    before = (one.group_id, two.group_id)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (two.group_id, one.group_id) == before
    assert one.pinned
    assert two.pinned
    assert standing(cohort).broken == ()


def test_the_offer_to_move_says_what_each_group_would_break(people, cohort, signed_in):
    now = made(people, cohort, Wishes(groups=3, regions_apart=False))
    one = now.participants[0]
    page = BeautifulSoup(
        signed_in(people.organiser).get(reverse("visits:group_move", args=[one.pk])).content, "html.parser"
    )
    offered = {option["value"]: option.text for option in page.select("select[name=group] option")}
    assert set(offered) == {str(each.pk) for each in now.groups if each.pk != one.group_id}
    for each in now.groups:
        if each.pk != one.group_id:
            worse = now.worse({str(one.pk): each.number})
            assert offered[str(each.pk)].startswith(f"Melanggar {len(worse)}:" if worse else "Aman:")


def test_whoever_comes_later_is_named_as_without_a_group(people, cohort, signed_in):
    made(people, cohort, Wishes(groups=3, regions_apart=False))
    late = Participant.objects.create(cohort=cohort, user=people.stranger, agency=Agency.objects.first(), kind="Staf")
    assert standing(cohort).without == (late,)
    page = text_of(signed_in(people.organiser).get(reverse("visits:groups", args=[cohort.pk])))
    assert "Belum punya kelompok" in page
    assert str(late.user) in page.split("Belum punya kelompok")[1]


def test_what_people_who_left_broke_is_counted_again(people, cohort):
    now = made(people, cohort, Wishes(groups=3, regions_apart=False, agencies_apart=False, each_kind=(("Kepala", 1),)))
    assert now.broken == ()
    head = next(each for each in now.participants if each.kind == "Kepala" and now.assignment[str(each.pk)] == 2)
    others = [each for each in now.participants if each.kind == "Kepala" and each.group_id == head.group_id]
    Participant.objects.filter(pk__in=[each.pk for each in others]).update(left=date(2025, 9, 1))
    found = {each.wish: each for each in standing(cohort).broken}
    assert found[Wish("kind", ("Kepala",))].reasons == (Reason("since"),)


def test_a_plan_for_people_who_changed_meanwhile_is_not_taken_over(people, cohort):
    plan = planned(cohort)
    Participant.objects.filter(cohort=cohort).last().delete()
    with pytest.raises(Invalid) as refused:
        groups.make_groups(actor=people.actor("organiser"), cohort=cohort, plan=plan)
    assert refused.value.reason == "visits_groups_changed"
    assert not Group.objects.filter(cohort=cohort).exists()


def test_a_group_that_has_written_cards_does_not_vanish(people, cohort):
    now = made(people, cohort, Wishes(groups=4))
    visit = Visit.objects.create(cohort=cohort, host_region_id="3511", starts=cohort.starts, ends=cohort.ends)
    Practice.objects.create(visit=visit, group=now.groups[3], title="Loket", what="Satu loket.")
    with pytest.raises(Invalid) as refused:
        made(people, cohort, Wishes(groups=3))
    assert refused.value.reason == "visits_groups_have_cards"


def test_fewer_groups_take_the_empty_ones_away_and_keep_the_others(people, cohort):
    first = made(people, cohort, Wishes(groups=4))
    second = made(people, cohort, Wishes(groups=3))
    assert [each.pk for each in second.groups] == [each.pk for each in first.groups[:3]]


@pytest.mark.parametrize("role", ["participant", "stranger", "analyst", "host"])
def test_only_who_runs_the_cohort_changes_its_groups(people, cohort, role):
    now = made(people, cohort, Wishes(groups=3))
    one, actor = now.participants[0], people.actor(role)
    two = next(each for each in now.participants if each.group_id != one.group_id)
    acts = [
        lambda: groups.wish_groups(actor=actor, cohort=cohort, wishes=Wishes()),
        lambda: groups.make_groups(actor=actor, cohort=cohort, plan=planned(cohort)),
        lambda: groups.pin(actor=actor, participant=one, pinned=True),
        lambda: groups.move(actor=actor, participant=one, group=two.group),
        lambda: groups.swap(actor=actor, participant=one, other=two),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert standing(cohort).assignment == now.assignment


def test_a_participant_sees_the_groups_without_controls(people, cohort, signed_in):
    made(people, cohort, Wishes(groups=3))
    page = signed_in(people.participant).get(reverse("visits:groups", args=[cohort.pk]))
    assert "Kelompok 3" in text_of(page)
    assert BeautifulSoup(page.content, "html.parser").select("main form") == []


def test_wishes_are_filled_in_and_groups_made_at_once(people, cohort, signed_in):
    one, two, three = (str(each.pk) for each in standing(cohort).participants[:3])
    kind = ["Kepala", "Staf"].index("Kepala")
    sent = {"groups": "3", "agencies_apart": "on", f"kind_{kind}": "1", "apart_one": one, "apart_two": two, "make": "1"}
    client, address = signed_in(people.organiser), reverse("visits:group_wishes", args=[cohort.pk])
    answer = client.post(address, sent, follow=True)
    assert "12 orang dibagi menjadi 3 kelompok." in text_of(answer)
    cohort.refresh_from_db()
    expected = Wishes(groups=3, regions_apart=False, each_kind=(("Kepala", 1),), apart=((one, two),))
    assert wishes_of(cohort.wishes) == expected
    more = {"groups": "3", "together_one": three, "together_two": one, "drop": f"apart {one} {two}"}
    assert client.post(address, more).status_code == 302
    cohort.refresh_from_db()
    pair = (min(one, three), max(one, three))
    assert wishes_of(cohort.wishes) == Wishes(groups=3, agencies_apart=False, regions_apart=False, together=(pair,))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"least": "9", "most": "3"}, "lebih kecil"),
        ({"groups": "0"}, "Jumlah kelompok"),
        ({"apart_one": "same", "apart_two": "same"}, "dua orang yang berbeda"),
        ({"apart_one": "same"}, "dua orang yang berbeda"),
        ({"apart_one": "same", "apart_two": "other", "together_one": "other", "together_two": "same"}, "sebaliknya"),
        ({"together_one": "987654321", "together_two": "same"}, "pertama"),
    ],
)
def test_wishes_that_cannot_be_meant_are_refused_in_a_sentence(people, cohort, signed_in, sent, said):
    same, other = (str(each.pk) for each in standing(cohort).participants[:2])
    sent = {name: {"same": same, "other": other}.get(value, value) for name, value in sent.items()}
    answer = signed_in(people.organiser).post(reverse("visits:group_wishes", args=[cohort.pk]), sent)
    assert answer.status_code == 422
    mistakes = BeautifulSoup(answer.content, "html.parser").select_one(".notice.error")
    assert said in mistakes.get_text(" ")
    cohort.refresh_from_db()
    assert cohort.wishes == {}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"groups": 3, "each_kind": {"Kepala": 1}}, 200),
        ({"each_kind": {"Menteri": 1}}, 409),
        ({"each_kind": {"Kepala": -1}}, 409),
        ({"each_kind": {"Kepala": 10**12}}, 409),
        ({"free_regions": ["3510"]}, 200),
        ({"free_regions": ["9999"]}, 409),
        ({"apart": [[1, 1]]}, 409),
        ({"least": 5, "most": 4}, 409),
        ({"groups": 0}, 422),
    ],
)
def test_wishes_come_by_the_api_too(people, cohort, signed_in, body, status):
    client, address = signed_in(people.organiser), f"/api/v1/cohorts/{cohort.pk}/groups/wishes"
    assert client.put(address, body, content_type="application/json").status_code == status


def test_what_is_kept_comes_back_as_it_was(people, cohort):
    wishes = Wishes(groups=3, free_regions=frozenset(["3510"]), each_kind=(("Kepala", 5),), together=(("1", "2"),))
    assert wishes_of(wishes_kept(wishes)) == wishes
    made(people, cohort, Wishes(groups=3, each_kind=(("Kepala", 5),)))
    plan = planned(Cohort.objects.get(pk=cohort.pk))
    assert broken_of(grouping_kept(plan.grouping)) == plan.grouping.broken


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_broken_can_be_told(people, cohort, lang, data):
    keys = [str(each.pk) for each in standing(cohort).participants]
    pair = st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True).map(tuple)
    cohort.wishes = wishes_kept(
        Wishes(
            groups=data.draw(st.integers(1, 14)),
            least=data.draw(st.none() | st.integers(1, 6)),
            each_kind=tuple(data.draw(st.dictionaries(st.sampled_from(["Kepala", "Staf"]), st.integers(1, 4))).items()),
            apart=tuple(data.draw(st.lists(pair, max_size=3))),
            together=tuple(data.draw(st.lists(pair, max_size=3))),
        )
    )
    plan = planned(cohort)
    teller = Teller(standing(cohort), lang)
    for each, told in zip(plan.grouping.broken, teller.broken(plan.grouping.broken), strict=True):
        assert isinstance(each, Broken)
        assert told.wish
        assert len(told.reasons) == len(each.reasons) > 0
        assert all(reason.text for reason in told.reasons)
    assert teller.asked()
