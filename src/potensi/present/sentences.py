"""Facts → sentences. A sentence varies with the facts and never says more than the guards allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from potensi.language import number, percent, say
from potensi.present.numbers import listing, money, price_name, short_name

if TYPE_CHECKING:
    from potensi.analysis.hosts import Hosts
    from potensi.indicators import IndicatorCard
    from potensi.present.facts import Facts

# Under a tenth of a percentage point two growth rates are told as level: provisional figures move by more.
LEVEL = 0.001
GREY_ZONE = (0.75, 1.25)
PANDEMIC = 2020
CLASSES = ("leading", "rising", "declining_base", "lagging")


def short(facts: Facts, code: str, lang: str) -> str:
    """Return an activity's short name."""
    return short_name(code, facts.panel.activity_name(code, lang), lang)


def glance(facts: Facts, lang: str) -> list[str]:
    """Return the three or four sentences that answer the question at once."""
    sentences = [_size(facts, lang), _growth(facts, lang)]
    leading = _named(facts, facts.own.filter(pl.col("sector_class") == "leading"), lang)
    if facts.has_growth:
        key = "leading" if leading else "no_leading"
        sentences.append(say(f"prospectus.glance.{key}", lang, list=listing(leading, lang)))
    hosts = [facts.panel.region_name(code) for code in facts.hosts.table["region"][:3]] if facts.hosts else []
    if hosts:
        sentences.append(say("prospectus.glance.hosts", lang, list=listing(hosts, lang)))
    if facts.has_growth and facts.base == PANDEMIC:
        sentences.append(say("prospectus.glance.pandemic", lang, base=facts.base))
    return sentences


def what_it_has(facts: Facts, lang: str) -> list[str]:
    """Return the sentences on base industries: which, how steady, which stand in the grey zone."""
    base = facts.own.filter(pl.col("lq") >= 1).sort("lq", descending=True)
    if not base.height:
        return [say("prospectus.has.none", lang)]
    shown = [
        f"{n} (LQ {number(v, lang, decimals=2)})" for n, v in zip(_named(facts, base, lang), base["lq"], strict=True)
    ]
    sentences = [say("prospectus.has.base", lang, count=base.height, list=listing(shown, lang))]
    if base["lq_base_agreement"].drop_nulls().len():
        steady = base.filter(pl.col("lq_base_agreement") >= 1).height
        sentences.append(say("prospectus.has.steady", lang, count=steady))
    grey = base.filter(pl.col("lq") <= GREY_ZONE[1])
    if grey.height:
        sentences.append(say("prospectus.has.grey", lang, list=listing(_named(facts, grey, lang), lang)))
    return sentences


def classes(facts: Facts, lang: str) -> list[str]:
    """Return one line a class of SLQ × DLQ that has any industry in it."""
    lines = []
    for name in CLASSES:
        found = facts.own.filter(pl.col("sector_class") == name).sort("value", descending=True, nulls_last=True)
        if found.height:
            lines.append(say(f"prospectus.has.{name}", lang, list=listing(_named(facts, found, lang), lang)))
    return lines


def what_moves(facts: Facts, lang: str) -> list[str]:
    """Return the sentences that put the change of value into its three parts and name the extremes."""
    if not facts.has_growth:
        return [say("prospectus.glance.no_growth", lang)]
    parts = {name: float(facts.own[f"shift_{name}"].sum()) for name in ("national", "mix", "regional")}
    amounts = {name: money(abs(value), facts.unit, lang) for name, value in parts.items()}
    verbs = {
        f"{n}_verb": say(f"prospectus.moves.{'adds' if parts[n] >= 0 else 'takes'}", lang) for n in ("mix", "regional")
    }
    change = money(sum(parts.values()), facts.unit, lang, signed=True)
    span = {"base": facts.base, "year": facts.year}
    national = money(parts["national"], facts.unit, lang, signed=True)
    sentences = [say("prospectus.moves.sum", lang, change=change, **(amounts | verbs | span | {"national": national}))]
    for key, rows in (("best", best(facts)), ("worst", worst(facts))):
        if rows.height:
            sentences.append(say(f"prospectus.moves.{key}", lang, list=listing(_with_shift(facts, rows, lang), lang)))
    return sentences


