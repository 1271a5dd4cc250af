"""Agencies and offices: names that change, duties that move with the office, acting heads, the last administrator."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from potensi.web.actor import ADMINISTRATOR, ANALYST, LEADER, SYSTEM
from potensi.web.audit.models import AuditRow
from potensi.web.datasets.models import Dataset
from potensi.web.people import queries, rules, services
from potensi.web.people.models import Agency, Membership, Office, Region, User
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = timedelta(days=1)


def office_of(user: User) -> Office:
    return Membership.objects.get(user=user).office


def only_row(action: str) -> AuditRow:
    row = AuditRow.objects.get(action=action)
    assert AuditRow.objects.count() == 1
    return row


def test_a_renamed_agency_is_still_found_by_its_former_name(people):
    actor, agency = people.actor("local_administrator"), Agency.objects.get(region="3510")
    services.rename_agency(actor=actor, agency=agency, name="Bapperida", since=date(2026, 1, 1), why="Perda 3/2025")
    agency.refresh_from_db()
    assert agency.name == "Bapperida"
    assert [(former.name, former.until) for former in agency.former_names.all()] == [
        ("Bappeda 3510", date(2025, 12, 31))
    ]
    assert queries.agencies(rules.visible_agencies(actor), text="bappeda 3510").get() == agency
    row = only_row("people.agency_renamed")
    assert (row.user, row.region, row.why) == (people.local_administrator, "3510", "Perda 3/2025")
    assert ("name", "Bappeda 3510", "Bapperida") in row.changed


def test_an_agency_has_one_head_and_one_office_a_title(people):
    actor, agency = people.actor("local_administrator"), Agency.objects.get(region="3510")
    services.make_office(actor=actor, agency=agency, title="Sekretaris")
    assert only_row("people.office_made").after == {"title": "Sekretaris", "head": False}
    with pytest.raises(Invalid) as refused:
        services.make_office(actor=actor, agency=agency, title="Ketua", head=True)
    assert refused.value.reason == "people_one_head"
    with pytest.raises(Invalid) as refused:
        services.make_office(actor=actor, agency=agency, title="  sekretaris ")
    assert refused.value.reason == "people_office_title_taken"
    services.rename_office(
        actor=actor, office=agency.offices.get(title="Sekretaris"), title="Sekretaris Badan", why="x"
    )
    assert AuditRow.objects.first().changed == [("title", "Sekretaris", "Sekretaris Badan")]


def test_an_agency_is_made_once_in_a_region(people):
    actor = people.actor("administrator")
    agency = services.make_agency(
        actor=actor, region=Region.objects.get(pk="3511"), name="Dinas  Pariwisata", short="Dispar"
    )
    assert agency.name == "Dinas Pariwisata"
    assert only_row("people.agency_made").region == "3511"
    with pytest.raises(Invalid) as refused:
        services.make_agency(actor=actor, region=agency.region, name="dinas pariwisata")
    assert refused.value.params == {"name": "dinas pariwisata"}
    assert AuditRow.objects.count() == 1


def test_an_agency_is_dissolved_once_nobody_holds_an_office_in_it(people):
    actor = people.actor("administrator")
    agency = Agency.objects.get(region="3511")
    today = timezone.localdate()
    with pytest.raises(Invalid) as refused:
        services.dissolve_agency(actor=actor, agency=agency, day=today, why="digabung")
    assert refused.value.reason == "people_agency_still_held"
    Membership.objects.filter(office__agency=agency).update(until=today)
    services.dissolve_agency(actor=actor, agency=agency, day=today, why="digabung")
    assert only_row("people.agency_dissolved").after == {"dissolved": today.isoformat()}
    with pytest.raises(Invalid) as refused:
        services.make_office(actor=actor, agency=agency, title="Sekretaris")
    assert refused.value.reason == "people_agency_dissolved"


def test_a_change_of_post_moves_the_duty_with_the_office_and_not_the_person(people):
    office, today = office_of(people.analyst), timezone.localdate()
    dataset = Dataset.objects.create(slug="pdrb", title="PDRB", region_id="3510", office=office, visibility="office")
    services.hand_over(
        actor=people.actor("local_administrator"), office=office, to_user=people.visitor, since=today, why="mutasi"
    )
    assert not queries.actor_of(people.analyst).has({ANALYST}, "3510")
    assert queries.actor_of(people.visitor).has({ANALYST}, "3510")
    assert [held.office for held in queries.actor_of(people.visitor).held] == [office.pk]
    dataset.refresh_from_db()
    assert dataset.office == office
    old, new = Membership.objects.get(user=people.analyst), Membership.objects.get(user=people.visitor)
    assert (old.until, new.since, new.until, new.role) == (today - DAY, today, None, ANALYST)
    row = only_row("people.office_handed_over")
    assert row.before["users"] == [people.analyst.pk]
    assert row.after["users"] == [people.visitor.pk]
    assert (row.why, row.target_kind, row.target_id) == ("mutasi", "office", str(office.pk))


def test_a_handover_ahead_of_time_takes_effect_on_its_day(people):
    office, day = office_of(people.leader), timezone.localdate() + 10 * DAY
    services.hand_over(
        actor=people.actor("administrator"), office=office, to_user=people.visitor, since=day, why="pelantikan"
    )
    assert queries.actor_of(people.leader).has({LEADER}, "3510")
    assert not queries.actor_of(people.visitor).held
    assert Membership.objects.on(day).get(office=office).user == people.visitor
    assert Membership.objects.on(day - DAY).get(office=office).user == people.leader
    post = queries.post(Office.objects.get(pk=office.pk))
    assert [[each.user for each in group] for group in (post.now, post.coming)] == [[people.leader], [people.visitor]]


def test_a_handover_before_the_holder_began_is_refused_whole(people):
    office = office_of(people.leader)
    with pytest.raises(Invalid) as refused:
        services.hand_over(
            actor=people.actor("administrator"), office=office, to_user=people.visitor, since=date(2020, 1, 1), why="x"
        )
    assert refused.value.params == {"day": "2020-01-01"}
    assert Membership.objects.get(office=office).until is None
    assert not AuditRow.objects.exists()


def test_several_holders_of_one_office_hand_over_each_for_themselves(people):
    office, today = office_of(people.analyst), timezone.localdate()
    Membership.objects.create(user=people.host, office=office, role=ANALYST, since=date(2021, 1, 1))
    services.hand_over(
        actor=people.actor("local_administrator"),
        office=office,
        to_user=people.visitor,
        from_user=people.analyst,
        since=today,
        why="mutasi",
    )
    holding = set(Membership.objects.today().filter(office=office).values_list("user", flat=True))
    assert holding == {people.host.pk, people.visitor.pk}


def test_an_acting_head_ends_by_itself_and_becomes_head_by_handover(people):
    office, today = office_of(people.leader), timezone.localdate()
    actor = people.actor("local_administrator")
    services.end_role(actor=actor, memberships=list(office.memberships.all()), last_day=today - DAY, why="pensiun")
    services.appoint_acting(
        actor=actor, office=office, user=people.visitor, since=today, until=today + 90 * DAY, why="menunggu pelantikan"
    )
    held = queries.actor_of(people.visitor).held
    assert [(each.role, each.acting, each.head) for each in held] == [(LEADER, True, True)]
    assert not Membership.objects.on(today + 91 * DAY).filter(office=office).exists()
    services.hand_over(
        actor=actor, office=office, to_user=people.visitor, since=today + 30 * DAY, why="dilantik", acting=False
    )
    last = Membership.objects.on(today + 91 * DAY).get(office=office)
    assert (last.user, last.acting) == (people.visitor, False)
    assert Membership.objects.on(today + 29 * DAY).get(office=office).acting
    assert [row.action for row in AuditRow.objects.all()] == [
        "people.office_handed_over",
        "people.acting_appointed",
        "people.role_ended",
    ]


def test_an_agency_is_led_by_one_person_at_a_time(people):
    office = office_of(people.leader)
    with pytest.raises(Invalid) as refused:
        services.give_role(
            actor=people.actor("administrator"), office=office, user=people.visitor, role=LEADER, since=date(2026, 1, 1)
        )
    assert refused.value.reason == "people_head_taken"


def test_a_role_is_given_and_ended_with_a_row_each(people):
    actor, office = people.actor("local_administrator"), office_of(people.host)
    today = timezone.localdate()
    membership = services.give_role(actor=actor, office=office, user=people.visitor, role=ANALYST, since=today)
    assert only_row("people.role_given").after["users"] == [people.visitor.pk]
    with pytest.raises(Invalid) as refused:
        services.give_role(actor=actor, office=office, user=people.visitor, role=ANALYST, since=today + DAY)
    assert refused.value.reason == "people_role_already"
    # Given by mistake today: ending it yesterday takes it back wholly.
    services.end_role(actor=actor, memberships=[membership], last_day=today - DAY, why="salah orang")
    assert not Membership.objects.filter(user=people.visitor).exists()
    assert AuditRow.objects.filter(action="people.role_ended").count() == 1
    with pytest.raises(Invalid) as refused:
        services.end_role(actor=actor, memberships=[membership], last_day=today - DAY, why="lagi")
    assert refused.value.reason == "people_role_over"


def test_nobody_gives_a_role_where_they_do_not_administer(people):
    elsewhere, today = office_of(people.stranger), timezone.localdate()
    above = office_of(people.administrator)
    for who in ("local_administrator", "leader", "analyst", "visitor"):
        for office in (elsewhere, above):
            with pytest.raises(Forbidden):
                services.give_role(
                    actor=people.actor(who), office=office, user=people.visitor, role=ADMINISTRATOR, since=today
                )
            with pytest.raises(Forbidden):
                services.hand_over(actor=people.actor(who), office=office, to_user=people.visitor, since=today, why="x")
    services.give_role(
        actor=people.actor("administrator"), office=elsewhere, user=people.visitor, role=ADMINISTRATOR, since=today
    )


def test_the_last_administrator_stays(people):
    today, office = timezone.localdate(), office_of(people.administrator)
    actor = people.actor("administrator")
    everything = list(Membership.objects.filter(user=people.administrator))
    # The regency has the province's administrator above it, so its own may go.
    services.end_role(
        actor=actor,
        memberships=list(Membership.objects.filter(user=people.local_administrator)),
        last_day=today,
        why="x",
    )
    with pytest.raises(Invalid) as refused:
        services.end_role(actor=actor, memberships=everything, last_day=today, why="x")
    assert refused.value.reason == "people_last_administrator"
    # One who only acts for a while would leave nobody on the day after.
    services.give_role(
        actor=actor, office=office, user=people.host, role=ADMINISTRATOR, since=today, until=today + 30 * DAY
    )
    with pytest.raises(Invalid):
        services.end_role(actor=actor, memberships=everything, last_day=today, why="x")
    services.hand_over(actor=actor, office=office, to_user=people.visitor, since=today + DAY, why="mutasi")
    assert Membership.objects.on(today + 60 * DAY).get(office=office).user == people.visitor


def test_a_person_is_added_with_an_office_and_an_account_where_they_have_none(people):
    actor, office = people.actor("local_administrator"), office_of(people.host)
    common = {"actor": actor, "office": office, "role": ANALYST, "since": date(2026, 1, 5)}
    new = services.add_person(email="Rina@Example.id", name="Rina Wulandari", nip="198703152010011012", **common)
    assert (new.email, new.has_usable_password(), new.nip) == ("rina@example.id", False, "198703152010011012")
    row = only_row("people.person_added")
    assert row.after["account_made"] is True
    assert "198703152010011012" not in str((row.before, row.after, row.target_name))
    services.add_person(email="tamu@example.id", name="Nama Lain", **common)
    people.visitor.refresh_from_db()
    assert people.visitor.name == "Tamu"
    with pytest.raises(Invalid) as refused:
        services.add_person(email="lain@example.id", name="Lain", nip="198703152010011012", **common)
    assert refused.value.reason == "people_nip_taken"


def test_the_first_administrator_is_made_by_the_machine_alone(people):
    made = services.make_administrator(
        actor=SYSTEM,
        email="ibu@example.id",
        name="Ibu",
        password="kopi-gandrung-1",
        agency="Kemendagri",
        office="Pengelola",
    )
    assert queries.actor_of(made).has({ADMINISTRATOR}, "3510")
    assert made.check_password("kopi-gandrung-1")
    assert only_row("people.administrator_made").region == "0000"
    with pytest.raises(Forbidden):
        services.make_administrator(
            actor=people.actor("administrator"), email="x@example.id", name="X", agency="A", office="B"
        )


def test_details_are_corrected_without_being_told_to_the_audit_trail(people):
    actor = people.actor("analyst")
    services.correct_person(
        actor=actor, user=people.analyst, name="Sari Dewi", nip="198703152010011012", phone="081234567890"
    )
    people.analyst.refresh_from_db()
    assert (people.analyst.name, people.analyst.phone) == ("Sari Dewi", "081234567890")
    assert only_row("people.details_corrected").after == {"changed": ["name", "nip", "phone"]}
    services.correct_person(actor=actor, user=people.analyst, name="Sari Dewi", phone="")
    people.analyst.refresh_from_db()
    assert (people.analyst.nip, people.analyst.phone) == ("198703152010011012", "")
    with pytest.raises(Forbidden):
        services.correct_person(actor=actor, user=people.host, name="Bukan")
    with pytest.raises(Forbidden):
        services.correct_person(actor=people.actor("local_administrator"), user=people.administrator, name="Bukan")


def test_people_are_visible_to_themselves_and_to_those_who_administer_them(people):
    seen = {
        who: set(rules.visible_people(people.actor(who))) for who in ("analyst", "local_administrator", "administrator")
    }
    assert seen["analyst"] == {people.analyst}
    assert people.stranger not in seen["local_administrator"]
    assert {people.analyst, people.leader} <= seen["local_administrator"]
    assert {people.stranger, people.analyst} <= seen["administrator"]
    assert people.visitor not in seen["administrator"]
    assert not rules.visible_people(people.actor("visitor")).exclude(pk=people.visitor.pk).exists()
