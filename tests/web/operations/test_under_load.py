"""A backup that is made while several processes write holds one moment of everything, and comes back as that."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from web.operations.installed import Installed

TESTS = Path(__file__).parents[2]
WRITERS, BACKUPS, ENOUGH = 3, 3, 4

WRITER = """
import sys
from pathlib import Path
from potensi.web.operations.start import set_up; set_up()
from potensi.web.actor import SYSTEM
from potensi.web.datasets import services
from potensi.web.people.models import Region
from potensi.web.people.services import make_agency, make_office
from web.datasets.made import content, new, panel
name, stop = sys.argv[1], Path(sys.argv[2])
region = Region.objects.get(pk="3510")
for number in range(1, 2000):
    agency = make_agency(actor=SYSTEM, region=region, name=f"{name} {number}")
    make_office(actor=SYSTEM, agency=agency, title="Kepala", head=True)
    found = content(panel().with_step(f"{name} {number}"))
    version = services.bring_in(actor=SYSTEM, target=new(f"{name} {number}"), content=found)
    services.publish(actor=SYSTEM, version=version, why="beban")
    print(number, flush=True)
    if stop.exists(): break
"""

# What must hold at every moment, since each of these writes is one transaction with its audit row.
WHOLE = """
import json
from collections import Counter
from potensi.web.audit.models import AuditRow
from potensi.web.datasets import figures
from potensi.web.datasets.models import Version
from potensi.web.people.models import Agency, Office
rows = Counter(AuditRow.objects.values_list("action", flat=True))
mine = Version.objects.filter(dataset__sample=False)
print(json.dumps({
    "agencies": [Agency.objects.filter(region="3510").count(), rows["people.agency_made"]],
    "offices": [Office.objects.filter(agency__region="3510").count(), rows["people.office_made"]],
    "brought": [mine.count(), rows["dataset.brought_in"]],
    "published": [mine.filter(state="published").count(), rows["dataset.published"]],
    "figures": [Version.objects.count(), sum(figures.whole(each.digest) for each in Version.objects.all())],
}))
"""


def said(place):
    with zipfile.ZipFile(place) as packed:
        told = json.loads(packed.read("manifest.json"))
    assert told["missing_figures"] == []
    return {name: (each["rows"], each["digest"] or each["sha256"]) for name, each in told["members"].items()}


def write(installed, number, stop):
    """Start a process that writes through the services until the file ``stop`` is there."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, f"penulis {number}", str(stop)],
        env=installed.environment | {"PYTHONPATH": str(TESTS)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_backup_under_load_is_one_moment_and_comes_back_as_it(installed, database, request, tmp_path):
    if database == "postgresql":
        make = request.getfixturevalue("fresh_database")
        installed.run("backup", str(tmp_path / "start.zip"))
        installed = Installed(tmp_path / "pg" / "potensi-data", make())
        installed.home.parent.mkdir()
        installed.run("restore", str(tmp_path / "start.zip"))
    stop = tmp_path / "stop"
    writers = [write(installed, number, stop) for number in range(WRITERS)]
    try:
        for writer in writers:
            assert writer.stdout.readline().strip() == "1", writer.stderr.read()
        places = [tmp_path / f"{number}.zip" for number in range(BACKUPS)]
        for place in places:
            installed.run("backup", str(place))
            assert all(writer.poll() is None for writer in writers), "a writer has ended"
            for _ in range(ENOUGH):
                writers[0].stdout.readline()
    finally:
        stop.touch()
        done = [writer.communicate(timeout=300) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, done
    _grew(places, installed)
    for number, place in enumerate((places[0], places[-1])):
        url = request.getfixturevalue("fresh_database")() if database == "postgresql" else ""
        back = Installed(tmp_path / f"back{number}" / "potensi-data", url)
        back.home.parent.mkdir()
        back.run("restore", str(place))
        back.run("backup", str(tmp_path / f"back{number}.zip"))
        assert said(tmp_path / f"back{number}.zip") == said(place)
        whole = json.loads(back.python(WHOLE))
        assert all(there == told for there, told in whole.values()), whole
        assert whole["brought"][0] >= WRITERS


def _grew(places, installed):
    """Writing went on all the time: every backup holds more than the one before, the installation most."""
    counts = [said(place)["tables/audit.auditrow.jsonl"][0] for place in places]
    counts.append(
        int(installed.python("from potensi.web.audit.models import AuditRow; print(AuditRow.objects.count())"))
    )
    assert counts == sorted(set(counts))