def best(facts: Facts) -> pl.DataFrame:
    """Return the (at most three) industries whose regional part adds most."""
    return facts.own.filter(pl.col("shift_regional") > 0).sort("shift_regional", descending=True).head(3)


def worst(facts: Facts) -> pl.DataFrame:
    """Return the (at most three) industries whose regional part takes away most."""
    return facts.own.filter(pl.col("shift_regional") < 0).sort("shift_regional").head(3)


def peer_sentences(facts: Facts, lang: str) -> list[str]:
    """Return the sentence that names the regions most alike."""
    if facts.peers is None or not facts.peers.table.height:
        return []
    rows = facts.peers.table.head(3)
    shown = [
        f"{facts.panel.region_name(code)} ({number(value, lang, decimals=2)})"
        for code, value in rows.select("region", "similarity").iter_rows()
    ]
    return [say("prospectus.alike.peers", lang, list=listing(shown, lang))]


def how_sure(facts: Facts, lang: str) -> list[str]:
    """Return what the sensitivity runs, the disagreements, the statuses and the refusals say."""
    sentences = []
    judged = facts.own.filter(pl.col("sector_class_agreement").is_not_null())
    if judged.height:
        sentences += _steadiness(facts, judged, lang)
    disagree = facts.own.filter((pl.col("lq") >= 1) & (pl.col("mrp_rps") < 1))
    if disagree.height:
        names = listing(_named(facts, disagree, lang), lang)
        sentences.append(say("prospectus.sure.disagree", lang, list=names))
    if facts.provisional_years:
        years = listing([str(year) for year in facts.provisional_years], lang)
        sentences.append(say("prospectus.sure.provisional", lang, years=years))
    if facts.has_growth:
        sentences.append(say("prospectus.sure.shared", lang))
    return sentences


def refusals(facts: Facts, lang: str) -> list[str]:
    """Return each distinct refusal that concerns this region, as a sentence."""
    about = [r for r in facts.profile.refusals if r.region in (None, facts.region)]
    return list(dict.fromkeys(refusal.message(lang) for refusal in about))


def host_sentences(hosts: Hosts, lang: str) -> list[str]:
    """Return one sentence a suggested host: its three reasons and how much it hangs on the years."""
    return [_host(row, hosts, lang) for row in hosts.table.iter_rows(named=True)]


def ahead_sentences(facts: Facts, lang: str) -> list[str]:
    """Return one sentence a measure: how many of the peers are ahead, in what year, out of how many."""
    if facts.peers is None:
        return []
    return [_ahead(facts, row, lang) for row in facts.peers.ahead.iter_rows(named=True)]


def catchup_sentences(facts: Facts, lang: str) -> list[str]:
    """Return one sentence a measure: the nearest peer ahead, the years between, and the pace needed."""
    if facts.catchup is None or not facts.catchup.table.height:
        return [say("prospectus.catchup.none", lang)]
    return [_catchup(facts, row, lang) for row in nearest_ahead(facts).iter_rows(named=True)]


def nearest_ahead(facts: Facts) -> pl.DataFrame:
    """Return for each measure the peer ahead with the smallest gap: the next one to reach."""
    assert facts.catchup is not None
    rows = facts.catchup.table.filter(pl.col("gap") > 0)
    return rows.sort("measure", "gap").unique("measure", keep="first", maintain_order=True)


def level(facts: Facts, measure: str, value: float | None, lang: str) -> str:
    """Return a level of an indicator with its unit in the reader's language."""
    card = _card(facts, measure)
    unit = card.unit_id if lang == "id" else card.unit_en
    return f"{number(value, lang, decimals=_decimals(value))} {unit}".strip()


def measure_name(facts: Facts, measure: str, lang: str) -> str:
    """Return the indicator's name in the reader's language."""
    card = _card(facts, measure)
    return card.label_id if lang == "id" else card.label_en


def class_name(code: str | None, lang: str) -> str:
    """Return the word for a class of SLQ × DLQ; a refused class says so."""
    return say(f"prospectus.class.{code or 'none'}", lang)


def _size(facts: Facts, lang: str) -> str:
    return say(
        "prospectus.glance.size", lang, year=facts.year, name=facts.name, price=price_name(facts.price, lang),
        grdp=money(facts.total, facts.unit, lang), share=percent(facts.share, lang), count=facts.reference_count,
    )  # fmt: skip


