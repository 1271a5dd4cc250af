"""What reviewers say of an idea: how many, the middle and the spread, criterion by criterion and together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from potensi.web.ideas.models import CRITERIA, Idea, Review

# Below this many judgements there is an opinion, not yet a picture.
ENOUGH = 2


@dataclass(frozen=True)
class Spread:
    """The middle, the lowest and the highest of some scores."""

    middle: float
    lowest: float
    highest: float

    @property
    def apart(self) -> bool:
        """Whether the reviewers see it differently: two points or more lie between them."""
        return self.highest - self.lowest >= 2


@dataclass(frozen=True)
class Scores:
    """Judgements that count: ``given`` of ``invited``; by criterion, and overall (each reviewer's mean)."""

    given: int
    invited: int
    declined: int
    criteria: tuple[tuple[str, Spread], ...]
    overall: Spread | None
    notes: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Whether enough have judged for the numbers to mean something."""
        return self.given >= ENOUGH


def scores(idea: Idea) -> Scores:
    """Return what the judgements of an idea say; those with a declared conflict are kept out.

    Who may see it: :func:`potensi.web.ideas.rules.may_see_scores`.
    """
    reviews = list(idea.reviews.all())
    counted = [each for each in reviews if each.given is not None and not each.conflict]
    declined = sum(1 for each in reviews if each.conflict)
    criteria = tuple((name, _spread([each.scores[name] for each in counted])) for name in CRITERIA if counted)
    overall = _spread([_mean(each) for each in counted]) if counted else None
    notes = tuple(each.note for each in counted if each.note)
    return Scores(len(counted), len(reviews) - declined, declined, criteria, overall, notes)


def _spread(values: Sequence[float]) -> Spread:
    return Spread(float(median(values)), float(min(values)), float(max(values)))


def _mean(review: Review) -> float:
    return sum(review.scores[name] for name in CRITERIA) / len(CRITERIA)
