"""The tables of relatedness on disk: right, complete, the same in blocks, resumed after a break, refused in sentences."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from analysis.made import long_of, panel_of, values_of

from potensi.analysis import relate as module
from potensi.analysis.relate import Asked, read_tables, relate
from potensi.errors import UsageError
from potensi.measures.space import activity_space

VALUES = values_of(45, 70, seed=5)


def written(folder):
    return {name: frame.collect() for name, frame in read_tables(folder)}


def test_every_cell_is_what_the_measures_say(tmp_path):
    found = relate(panel_of(VALUES), out=tmp_path, asked=Asked(all_cells=True, rows=8))
    tables, whole = written(tmp_path), activity_space(VALUES)
    assert found.cells == VALUES.size == len(tables["cells"])
    cells = tables["cells"].sort("region", "activity")
    for name in ("rca", "density", "cog"):
        grid = cells[name].to_numpy().reshape(VALUES.shape)
        assert grid == pytest.approx(getattr(whole, name), rel=1e-4, abs=2e-5, nan_ok=True), name
    assert (cells["presence"].to_numpy().reshape(VALUES.shape) == whole.presence).all()
    assert cells["distance"].to_numpy() == pytest.approx(1 - cells["density"].to_numpy())
    assert tables["regions"]["eci"].to_numpy() == pytest.approx(whole.eci)
    assert tables["regions"]["coi"].to_numpy() == pytest.approx(whole.coi, abs=1e-4)
    assert tables["regions"]["diversity"].to_list() == whole.presence.sum(axis=1).tolist()
    assert tables["activities"]["pci"].to_numpy() == pytest.approx(whole.pci)
    pairs = tables["pairs"]
    assert len(pairs) == (np.triu(whole.proximity, 1) > 0).sum()
    place = {code: i for i, code in enumerate(tables["activities"]["activity"])}
    for one, other, near in pairs.sample(50, seed=1).iter_rows():
        assert near == pytest.approx(whole.proximity[place[str(one)], place[str(other)]])


def test_what_a_region_has_and_its_best_candidates(tmp_path):
    relate(panel_of(VALUES), out=tmp_path, asked=Asked(candidates=7, rows=16))
    cells, whole = written(tmp_path)["cells"], activity_space(VALUES)
    for j in range(len(VALUES)):
        mine = cells.filter(pl.col("region") == f"R{j:03}")
        places = np.array([int(code[1:]) for code in mine["activity"].cast(pl.String)])
        assert (np.diff(places) > 0).all()
        held = mine["presence"].to_numpy()
        assert set(places[held]) == set(np.nonzero(whole.presence[j])[0])
        options = np.sort(whole.density[j][~whole.presence[j]])[::-1]
        expected = options[: min(7, len(options))]
        assert np.sort(whole.density[j][places[~held]])[::-1] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["atlas", "ecomplexity", "economic-complexity", "econcomplex", "econci"])
def test_other_conventions_by_name(name, tmp_path):
    relate(panel_of(VALUES), out=tmp_path, conventions=name, asked=Asked(all_cells=True))
    tables, whole = written(tmp_path), activity_space(VALUES, conventions=name)
    scale = whole.conventions.density_scale
    density = tables["cells"]["density"].to_numpy().reshape(VALUES.shape)
    assert density / scale == pytest.approx(whole.density / scale, abs=1e-5)
    assert tables["regions"]["eci"].to_numpy() == pytest.approx(whole.eci)
    if whole.coi is None:
        assert tables["regions"]["coi"].is_nan().all()
    else:
        assert tables["regions"]["coi"].to_numpy() == pytest.approx(whole.coi, rel=1e-3, abs=1e-3)


def test_a_broken_run_goes_on_where_it_stopped(tmp_path, monkeypatch):
    made, block = [], module.block

    def counted(space, *, first, end):
        made.append(first)
        if len(made) == 3:
            raise KeyboardInterrupt
        return block(space, first=first, end=end)

    monkeypatch.setattr(module, "block", counted)
    with pytest.raises(KeyboardInterrupt):
        relate(panel_of(VALUES), out=tmp_path / "broken", asked=Asked(rows=10))
    relate(panel_of(VALUES), out=tmp_path / "broken", asked=Asked(rows=10))
    assert made == [0, 10, 20, 20, 30, 40]
    relate(panel_of(VALUES), out=tmp_path / "whole", asked=Asked(rows=10))
    assert bytes_in(tmp_path / "broken") == bytes_in(tmp_path / "whole")


@pytest.mark.parametrize(
    "change", [{"threshold": 0.5}, {"asked": Asked(rows=10, candidates=3)}, {"conventions": "atlas"}]
)
def test_other_figures_or_options_start_anew(tmp_path, change, monkeypatch):
    relate(panel_of(VALUES), out=tmp_path, asked=Asked(rows=10))
    made, block = [], module.block
    monkeypatch.setattr(module, "block", lambda space, **where: made.append(where) or block(space, **where))
    relate(panel_of(VALUES), out=tmp_path, asked=Asked(rows=10))
    assert not made
    relate(panel_of(VALUES), out=tmp_path, **({"asked": Asked(rows=10)} | change))
    assert len(made) == 5
    relate(panel_of(VALUES + 1), out=tmp_path, **({"asked": Asked(rows=10)} | change))
    assert len(made) == 10


def bytes_in(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The process ends itself, as a machine that goes down would end it, just before it renames a file for the n-th time.
KILLED = """
import os, signal, sys
from pathlib import Path
from types import SimpleNamespace
from analysis.made import panel_of, values_of
from potensi.analysis import relate as module

