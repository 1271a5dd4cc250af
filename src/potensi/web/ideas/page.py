"""What the pages of ideas are given: an idea with everything at a glance, its row in a list, ideas like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.datasets.models import Version
from potensi.web.ideas import findings, rules, standing, told
from potensi.web.ideas.models import ENDED, Contribution, Idea
from potensi.web.ideas.queries.origins import shown_origins
from potensi.web.ideas.queries.scores import scores
from potensi.web.ideas.queries.similar import Similar, draft_of, similar
from potensi.web.ideas.queries.waiting import Wait, waits
from potensi.web.people.models import Agency


def row(idea: Idea, waiting: Sequence[Wait], lang: str) -> dict[str, Any]:
    """Return an idea as a list shows it."""
    return {
        "idea": idea,
        "stage": told.stage_name(idea.stage, idea.stage_names, lang),
        "waiting": told.state_line(idea, waiting, lang),
        "stop_passed": standing.stop_passed(idea, timezone.localdate()),
        "team": len(standing.involved(idea)),
    }


def idea_page(actor: Actor, idea: Idea, lang: str) -> dict[str, Any]:
    """Return everything that an idea's page shows to this reader."""
    waiting = waits([idea]).get(idea.pk, [])
    today = timezone.localdate()
    lacking = standing.missing(idea)
    return {
        "idea": idea,
        "stages": told.stages(idea, lang),
        "stage": told.stage_name(idea.stage, idea.stage_names, lang),
        "waiting": [(each, told.wait_sentence(each, lang)) for each in waiting],
        "warnings": [
            say(f"ideas.warning.{each}", lang) for each in standing.warnings(idea, today) if each != "stop_passed"
        ],
        "stop_passed": standing.stop_passed(idea, today),
        "missing": [told.missing_sentence(each, idea, lang) for each in lacking],
        "grounds": told.grounds(actor, idea, lang),
        "cost": told.cost_sentence(idea, lang),
        "owner": told.owner_name(idea),
        "contributions": [_contribution(actor, idea, each) for each in idea.contributions.all()],
        "promised": [told.agency_name(each.agency, idea.region_id) for each in standing.promised(idea)],
        "agreements": [(each, told.agency_name(each.agency, idea.region_id)) for each in idea.agreements.all()],
        "trials": list(idea.trials.all()),
        "similar": similar_rows(similar(actor, draft_of(idea), 3), lang),
        "may": _may(actor, idea, bool(lacking), lang),
        **shown_origins(actor, idea),
        **_judged(actor, idea),
    }


def similar_rows(found: Iterable[Similar], lang: str) -> list[dict[str, Any]]:
    """Return ideas like another as a list shows them, with why and, of a failure, its lesson."""
    return [
        {
            "idea": each.idea,
            "stage": told.stage_name(each.idea.stage, each.idea.stage_names, lang),
            "why": [say(f"ideas.similar.{reason}", lang) for reason in each.why],
            "failed": each.failed,
        }
        for each in found
    ]


def finding_rows(idea: Idea, version: Version, lang: str) -> list[dict[str, Any]]:
    """Return what a version says of an idea's region, and whether the idea stands on it already."""
    kept = {each.snapshot.get("key") for each in idea.bases.all() if each.version_id == version.pk}
    return [
        {"finding": each, "text": each.sentence(lang), "there": each.key in kept}
        for each in findings.candidates(version, idea.region_id)
    ]


def _contribution(actor: Actor, idea: Idea, each: Contribution) -> dict[str, Any]:
    """Return a contribution with its agency's name, and whether this reader may answer for the agency."""
    mine = idea.stage != ENDED and bool(rules.may_answer(actor, each.agency)) and actor.user is not None
    return {"of": each, "agency": told.agency_name(each.agency, idea.region_id), "mine": mine}


def _may(actor: Actor, idea: Idea, lacking: bool, lang: str) -> dict[str, Any]:
    """Return what this reader may do with an idea as it stands."""
    alive, moves = idea.stage != ENDED, bool(rules.may_move(actor, idea))
    onward = standing.next_stage(idea) if moves else ""
    blocked = onward in standing.CARRIED_OUT and lacking
    edits = bool(rules.may_edit(actor, idea))
    under_way = next((each for each in idea.trials.all() if each.ended is None), None)
    led = rules.headed(actor) & standing.involved(idea)
    return {
        "edit": edits,
        "ask": edits and alive,
        "move": moves,
        "onward": onward if not blocked else "",
        "onward_name": told.stage_name(onward, idea.stage_names, lang) if onward else "",
        "blocked": blocked,
        "back": moves and bool(standing.earlier_stages(idea)),
        "stop": moves and alive,
        "decide": bool(led) and alive,
        "invite": bool(rules.may_invite(actor, idea)),
        "begin_trial": edits and alive and under_way is None and bool(idea.trial.strip() and idea.wrong_if.strip()),
        "end_trial": under_way if edits else None,
        "volunteer": _volunteers(actor, idea) if alive else [],
    }


def _volunteers(actor: Actor, idea: Idea) -> list[Agency]:
    """Return the agencies of this reader that have said nothing yet, and may promise something unasked."""
    there = {each.agency_id for each in idea.contributions.all()}
    return list(rules.held_agencies(actor).exclude(pk__in=there).filter(dissolved__isnull=True))


def _judged(actor: Actor, idea: Idea) -> dict[str, Any]:
    """Return what reviewers say, as far as this reader may see it, and this reader's own part in it."""
    verdict = rules.may_see_scores(actor, idea)
    own = next((each for each in idea.reviews.all() if each.reviewer_id == actor.user), None) if actor.user else None
    found = scores(idea)
    bound = rules.conflict(own.reviewer_id, idea) if own is not None and own.given is None else ""
    return {
        "scores": found if verdict else None,
        "scores_hidden": verdict.reason,
        "reviewed": found.given,
        "invited": found.invited,
        "own_review": own,
        "own_conflict": bound,
        "reviewers": (
            [(each, str(each.reviewer)) for each in idea.reviews.select_related("reviewer")]
            if rules.may_invite(actor, idea)
            else []
        ),
    }
