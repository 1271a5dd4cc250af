"""The same table by four packages of this field and by us under their conventions: equal to 1e-6.

On a real table (world trade, where it is at hand) and on seeded ones. Stata does not run here: its program
(ecomplexity.ado with proxdiscrete, calculate_density, ecipci and coicog, of github.com/cid-harvard/ecomplexity) stands
below line by line.
"""

import warnings
from pathlib import Path

import numpy as np
import pytest

from potensi.measures.space import activity_space

TRADE = Path(__file__).parents[3] / "shared" / "data" / "world_trade_avg_1998_2000.csv.gz"
NO_TRADE = "the table of world trade is not part of the project and not at hand"
pd = pytest.importorskip("pandas", reason="the package pandas is not installed")

TABLES = ["trade", 1, 2, 3]


def seeded(seed):
    """Nested and noisy: sizes, difficulty and chance; every region and activity with something."""
    random = np.random.default_rng(seed)
    regions, activities = random.integers(20, 60, 2)
    level = random.normal(0, 1, regions)[:, None] - random.normal(0, 1, activities)[None, :]
    values = random.lognormal(0, 1, (regions, activities)) * (random.random(level.shape) < 1 / (1 + np.exp(-2 * level)))
    values[np.arange(regions), random.integers(0, activities, regions)] += 0.5
    values[random.integers(0, regions, activities), np.arange(activities)] += 0.5
    return pd.DataFrame(values, [f"r{j:02}" for j in range(regions)], [f"a{i:02}" for i in range(activities)])


@pytest.fixture(scope="module", params=TABLES, ids=lambda name: f"{name}")
def table(request):
    if request.param != "trade":
        return seeded(request.param)
    if not TRADE.exists():
        pytest.skip(NO_TRADE)
    long = pd.read_csv(TRADE, dtype={"product": str}, keep_default_na=False)
    return long.pivot_table(index="country", columns="product", values="value", aggfunc="sum", fill_value=0.0).astype(
        float
    )


@pytest.fixture(autouse=True)
def peers_run(monkeypatch):
    """Let the peers run with today's pandas: they fill diagonals of what pandas 3 hands out as read-only."""
    fill = np.fill_diagonal

    def writing(array, value, wrap=False):
        array.setflags(write=True)
        fill(array, value, wrap)

    monkeypatch.setattr(np, "fill_diagonal", writing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peers' own warnings are not what is tested
        yield


def long_form(table):
    return table.rename_axis(index="loc", columns="act").stack().rename("val").reset_index().assign(year=1)


def agree(table, conventions, **theirs):
    ours = activity_space(table.to_numpy(), conventions=conventions)
    for name, values in theirs.items():
        found = np.asarray(getattr(ours, name), dtype=float)
        expected = np.asarray(values, dtype=float)
        scale = max(1.0, np.abs(expected).max())
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6 * scale, err_msg=name)


def test_ecomplexity(table, capsys):
    package = pytest.importorskip("ecomplexity", reason="the package ecomplexity is not installed")
    names = {"time": "year", "loc": "loc", "prod": "act", "val": "val"}
    made = package.ecomplexity(long_form(table), names, check_logsupermodularity=False, verbose=False)

    def cells(name):
        return made.pivot(index="loc", columns="act", values=name).loc[table.index, table.columns]

    agree(
        table, "ecomplexity",
        rca=cells("rca"), presence=cells("mcp"), density=cells("density"), cog=cells("cog"),
        eci=cells("eci").iloc[:, 0], pci=cells("pci").iloc[0], coi=cells("coi").iloc[:, 0],
    )  # fmt: skip


def test_the_proximity_of_ecomplexity(table):
    package = pytest.importorskip("ecomplexity", reason="the package ecomplexity is not installed")
    names = {"time": "year", "loc": "loc", "prod": "act", "val": "val"}
    made = package.proximity(long_form(table), names)
    agree(
        table, "ecomplexity",
        proximity=made.pivot(index="act_1", columns="act_2", values="proximity").loc[table.columns, table.columns],
    )  # fmt: skip