left = [int(sys.argv[2])]

def renamed(*places):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    os.replace(*places)

# Its own names alone: the compiler's cache renames files too.
module.os = SimpleNamespace(replace=renamed, getpid=os.getpid, strerror=os.strerror)
module.relate(panel_of(values_of(45, 70, seed=5)), out=Path(sys.argv[1]), asked=module.Asked(rows=10))
"""


def kill_at(step, folder):
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(step)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What a run that nothing disturbs leaves behind, with 45 regions in blocks of ten: ten files are renamed."""
    folder = tmp_path_factory.mktemp("whole")
    relate(panel_of(VALUES), out=folder, asked=Asked(rows=10))
    return bytes_in(folder)


@pytest.mark.parametrize("step", [1, 2, 5, 8, 10])
def test_a_killed_run_passes_for_nothing_and_goes_on_to_the_same_bytes(step, tmp_path, whole, monkeypatch):
    kill_at(step, tmp_path)
    with pytest.raises(UsageError, match="finished"):
        written(tmp_path)
    made, block = [], module.block
    monkeypatch.setattr(module, "block", lambda space, **where: made.append(where) or block(space, **where))
    relate(panel_of(VALUES), out=tmp_path, asked=Asked(rows=10))
    assert len(made) == 5 - min(max(step - 2, 0), 5)
    assert bytes_in(tmp_path) == whole


@pytest.mark.parametrize("step", [2, 8])
def test_a_run_killed_over_older_tables_leaves_none_of_them_to_be_taken_for_its_own(step, tmp_path, whole):
    relate(panel_of(values_of(85, 70, seed=6)), out=tmp_path, asked=Asked(rows=10))
    kill_at(step, tmp_path)
    assert not list(tmp_path.glob("*.parquet"))
    with pytest.raises(UsageError, match="finished"):
        written(tmp_path)
    relate(panel_of(VALUES), out=tmp_path, asked=Asked(rows=10))
    assert bytes_in(tmp_path) == whole


def test_half_a_part_and_a_part_of_another_run_are_no_parts(tmp_path, whole):
    relate(panel_of(VALUES), out=tmp_path / "one", asked=Asked(rows=10))
    relate(panel_of(values_of(45, 70, seed=6)), out=tmp_path / "other", asked=Asked(rows=10))
    cells = tmp_path / "one" / "cells"
    (cells / "part-00001.parquet").write_bytes((tmp_path / "other/cells/part-00001.parquet").read_bytes())
    (cells / "part-00002.parquet").write_bytes((cells / "part-00002.parquet").read_bytes()[:900])
    (cells / "part-00003.parquet").write_bytes(b"")
    (cells / ".part-00004.77.tmp").write_bytes(b"half")
    relate(panel_of(VALUES), out=tmp_path / "one", asked=Asked(rows=10))
    assert bytes_in(tmp_path / "one") == whole


