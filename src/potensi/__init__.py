"""Potensi: from official figures to a region's potential and its prospectus.

>>> import potensi as pt
>>> panel = pt.load("jatim")
>>> profile = pt.profile(panel, region="3510")
>>> profile.region
'3510'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from potensi.analysis.backtest import backtest
    from potensi.analysis.catchup import catchup
    from potensi.analysis.hosts import hosts
    from potensi.analysis.impact import impact
    from potensi.analysis.opportunity import opportunities
    from potensi.analysis.peers import peers
    from potensi.analysis.profile import profile
    from potensi.analysis.relate import relate
    from potensi.data.check import check
    from potensi.data.files import read
    from potensi.data.inputoutput import national_table
    from potensi.data.samples import load, load_indicators
    from potensi.panel import Panel, Papers, panel_from
    from potensi.present.prospectus import prospectus

__version__ = "0.1.0"

# Names are fetched when first asked for, so that `import potensi` costs next to nothing.
_HOMES = {
    "Panel": "potensi.panel",
    "Papers": "potensi.panel",
    "panel_from": "potensi.panel",
    "read": "potensi.data.files",
    "check": "potensi.data.check",
    "load": "potensi.data.samples",
    "load_indicators": "potensi.data.samples",
    "profile": "potensi.analysis.profile",
    "peers": "potensi.analysis.peers",
    "hosts": "potensi.analysis.hosts",
    "catchup": "potensi.analysis.catchup",
    "relate": "potensi.analysis.relate",
    "opportunities": "potensi.analysis.opportunity",
    "backtest": "potensi.analysis.backtest",
    "impact": "potensi.analysis.impact",
    "national_table": "potensi.data.inputoutput",
    "prospectus": "potensi.present.prospectus",
}

__all__ = [
    "Panel",
    "Papers",
    "backtest",
    "catchup",
    "check",
    "hosts",
    "impact",
    "load",
    "load_indicators",
    "national_table",
    "opportunities",
    "panel_from",
    "peers",
    "profile",
    "prospectus",
    "read",
    "relate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'potensi' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