def _growth(facts: Facts, lang: str) -> str:
    if not facts.has_growth:
        return say("prospectus.glance.no_growth", lang)
    difference = (facts.growth or 0.0) - (facts.reference_growth or 0.0)
    key = "level" if abs(difference) < LEVEL else "faster" if difference > 0 else "slower"
    own, reference = (
        percent(facts.growth, lang, decimals=2),
        percent(facts.reference_growth, lang, decimals=2),
    )
    return say(f"prospectus.glance.{key}", lang, base=facts.base, own=own, reference=reference)


def _steadiness(facts: Facts, judged: pl.DataFrame, lang: str) -> list[str]:
    steady = judged.filter(pl.col("sector_class_agreement") >= 1).height
    count = judged["sector_class_variants"].max()
    sentences = [say("prospectus.sure.classes", lang, count=count, steady=steady, total=judged.height)]
    shaky = judged.filter(pl.col("sector_class_agreement") < 0.75).sort("sector_class_agreement").head(4)
    if shaky.height:
        sentences.append(say("prospectus.sure.shaky", lang, list=listing(_named(facts, shaky, lang), lang)))
    return sentences


def _named(facts: Facts, rows: pl.DataFrame, lang: str) -> list[str]:
    return [short(facts, code, lang) for code in rows["activity"]]


def _with_shift(facts: Facts, rows: pl.DataFrame, lang: str) -> list[str]:
    return [
        f"{short(facts, code, lang)} ({money(value, facts.unit, lang, signed=True)})"
        for code, value in rows.select("activity", "shift_regional").iter_rows()
    ]


def _host(row: dict[str, Any], hosts: Hosts, lang: str) -> str:
    parts = [reason.message(lang).strip().rstrip(".") for reason in hosts.reasons_of(row["region"])]
    steady = say(
        "prospectus.hosts.steady",
        lang,
        share=percent(row["stability"], lang, decimals=0),
        count=row["year_choices"],
    )
    return f"{'. '.join(parts)}. {steady}"


def _ahead(facts: Facts, row: dict[str, Any], lang: str) -> str:
    names = [facts.panel.region_name(code) for code in row["peers_ahead"].split()]
    key = "ahead" if names else "none_ahead"
    shown = level(facts, row["measure"], row["value"], lang)
    return say(
        f"prospectus.alike.{key}", lang, label=measure_name(facts, row["measure"], lang), name=facts.name,
        value=shown, year=row["period"], ahead=row["ahead"], count=row["of"], list=listing(names, lang),
    )  # fmt: skip


def _catchup(facts: Facts, row: dict[str, Any], lang: str) -> str:
    measure, behind = row["measure"], row["years_behind"]
    shown = {
        "label": measure_name(facts, measure, lang),
        "name": facts.name,
        "peer": row["name"],
        "own": level(facts, measure, row["value"], lang),
        "theirs": level(facts, measure, row["peer_value"], lang),
        "year": row["period"],
        "years": number(behind, lang, decimals=1),
    }
    first = say(f"prospectus.catchup.{'gap' if behind is None else 'years'}", lang, **shown)
    return f"{first} {_pace_needed(facts, row, lang)}".strip()


def _pace_needed(facts: Facts, row: dict[str, Any], lang: str) -> str:
    if row["pace_own"] is None or row["pace_needed_level"] is None:
        return say("prospectus.catchup.no_pace", lang)
    needed, pace = (_signed(row[name], lang) for name in ("pace_needed_level", "pace_own"))
    key = "reachable" if row["status"] == "reachable" else "not_at_this_pace"
    return say(f"prospectus.catchup.{key}", lang, by=row["by"], needed=needed, pace=pace)


def _signed(value: float, lang: str) -> str:
    return ("+" if value > 0 else "") + number(value, lang, decimals=_decimals(value))


def _decimals(value: float | None) -> int:
    return 0 if value is not None and abs(value) >= 1000 else 2


def _card(facts: Facts, measure: str) -> IndicatorCard:
    assert facts.catchup is not None or facts.peers is not None
    levels = facts.catchup.levels if facts.catchup is not None else facts.peers.levels  # type: ignore[union-attr]
    return next(card for card in levels.cards if card.indicator == measure)
