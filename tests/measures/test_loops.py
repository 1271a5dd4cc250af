"""Every fast kernel beside its formula written out cell by cell, in plain loops."""

import math

import numpy as np
import pytest

from potensi.measures import disparity, growth, location, similarity, typology
from potensi.measures import specialisation as special

CHANCE = np.random.default_rng(1960)
START = CHANCE.lognormal(3, 1.5, (7, 5))
END = START * CHANCE.lognormal(0.2, 0.3, START.shape)
# A cell that empties and one that starts from nothing belong in the twin's table.
END[1, 2], START[4, 3] = 0.0, 0.0
REGIONS, ACTIVITIES = range(START.shape[0]), range(START.shape[1])


def total(values, j=None, i=None):
    """Return E_j, E_iN or E: the sum over whatever is not named."""
    rows = REGIONS if j is None else [j]
    columns = ACTIVITIES if i is None else [i]
    return math.fsum(values[row, column] for row in rows for column in columns)


def s(values, j, i):
    return values[j, i] / total(values, j)


def s_n(values, i):
    return total(values, i=i) / total(values)


def t(values, j, i):
    """Return the activity's share that lies in the region."""
    return values[j, i] / total(values, i=i)


def t_n(values, j):
    return total(values, j) / total(values)


def cells(form):
    return np.array([[form(j, i) for i in ACTIVITIES] for j in REGIONS])


def over_activities(form):
    return [math.fsum(form(j, i) for i in ACTIVITIES) for j in REGIONS]


def over_regions(form):
    return [math.fsum(form(j, i) for j in REGIONS) for i in ACTIVITIES]


def gini(numbers):
    """Return the Gini coefficient as the mean absolute difference of all pairs over twice the mean."""
    count = len(numbers)
    return math.fsum(abs(a - b) for a in numbers for b in numbers) / (2 * count * math.fsum(numbers))


def xlog(x, y):
    return x * math.log(x / y) if x else 0.0


def lq(j, i):
    return s(END, j, i) / s_n(END, i)


def minus_self(j, i):
    others = total(END, i=i) - END[j, i], total(END) - total(END, j)
    return s(END, j, i) / (others[0] / others[1])


def rate(first, last):
    return last / first - 1


def r_n():
    return rate(total(START), total(END))


def r_i(i):
    return rate(total(START, i=i), total(END, i=i))


def r_j(j):
    return rate(total(START, j), total(END, j))


SPECIALISATION = {
    special.krugman: over_activities(lambda j, i: abs(s(END, j, i) - s_n(END, i))),
    special.hoover_specialisation: over_activities(lambda j, i: abs(s(END, j, i) - s_n(END, i)) / 2),
    special.herfindahl: over_activities(lambda j, i: s(END, j, i) ** 2),
    special.equivalent_number: [1 / x for x in over_activities(lambda j, i: s(END, j, i) ** 2)],
    special.herfindahl_normalised: [(x - 0.2) / 0.8 for x in over_activities(lambda j, i: s(END, j, i) ** 2)],
    special.entropy: over_activities(lambda j, i: -xlog(s(END, j, i), 1) / math.log(2)),
    special.hachman: [1 / x for x in over_activities(lambda j, i: s(END, j, i) ** 2 / s_n(END, i))],
    special.theil_specialisation: over_activities(lambda j, i: xlog(s(END, j, i), s_n(END, i))),
    special.gini_specialisation: [gini([lq(j, i) for i in ACTIVITIES]) for j in REGIONS],
    special.krugman_concentration: over_regions(lambda j, i: abs(t(END, j, i) - t_n(END, j))),
    special.hoover_concentration: over_regions(lambda j, i: abs(t(END, j, i) - t_n(END, j)) / 2),
    special.herfindahl_concentration: over_regions(lambda j, i: t(END, j, i) ** 2),
    special.theil_concentration: over_regions(lambda j, i: xlog(t(END, j, i), t_n(END, j))),
    special.gini_concentration: [gini([lq(j, i) for j in REGIONS]) for i in ACTIVITIES],
}


@pytest.mark.parametrize("kernel", SPECIALISATION, ids=lambda kernel: kernel.__name__)
def test_specialisation_and_concentration(kernel):
    assert kernel(END) == pytest.approx(SPECIALISATION[kernel], abs=1e-12)


@pytest.mark.parametrize(
    ("kernel", "form"),
    [
        (location.share, lambda j, i: s(END, j, i)),
        (location.location_quotient, lq),
        (location.location_quotient_minus_self, minus_self),
        (location.symmetric_location_quotient, lambda j, i: (lq(j, i) - 1) / (lq(j, i) + 1)),
    ],
    ids=["share", "lq", "minus_self", "symmetric"],
)
def test_location(kernel, form):
    assert kernel(END) == pytest.approx(cells(form), rel=1e-12)


def test_interval_of_counts_by_the_binomial_tails():
    """At the bounds the binomial tail beyond the count is what the level leaves on that side."""
    table = np.array([[3.0, 17.0], [40.0, 140.0]])
    low, high = location.location_quotient_interval(table)
    reference = 43 / 200

    def tail(share, counts):
        return math.fsum(math.comb(20, k) * share**k * (1 - share) ** (20 - k) for k in counts)

    assert tail(low[0, 0] * reference, range(3, 21)) == pytest.approx(0.025, abs=1e-9)
    assert tail(high[0, 0] * reference, range(4)) == pytest.approx(0.025, abs=1e-9)


