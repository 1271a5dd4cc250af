"""The peers of relatedness: how each is asked for the same outputs, and whether its answer is ours."""

from __future__ import annotations

import contextlib
import io
import time
import warnings

import numpy as np
from scipy.sparse import csr_array

from potensi.measures.space import activity_space


def let_peers_write() -> None:
    """Two peers fill diagonals of what pandas 3 hands out as read-only."""
    fill = np.fill_diagonal

    def writing(array, value, wrap=False):  # type: ignore[no-untyped-def]
        array.setflags(write=True)
        fill(array, value, wrap)

    np.fill_diagonal = writing


# Each gives the work that is timed, and how its answer is read afterwards.


def by_ecomplexity(table):  # type: ignore[no-untyped-def]
    from ecomplexity import ecomplexity

    long = long_table(table).assign(year=1)
    names = {"time": "year", "loc": "loc", "prod": "act", "val": "val"}

    def read(made):  # type: ignore[no-untyped-def]
        cells = {name: made.pivot(index="loc", columns="act", values=name) for name in ("rca", "density", "cog")}
        by_region, by_activity = (made.drop_duplicates(side).set_index(side).sort_index() for side in ("loc", "act"))
        return cells | {"eci": by_region["eci"], "pci": by_activity["pci"], "coi": by_region["coi"]}

    return lambda: ecomplexity(long, names, check_logsupermodularity=False, verbose=False), read


def by_economic_complexity(table):  # type: ignore[no-untyped-def]
    import economic_complexity as package

    def work():  # type: ignore[no-untyped-def]
        quotients = package.rca(table)
        eci, pci = package.complexity(quotients)
        near = package.proximity(quotients)
        dense = package.relatedness(quotients, proximities=near)
        gain = package.opportunity_gain(quotients, pci=pci, proximities=near)
        return {"rca": quotients, "eci": eci, "pci": pci, "proximity": near, "density": dense, "cog": gain}

    return work, lambda made: made


def by_econci(table):  # type: ignore[no-untyped-def]
    from econci import Complexity

    long = long_table(table)

    def work():  # type: ignore[no-untyped-def]
        made = Complexity(long, c="loc", p="act", values="val")
        made.calculate_indexes()
        return made

    def read(made):  # type: ignore[no-untyped-def]
        indices = {"eci": made.eci.set_index("loc").sort_index()["eci"], "pci": made.pci.set_index("act").sort_index()}
        found = {"rca": made.rca, "proximity": made.proximity, "density": made.density}
        return found | indices | {"pci": indices["pci"]["pci"]}

    return work, read


def by_econcomplex(table):  # type: ignore[no-untyped-def]
    import econcomplex as package

    def work():  # type: ignore[no-untyped-def]
        found = {"rca": package.rca(table), "proximity": package.proximity(table, compute="product")["product"]}
        found["eci"], found["pci"] = package.eci_pci(table)
        near = found["proximity"]
        found["density"] = package.relatedness_density(table, phi=near)
        found["coi"] = package.complexity_outlook_index(table, found["pci"], phi=near)
        found["cog"] = package.complexity_outlook_gain(table, found["pci"], phi=near)
        return found

    return work, lambda made: made


def long_table(table):  # type: ignore[no-untyped-def]
    """Return the table's long form as pandas peers take it: loc, act, val."""
    return table.rename_axis(index="loc", columns="act").stack().rename("val").reset_index()


def run_peer(name: str, made: csr_array, runs: int, quick: float, answer) -> None:  # type: ignore[no-untyped-def]
    """Run one peer in this process, compare its answer with ours, and send the seconds of every run back."""
    import pandas as pd

    warnings.simplefilter("ignore")
    let_peers_write()
    table = pd.DataFrame(made.toarray())
    table.index, table.columns = [f"D{j:06}" for j in table.index], [f"K{i:06}" for i in table.columns]
    work, read = globals()[f"by_{name.replace('-', '_')}"](table)
    times: list[float] = []
    with contextlib.redirect_stdout(io.StringIO()):
        while not times or (len(times) < runs and times[0] < quick):
            start = time.perf_counter()
            found = work()
            times.append(time.perf_counter() - start)
    agree(read(found), activity_space(table.to_numpy(), conventions=name))
    answer.send(times)


def agree(theirs, ours) -> None:  # type: ignore[no-untyped-def]
    """Raise where an answer of a peer is not ours under its conventions, to 1e-6 of its largest value."""
    for name, values in theirs.items():
        expected = np.asarray(values, dtype=float)
        found = np.asarray(getattr(ours, name), dtype=float)
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6 * max(1.0, np.nanmax(np.abs(expected))))
