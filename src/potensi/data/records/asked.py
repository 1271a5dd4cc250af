"""What can be asked of a register of records, checked before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from potensi.errors import UsageError

# How many digits of a region's code each level has, in the codes of the statistical office (BPS: 3510 010 001) and in
# those of the ministry of home affairs (Kemendagri: 35.10.01.2001), and of an activity's code each way of counting.
LEVELS = {"village": 10, "district": 7, "regency": 4, "province": 2}
SYSTEMS = {"bps": LEVELS, "kemendagri": LEVELS | {"district": 6}}
OTHER_SYSTEM = {"bps": "kemendagri", "kemendagri": "bps"}
# How districts and villages are written with dots: such a code is never one of the other system.
DOTTED = {"bps": r"^\d\d\.\d\d\.\d{3}(\.\d{3})?$", "kemendagri": r"^\d\d\.\d\d\.\d\d(\.\d{4})?$"}
KBLI_DIGITS = {"kbli5": 5, "kbli4": 4, "kbli3": 3, "kbli2": 2}
BY = (*KBLI_DIGITS, "section", "industry", "own")
PERIODS = ("year", "half", "quarter", "month")
MEASURES = ("count", "sum")
ABSENT = ("missing", "zero")
SIGNS = {"point": ".", "comma": ","}
ENGINES = ("duckdb", "spark")
ALL = "*"  # the whole of all regions, or of all activities
FIRST_YEAR, LAST_YEAR = 1945, 2100
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Asked:
    """One question to a register: what is counted or summed, by which activities, regions and periods.

    ``columns`` says which column is the region, kbli, date or size where its name does not. ``region_codes`` says
    whose codes the regions have ("bps", "kemendagri"; "" is BPS unless they look like the other), ``decimal_sign``
    what parts off decimals in sizes that are texts ("point", "comma"; "" is what they show by themselves).
    ``decimals`` is how many decimals of a size count; ``absent`` what a combination without a record is;
    ``leave_out`` whether records that cannot be read are left out, where else the whole register is refused.

    >>> Asked(level="district", region_codes="kemendagri").widths["district"]
    6
    """

    by: str = "kbli5"
    level: str = "village"
    period: str = "year"
    measure: str = "count"
    decimals: int = 2
    absent: str = "missing"
    withhold_under: int = 0
    leave_out: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    crosswalk: Path | None = None
    regions: Path | None = None
    unit: str = ""
    region_codes: str = ""
    decimal_sign: str = ""

    def __post_init__(self) -> None:
        """Refuse what means nothing, in a sentence that names what does."""
        for value, known in (
            (self.by, BY),
            (self.level, LEVELS),
            (self.period, PERIODS),
            (self.measure, MEASURES),
            (self.absent, ABSENT),
            (self.region_codes or "bps", SYSTEMS),
            (self.decimal_sign or "point", SIGNS),
        ):
            if value not in known:
                raise UsageError("unknown_kind", kind=value, known=", ".join(known))
        if self.by == "own" and self.crosswalk is None:
            raise UsageError("records_own_without_crosswalk")
        if self.withhold_under < 0 or self.withhold_under == 1:
            raise UsageError("records_withhold_under", number=self.withhold_under)
        if not 0 <= self.decimals <= MOST_DECIMALS:
            raise UsageError("records_decimals", number=self.decimals, most=MOST_DECIMALS)

    @property
    def system(self) -> str:
        """Whose codes the regions have: "bps" or "kemendagri"."""
        return self.region_codes or "bps"

    @property
    def widths(self) -> dict[str, int]:
        """How many digits a region's code has at each level."""
        return SYSTEMS[self.system]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that a column must be found for."""
        return ("region", "kbli", "date", "size") if self.measure == "sum" else ("region", "kbli", "date")

    @property
    def rolls_up(self) -> bool:
        """Whether several groups of the register's own codes can fall into one cell."""
        return self.by != "kbli5" or self.level != "village" or self.crosswalk is not None
