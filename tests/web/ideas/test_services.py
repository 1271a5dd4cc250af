"""Who may do what with an idea as things stand: agreement, contributions, judgement, trials, grounds."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from web.conftest import BANYUWANGI, BONDOWOSO, person
from web.ideas.making import TEXTS, described, promised, ready

from potensi.web.audit.models import AuditRow
from potensi.web.edits import Outdated
from potensi.web.ideas import rules, standing
from potensi.web.ideas.models import CRITERIA, Contribution, Idea, Review
from potensi.web.ideas.queries.scores import scores
from potensi.web.ideas.services import agreements, bases, contributions, judging, moving, texts, trials
from potensi.web.people.models import Agency, Membership, Office
from potensi.web.people.queries import actor_of
from potensi.web.refused import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FOURS = dict.fromkeys(CRITERIA, 4)


def run(there, idea):
    return moving.move(actor=there.act("analyst"), idea=idea, stage="running")


def missing(idea):
    return {each.code for each in standing.missing(Idea.objects.get(pk=idea.pk))}


def test_an_idea_with_everything_runs(there):
    idea = ready(there)
    assert missing(idea) == set()
    assert run(there, idea).stage == "running"


def test_a_new_idea_is_told_everything_that_is_missing(there):
    assert missing(there.idea) == {"owner", "team", "agreement", "trial", "wrong_if", "stop"}


@pytest.mark.parametrize(
    ("code", "undo"),
    [
        ("owner", {"owner": None}),
        ("trial", {"trial": " "}),
        ("wrong_if", {"wrong_if": ""}),
        ("stop", {"stop_when": "", "stop_on": None}),
    ],
)
def test_without_one_of_them_it_does_not_run_and_that_one_is_named(there, code, undo):
    idea = ready(there)
    Idea.objects.filter(pk=idea.pk).update(**undo)
    assert missing(idea) == {code}
    with pytest.raises(Invalid, match="cannot run yet"):
        run(there, idea)
    assert Idea.objects.get(pk=idea.pk).stage == "designed"


def test_a_day_to_stop_is_as_good_as_a_circumstance(there):
    idea = ready(there)
    Idea.objects.filter(pk=idea.pk).update(stop_when="", stop_on=date(2030, 1, 1))
    assert run(there, idea).stage == "running"


def test_one_agency_alone_is_no_team(there):
    idea = ready(there)
    own = Contribution.objects.get(idea=idea, agency=there.partner)
    contributions.decline(actor=there.act("nina"), contribution=own, why="Anggaran habis.", revision=own.revision)
    assert missing(idea) == {"team"}
    with pytest.raises(Invalid):
        run(there, idea)


def test_a_dissolved_agency_brings_nothing(there):
    idea = ready(there)
    Agency.objects.filter(pk=there.partner.pk).update(dissolved=date(2025, 1, 1))
    assert missing(idea) == {"team"}


def test_an_empty_promise_is_none(there):
    with pytest.raises(Invalid):
        promised(there, "analyst", there.agency, what="  ")


def test_only_who_holds_an_office_speaks_for_an_agency(there):
    with pytest.raises(Forbidden):
        promised(there, "analyst", there.partner)
    # Taking part in a visit for an agency is no office in it.
    with pytest.raises(Forbidden):
        contributions.promise(
            actor=actor_of(there.guest.user), idea=there.idea, agency=there.guest.agency, what="Kami ikut."
        )


def test_an_agency_of_another_region_is_asked_sees_the_idea_and_promises(there):
    other = person("iwan", "3509", "analyst")
    agency = Agency.objects.get(region="3509")
    assert not rules.visible(actor_of(other)).filter(pk=there.idea.pk).exists()
    contributions.ask(actor=there.act("analyst"), idea=there.idea, agency=agency, wish="Bibit.")
    assert rules.visible(actor_of(other)).filter(pk=there.idea.pk).exists()
    made = contributions.promise(actor=actor_of(other), idea=there.idea, agency=agency, what="Bibit.", revision=1)
    assert (made.state, made.answered_by.agency) == ("promised", agency)


def test_an_agency_is_asked_once_and_again_after_it_declined(there):
    asked = {"actor": there.act("analyst"), "idea": there.idea, "agency": there.agency, "wish": "Izin."}
    with pytest.raises(Invalid):
        contributions.ask(**asked)
    contributions.decline(actor=there.act("host"), contribution=there.contribution, why="Belum.", revision=1)
    assert contributions.ask(**asked).state == "asked"


def test_who_answers_second_for_an_agency_is_shown_what_the_first_said(there):
    promised(there, "analyst", there.agency, what="Dua orang.")
    with pytest.raises(Outdated) as error:
        contributions.promise(actor=there.act("host"), idea=there.idea, agency=there.agency, what="Tempat.", revision=1)
    assert [(each.field, each.stored) for each in error.value.differences] == [("what", "Dua orang.")]
    assert Contribution.objects.get(pk=there.contribution.pk).what == "Dua orang."


def test_a_head_agrees_an_acting_head_too_and_a_former_one_no_more(there):
    today = timezone.localdate()
    decide = {"idea": there.idea, "agency": there.agency, "agreed": True}
    head = Office.objects.get(agency=there.agency, head=True)
    Membership.objects.filter(office=head).update(until=today - timedelta(days=1))
    with pytest.raises(Forbidden):
        agreements.decide(actor=there.act("leader"), **decide)
    Membership.objects.create(user=there.people.visitor, office=head, role="leader", acting=True, since=today)
    made = agreements.decide(actor=there.act("visitor"), **decide)
    assert (made.agreed, made.office, made.decided_by) == (True, head, there.people.visitor)


def test_nobody_but_the_head_agrees(there):
    for role in ("analyst", "participant", "local_administrator", "administrator", "nina"):
        with pytest.raises(Forbidden):
            agreements.decide(actor=there.act(role), idea=there.idea, agency=there.agency, agreed=True)


def test_the_head_of_an_agency_that_is_not_in_it_has_no_say(there):
    with pytest.raises(Invalid):
        agreements.decide(actor=there.act("nina"), idea=there.idea, agency=there.partner, agreed=True)


def test_a_partner_s_head_alone_does_not_make_it_run(there):
    idea = ready(there)
    agreements.decide(actor=there.act("leader"), idea=idea, agency=there.agency, agreed=False, note="Belum.")
    agreements.decide(actor=there.act("nina"), idea=idea, agency=there.partner, agreed=True)
    assert missing(idea) == {"agreement"}
    moving.name_owner(actor=there.act("analyst"), idea=idea, office=there.nina_office)
    # Now the second agency owns it, and its head's agreement counts.
    assert missing(idea) == set()


def test_stages_are_gone_one_by_one_and_back_with_a_reason(there):
    act = {"actor": there.act("analyst"), "idea": there.idea}
    with pytest.raises(Invalid):
        moving.move(**act, stage="designed")
    moving.move(**act, stage="examined")
    with pytest.raises(Invalid):
        moving.move(**act, stage="gathered")
    moving.move(**act, stage="gathered", why="Aset berubah.")
    assert AuditRow.objects.filter(action="idea.moved").latest("pk").why == "Aset berubah."


def test_a_stopped_idea_keeps_its_lesson_and_begins_anew_but_does_not_run_at_once(there):
    idea = ready(there)
    run(there, idea)
    with pytest.raises(Invalid):
        moving.stop(actor=there.act("analyst"), idea=idea, lesson=" ")
    moving.stop(actor=there.act("analyst"), idea=idea, lesson="Terlalu jauh.")
    with pytest.raises(Invalid):
        moving.move(actor=there.act("analyst"), idea=idea, stage="running", why="Ayo.")
    moving.move(actor=there.act("analyst"), idea=idea, stage="designed", why="Tempat baru.")
    assert Idea.objects.get(pk=idea.pk).lesson == "Terlalu jauh."


def test_an_idea_that_runs_is_never_without_an_owner(there):
    idea = ready(there)
    run(there, idea)
    with pytest.raises(Invalid):
        moving.name_owner(actor=there.act("analyst"), idea=idea, office=None)


def test_the_owner_is_an_office_of_the_idea_s_region(there):
    office = Office.objects.filter(agency__region=BONDOWOSO).first()
    with pytest.raises(Invalid):
        moving.name_owner(actor=there.act("analyst"), idea=there.idea, office=office)


# Judgement.


@pytest.mark.parametrize("role", ["participant", "analyst", "nina"])
def test_whoever_has_a_stake_is_not_invited(there, role):
    promised(there, "nina", there.partner)
    reviewer = there.nina if role == "nina" else getattr(there.people, role)
    with pytest.raises(Invalid):
        judging.invite(actor=there.act("organiser"), idea=there.idea, reviewer=reviewer)
    assert there.idea.reviews.count() == 1


@pytest.mark.parametrize("role", ["analyst", "participant", "host", "stranger"])
def test_only_leaders_organisers_and_administrators_of_the_region_invite(there, role):
    with pytest.raises(Forbidden):
        judging.invite(actor=there.act(role), idea=there.idea, reviewer=there.people.administrator)


def test_somebody_who_came_into_an_agency_of_it_meanwhile_does_not_judge(there):
    judge = {"actor": there.act("stranger"), "review": there.review, "scores": FOURS}
    judging.judge(**judge, revision=1)
    office = Office.objects.create(agency=there.agency, title="Perencana")
    Membership.objects.create(user=there.people.stranger, office=office, role="analyst", since=timezone.localdate())
    with pytest.raises(Forbidden) as error:
        judging.judge(**judge, revision=2)
    assert error.value.verdict.reason == "ideas_conflict_agency"


def test_a_reviewer_whose_agency_is_asked_meanwhile_does_not_judge(there):
    agency = Agency.objects.get(region=BONDOWOSO)
    contributions.ask(actor=there.act("analyst"), idea=there.idea, agency=agency, wish="Bibit.")
    with pytest.raises(Forbidden):
        judging.judge(actor=there.act("stranger"), review=there.review, scores=FOURS, revision=1)


def test_a_declared_conflict_keeps_the_scores_out_and_ends_it(there):
    judging.judge(actor=there.act("stranger"), review=there.review, scores=FOURS, revision=1)
    judging.decline(actor=there.act("stranger"), review=there.review, why="Saudara pengusul.")
    found = scores(Idea.objects.get(pk=there.idea.pk))
    assert (found.given, found.declined, found.overall) == (0, 1, None)
    with pytest.raises(Invalid):
        judging.judge(actor=there.act("stranger"), review=there.review, scores=FOURS, revision=3)


@pytest.mark.parametrize(
    "wrong", [{}, {"need": 3}, FOURS | {"need": 6}, FOURS | {"need": 0}, FOURS | {"other": 3}, FOURS | {"need": "4"}]
)
def test_a_score_for_every_criterion_from_one_to_five(there, wrong):
    with pytest.raises(Invalid):
        judging.judge(actor=there.act("stranger"), review=there.review, scores=wrong, revision=1)


def test_scores_are_told_with_their_middle_and_spread(there):
    for value, user in ((2, there.people.stranger), (5, there.people.administrator), (4, person("eka", "3509", ""))):
        review, _ = Review.objects.get_or_create(idea=there.idea, reviewer=user)
        told = FOURS | {"need": value}
        judging.judge(actor=actor_of(user), review=review, scores=told, revision=review.revision)
    found = scores(Idea.objects.get(pk=there.idea.pk))
    need = dict(found.criteria)["need"]
    assert (need.lowest, need.middle, need.highest, need.apart) == (2, 4, 5, True)
    assert (found.given, found.invited, found.enough) == (3, 3, True)
    assert found.overall.middle == 4
    assert found.overall.lowest == pytest.approx(3.6)


def test_who_has_still_to_judge_sees_no_scores(there):
    judging.invite(actor=there.act("organiser"), idea=there.idea, reviewer=there.people.administrator)
    judging.judge(actor=there.act("stranger"), review=there.review, scores=FOURS, revision=1)
    idea = Idea.objects.get(pk=there.idea.pk)
    assert not rules.may_see_scores(there.act("administrator"), idea)
    assert rules.may_see_scores(there.act("stranger"), idea)
    assert rules.may_see_scores(there.act("analyst"), idea)
    # Nor does signing out help: until all are in, the public sees none either.
    assert not rules.may_see_scores(there.act("visitor"), idea)
    own = Review.objects.get(idea=idea, reviewer=there.people.administrator)
    judging.judge(actor=there.act("administrator"), review=own, scores=FOURS, revision=1)
    assert rules.may_see_scores(there.act("visitor"), Idea.objects.get(pk=idea.pk))


def test_the_trail_tells_that_somebody_judged_and_not_how(there):
    note = "Catatan rahasia."
    judging.judge(actor=there.act("stranger"), review=there.review, scores=FOURS, note=note, revision=1)
    row = AuditRow.objects.get(action="review.given")
    assert set(row.after) == {"given"}
    assert row.user == there.people.stranger


# Trials, texts, grounds.


def test_a_trial_needs_its_description_runs_alone_and_leaves_its_lesson(there):
    began, act = date(2026, 3, 2), {"actor": there.act("analyst")}
    with pytest.raises(Invalid):
        trials.begin(**act, idea=there.idea, began=began)
    idea = described(there)
    trial = trials.begin(**act, idea=idea, began=began)
    with pytest.raises(Invalid):
        trials.begin(**act, idea=idea, began=began)
    outcome = {"trial": trial, "result": "Sepuluh tamu.", "verdict": "refuted"}
    with pytest.raises(Invalid):
        trials.end(**act, **outcome, ended=date(2026, 3, 1), lesson="Sepi.")
    with pytest.raises(Invalid):
        trials.end(**act, **outcome, ended=date(2026, 3, 9))
    trials.end(**act, **outcome, ended=date(2026, 3, 9), lesson="Sepi.")
    assert "refuted" in standing.warnings(Idea.objects.get(pk=idea.pk), date(2026, 3, 10))
    with pytest.raises(Invalid):
        trials.end(**act, **outcome, ended=date(2026, 3, 9), lesson="Lagi.")


def test_what_to_think_about_is_named_and_stops_nobody(there):
    idea = texts.write(
        actor=there.act("analyst"), agency=there.agency, texts={"title": "Festival", "summary": "Festival kopi."}
    )
    told = set(standing.warnings(idea, date(2026, 1, 1)))
    assert told == {"uses_nothing", "one_agency", "no_cost", "no_trial", "no_wrong_if", "no_stop"}
    assert moving.move(actor=there.act("analyst"), idea=idea, stage="examined").stage == "examined"


def test_the_day_to_stop_is_told_once_it_is_over(there):
    idea = described(there, stop_on=date(2026, 3, 1))
    assert not standing.stop_passed(idea, date(2026, 3, 1))
    assert standing.stop_passed(idea, date(2026, 3, 2))


def test_an_idea_stands_on_assets_of_its_region_once_each(there):
    act = {"actor": there.act("analyst"), "idea": there.idea}
    with pytest.raises(Invalid):
        bases.base_on(**act, asset=there.asset)
    bases.base_on(**act, asset=there.hidden_asset)
    type(there.asset).objects.filter(pk=there.asset.pk).update(region=BONDOWOSO)
    there.asset.refresh_from_db()
    with pytest.raises(Invalid):
        bases.base_on(actor=there.act("analyst"), idea=there.public_idea, asset=there.asset)


def test_nobody_lays_an_asset_under_an_idea_that_they_may_not_see(there):
    promised(there, "nina", there.partner)
    stranger = there.act("stranger")
    office = Office.objects.get(memberships__user=there.people.stranger)
    contributions.promise(actor=stranger, idea=there.idea, agency=office.agency, what="Bibit.")
    with pytest.raises(Forbidden):
        bases.base_on(actor=stranger, idea=there.idea, asset=there.hidden_asset)


def test_an_idea_comes_from_a_published_practice_and_a_promise_of_its_region(there):
    act = {"actor": there.act("participant"), "agency": there.agency, "texts": TEXTS}
    with pytest.raises(Invalid):
        texts.write(**act, practice=there.draft)
    idea = texts.write(**act, take_home=there.take_home)
    assert (idea.take_home, idea.practice) == (there.take_home, there.practice)
    type(there.take_home).objects.filter(pk=there.take_home.pk).update(region=BONDOWOSO)
    there.take_home.refresh_from_db()
    with pytest.raises(Invalid):
        texts.write(**act, take_home=there.take_home)


def test_nobody_brings_up_an_idea_for_another_agency(there):
    with pytest.raises(Forbidden):
        texts.write(actor=there.act("analyst"), agency=there.partner, texts=TEXTS)
    agency = Agency.objects.get(region=BONDOWOSO)
    with pytest.raises(Forbidden):
        texts.write(actor=there.act("analyst"), agency=agency, texts=TEXTS)
    assert agency.region_id != BANYUWANGI