def test_economic_complexity(table):
    package = pytest.importorskip("economic_complexity", reason="the package economic-complexity is not installed")
    quotients = package.rca(table)
    eci, pci = package.complexity(quotients)
    agree(
        table, "economic-complexity",
        rca=quotients, presence=quotients.ge(1), proximity=package.proximity(quotients),
        density=package.relatedness(quotients), eci=eci, pci=pci, cog=package.opportunity_gain(quotients, pci=pci),
    )  # fmt: skip


def test_econcomplex(table):
    package = pytest.importorskip("econcomplex", reason="the package econcomplex is not installed")
    eci, pci = package.eci_pci(table)
    agree(
        table, "econcomplex",
        rca=package.rca(table), presence=package.mcp(table), proximity=package.proximity(table, compute="product")["product"],
        density=package.relatedness_density(table), eci=eci, pci=pci,
        coi=package.complexity_outlook_index(table, pci), cog=package.complexity_outlook_gain(table, pci),
    )  # fmt: skip


def test_econci(table):
    package = pytest.importorskip("econci", reason="the package econci is not installed")
    made = package.Complexity(long_form(table), c="loc", p="act", values="val")
    made.calculate_indexes()
    agree(
        table, "econci",
        rca=made.rca, presence=made.m_cp, proximity=made.proximity, density=made.density,
        eci=made.eci.set_index("loc").loc[table.index, "eci"], pci=made.pci.set_index("act").loc[table.columns, "pci"],
    )  # fmt: skip


def as_stata_has_it(values):
    """The program's matrices by its own steps: no symmetry used, the eigenvector of a general matrix, n − 1 over cells."""
    rca = values / values.sum(axis=1, keepdims=True) / (values.sum(axis=0) / values.sum())
    m = (rca > 1).astype(float)
    together, ubiquity = m.T @ m, m.sum(axis=0)
    near = np.minimum(together / ubiquity[None, :], together / ubiquity[:, None]) - np.eye(len(ubiquity))
    dense = (m @ near) / near.sum(axis=0)
    diversity = m.sum(axis=1)
    eigenvalues, vectors = np.linalg.eig((m / ubiquity / diversity[:, None]).T @ m)
    kp = vectors[:, np.argsort(-eigenvalues.real)[1]].real
    kc = m / diversity[:, None] @ kp
    sign = 2 * (np.corrcoef(diversity, kc)[0, 1] > 0) - 1
    kp, kc = sign * kp, sign * kc
    coi = (dense * (1 - m) * kp).sum(axis=1)
    cog = (1 - m) * ((1 - m) @ (near * (kp / near.sum(axis=1))[:, None]))
    mean, deviation = kc.mean(), np.repeat(kc, m.shape[1]).std(ddof=1)
    eci, pci, outlook = (kc - mean) / deviation, (kp - mean) / deviation, np.repeat(coi, m.shape[1]).std(ddof=1)
    return {
        "rca": rca, "presence": m, "proximity": near, "density": dense,
        "eci": eci, "pci": pci, "coi": (coi - coi.mean()) / outlook, "cog": cog / deviation,
    }  # fmt: skip


def test_stata(table):
    theirs = as_stata_has_it(table.to_numpy())
    # Ours divides by n: what is standardised differs by that, and by nothing else.
    cells = table.size
    for name in ("eci", "pci", "coi", "cog"):
        theirs[name] = theirs[name] * np.sqrt(cells / (cells - 1))
    agree(table, "stata", **theirs)


def test_ours_differ_from_theirs_where_the_documentation_says_so(table):
    values = table.to_numpy()
    ours, theirs = activity_space(values), activity_space(values, conventions="ecomplexity")
    assert ours.eci == pytest.approx(theirs.eci)
    assert np.corrcoef(ours.pci, theirs.pci)[0, 1] == pytest.approx(1)
    # An activity in its own density: ω (Σφ + 1) = what is had of the others, and 1 where it is had itself.
    sums = ours.proximity.sum(axis=0)
    assert theirs.density * (sums + 1) == pytest.approx(ours.density * sums + ours.presence)
    assert (np.isnan(ours.cog) == ours.presence).all()