def test_shift_share_family():
    known = START > 0
    classic, split = growth.shift_share(START, END), growth.esteban_marquillas(START, END)
    regional = cells(lambda j, i: START[j, i] * (rate(START[j, i], END[j, i]) - r_i(i)) if known[j, i] else np.nan)
    homothetic = cells(lambda j, i: total(START, j) * s_n(START, i))
    assert classic.national == pytest.approx(cells(lambda j, i: START[j, i] * r_n()), abs=1e-9)
    assert classic.mix == pytest.approx(cells(lambda j, i: START[j, i] * (r_i(i) - r_n())), abs=1e-9)
    assert classic.regional[known] == pytest.approx(regional[known], abs=1e-9)
    assert split.competitive[known] == pytest.approx(
        (homothetic * regional / np.where(known, START, 1))[known], abs=1e-9
    )
    # The entry: its whole change stands in the last part.
    assert classic.regional[4, 3] == split.competitive[4, 3] == pytest.approx(END[4, 3])


def test_arcelus():
    parts, known = growth.arcelus(START, END), START > 0
    expected = cells(lambda j, i: total(START, j) * s_n(START, i))
    rates = {
        "national": cells(lambda j, i: r_n()),
        "mix": cells(lambda j, i: r_i(i) - r_n()),
        "regional": cells(lambda j, i: r_j(j) - r_n()),
        "regional_mix": cells(
            lambda j, i: rate(START[j, i], END[j, i]) - r_j(j) - (r_i(i) - r_n()) if known[j, i] else np.nan
        ),
    }
    for name, part in rates.items():
        assert getattr(parts, f"{name}_expected")[known] == pytest.approx((expected * part)[known], abs=1e-9)
        own = ((START - expected) * part)[known]
        assert getattr(parts, f"{name}_differential")[known] == pytest.approx(own, abs=1e-9)


def test_growth():
    known = START > 0
    yearly = growth.mean_growth(START, END, years=6)
    for j, i in zip(*np.nonzero(known), strict=True):
        assert growth.total_growth(START, END)[j, i] == pytest.approx(rate(START[j, i], END[j, i]))
        assert (1 + yearly[j, i]) ** 6 == pytest.approx(END[j, i] / START[j, i])
    assert np.isnan(yearly[~known]).all()
    expected = cells(lambda j, i: (END[j, i] - START[j, i]) / total(START, j))
    assert growth.contribution(START, END) == pytest.approx(expected)


def test_growth_ratios():
    ratios = growth.growth_ratios(START, END)
    for i in ACTIVITIES:
        assert ratios.rpr[i] == pytest.approx(r_i(i) / r_n())
        for j in REGIONS:
            if r_i(i) < growth.LEAST_RATE or START[j, i] == 0:
                assert np.isnan(ratios.rps[j, i])
            else:
                assert ratios.rps[j, i] == pytest.approx(rate(START[j, i], END[j, i]) / r_i(i))


def test_klassen_cell_by_cell():
    found = typology.klassen_activities(START, END, years=6)
    for j in REGIONS:
        for i in ACTIVITIES:
            if START[j, i] == 0:
                assert found[j, i] == -1
                continue
            advanced, fast = s(END, j, i) >= s_n(END, i), rate(START[j, i], END[j, i]) >= r_i(i)
            name = {(1, 1): "advanced_growing", (1, 0): "advanced_pressed", (0, 1): "potential", (0, 0): "behind"}
            assert typology.KLASSEN_CLASSES[found[j, i]] == name[advanced, fast]


def test_similarity():
    for one in REGIONS:
        for two in REGIONS:
            pairs = [(s(END, one, i), s(END, two, i)) for i in ACTIVITIES]
            distance = math.sqrt(math.fsum((math.sqrt(a) - math.sqrt(b)) ** 2 for a, b in pairs) / 2)
            cosine = math.fsum(a * b for a, b in pairs) / math.hypot(*(a for a, _ in pairs))
            assert similarity.hellinger_similarity(END)[one, two] == pytest.approx(1 - distance, abs=1e-7)
            assert similarity.cosine_similarity(END)[one, two] == pytest.approx(
                cosine / math.hypot(*(b for _, b in pairs))
            )
            assert similarity.size_distance(END)[one, two] == pytest.approx(
                abs(math.log(total(END, one) / total(END, two))), abs=1e-12
            )


def test_disparity():
    level, people = END[:, 0], START[:, 0]
    everyone = math.fsum(people)
    mean = math.fsum(level * people) / everyone
    spread = math.fsum((y - mean) ** 2 * n / everyone for y, n in zip(level, people, strict=True))
    assert disparity.williamson(level, people) == pytest.approx(math.sqrt(spread) / mean)
    expected = math.fsum(xlog(y * n / (mean * everyone), n / everyone) for y, n in zip(level, people, strict=True))
    assert disparity.theil(level, people) == pytest.approx(expected)


def test_beta_convergence_against_a_fitted_line():
    first, last = START[:, 0], END[:, 0]
    found = disparity.beta_convergence(first, last, years=8)
    slope, intercept = np.polyfit(np.log(first), np.log(last / first) / 8, 1)
    assert (found.slope, found.intercept) == pytest.approx((slope, intercept))
    if slope * 8 > -1:
        assert math.exp(-found.beta * 8) - 1 == pytest.approx(slope * 8)
