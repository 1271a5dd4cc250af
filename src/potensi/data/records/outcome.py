"""What became of a register: the account of every record, and the papers of the panel that was made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from potensi.data.records import kbli, names
from potensi.data.records.asked import ALL, Asked
from potensi.data.records.sources import Source
from potensi.errors import Problem
from potensi.language import number, say
from potensi.panel import Panel, Papers


@dataclass(frozen=True, eq=False)
class Recorded:
    """What became of a register: the panel, and an account of every record that is not in it.

    ``records`` were read and ``kept``, the rest is accounted for in ``unknown`` (codes that no list knows: kind, code,
    reason, records, value, examples) and ``problems`` (dates and sizes that cannot be read, where the user said to
    leave them out). ``negative`` of the records have a size below nought, which is in the sums. ``withheld`` counts
    the cells withheld for being small and for the sake of those; ``totals_withheld`` are the totals that must not be
    published beside the panel. ``panel`` is None where the answer went straight to a file.
    """

    panel: Panel | None
    cells: int
    records: int
    kept: int
    unknown: pl.DataFrame
    unknown_codes: dict[str, int]
    problems: tuple[Problem, ...] = ()
    negative: int = 0
    withheld: tuple[int, int] = (0, 0)
    totals_withheld: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True, eq=False)
class Lists:
    """The code lists of one run: what each code counts as, the activities in order, the regions given."""

    ways: pl.DataFrame
    activities: list[str]
    regions: pl.DataFrame | None


@dataclass(frozen=True, eq=False)
class Target:
    """Where one run's answer goes (a file, or None), and what is known of the run by then."""

    register: Source
    asked: Asked
    account: Recorded
    folder: Path
    out: Path | None
    lang: str


def described(
    region_codes: pl.Series, activity_codes: list[str], lists: Lists, target: Target
) -> tuple[Papers, pl.DataFrame, pl.DataFrame]:
    """Return a panel's papers, regions and activities: what was counted, of what, and what is not in it."""
    asked, lang = target.asked, target.lang
    counted = asked.measure == "count"
    # Records that a crosswalk splits are no count any more: chance does not work on parts.
    measure = ("count" if asked.crosswalk is None else "records") if counted else "size"
    papers = Papers(
        title=say(f"records.title.{'records' if counted else 'size'}", lang, source=target.register.name),
        measure=measure,
        unit=asked.unit or (say("records.unit", lang) if counted else ""),
        source=target.register.name,
        history=tuple(_steps(target)),
    )
    return papers, names.region_names(region_codes, asked, lists.regions), kbli.activity_names(activity_codes, asked.by)


def _steps(target: Target) -> Iterator[str]:
    asked, account, lang = target.asked, target.account, target.lang

    def step(code: str, **params: Any) -> str:
        shown = {name: number(each, lang) if isinstance(each, int) else each for name, each in params.items()}
        return say(f"records.step.{code}", lang, **shown)

    secret = _whole_is_secret(target)
    if secret:
        yield step("read_secret", source=target.register.name)
    else:
        yield step("read", count=account.records, source=target.register.name)
    words = {name: say(f"records.{name}.{getattr(asked, name)}", lang) for name in ("level", "by", "period", "system")}
    yield step("counted", **words)
    if asked.crosswalk:
        yield step("crosswalk", file=asked.crosswalk.name)
    if account.records > account.kept and not secret:
        unreadable = sum(p.params["count"] for p in account.problems)
        yield step(
            "left_out", count=account.records - account.kept, regions=account.unknown_codes["region"],
            activities=account.unknown_codes["kbli"], unreadable=unreadable,
        )  # fmt: skip
    if account.negative:
        yield step("negative", count=account.negative)
    if asked.absent == "zero":
        yield step("zeros")
    if asked.withhold_under:
        # How many were small is not said: were it all of them, each would be known to be under the bound.
        small, more = account.withheld
        yield step("withheld", bound=asked.withhold_under, count=small + more, totals=account.totals_withheld.height)


def _whole_is_secret(target: Target) -> bool:
    """Return whether the number of records kept would give away a whole that must not be published."""
    totals = target.account.totals_withheld
    return (
        not totals.is_empty() and not totals.filter((pl.col("region") == ALL) & (pl.col("activity") == ALL)).is_empty()
    )