def test_a_state_that_cannot_be_read_is_none(tmp_path, whole):
    relate(panel_of(VALUES), out=tmp_path, asked=Asked(rows=10))
    for text in ("", "{", "[1]"):
        (tmp_path / "relate.json").write_text(text)
        with pytest.raises(UsageError, match="finished"):
            written(tmp_path)
        relate(panel_of(VALUES), out=tmp_path, asked=Asked(rows=10))
        assert bytes_in(tmp_path) == whole


@pytest.mark.parametrize("name", ["regions.parquet", "cells/part-00000.parquet", "cells/part-00000-abc.snappy.parquet"])
def test_tables_that_it_did_not_write_are_not_overwritten(name, tmp_path):
    (tmp_path / "cells").mkdir()
    (tmp_path / name).write_bytes(b"somebody's own")
    with pytest.raises(UsageError) as stop:
        relate(panel_of(VALUES), out=tmp_path)
    assert all(name in stop.value.message(lang) for lang in ("id", "en"))
    assert bytes_in(tmp_path) == {name: b"somebody's own"}


def test_a_folder_that_another_process_writes_to_is_noticed(tmp_path, monkeypatch):
    def disturbed(done, of):
        if done == of:
            (tmp_path / "cells" / "part-00001.parquet").write_bytes(b"another's")

    with pytest.raises(UsageError, match="Another process"):
        relate(panel_of(VALUES), out=tmp_path, asked=Asked(rows=10), progress=disturbed)
    with pytest.raises(UsageError, match="finished"):
        written(tmp_path)


def test_a_disk_that_is_full_is_said_with_the_file_and_leaves_no_half(tmp_path, monkeypatch):
    import pyarrow.parquet as pq

    def full(table, where, **options):
        where.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match=r"part-00000\.parquet"):
        relate(panel_of(VALUES), out=tmp_path)
    assert list(bytes_in(tmp_path)) == ["relate.json"]


def test_progress_counts_regions(tmp_path):
    steps = []
    relate(panel_of(VALUES), out=tmp_path, asked=Asked(rows=20), progress=lambda done, of: steps.append((done, of)))
    assert steps == [(20, 45), (40, 45), (45, 45)]


def test_the_same_from_a_file(tmp_path):
    long_of(VALUES).write_parquet(tmp_path / "bare.parquet")
    relate(panel_of(VALUES), out=tmp_path / "one")
    relate(tmp_path / "bare.parquet", out=tmp_path / "other")
    one, other = written(tmp_path / "one"), written(tmp_path / "other")
    assert one["cells"].equals(other["cells"])
    assert one["regions"].equals(other["regions"])


def test_few_activities_get_no_complexity_and_a_sentence(tmp_path):
    few = values_of(30, 17, seed=2)
    found = relate(panel_of(few), out=tmp_path)
    tables = written(tmp_path)
    for name, column in (
        ("regions", "eci"),
        ("regions", "fitness"),
        ("regions", "coi"),
        ("activities", "pci"),
        ("cells", "cog"),
    ):
        assert tables[name][column].is_nan().all(), column
    assert not tables["cells"]["density"].is_nan().any()
    assert "17" in found.refusals[0].message("en")
    assert "menyesatkan" in found.refusals[0].message("id")
    allowed = relate(panel_of(few), out=tmp_path, fewest=10)
    assert [refusal.code for refusal in allowed.refusals] == ["index_undetermined"]
    assert "0.89" in allowed.refusals[0].message("en")
    assert "0,89" in allowed.refusals[0].message("id")
    assert not written(tmp_path)["regions"]["eci"].is_nan().any()


def test_what_cannot_be_asked_is_refused(tmp_path):
    with pytest.raises(UsageError, match="harvard"):
        relate(panel_of(VALUES), out=tmp_path, conventions="harvard")
    with pytest.raises(UsageError, match="at least 3"):
        relate(panel_of(VALUES[:2]), out=tmp_path)


def test_groups_that_share_nothing_and_an_index_that_is_none_are_said(tmp_path):
    apart = np.zeros((40, 70))
    apart[:25, :40], apart[25:, 40:] = values_of(25, 40, seed=3), values_of(15, 30, seed=4)
    assert "2 groups" in relate(panel_of(apart), out=tmp_path).refusals[0].message("en")
    alike = np.ones((5, 70))
    assert "not defined" in relate(panel_of(alike), out=tmp_path).refusals[0].message("en")
    assert written(tmp_path)["regions"]["coi"].is_nan().all()
