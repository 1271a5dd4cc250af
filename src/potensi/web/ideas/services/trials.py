"""The small test: begun, and ended with what came out."""

from __future__ import annotations

from datetime import date

from potensi.web.actor import Actor
from potensi.web.audit.services import Change, service
from potensi.web.ideas import rules
from potensi.web.ideas.models import ENDED, TRIAL_VERDICTS, Idea, Trial
from potensi.web.ideas.services.shared import locked, plain
from potensi.web.refused import Invalid, require


@service("trial.begun")
def begin(*, actor: Actor, idea: Idea, began: date) -> Change[Trial]:
    """Begin the small test that an idea describes; one at a time."""
    require(rules.may_edit(actor, idea))
    stored = locked(idea)
    if stored.stage == ENDED:
        raise Invalid("ideas_stopped_already")
    if not stored.trial.strip() or not stored.wrong_if.strip():
        raise Invalid("ideas_trial_not_described")
    if stored.trials.filter(ended__isnull=True).exists():
        raise Invalid("ideas_trial_under_way")
    trial = Trial.objects.create(idea=stored, began=began)
    return Change(trial, target=trial, region=stored.region_id, after=plain(trial, "began"))


@service("trial.ended")
def end(*, actor: Actor, trial: Trial, ended: date, result: str, verdict: str, lesson: str = "") -> Change[Trial]:
    """End a trial with its result and whether the idea held. One that did not hold leaves its lesson."""
    require(rules.may_edit(actor, trial.idea))
    locked(trial.idea)
    stored = Trial.objects.select_for_update().get(pk=trial.pk)
    if stored.ended is not None:
        raise Invalid("ideas_trial_over")
    if ended < stored.began:
        raise Invalid("ideas_ends_before_it_began")
    if verdict not in TRIAL_VERDICTS or not result.strip():
        raise Invalid("ideas_result_missing")
    if verdict == "refuted" and not lesson.strip():
        raise Invalid("ideas_lesson_missing")
    stored.ended, stored.result, stored.verdict, stored.lesson = ended, result.strip(), verdict, lesson.strip()
    stored.save(update_fields=["ended", "result", "verdict", "lesson"])
    after = plain(stored, "ended", "result", "verdict", "lesson")
    return Change(stored, target=stored, region=trial.idea.region_id, before={"ended": None}, after=after)
