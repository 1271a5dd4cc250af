"""The choices on which packages of this field disagree, under their names: one record of choices each.

The same table gives other densities, other signs, other opportunities by another package, each right by its own
choices. Ours stand first, with their reasons in ``docs/relatedness.md``; theirs are there to be compared with.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Conventions:
    """The choices between a table of values and its opportunities; the defaults are Potensi's own.

    ``presence``: RCA "at least" or "more than" the threshold. ``diagonal``: φ_ii, 0 leaves an activity out of its own
    density. ``density_scale``: 1 for 0 … 1, 100 for per cent. ``complexity``: "eigenvector" or "reflections" (as many
    ``steps``). ``deviation``: what is taken off n in a standard deviation. ``pci_scale``: PCI standardised on its "own"
    mean and deviation or on those of "eci". ``sign``: "shared" by ECI and PCI, or taken "apart" (ECI by diversity, PCI
    against ubiquity). ``outlook_pci``: PCI "standardised" or "raw" in the outlook and its gain.
    ``coi``: "sum", "standardised", or "" where there is none. ``gain``: each related activity divided by the sum of
    proximities of the one "opened" or of the "target", "" where there is none; ``gain_own``: ω_ji PCI_i is taken off;
    ``gain_held``: what a region has is "undefined", "zero" or "kept".
    """

    name: str = "potensi"
    presence: str = "at least"
    diagonal: float = 0.0
    density_scale: float = 1.0
    complexity: str = "eigenvector"
    steps: int = 0
    deviation: int = 0
    pci_scale: str = "own"
    sign: str = "shared"
    outlook_pci: str = "standardised"
    coi: str = "sum"
    gain: str = "opened"
    gain_own: bool = True
    gain_held: str = "undefined"


POTENSI = Conventions()

_KNOWN = {
    each.name: each
    for each in (
        POTENSI,
        # The formulas of the book, Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity.
        Conventions("atlas", gain_held="zero"),
        # The program behind the Atlas's data, for Stata; it is not what its book says.
        Conventions(
            "stata",
            presence="more than",
            pci_scale="eci",
            outlook_pci="raw",
            coi="standardised",
            gain_own=False,
            gain_held="zero",
        ),
        Conventions(
            "ecomplexity",
            diagonal=1.0,
            pci_scale="eci",
            outlook_pci="raw",
            coi="standardised",
            gain_own=False,
            gain_held="zero",
        ),
        Conventions(
            "economic-complexity",
            complexity="reflections",
            steps=18,
            deviation=1,
            coi="",
            gain="target",
            gain_held="kept",
        ),
        Conventions(
            "econcomplex",
            density_scale=100.0,
            sign="apart",
            gain="target",
            gain_own=False,
            gain_held="zero",
        ),
        Conventions("econci", sign="apart", coi="", gain=""),
    )
}


def known_conventions() -> tuple[str, ...]:
    """Return the names of all conventions, ours first.

    >>> known_conventions()[:3]
    ('potensi', 'atlas', 'stata')
    """
    return tuple(_KNOWN)


def conventions_of(name: str | Conventions) -> Conventions:
    """Return the conventions called ``name``; ValueError naming those that there are. A record is returned as it is.

    >>> conventions_of("ecomplexity").diagonal
    1.0
    """
    if isinstance(name, Conventions):
        return name
    if name not in _KNOWN:
        raise ValueError(f"unknown conventions {name!r}: one of {', '.join(_KNOWN)}")
    return _KNOWN[name]
