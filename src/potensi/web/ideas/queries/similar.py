"""Earlier ideas, and failures, that are like one that somebody is writing: by words, assets, practice and trade."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from potensi.codes import key
from potensi.web.actor import Actor
from potensi.web.ideas import rules
from potensi.web.ideas.models import ENDED, Basis, Idea

# Shorter words ("di", "dan", "to") say nothing of what an idea is about.
_SHORTEST = 4
_BEGINNING = 400
# Points from 0 to 100 for the words; sharing an asset, a practice or a business field counts on top.
_WORTH_SHOWING = 62.0
_SAME_ASSET, _SAME_PRACTICE, _SAME_FIELD = 40.0, 35.0, 15.0
_MOST = 5
# Texts as they are compared, remembered between one keystroke and the next: titles and beginnings of thousands.
_REMEMBERED = 16_384


@dataclass(frozen=True)
class Draft:
    """What somebody is writing: its texts, and what it stands on as far as that is known."""

    title: str = ""
    summary: str = ""
    practice: int | None = None
    assets: frozenset[int] = frozenset()
    fields: frozenset[str] = frozenset()
    besides: int | None = None


@dataclass(frozen=True)
class Similar:
    """An idea that is like the draft, and why: ``words``, ``asset``, ``practice``, ``field``."""

    idea: Idea
    points: float
    why: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether it was stopped: its lesson is what one should read first."""
        return self.idea.stage == ENDED


def similar(actor: Actor, draft: Draft, most: int = _MOST) -> list[Similar]:
    """Return the ideas that are most like a draft, of those that this actor may read."""
    points: dict[int, float] = {}
    why: dict[int, list[str]] = {}

    def add(found: Iterable[tuple[int, float]], reason: str) -> None:
        for pk, count in found:
            points[pk] = points.get(pk, 0.0) + count
            why.setdefault(pk, []).append(reason)

    add(_by_words(actor, draft), "words")
    add(((pk, _SAME_ASSET) for pk in _on_assets(draft.assets)), "asset")
    add(((pk, _SAME_PRACTICE) for pk in _from_practice(draft.practice)), "practice")
    add(((pk, _SAME_FIELD) for pk in _of_fields(draft.fields)), "field")
    best = sorted((pk for pk in points if pk != draft.besides), key=lambda pk: -points[pk])
    # Whatever shares an asset with the draft is looked up without regard to who asks: only here it is told apart.
    there = rules.visible(actor).filter(pk__in=best).in_bulk()
    return [Similar(there[pk], points[pk], tuple(why[pk])) for pk in best if pk in there][:most]


def draft_of(idea: Idea) -> Draft:
    """Return an idea as a draft: for the ideas like it."""
    assets = [each.asset for each in idea.bases.all() if each.asset is not None]
    return Draft(
        idea.title,
        idea.summary,
        idea.practice_id,
        frozenset(each.pk for each in assets),
        frozenset(each.business_field for each in assets if each.business_field),
        idea.pk,
    )


def _by_words(actor: Actor, draft: Draft) -> list[tuple[int, float]]:
    from rapidfuzz import fuzz, process

    title, whole = _words(draft.title), _words(f"{draft.title} {draft.summary[:_BEGINNING]}")
    if not whole:
        return []
    rows = rules.visible(actor).order_by().values_list("pk", "title", "summary")
    there = {pk: (name, text) for pk, name, text in rows.iterator()}
    titles = {pk: _words(name) for pk, (name, _) in there.items()}
    texts = {pk: f"{titles[pk]} {_words(text[:_BEGINNING])}" for pk, (_, text) in there.items()}
    found: dict[int, float] = {}
    for wanted, among in ((title or whole, titles), (whole, texts)):
        scorer = fuzz.token_set_ratio if among is titles else fuzz.token_sort_ratio
        hits = process.extract(
            wanted, among, scorer=scorer, processor=None, limit=3 * _MOST, score_cutoff=_WORTH_SHOWING
        )
        for _, count, pk in hits:
            found[pk] = max(found.get(pk, 0.0), count)
    return list(found.items())


def _on_assets(assets: Collection[int]) -> set[int]:
    return set(Basis.objects.filter(asset__in=assets).values_list("idea", flat=True)) if assets else set()


def _from_practice(practice: int | None) -> set[int]:
    return set(Idea.objects.filter(practice=practice).values_list("pk", flat=True)) if practice else set()


def _of_fields(fields: Collection[str]) -> set[int]:
    if not fields:
        return set()
    return set(Basis.objects.filter(asset__business_field__in=fields).values_list("idea", flat=True))


@lru_cache(maxsize=_REMEMBERED)
def _words(text: str) -> str:
    return " ".join(word for word in key(text).split() if len(word) >= _SHORTEST)
