"""Regions side by side → sentences: what they share, where they differ most, how alike they are."""

from __future__ import annotations

from potensi.language import number, percent, say
from potensi.present.comparison_facts import Comparison, Level
from potensi.present.numbers import listing, money, price_name
from potensi.present.sentences import LEVEL

# The widest differences that are told; the tables hold them all.
_MOST_DIFFERENCES = 4
# Under a tenth two economies are told as of the same size.
_SAME_SIZE = 1.1


def glance(found: Comparison, lang: str) -> list[str]:
    """Return the sentences that answer at once: largest, smallest, fastest, slowest, and who is incomplete."""
    sentences = [*_size(found, lang), *_growth(found, lang)]
    lost = [found.name(code) for code in found.codes if code not in found.complete]
    if lost:
        sentences.append(say("comparison.glance.incomplete", lang, list=listing(lost, lang)))
    return sentences


def _size(found: Comparison, lang: str) -> list[str]:
    totals = found.of_regions("value")
    if len(totals) < 2 or min(totals.values()) <= 0:
        return []
    largest, smallest = max(totals, key=totals.__getitem__), min(totals, key=totals.__getitem__)
    unit, price = found.panel.papers.unit, price_name(found.panel.papers.price, lang)
    times = totals[largest] / totals[smallest]
    told = {
        "largest": found.name(largest), "most": money(totals[largest], unit, lang),
        "smallest": found.name(smallest), "least": money(totals[smallest], unit, lang),
        "times": number(times, lang, decimals=1),
    }  # fmt: skip
    key = "size" if times >= _SAME_SIZE else "same_size"
    return [say(f"comparison.glance.{key}", lang, year=found.profile.year, price=price, **told)]


def _growth(found: Comparison, lang: str) -> list[str]:
    if found.profile.base == found.profile.year:
        return [say("comparison.glance.no_growth", lang)]
    paces = found.of_regions("growth_yearly")
    if len(paces) < 2:
        return []
    fastest, slowest = max(paces, key=paces.__getitem__), min(paces, key=paces.__getitem__)
    most, least, reference = (
        percent(value, lang, decimals=2) for value in (paces[fastest], paces[slowest], found.reference_growth)
    )
    names = {"fastest": found.name(fastest), "slowest": found.name(slowest)}
    told = {"most": most, "least": least, "reference": reference}
    key = "growth" if paces[fastest] - paces[slowest] >= LEVEL else "same_pace"
    return [say(f"comparison.glance.{key}", lang, base=found.profile.base, **names, **told)]


def common(found: Comparison, lang: str) -> list[str]:
    """Return what all the regions share: base industries, industries that gain or lose ground everywhere."""
    if len(found.complete) < 2:
        return [say("comparison.common.unknown", lang)]
    quotients, trends = found.of_cells("lq"), found.of_cells("dlq")
    count = len(found.complete)
    base = [a for a, values in quotients.items() if len(values) == count and min(values.values()) >= 1]
    key = "base" if base else "no_base"
    sentences = [say(f"comparison.common.{key}", lang, list=_activities(found, base, lang))]
    up = [a for a, values in trends.items() if len(values) == count and min(values.values()) > 1]
    down = [a for a, values in trends.items() if len(values) == count and max(values.values()) < 1]
    for name, activities in (("gaining", up), ("losing", down)):
        if activities:
            named = _activities(found, activities, lang)
            sentences.append(say(f"comparison.common.{name}", lang, list=named, base=found.profile.base))
    return sentences


def differ(found: Comparison, lang: str) -> list[str]:
    """Return the industries whose shares differ most, then what is a base industry in one region only."""
    shares = {a: values for a, values in found.of_cells("share").items() if len(values) > 1}
    if not shares:
        return [say("comparison.differ.unknown", lang)]
    width = {a: max(values.values()) - min(values.values()) for a, values in shares.items()}
    widest = sorted(width, key=lambda a: (-width[a], a))[:_MOST_DIFFERENCES]
    return [_difference(found, a, shares[a], lang) for a in widest if width[a] > 0] + _only(found, lang)


def _difference(found: Comparison, activity: str, values: dict[str, float], lang: str) -> str:
    highest, lowest = max(values, key=values.__getitem__), min(values, key=values.__getitem__)
    return say(
        "comparison.differ.share", lang, activity=found.short(activity, lang),
        lowest=found.name(lowest), low=percent(values[lowest], lang),
        highest=found.name(highest), high=percent(values[highest], lang),
    )  # fmt: skip


def _only(found: Comparison, lang: str) -> list[str]:
    own: dict[str, list[str]] = {}
    for activity, values in found.of_cells("lq").items():
        base = [code for code, value in values.items() if value >= 1]
        if len(base) == 1 and len(values) > 1:
            own.setdefault(base[0], []).append(activity)
    return [
        say("comparison.differ.only", lang, name=found.name(code), list=_activities(found, own[code], lang))
        for code in found.codes
        if code in own
    ]


def growth(found: Comparison, lang: str) -> list[str]:
    """Return the sentences below the chart of growth; none where growth cannot be told."""
    if not found.of_regions("growth_yearly"):
        return []
    sentences = [say("comparison.growth.pace", lang, reference=percent(found.reference_growth, lang, decimals=2))]
    if found.own_performance:
        better = [found.name(code) for code in found.codes if found.own_performance.get(code, 0.0) > 0]
        key = "own" if better else "none"
        sentences.append(say(f"comparison.growth.{key}", lang, list=listing(better, lang)))
    return sentences


def indicators(found: Comparison, lang: str) -> list[str]:
    """Return one sentence an indicator: who is best, by how much, in which year."""
    return [_indicator(found, level, lang) for level in found.levels]


def _indicator(found: Comparison, level: Level, lang: str) -> str:
    card = level.card
    label, unit = (card.label_id, card.unit_id) if lang == "id" else (card.label_en, card.unit_en)
    best, worst = level.in_order[0], level.in_order[-1]
    gap = abs(level.values[best] - level.values[worst])
    # An index has no unit to speak of, and two percentages differ by points.
    unit = "" if card.unit_id == "indeks" else unit
    between = say("comparison.indicators.points", lang) if card.unit_id == "persen" else unit
    most, least, apart = (
        f"{number(value, lang, decimals=decimals(level))} {word}".strip()
        for value, word in ((level.values[best], unit), (level.values[worst], unit), (gap, between))
    )
    told = {"label": label, "year": level.period, "most": most}
    if not gap:
        return say("comparison.indicators.level", lang, **told)
    told |= {"best": found.name(best), "worst": found.name(worst), "least": least, "gap": apart}
    return say("comparison.indicators.best", lang, **told)


def decimals(level: Level) -> int:
    """Return how many decimals an indicator is shown with."""
    return 0 if max(map(abs, level.values.values())) >= 1000 else 2


def alike(found: Comparison, lang: str) -> list[str]:
    """Return which two are most alike in structure and which least."""
    pairs = found.similarity
    if not pairs:
        return []
    order = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    if len(order) == 1:
        return [_pair(found, "pair", order[0], lang)]
    return [_pair(found, "most", order[0], lang), _pair(found, "least", order[-1], lang)]


def _pair(found: Comparison, key: str, pair: tuple[str, str], lang: str) -> str:
    one, other = (found.name(code) for code in pair)
    value = number(found.similarity[pair], lang, decimals=2)
    return say(f"comparison.alike.{key}", lang, one=one, other=other, value=value)


def _activities(found: Comparison, activities: list[str], lang: str) -> str:
    return listing([found.short(activity, lang) for activity in activities], lang)
