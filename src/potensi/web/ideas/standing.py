"""Where an idea stands: what is still missing before it may run, who can supply it, and what to think about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from potensi.web.ideas.models import ENDED, STAGES, Contribution, Idea
from potensi.web.people.models import Agency

RUNNING = "running"
# From here on an idea is carried out: what it needs must be there.
CARRIED_OUT = (RUNNING, "shown")
TEAM = 2


@dataclass(frozen=True)
class Missing:
    """Something without which an idea may not run; ``agencies`` can supply it (none: any second agency can).

    ``have`` says how much of it is there where it is counted.
    """

    code: str
    agencies: tuple[Agency, ...] = ()
    have: int = 0


def missing(idea: Idea) -> list[Missing]:
    """Return every condition of running that is not met, each with who can supply it; none where it may run."""
    home = (idea.agency,)
    found = [] if idea.owner_id else [Missing("owner", home)]
    stated = promised(idea)
    if len({each.agency_id for each in stated}) < TEAM:
        asked = tuple(each.agency for each in idea.contributions.all() if each.state == "asked")
        found.append(Missing("team", asked, len(stated)))
    if not agreed(idea):
        found.append(Missing("agreement", heads(idea)))
    texts = {"trial": idea.trial, "wrong_if": idea.wrong_if, "stop": idea.stop_when.strip() or idea.stop_on}
    found += [Missing(code, home) for code, text in texts.items() if not (text and str(text).strip())]
    return found


def promised(idea: Idea) -> list[Contribution]:
    """Return the contributions that count: promised with what, by agencies that still stand."""
    every = idea.contributions.all()
    return [each for each in every if each.state == "promised" and each.what.strip() and each.agency.dissolved is None]


def heads(idea: Idea) -> tuple[Agency, ...]:
    """Return the agencies one of whose heads must agree: the idea's own, and its owner's."""
    found = {idea.agency_id: idea.agency}
    if idea.owner is not None:
        found.setdefault(idea.owner.agency_id, idea.owner.agency)
    return tuple(found.values())


def agreed(idea: Idea) -> bool:
    """Return whether a head whose agreement counts has agreed."""
    those = {each.pk for each in heads(idea)}
    return any(each.agreed is True and each.agency_id in those for each in idea.agreements.all())


def involved(idea: Idea) -> set[int]:
    """Return the agencies that have to do with an idea: its own, its owner's, those asked or contributing."""
    there = {each.agency_id for each in idea.contributions.all() if each.state != "declined"} | {idea.agency_id}
    return there | ({idea.owner.agency_id} if idea.owner is not None else set())


def warnings(idea: Idea, today: date) -> list[str]:
    """Return what an idea's people should think about; nothing of it stands in their way."""
    bases = list(idea.bases.all())
    gone = [each for each in bases if each.asset is not None and each.asset.withdrawn is not None]
    trials = list(idea.trials.all())
    last = trials[-1] if trials else None
    found = {
        "uses_nothing": not bases,
        "asset_withdrawn": bool(gone),
        "one_agency": len(involved(idea)) < TEAM,
        "no_cost": not idea.cost.strip() and idea.cost_rupiah is None,
        "no_trial": not idea.trial.strip(),
        "no_wrong_if": not idea.wrong_if.strip(),
        "no_stop": not idea.stop_when.strip() and idea.stop_on is None,
        "refuted": last is not None and last.verdict == "refuted" and idea.stage != ENDED,
        "lost_ground": idea.stage in CARRIED_OUT and bool(missing(idea)),
        "stop_passed": stop_passed(idea, today),
    }
    return [code for code, holds in found.items() if holds]


def stop_passed(idea: Idea, today: date) -> bool:
    """Return whether the day on which an idea was to stop is over while it goes on."""
    return idea.stop_on is not None and idea.stop_on < today and idea.stage not in (ENDED, STAGES[-1])


def next_stage(idea: Idea) -> str:
    """Return the stage after an idea's, or nothing where it is the last or the idea was stopped."""
    if idea.stage == ENDED or idea.stage == STAGES[-1]:
        return ""
    return STAGES[STAGES.index(idea.stage) + 1]


def earlier_stages(idea: Idea) -> Sequence[str]:
    """Return the stages that an idea may go back to; a stopped one may begin anew, but not run at once."""
    if idea.stage == ENDED:
        return STAGES[: STAGES.index(RUNNING)]
    return STAGES[: STAGES.index(idea.stage)]
